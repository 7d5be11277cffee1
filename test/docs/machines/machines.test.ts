import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { marked, type Tokens } from 'marked';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { firstSentence } from '../../../scripts/docs/description-blocks.js';
import { folderOf, languages } from '../../../scripts/docs/languages.js';
import { markdownFiles, markdownPath } from '../../../scripts/docs/markdown.js';
import { withRequestHeaders } from '../../../scripts/docs/request-headers.js';
import { withSamples } from '../../../scripts/docs/samples/samples.js';
import { writeFiles } from '../../../scripts/docs/site.js';
import { readSampleSettings } from '../../../scripts/docs/samples/settings.js';
import { asDescription, type OpenApiDocument } from '../../../scripts/lib/openapi/document.js';
import { listOperations } from '../../../scripts/lib/operation-list.js';
import { operationsOf } from '../../../scripts/contract/operation.js';
import { documentIn } from '../document.js';
import { letters } from '../plain/page-text.js';
import { companions } from '../../lib/files.js';

const guides = [{ path: 'guides/sign-in.html', title: 'Sign in [here]', summary: 'How.' }];
const files = [{ path: 'openapi.json', title: 'openapi.json' }];

/** Pages that other parts of the build write. */
const elsewhere = /^(\.\.\/|)*(zh-CN\/)?(reference|plain|guides\/[a-z-]+)\.html|openapi\.json$/;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'machines-'));
  const settings = readSampleSettings(companions.samples);
  for (const lang of languages) {
    const document = withRequestHeaders(
      withSamples(documentIn(lang), lang, settings),
      lang,
      settings,
    );
    await writeFiles(folder, markdownFiles({ document, lang, langs: languages, guides, files }));
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** The links of a Markdown file. */
function linksOf(markdown: string): string[] {
  const links: string[] = [];
  const tokens = marked.lexer(markdown);
  void marked.walkTokens(tokens, (token) => {
    if (token.type === 'link') links.push((token as Tokens.Link).href);
  });
  return links;
}

/** Links that lead neither to a file that is there nor to a page that is written elsewhere. */
function broken(file: string, markdown: string): string[] {
  return linksOf(markdown)
    .filter((link) => !link.startsWith('https:'))
    .filter((link) => {
      const path = link.split('#')[0] as string;
      return !existsSync(join(dirname(file), path)) && !elsewhere.test(path);
    });
}

describe.each([...languages])('For machines (%s)', (lang) => {
  const document = documentIn(lang);
  const description = asDescription(document);

  test('each operation is a file, and nothing else is', async () => {
    const names = await readdir(join(folder, folderOf(lang), 'operations'));
    expect(names.sort()).toEqual(
      listOperations(document)
        .map(({ id }) => `${id}.md`)
        .sort(),
    );
  });

  test.each(operationsOf(description).map((operation) => [operation.id, operation] as const))(
    '%s is complete in its file',
    async (id, { path, method, parameters, body, responses, pointer }) => {
      const file = join(folder, markdownPath(id, lang));
      const markdown = await readFile(file, 'utf8');
      const operation = description.at(pointer) as { summary: string; description: string };
      expect(markdown.startsWith(`# ${operation.summary}\n`)).toBe(true);
      const allLetters = letters(markdown.replaceAll('<br>', ' '));
      expect(allLetters).toContain(letters(operation.description));
      expect(markdown).toContain(`\`${method} ${path}\``);
      for (const { name } of parameters) expect(markdown).toContain(`| \`${name}\` |`);
      for (const { status, examples } of responses) {
        expect(markdown).toContain(status);
        for (const { value } of examples) {
          const text = JSON.stringify(value, null, status.startsWith('2') ? 2 : 0);
          expect(markdown).toContain(typeof value === 'string' ? value : text);
        }
      }
      for (const { value } of body?.examples ?? []) {
        expect(markdown).toContain(JSON.stringify(value, null, 2));
      }
      for (const schema of [body?.schema, responses[0]?.schema]) {
        for (const { path: member, texts } of schema ? membersAt(schema) : []) {
          expect(markdown).toContain(`| \`${member}\` |`);
          for (const text of texts) expect(allLetters).toContain(letters(text));
        }
      }
      const count = Math.max(1, body?.examples.length ?? 0);
      for (const [label, fence] of [
        ['curl', 'sh'],
        ['TypeScript', 'typescript'],
        ['Node.js fetch', 'javascript'],
      ] as const) {
        expect(markdown).toContain(`### ${label}\n`);
        expect(markdown.split(`\n\`\`\`${fence}\n`)).toHaveLength(count + 1);
      }
      for (const header of ['X-Auth-Token', 'Authorization', 'X-Sdk-Date', 'Content-Type']) {
        expect(markdown).toContain(`\n| \`${header}\` |`);
      }
      const sources = (operation as { 'x-sources'?: { document: string; date?: string }[] })[
        'x-sources'
      ];
      expect(sources?.length).toBeGreaterThan(0);
      for (const { document: source, date = source } of sources ?? []) {
        expect(markdown.slice(markdown.indexOf(source))).toContain(date);
      }
      expect(broken(file, markdown)).toEqual([]);
      expect(linksOf(markdown).length).toBeGreaterThan(2);
    },
  );

  test('no table has a row with a cell too many or too few', async () => {
    for (const { id } of listOperations(document)) {
      const markdown = await readFile(join(folder, markdownPath(id, lang)), 'utf8');
      const rows = markdown.split('\n').filter((line) => line.startsWith('| '));
      const tables = marked
        .lexer(markdown)
        .filter(({ type }) => type === 'table') as Tokens.Table[];
      const parsed = tables.reduce((sum, { rows: own }) => sum + own.length + 2, 0);
      expect([id, rows.length]).toEqual([id, parsed]);
      for (const row of rows) {
        const cells = row.replaceAll('\\|', '').split('|').length;
        expect([id, row, cells === 5 || cells === 6]).toEqual([id, row, true]);
      }
    }
  });

  test('llms.txt has the form of llmstxt.org and leads to every operation', async () => {
    const file = join(folder, folderOf(lang), 'llms.txt');
    const text = await readFile(file, 'utf8');
    const tokens = marked.lexer(text).filter(({ type }) => type !== 'space');
    expect(tokens.slice(0, 2).map(({ type }) => type)).toEqual(['heading', 'blockquote']);
    const headings = tokens.filter(({ type }) => type === 'heading') as Tokens.Heading[];
    expect(headings.map(({ depth }) => depth)).toEqual([1, ...headings.slice(1).map(() => 2)]);
    const items = tokens.flatMap((token) =>
      token.type === 'list' ? (token as Tokens.List).items : [],
    );
    expect(items.every(({ text: item }) => /^\[.+\]\([^)]+\)(: .+)?$/.test(item))).toBe(true);
    expect(broken(file, text)).toEqual([]);
    const links = linksOf(text);
    for (const { id } of listOperations(document)) expect(links).toContain(`operations/${id}.md`);
    expect(links[0]).toBe('overview.md');
    expect(links).toContain(lang === 'en' ? 'guides/sign-in.html' : '../guides/sign-in.html');
  });

  test('the overview holds what all operations have in common', async () => {
    const file = join(folder, folderOf(lang), 'overview.md');
    const text = await readFile(file, 'utf8');
    const {
      info,
      servers = [],
      components,
    } = document as typeof document & {
      info: { description: string };
    };
    expect(text.startsWith(`# ${info.title}\n`)).toBe(true);
    expect(letters(text)).toContain(letters(info.description));
    const regions = servers.flatMap(({ variables }) => variables?.['region']?.enum ?? []);
    expect(regions.length).toBeGreaterThan(10);
    for (const { url } of servers) expect(text).toContain(url);
    for (const region of regions) expect(text).toContain(`\`${region}\``);
    const schemes = components?.['securitySchemes'] as Record<string, { description: string }>;
    for (const { description: how } of Object.values(schemes)) {
      expect(letters(text)).toContain(letters(how));
    }
    expect(broken(file, text)).toEqual([]);
  });

  interface Member {
    path: string;
    texts: string[];
  }

  /** The members of a schema by a way of its own: along JSON pointers. */
  function membersAt(pointer: string, prefix = '', above: string[] = []): Member[] {
    const place = description.followPointer(pointer);
    if (above.includes(place)) return [];
    const schema = description.at(place) as {
      properties?: Record<string, { description?: string }>;
      items?: object;
    };
    if (schema.items !== undefined) return membersAt(`${place}/items`, `${prefix}[]`, above);
    return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      const target = description.follow(member) as { description?: string; enum?: string[] };
      const texts = [member.description ?? target.description ?? '', ...(target.enum ?? [])];
      return [
        { path, texts },
        ...membersAt(`${place}/properties/${name}`, path, [...above, place]),
      ];
    });
  }
});

