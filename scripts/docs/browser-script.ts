import { transformSync } from 'esbuild';
import { readFileSync } from 'node:fs';

/** The text of a script for browsers from its source in TypeScript. */
export function browserScript(source: URL): string {
  return transformSync(readFileSync(source, 'utf8'), {
    loader: 'ts',
    target: 'es2022',
    charset: 'utf8',
  }).code;
}
