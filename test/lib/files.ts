import { fileURLToPath } from 'node:url';
import { findCompanions } from '../../scripts/lib/companions.js';
import { defaultSpec } from '../../scripts/lib/paths.js';

/** The bundled description, as an absolute path. */
export const bundledDescription = fileURLToPath(
  new URL('../../generated/openapi.json', import.meta.url),
);

/** What is built beside our own description. */
export const companions = findCompanions(defaultSpec);
