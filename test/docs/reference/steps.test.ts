import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marked } from 'marked';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connectSources, consoleDocument } from '../../../scripts/docs/console/document.js';
import {
  appTemplate,
  browserScript,
  finishAppPage,
  type AppPage,
} from '../../../scripts/docs/app-page.js';
import { patch } from '../../../scripts/docs/patch.js';
import { withHeadingIds } from '../../../scripts/docs/reference/document.js';
import { inertMarkdown, withDecisionLinks } from '../../../scripts/docs/texts.js';
import { UserError } from '../../../scripts/lib/cli.js';
import { propertyRuns } from '../../lib/property-runs.js';

describe('patch', () => {
  const change = { why: 'b is better', anchor: 'a', replacement: 'b' };

  test('replaces an anchor as often as it is expected', () => {
    expect(patch('xax', [change], 'The tool')).toBe('xbx');
    expect(patch('aa', [{ ...change, times: 2 }], 'The tool')).toBe('bb');
  });

  test.each(['x', 'aa'])('refuses a text that does not hold the anchor once: %s', (text) => {
    expect(() => patch(text, [change], 'The tool')).toThrow(UserError);
    expect(() => patch(text, [change], 'The tool')).toThrow(
      /The tool holds "a" [02] times.*b is b/,
    );
  });
});

describe('finishAppPage', () => {
  const template = readFileSync(appTemplate, 'utf8');
  const built = template.replace('{{{redocHTML}}}', '<script>run()</script>');
  const page: AppPage = { lang: 'en', langs: ['en'], path: 'console.html', scripts: 1 };

  test('lets a page run its own scripts only and reach what it is allowed to', () => {
    const finished = finishAppPage(built, { ...page, connect: 'https://a.example' });
    const [, policy = ''] = /content="(default-src [^"]*)"/.exec(finished) ?? [];
    const hash = createHash('sha256').update('run()').digest('base64');
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        `script-src 'sha256-${hash}'`,
        'connect-src https://a.example',
      ]),
    );
    expect(finishAppPage(built, page)).toContain("connect-src 'none'");
  });

  test.each([
    ['another script', built.replace('<body>', '<body><script>x</script>'), 'has 2 scripts'],
    ['no place for the policy', built.replace('policy-of', 'x'), '0 times instead of 1'],
  ])('refuses a page with %s', (_name, damaged, message) => {
    expect(() => finishAppPage(damaged, page)).toThrow(message);
  });
});

test('browserScript lets no text of a constant end the script element', () => {
  const source = new URL('../../../scripts/docs/reference/companion.ts', import.meta.url);
  const script = browserScript(source, { text: '</script><script>x' });
  expect(script).toMatch(/^const text="\\u003c\/script>\\u003cscript>x";\n/);
});

/** What a text in Markdown makes elements or tags of. */
function elementsIn(markdown: string): string[] {
  const found = [...markdown.matchAll(/\{%/g)].map(String);
  void marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type === 'html') found.push(token.raw);
  });
  return found;
}

describe('inertMarkdown', () => {
  test.each([
    ['an element', 'a <img src=x onerror=run()> b', 'a &lt;img src=x onerror=run()> b'],
    ['an end tag and a comment', '</p> <!-- x --> <?x?>', '&lt;/p> &lt;!-- x --> &lt;?x?>'],
    ['a sign that begins no element', 'a < b <= c <3', 'a < b <= c <3'],
    ['a link of its own', '<https://a.example/x>', '<https://a.example/x>'],
    ['an element that looks like a link', '<https://a "x>', '&lt;https://a "x>'],
    ['code', 'a `<b>` and ``<c> ` <d>``', 'a `<b>` and ``<c> ` <d>``'],
    ['a block of code', '```sh\na <b>\n```\n<c>', '```sh\na <b>\n```\n&lt;c>'],
  ])('treats %s', (_, markdown, inert) => {
    expect(inertMarkdown(markdown)).toBe(inert);
  });

  test.each([
    '\\`<b>`',
    '` x\n\n`<b>`',
    'a `\n` <b> `',
    '| a | b |\n| - | - |\n| `x | <b> ` |',
    '- ```\n```\n<b>\n```',
    '  ```\n```\n<b>\n```',
    '> ~~~\n```\n<b>\n```',
    '~~~ `\n```\n~~~\n<b>\n```',
    '``` `\n<b>\n```',
    '```\n ```\n<b>',
    '[a]: <b>\n\n<b>',
    '[a](<b> "c")',
    '<https://x\n<b>',
    '{% html %}x{% /html %} `{% x %}`',
    '```\n{% x %}\n```',
    '# x {% id="y" %}',
    '<!-- -->',
  ])('leaves nothing that a parser makes an element of: %j', (markdown) => {
    expect(elementsIn(inertMarkdown(markdown))).toEqual([]);
  });

  test('leaves nothing that a parser makes an element of, whatever the text', () => {
    const pieces = [
      '`',
      '``',
      '```',
      '~~~',
      '\\',
      '|',
      '\n',
      '\n\n',
      ' ',
      '<b>',
      '</b>',
      '> ',
      '- ',
    ].concat([
      'a',
      '<!--',
      '-->',
      '{%',
      '%}',
      '| - | - |\n',
      '<https://a',
      '[a](',
      ')',
      '    ',
      '#',
    ]);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 24 }), (parts) => {
        expect(elementsIn(inertMarkdown(parts.join('')))).toEqual([]);
      }),
      { numRuns: propertyRuns },
    );
    expect(elementsIn('a <b>')).not.toEqual([]);
  });
});

describe('withHeadingIds', () => {
  test('gives headings the address of the first language, but not inside code', () => {
    const english = '## Signing in\n\n```\n# no heading\n```\n\n## Limits';
    const chinese = '## 认证\n\n```\n# 不是标题\n```\n\n## 限制';
    expect(withHeadingIds(chinese, english, 'section/', '/info')).toBe(
      '## 认证{% id="section/signing-in" %}\n\n```\n# 不是标题\n```\n\n## 限制{% id="section/limits" %}',
    );
  });

  test.each(['## 一', '## 一\n### 二'])('refuses headings that differ: %j', (text) => {
    expect(() => withHeadingIds(text, '## One\n## Two', '', '/info/description')).toThrow(
      '/info/description has',
    );
  });
});

test('withDecisionLinks makes links of the numbers of known decisions, in texts alone', () => {
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

describe('consoleDocument', () => {
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

  test('puts the own machine first, keeps ways to sign in that can be typed, and follows references', () => {
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

  test('keeps the reference of a recursive schema', () => {
    const tree = { type: 'object', properties: { child: { $ref: '#/components/schemas/tree' } } };
    const recursive = {
      paths: { '/a': { get: { schema: { $ref: '#/components/schemas/tree' } } } },
      components: { schemas: { tree } },
    };
    expect(JSON.stringify(consoleDocument(recursive))).toContain('#/components/schemas/tree');
  });

  test('connectSources allows this machine and the hosts of the servers', () => {
    expect(connectSources(document)).toBe(
      'http://127.0.0.1:* http://localhost:* https://*.example.com',
    );
  });
});
