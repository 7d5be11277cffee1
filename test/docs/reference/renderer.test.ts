import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { withLeanRenderer } from '../../../scripts/docs/reference/renderer.js';
import { UserError } from '../../../scripts/lib/cli.js';
import { builtDocs } from '../../lib/shared/shared.js';

/** The renderer inside the page that was built, without the description. */
async function builtRenderer(): Promise<string> {
  const page = await readFile(join(await builtDocs(), 'reference.html'), 'utf8');
  const start = page.indexOf('const{hydrate}=');
  const end = page.indexOf('const __redoc_definition', start);
  expect(start).toBeGreaterThan(0);
  expect(end).toBeGreaterThan(start);
  return page.slice(start, end);
}

/** Names of XML, places in messages of React and its router, and the link to the renderer's maker. */
const harmless = new Set([
  'www.w3.org',
  'react.dev',
  'reactrouter.com',
  'github.com',
  'redocly.com',
  'localhost',
  // Values that stand in for those of a format.
  'example.com',
  // Links that are made only for a description with an MCP server, when the reader follows them.
  'claude.ai',
]);

describe('the renderer in the page', () => {
  test('names no host that could be told anything', async () => {
    const renderer = await builtRenderer();
    const hosts = [...renderer.matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host]) => host);
    expect(hosts.filter((host) => !harmless.has(host ?? ''))).toEqual([]);
  });

  test.each(['sendBeacon', 'WebSocket', 'EventSource', 'opentelemetry', 'FlexSearch'])(
    'holds nothing of %s',
    async (name) => {
      expect(await builtRenderer()).not.toContain(name);
    },
  );

  test.each(['fetch', 'eval', 'Worker'])('never calls %s', async (name) => {
    expect(await builtRenderer()).not.toMatch(new RegExp(`(?<![\\w$])${name}\\(`));
  });

  test.each(['<script>other()</script>', 'const{RedocStandalone,hydrate,init}=(()=>{})();'])(
    'must be the known one: %s',
    (page) => {
      expect(() => withLeanRenderer(page)).toThrow(UserError);
    },
  );

  test('must have all that is to be cut', () => {
    const page =
      'const{RedocStandalone,hydrate,init}=(()=>{})();export{RedocStandalone,hydrate,init};';
    expect(() => withLeanRenderer(page)).toThrow(/instead of 1.*starts the renderer itself/);
  });
});
