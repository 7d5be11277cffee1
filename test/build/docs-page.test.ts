import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { UserError } from '../../scripts/lib/cli.js';
import { sealPage } from '../../scripts/lib/docs-page.js';

const colourScript = 'setColour()';
const mainScript =
  '\nlogo = full ? `https://cdn.redoc.ly/redoc/logo-mini-full.svg` : `https://cdn.redoc.ly/redoc/logo-mini.svg`;\n';

/** What the renderer builds, as far as sealing it is concerned. */
const page = [
  '<meta http-equiv="Content-Security-Policy" content="policy-of-the-page" />',
  `<div id="redoc"><script>${colourScript}</script>`,
  '<a href="/things">Things</a><a href="https://example.net/">Out</a></div>',
  `<script type="module">${mainScript}</script>`,
].join('');

test('a sealed page loads nothing and runs its own scripts only', () => {
  const sealed = sealPage(page);
  expect(sealed).not.toContain('cdn.redoc.ly');
  const [, policy = ''] = /Security-Policy" content="([^"]*)"/.exec(sealed) ?? [];
  const directives = policy.split('; ');
  expect(directives).toContain("default-src 'none'");
  expect(directives).toContain("connect-src 'none'");
  const [, module = ''] = /<script type="module">([^]*?)<\/script>/.exec(sealed) ?? [];
  const hashes = [colourScript, module].map(
    (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  expect(directives).toContain(`script-src ${hashes.join(' ')}`);
});

test('links of the prerendered part lead to places of the page, others stay', () => {
  const sealed = sealPage(page);
  expect(sealed).toContain('<a href="#/things">');
  expect(sealed).toContain('<a href="https://example.net/">');
});

test.each([
  ['another script', page.replace('<a ', '<script>alert(1)</script><a '), 'has 3 scripts'],
  ['no wordmark', page.replace('logo-mini-full', 'gone'), '0 times instead of once'],
  ['two wordmarks', page + mainScript, '2 times instead of once'],
  ['no place for the policy', page.replace('policy-of', 'policies-of'), '0 times instead of once'],
  ['no prerendered part', page.replace('id="redoc"', 'id="other"'), 'has no prerendered part'],
])('a page with %s is refused', (_name, damaged, message) => {
  expect(() => sealPage(damaged)).toThrow(UserError);
  expect(() => sealPage(damaged)).toThrow(message);
});
