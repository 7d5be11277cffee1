import { UserError } from '../../lib/cli.js';
import { mend } from '../mend.js';
import { rendererMends } from './renderer-mends.js';
import { shake } from './shake.js';
import { unneeded } from './unneeded.js';

/** What made the page, for messages. */
export const rendererName = 'the page of redocly build-docs';

const start = 'const{RedocStandalone,hydrate,init}=';
const end = 'export{RedocStandalone,hydrate,init};';

/** The last renderer that was made lean: it is the same in every page that a build makes. */
let last: { code: string; lean: string } | undefined;

function lean(code: string): string {
  if (last?.code !== code) {
    last = { code, lean: shake(mend(code, [...unneeded, ...rendererMends], rendererName)) };
  }
  return last.lean;
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
