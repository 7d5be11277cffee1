import { describe, expect, test } from '@jest/globals';
import { marked, type Tokens } from 'marked';
import { parse } from 'yaml';
import { folderOf, languages } from '../../scripts/docs/languages.js';
import { firstSentence } from '../../scripts/docs/pages/operation.js';
import { asDescription } from '../../scripts/lib/openapi/document.js';
import { listOperations } from '../../scripts/lib/operation-list.js';
import { operationsOf } from '../../scripts/contract/operation.js';
import { sampled } from '../lib/at-night.js';
import { pathsOf, textAt } from './built.js';
import { documentIn } from './document.js';
import { letters, visibleText, withoutTitles } from './plain/page-text.js';

/** The links of a Markdown file. */
function linksOf(markdown: string): string[] {
  const links: string[] = [];
  void marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type === 'link') links.push((token as Tokens.Link).href);
  });
  return links;
}

/** The text between two places of a page. */
function between(html: string, start: string, end: string): string {
  return html.slice(html.indexOf(start), html.lastIndexOf(end));
}

/** The letters of a page's own part, without its pictures, their legends, and the names of tabs. */
function pageLetters(html: string): string {
  const body = between(html, '<h1>', '</main>')
    .replaceAll(/<figure\b[^]*?<\/figure>/g, '')
    .replaceAll(
      /<a class="self"[^]*?<\/a>|<label\b[^]*?<\/label>|<p class="caption print">[^]*?<\/p>/g,
      '',
    );
  return letters(visibleText(body));
}

describe.each([...languages])('The Markdown of the docs (%s)', (lang) => {
  const document = documentIn(lang);
  const description = asDescription(document);
  const listed = listOperations(document);

  const own = folderOf(lang);

  test('has a file for each operation, and no other', () => {
    const folder = `${own}operations/`;
    const names = pathsOf('.md').filter((path) => path.startsWith(folder));
    expect(names.map((name) => name.slice(folder.length)).sort()).toEqual(
      listOperations(document)
        .map(({ id }) => `${id}.md`)
        .sort(),
    );
  });

  const operations = operationsOf(description).map((one) => [one.id, one] as const);
  test.each(sampled(operations, 16))(
    'says all of %s in its file',
    (id, { path, method, parameters, body, responses, pointer }) => {
      const markdown = textAt(`${own}operations/${id}.md`);
      const operation = description.at(pointer) as { summary: string; description: string };
      expect(markdown.startsWith(`# ${operation.summary}\n`)).toBe(true);
      const allLetters = withoutTitles(letters(markdown.replaceAll('<br>', ' ')), listed);
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
      const members = [body?.schema, responses[0]?.schema].flatMap((schema) =>
        schema ? membersAt(schema) : [],
      );
      const unsaid = members.flatMap(({ path: member, texts }) => [
        ...(markdown.includes(`| \`${member}\` |`) ? [] : [member]),
        ...texts.filter((text) => !allLetters.includes(letters(text))),
      ]);
      expect(unsaid).toEqual([]);
      const count = Math.max(1, body?.examples.length ?? 0);
      for (const [label, fence] of [
        ['curl', 'sh'],
        ['JavaScript', 'js'],
        ['TypeScript', 'ts'],
        ['Python', 'python'],
        ['Java', 'java'],
        ['Go', 'go'],
      ] as const) {
        const section = markdown.split(`\n### ${label}\n`)[1]?.split(/\n##+ /)[0] ?? '';
        const sentences = section.match(/^(The SDK for|\w+ SDK无法).+/gm) ?? [];
        const blocks = section.split(`\n\`\`\`${fence}\n`).slice(1);
        expect(blocks.length + sentences.length).toBe(count);
      }
      for (const header of ['X-Auth-Token', 'Authorization', 'X-Sdk-Date']) {
        expect(markdown).toContain(`\`${header}\``);
      }
      const sources = (operation as { 'x-sources'?: { document: string; date?: string }[] })[
        'x-sources'
      ];
      expect(sources?.length).toBeGreaterThan(0);
      for (const { document: source, date = source } of sources ?? []) {
        expect(markdown.slice(markdown.indexOf(source))).toContain(date);
      }
      expect(linksOf(markdown).length).toBeGreaterThan(2);
    },
  );

  test('has no table with a cell too many or too few', () => {
    for (const { id } of listOperations(document)) {
      const markdown = textAt(`${own}operations/${id}.md`);
      const rows = markdown.split('\n').filter((line) => line.startsWith('| '));
      const tables = marked
        .lexer(markdown)
        .filter(({ type }) => type === 'table') as Tokens.Table[];
      const parsed = tables.reduce((sum, { rows: own }) => sum + own.length + 2, 0);
      expect([id, rows.length]).toEqual([id, parsed]);
      const odd = rows.filter(
        (row) => ![5, 6].includes(row.replaceAll('\\|', '').split('|').length),
      );
      expect([id, odd]).toEqual([id, []]);
    }
  });

  test('begins with llms.txt, in the form of llmstxt.org, which leads to every operation', () => {
    const text = textAt(`${own}llms.txt`);
    const tokens = marked.lexer(text).filter(({ type }) => type !== 'space');
    expect(tokens.slice(0, 2).map(({ type }) => type)).toEqual(['heading', 'blockquote']);
    const headings = tokens.filter(({ type }) => type === 'heading') as Tokens.Heading[];
    expect(headings.map(({ depth }) => depth)).toEqual([1, ...headings.slice(1).map(() => 2)]);
    // The list before the first part says where and how requests are sent.
    const items = tokens
      .slice(
        tokens.findIndex(
          (token) => token.type === 'heading' && (token as Tokens.Heading).depth === 2,
        ),
      )
      .flatMap((token) => (token.type === 'list' ? (token as Tokens.List).items : []));
    expect(items.every(({ text: item }) => /^\[.+\]\([^)]+\)(: .+)?$/.test(item))).toBe(true);
    const links = linksOf(text);
    for (const { id } of listOperations(document)) expect(links).toContain(`operations/${id}.md`);
    expect(links[0]).toBe('overview.md');
    expect(links).toContain('guides/sign-in.md');
    // Where to send requests, how to sign them in, and how to tell whether one failed.
    const [head = ''] = text.split(/^## /m);
    for (const fact of ['{region}.myhuaweicloud.com', 'X-Auth-Token', '00000000', 'error_code']) {
      expect(head).toContain(fact);
    }
  });

  test('has all of it in llms-full.txt, text by text', () => {
    const full = textAt(`${own}llms-full.txt`);
    const names = linksOf(textAt(`${own}llms.txt`)).filter((path) => path.endsWith('.md'));
    expect(names.length).toBeGreaterThan(listed.length);
    for (const name of names) {
      expect(full).toContain(`<!-- ${name} -->\n\n${textAt(own + name).trim()}`);
    }
  });

  test('has a skill for AI agents that is whole without the files beside it', () => {
    const text = textAt(`${own}SKILL.md`);
    const [, yaml = '', body = ''] = /^---\n([^]*?)\n---\n\n([^]*)$/.exec(text) ?? [];
    const { name, description: purpose, ...others } = parse(yaml) as Record<string, string>;
    // The limits of https://agentskills.io.
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect((name ?? '').length).toBeLessThanOrEqual(64);
    expect((purpose ?? '').length).toBeGreaterThan(50);
    expect((purpose ?? '').length).toBeLessThanOrEqual(1024);
    expect(others).toEqual({});
    // The one link is to what is said to be beside it.
    expect(linksOf(body)).toEqual(['llms.txt']);
    for (const { id } of listed.filter(({ path }) => path.includes('/soc/workflows'))) {
      expect(body).toContain(`\`${id}\``);
    }
  });

  test('has an overview with what all operations have in common', () => {
    const text = textAt(`${own}overview.md`);
    const {
      info,
      servers = [],
      components,
    } = document as typeof document & {
      info: { description: string };
    };
    expect(text.startsWith(`# ${info.title}\n`)).toBe(true);
    expect(withoutTitles(letters(text), listed)).toContain(letters(info.description));
    const regions = servers.flatMap(({ variables }) => variables?.['region']?.enum ?? []);
    expect(regions.length).toBeGreaterThan(10);
    for (const { url } of servers) expect(text).toContain(url);
    for (const region of regions) expect(text).toContain(`\`${region}\``);
    const schemes = components?.['securitySchemes'] as Record<string, { description: string }>;
    for (const { description: how } of Object.values(schemes)) {
      expect(letters(text)).toContain(letters(how));
    }
  });

  interface Member {
    path: string;
    texts: string[];
  }

  /** The fields of a schema by a way of its own: along JSON pointers. */
  function membersAt(pointer: string, prefix = '', above: string[] = []): Member[] {
    const place = description.followPointer(pointer);
    if (above.includes(place)) return [];
    // A response without a body has no schema.
    const schema = (description.at(place) ?? {}) as {
      properties?: Record<string, { description?: string }>;
      items?: object;
    };
    if (schema.items !== undefined) return membersAt(`${place}/items`, `${prefix}[]`, above);
    return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      const target = description.follow(member) as { description?: string; enum?: unknown[] };
      const texts = [
        member.description ?? target.description ?? '',
        ...(target.enum ?? []).map(String),
      ];
      return [
        { path, texts },
        ...membersAt(`${place}/properties/${name}`, path, [...above, place]),
      ];
    });
  }
});