test.each([
  ['One. Two.', 'One.'],
  ['Version 1.2 is here. Two.', 'Version 1.2 is here.'],
  ['一。二。', '一。'],
  ['No end\n\nTwo.', 'No end'],
  ['', ''],
])('The first sentence of %j', (text, sentence) => {
  expect(firstSentence(text)).toBe(sentence);
});

test('The Markdown of an operation with hostile names breaks no table and no code', () => {
  const hostile = 'a | b `` ` \n c';
  const document: OpenApiDocument = {
    openapi: '3.1.1',
    info: { title: hostile, version: '1' },
    paths: {
      '/x': {
        get: {
          operationId: 'x',
          summary: 'x',
          parameters: [
            { name: hostile, in: 'query', description: hostile, schema: { enum: [hostile] } },
          ],
          responses: {
            200: {
              description: 'x',
              content: { 'text/plain': { example: '```\nnot the end of the block' } },
            },
          },
        },
      },
    },
  };
  const made = markdownFiles({ document, lang: 'en', langs: ['en'], guides: [], files: [] });
  const tokens = marked.lexer(made.get('operations/x.md') ?? '');
  const tables = tokens.filter(({ type }) => type === 'table') as Tokens.Table[];
  expect(tables.map(({ rows }) => rows.map((row) => row.length))).toEqual([[4]]);
  const blocks = tokens.filter(({ type }) => type === 'code') as Tokens.Code[];
  expect(blocks.map(({ text }) => text)).toEqual(['```\nnot the end of the block']);
});
