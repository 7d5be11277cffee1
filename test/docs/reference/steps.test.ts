import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { connectSources, consoleDocument } from '../../../scripts/docs/console/document.js';
import { withDecisionLinks } from '../../../scripts/docs/decision-links.js';
import { mend } from '../../../scripts/docs/mend.js';
import { withHeadingIds } from '../../../scripts/docs/reference/heading-ids.js';
import { sealPage } from '../../../scripts/docs/reference/seal.js';
import { UserError } from '../../../scripts/lib/cli.js';

describe('a mend', () => {
  const change = { why: 'b is better', anchor: 'a', replacement: 'b' };

  test('replaces its anchor', () => {
    expect(mend('xax', [change], 'The tool')).toBe('xbx');
    expect(mend('aa', [{ ...change, times: 2 }], 'The tool')).toBe('bb');
  });

  test.each(['x', 'aa'])('whose anchor is not there once stops the build: %s', (text) => {
    expect(() => mend(text, [change], 'The tool')).toThrow(UserError);
    expect(() => mend(text, [change], 'The tool')).toThrow(/The tool holds "a" [02] times.*b is b/);
  });
});

describe('a sealed page', () => {
  const page = '<meta content="policy-of-the-page"><body><script>run()</script></body>';

  test('runs its own scripts only and reaches what it was told', () => {
    const [, policy = ''] =
      /content="([^"]*)"/.exec(sealPage(page, { scripts: 1, connect: 'https://a.example' })) ?? [];
    const hash = createHash('sha256').update('run()').digest('base64');
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        `script-src 'sha256-${hash}'`,
        'connect-src https://a.example',
      ]),
    );
    expect(sealPage(page, { scripts: 1 })).toContain("connect-src 'none'");
  });

  test.each([
    ['another script', page.replace('<body>', '<body><script>x</script>'), 'has 2 scripts'],
    ['no place for the policy', page.replace('policy', 'x'), '0 times instead of 1'],
  ])('with %s is refused', (_name, damaged, message) => {
    expect(() => sealPage(damaged, { scripts: 1 })).toThrow(message);
  });
});

describe('headings', () => {
  test('get the address of the first language, but not inside code', () => {
    const english = '## Signing in\n\n```\n# no heading\n```\n\n## Limits';
    const chinese = '## 认证\n\n```\n# 不是标题\n```\n\n## 限制';
    expect(withHeadingIds(chinese, english, 'section/', '/info')).toBe(
      '## 认证{% id="section/signing-in" %}\n\n```\n# 不是标题\n```\n\n## 限制{% id="section/limits" %}',
    );
  });

  test.each(['## 一', '## 一\n### 二'])('that differ stop the build: %j', (text) => {
    expect(() => withHeadingIds(text, '## One\n## Two', '', '/info/description')).toThrow(
      '/info/description has',
    );
  });
});

test('numbers of known decisions become links, in texts alone', () => {
  const text = '(`D05`, `D99`)';
  const document = {
    info: { description: text },
    components: { examples: { one: { value: text } } },
  };
  expect(withDecisionLinks(document, new Set(['D05']))).toEqual({
    info: { description: '([`D05`](guides/decisions.html#d05), `D99`)' },
    components: { examples: { one: { value: text } } },
  });
});

describe('the description of the console', () => {
  const document = {
    openapi: '3.1.0',
    servers: [{ url: 'https://api.{region}.example.com/v1' }, { url: 'http://127.0.0.1:4010' }],
    security: [{ token: [] }, { signature: [], date: [] }],
    paths: { '/a': { get: { parameters: [{ $ref: '#/components/parameters/p' }] } } },
    components: {
      parameters: { p: { name: 'p', in: 'query' } },
      securitySchemes: { token: { type: 'apiKey' }, signature: {}, date: {} },
    },
  };

  test('has the own machine first, one typed key, and no references', () => {
    expect(consoleDocument(document)).toEqual({
      openapi: '3.1.0',
      servers: [
        { url: 'http://127.0.0.1:{port}', variables: { port: { default: '4010' } } },
        { url: 'https://api.{region}.example.com/v1' },
      ],
      security: [{ token: [] }],
      paths: { '/a': { get: { parameters: [{ name: 'p', in: 'query' }] } } },
      components: { securitySchemes: { token: { type: 'apiKey' } } },
    });
  });

  test('keeps a recursive schema', () => {
    const tree = { type: 'object', properties: { child: { $ref: '#/components/schemas/tree' } } };
    const recursive = {
      paths: { '/a': { get: { schema: { $ref: '#/components/schemas/tree' } } } },
      components: { schemas: { tree } },
    };
    expect(JSON.stringify(consoleDocument(recursive))).toContain('#/components/schemas/tree');
  });

  test('may be sent to this machine and to the hosts of its servers', () => {
    expect(connectSources(document)).toBe(
      'http://127.0.0.1:* http://localhost:* https://*.example.com',
    );
  });
});
