import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../lib/cli.js';
import { projectRoot } from '../../lib/process.js';
import { mend } from '../mend.js';
import { rendererMends } from './renderer-mends.js';
import { shake } from './shake.js';
import { unneeded } from './unneeded.js';

/** What made the page, for messages. */
export const rendererName = 'the page of redocly build-docs';

const start = 'const{RedocStandalone,hydrate,init}=';
const end = 'export{RedocStandalone,hydrate,init};';

/** Where the lean renderer is kept: making it takes longer than the rest of a small build. */
const cache = join(projectRoot, 'node_modules/.cache/secmaster-openapi');

/** The file for what comes of a code with this way to shake it, and this parser. */
function cachedFile(code: string): string {
  const hash = createHash('sha256').update(code);
  for (const path of [
    fileURLToPath(new URL('shake.ts', import.meta.url)),
    join(projectRoot, 'package-lock.json'),
  ]) {
    hash.update(readFileSync(path));
  }
  return join(cache, `renderer-${hash.digest('hex')}.js`);
}

function lean(code: string): string {
  const mended = mend(code, [...unneeded, ...rendererMends], rendererName);
  const file = cachedFile(mended);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const shaken = shake(mended);
    try {
      mkdirSync(cache, { recursive: true });
      writeFileSync(`${file}.${process.pid}`, shaken);
      renameSync(`${file}.${process.pid}`, file);
    } catch {
      // The packages may lie where nobody may write.
    }
    return shaken;
  }
}

/**
 * Puts in place of the renderer in a page one that holds only what a reference needs, mended where no
 * option offers it.
 *
 * @throws UserError if the page is not as this version of the renderer builds it
 */
export function withLeanRenderer(page: string): string {
  const from = page.indexOf(start);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new UserError(`${rendererName} holds no renderer that is known.`);
  const code = lean(page.slice(from + start.length, to));
  return `${page.slice(0, from)}const{hydrate}=${code}${page.slice(to + end.length)}`;
}
