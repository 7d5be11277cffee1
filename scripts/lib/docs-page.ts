import { createHash } from 'node:crypto';
import { UserError } from './cli.js';

/** The renderer's wordmark as an image that needs no other host; the grey is readable on both themes. */
const wordmark = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="56" height="16"><text x="0" y="12" font-family="sans-serif" font-size="12" fill="#767676">Redocly</text></svg>',
)}`;

/** The two sizes of the wordmark, which the renderer loads from its maker's network. */
const remoteWordmarks = [
  'https://cdn.redoc.ly/redoc/logo-mini-full.svg',
  'https://cdn.redoc.ly/redoc/logo-mini.svg',
];

/** Scripts of a page: one that sets the colour mode at once, one with renderer and description. */
const expectedScripts = 2;

/** What stands in the template in place of the policy. */
const policyAnchor = 'content="policy-of-the-page"';

function replaceOnce(page: string, anchor: string, replacement: string): string {
  const parts = page.split(anchor);
  if (parts.length !== 2) {
    throw new UserError(
      `the page of the renderer holds ${anchor} ${parts.length - 1} times instead of once: scripts/lib/docs-page.ts does not fit this version of Redocly.`,
    );
  }
  return parts.join(replacement);
}

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

/**
 * A policy under which the page can load nothing at all and runs only the scripts that it was
 * built with: markup that slipped in from a description stays dead.
 */
function securityPolicy(scripts: readonly string[]): string {
  const hashes = scripts.map(
    (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    // The renderer makes its styles while it runs.
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * Makes a page of `redocly build-docs` ask no other host for anything, and seals it with a policy.
 *
 * Three things have no option in Redocly CLI 2.77: the wordmark at the foot of the sidebar comes
 * from the maker's network; links in the prerendered sidebar lack the `#` of the page's own
 * addresses, so that they lead nowhere when opened in a new tab; and a policy has to know the
 * scripts.
 *
 * @throws UserError if the page is not as this version of the renderer builds it
 */
export function sealPage(page: string): string {
  let sealed = page;
  for (const address of remoteWordmarks)
    sealed = replaceOnce(sealed, `\`${address}\``, `\`${wordmark}\``);
  const bodyStart = sealed.indexOf('<div id="redoc">');
  const bodyEnd = sealed.indexOf('<script type="module">', bodyStart);
  if (bodyStart < 0 || bodyEnd < 0) {
    throw new UserError(
      'the page of the renderer has no prerendered part: scripts/lib/docs-page.ts does not fit this version of Redocly.',
    );
  }
  const prerendered = sealed.slice(bodyStart, bodyEnd).replaceAll(' href="/', ' href="#/');
  sealed = sealed.slice(0, bodyStart) + prerendered + sealed.slice(bodyEnd);
  const scripts = inlineScripts(sealed);
  if (scripts.length !== expectedScripts) {
    throw new UserError(
      `the page has ${scripts.length} scripts instead of ${expectedScripts}: take <script> elements out of the description's texts.`,
    );
  }
  return replaceOnce(sealed, policyAnchor, `content="${securityPolicy(scripts)}"`);
}
