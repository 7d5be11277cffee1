import { readFileSync } from 'node:fs';
import { bundledDescription } from '../../lib/files.js';

const whole = JSON.parse(readFileSync(bundledDescription, 'utf8')) as {
  paths: Record<string, unknown>;
};

/** The part of the description that the honest server serves, and knows: workspaces and workflows. */
export const servedDocument = {
  ...whole,
  paths: Object.fromEntries(
    Object.entries(whole.paths).filter(([path]) =>
      /\/workspaces(\/\{workspace_id\})?$|\/soc\/workflows/.test(path),
    ),
  ),
};
