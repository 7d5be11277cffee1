import { readBundle } from '../../../scripts/lib/openapi/document.js';
import { bundledDescription } from '../../lib/files.js';
import { partOfBundle } from '../../lib/part-of-bundle.js';

/** The part of the description that the honest server serves, and knows: workspaces and workflows. */
export const servedDocument = partOfBundle(readBundle(bundledDescription), (path) =>
  /\/workspaces(\/\{workspace_id\})?$|\/soc\/workflows/.test(path),
);