describe.each([...languages])('The guides as Markdown (%s)', (lang) => {
  const own = `${folderOf(lang)}guides/`;
  const readGuide = (name: string) => textAt(own + name);
  const names = () =>
    pathsOf('.md')
      .filter((path) => path.startsWith(own))
      .map((path) => path.slice(own.length, -3));

  test('say what the pages say, in the same order', () => {
    for (const name of names()) {
      const page = pageLetters(readGuide(`${name}.html`));
      // What stands in place of a picture is not on the page.
      const markdown = readGuide(`${name}.md`).replaceAll(
        /^\*\*.+\*\*( \{#[a-z-]+\}$[^]*?(?=^\|)|\n\n.+\n(?=\n1\. ))/gm,
        '',
      );
      const html = marked.parse(markdown.replaceAll(/ \{#[\w-]+\}$/gm, ''), { async: false });
      expect([name, letters(visibleText(html))]).toEqual([name, page]);
    }
  });

  test('say in words what a picture shows', () => {
    const text = readGuide('life-cycle.md');
    for (const id of ['version', 'instance'])
      expect(text).toMatch(new RegExp(`\\{#${id}\\}$`, 'm'));
    for (const state of ['publish_failed', 'TERMINATING']) expect(text).toContain(`- \`${state}\``);
  });

  test('keep the ids of sections, and no link or marker that only the build knows', () => {
    for (const name of names()) {
      const text = readGuide(`${name}.md`);
      const ids = [...text.matchAll(/^#{2,} .+ \{#([\w-]+)\}$/gm)].map(([, id]) => id);
      const shown = [...readGuide(`${name}.html`).matchAll(/<h[2-6] id="([\w-]+)"/g)];
      expect(ids).toEqual(shown.map(([, id]) => id));
      expect(text).not.toMatch(/(?<!\$)\{\{|\]\((operation|decision|site):/);
      expect(text).not.toMatch(/^```\S+ /m);
      expect(text).not.toMatch(/\]\([^)]*guides\/[\w-]+\.html|\]\([\w-]+\.html/);
    }
  });
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
