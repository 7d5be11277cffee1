import { fileURLToPath } from 'node:url';

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The files that the facts are read from, as absolute paths. */
export const FILES = {
  reference: fromHere('reference.yaml'),
  examples: fromHere('examples.yaml'),
  differences: fromHere('differences.yaml'),
  description: fromHere('../../../generated/openapi.json'),
  decisions: fromHere('../../../spec/decisions.md'),
} as const;
