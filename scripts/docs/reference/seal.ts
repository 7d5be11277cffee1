import { createHash } from 'node:crypto';
import { UserError } from '../../lib/cli.js';
import { mend } from '../mend.js';

/** What stands in the template in place of the policy. */
const policyAnchor = 'content="policy-of-the-page"';

/** The texts of the inline scripts of a page, in order, as a browser delimits them. */
function inlineScripts(page: string): string[] {
  const scripts: string[] = [];
  let position = 0;
  for (;;) {
    const open = /<script\b[^>]*>/gi;
    open.lastIndex = position;
    const match = open.exec(page);
    if (match === null) return scripts;
    const start = match.index + match[0].length;
    const length = page.slice(start).search(/<\/script\b/i);
    scripts.push(page.slice(start, start + length));
    position = start + length;
  }
}

/** What a page may do beside running the scripts that it was built with. */
export interface Permissions {
  /** Number of scripts that the page was built with. */
  scripts: number;
  /** Sources for `connect-src`. */
  connect?: string;
}

/**
 * Puts a policy into a page under which it loads nothing and runs only the scripts that it was built
 * with: markup that slipped in from a description stays dead.
 *
 * @throws UserError if the page has another number of scripts, or no place for the policy
 */
export function sealPage(
  page: string,
  { scripts: expected, connect = "'none'" }: Permissions,
): string {
  const scripts = inlineScripts(page);
  if (scripts.length !== expected) {
    throw new UserError(
      `the page has ${scripts.length} scripts instead of ${expected}: take <script> elements out of the description's texts.`,
    );
  }
  const hashes = scripts.map(
    (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  const policy = [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    // The renderers make their styles while they run.
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const why = 'the page is sealed with a policy';
  const replacement = `content="${policy}"`;
  return mend(page, [{ why, anchor: policyAnchor, replacement }], 'the template of the page');
}
