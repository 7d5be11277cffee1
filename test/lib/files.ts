import { fileURLToPath } from 'node:url';

/** The bundled description, as an absolute path. */
export const bundledDescription = fileURLToPath(
  new URL('../../generated/openapi.json', import.meta.url),
);
