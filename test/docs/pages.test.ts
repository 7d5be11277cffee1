import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { folderOf, languages, type Language } from '../../scripts/docs/languages.js';
import type { OpenApiDocument } from '../../scripts/lib/openapi/document.js';
import { listOperations } from '../../scripts/lib/operation-list.js';
import { atNight, sampled, testAtNight } from '../lib/at-night.js';
import { textAt, textsOf } from './built.js';
import { documentIn } from './document.js';
import { everythingSaid } from './plain/described.js';
import { htmlFaults, letters, visibleText, withoutTitles } from './plain/page-text.js';

const pages = textsOf('.html');

/** Names of components, which no reader needs, and their texts where each use has one of its own. */
const unshown = /^\/components\/(schemas|responses)\/[^/]+(\/description)?$/;

/** What the description says and the page does not. */
function missing(document: OpenApiDocument, page: string): string[] {
  const text = visibleText(page).replace(/\s+/g, ' ');
  const lettersOfPage = withoutTitles(letters(text), listOperations(document));
  // Most is said in many places.
  const known = { text: new Map<string, boolean>(), value: new Map<string, boolean>() };
  const isThere = (kind: 'text' | 'value', said: string) => {
    const found =
      known[kind].get(said) ??
      (kind === 'text'
        ? lettersOfPage.includes(letters(said))
        : // An address of a link is not visible, but there.
          text.includes(said.replace(/\s+/g, ' ')) || page.includes(`href="${said}"`));
    known[kind].set(said, found);
    return found;
  };
  return everythingSaid(document)
    .filter(({ place, kind, text: said }) => {
      if (unshown.test(place)) return false;
      return !isThere(kind === 'text' ? 'text' : 'value', said);
    })
    .map(({ place, text: said }) => `${place}: ${said.slice(0, 60)}`);
}

describe.each(['zh-CN', ...atNight<Language>('en')] as const)('The plain edition (%s)', (lang) => {
  const plain = () => textAt(`${folderOf(lang)}plain.html`);

  test('holds everything that the description says', () => {
    const document = documentIn(lang);
    expect(everythingSaid(document).length).toBeGreaterThan(1_100);
    expect(missing(document, plain())).toEqual([]);
  });

  testAtNight(
    'lacks something when a member, a value, a text or an example is taken out of it',
    () => {
      const lacks = [
        [/approve_role/g, /AopWorkflowInfo\/properties\/approve_role/],
        [/HEMOSTASIS/g, /enum: HEMOSTASIS/],
        [/brute force login/g, /examples\/createWorkflowInstanceRequest\/value/],
        [/verify aksk signature fail/g, /examples\/errorSignatureRefused/],
      ] as const;
      const damaged = lacks.reduce((page, [from]) => page.replaceAll(from, ''), plain());
      const found = missing(documentIn(lang), damaged).join('\n');
      for (const [, place] of lacks) expect(found).toMatch(place);
    },
  );

  test('runs no script, and its policy forbids any from elsewhere', () => {
    expect(plain()).not.toMatch(/<script|<img|<iframe|\son[a-z]+=/i);
    expect(plain()).toContain("default-src 'none'; script-src 'self'");
  });
});

describe('A body that is a list', () => {
  const [id, field] = ['createPlaybookAction', 'action_type'] as const;

  test.each([
    ['page of the operation', `operations/${id}.html`, ''],
    ['plain edition', 'plain.html', `${id}.`],
  ])('has its fields below "[]" in the %s', (_, path, prefix) => {
    const html = textAt(path);
    const [list, inside] = [`id="${prefix}body[]"`, `id="${prefix}body.${field}"`].map((place) =>
      html.indexOf(place),
    );
    expect(list).toBeGreaterThan(0);
    expect(inside).toBeGreaterThan(list ?? 0);
  });

  test('has its fields below "[]" in the Markdown, which lists no values that are explained', () => {
    const markdown = textAt(`operations/${id}.md`);
    const [row = ''] = /^\| `\[\]\.action_type` .*$/m.exec(markdown) ?? [];
    expect(row).toContain('- `AOP_WORKFLOW`: a workflow');
    expect(row).not.toContain('Values:');
  });
});

describe('Every page', () => {
  test('is HTML without faults', () => {
    const faults = sampled([...pages], 24).map(([path, html]) => [path, htmlFaults(html)] as const);
    expect(faults.filter(([, found]) => found.length > 0)).toEqual([]);
  });

  test('shows no Markdown as it is written', () => {
    const unwritten = [...pages].flatMap(([path, html]) => {
      const said = visibleText(html.replaceAll(/<(pre|code)\b[^]*?<\/\1>/g, ''));
      return [...said.matchAll(/.{0,40}(`\w|\*\*\w|\]\().{0,40}/g)].map(
        ([text]) => `${path}: ${text}`,
      );
    });
    expect(unwritten).toEqual([]);
  });

  test('but the plain edition has at most 60 KB with gzip', () => {
    const shown = [...pages].filter(([path]) => !path.endsWith('plain.html'));
    const sizes = shown.map(([path, html]) => [path, gzipSync(html).length] as const);
    expect(sizes.filter(([, size]) => size > 60 * 1024)).toEqual([]);
  });

  test('has the same anchors in both languages', () => {
    const anchors = (html: string) => [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    const english = [...pages].filter(([path]) => !path.startsWith('zh-CN/'));
    expect(english.map(([path, html]) => [path, anchors(html)])).toEqual(
      english.map(([path]) => [path, anchors(textAt(`zh-CN/${path}`))]),
    );
  });

  test('looks the same in its head and its menu, whatever kind it is of', () => {
    const header = /<header class="top">[^]*?<\/header>/;
    const shape = (html: string) =>
      header
        .exec(html)?.[0]
        .replaceAll(/ (href|aria-current)="[^"]*"/g, '')
        .replace(/<a class="to-menu".*?<\/a>/, '');
    const english = [...pages].filter(([path]) => !/^zh-CN|plain/.test(path));
    expect(new Set(english.map(([, html]) => shape(html))).size).toBe(1);
  });
});

describe.each([...languages])('The pages of operations (%s)', (lang) => {
  const own = folderOf(lang);
  const operations = listOperations(documentIn(lang));

  test.each(sampled(operations, 20).map((operation) => [operation.id, operation] as const))(
    'show %s with its id, its whole address, its texts and its examples',
    (id, { method, path, object, parameters }) => {
      const html = textAt(`${own}operations/${id}.html`);
      const text = visibleText(html);
      expect(text).toContain(`${method.toUpperCase()} ${path}`);
      expect(html).toContain(`<h1>${object.summary}</h1>`);
      expect(html).toContain(`<code>${id}</code>`);
      expect(withoutTitles(letters(text), operations)).toContain(letters(object.description ?? ''));
      for (const { parameter } of parameters) {
        expect(html).toContain(` id="${parameter.in}.${parameter.name}"`);
      }
      for (const status of Object.keys(object.responses ?? {})) expect(text).toContain(status);
      expect(text).toContain('http://127.0.0.1:4010');
      expect(text).toContain(lang === 'en' ? 'Permission' : '权限');
      expect(html).toContain('href="../guides/errors.html"');
    },
  );

  test('are found from the addresses of former editions', () => {
    for (const { id, object } of operations) {
      const tag = object.tags?.[0] ?? '';
      const former = [
        ['reference', `/${tag.toLowerCase().replaceAll(' ', '-')}/${id.toLowerCase()}`],
        ['console', `/${encodeURIComponent(tag)}/${id}`],
      ];
      for (const [page, place] of former) {
        expect(textAt(`${own}${page}.html`)).toContain(
          `<a href="operations/${id}.html" id="${place}">`,
        );
      }
    }
  });

  test('name the step before and after, and mark their step in the picture', () => {
    const review = textAt(`${own}operations/createAopWorkflowVersionApprovel.html`);
    const nav = /<nav class="neighbours"[^]*?<\/nav>/.exec(review)?.[0] ?? '';
    expect(nav.match(/href="updateAopWorkflowVersion.html"/g)).toHaveLength(2);
    expect(review.match(/class="edge step on"/g)?.length).toBeGreaterThan(2);
    expect(review).toContain('href="../guides/life-cycle.html#version"');
  });
});
