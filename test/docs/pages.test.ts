import { beforeAll, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { folderOf, languages } from '../../scripts/docs/languages.js';
import type { OpenApiDocument } from '../../scripts/lib/openapi/document.js';
import { listOperations } from '../../scripts/lib/operation-list.js';
import { filesOf, textsOf } from './built.js';
import { documentIn } from './document.js';
import { everythingSaid } from './plain/described.js';
import { htmlFaults, letters, partsById, visibleText } from './plain/page-text.js';

let pages: Map<string, string>;

beforeAll(async () => {
  pages = textsOf(await filesOf(), '.html');
});

const pageAt = (path: string) => pages.get(path) ?? '';

/** What the description says and the page does not. */
function missing(document: OpenApiDocument, page: string): string[] {
  const text = visibleText(page).replace(/\s+/g, ' ');
  const lettersOfPage = letters(text);
  return everythingSaid(document)
    .filter(({ kind, text: said }) => {
      if (kind === 'text') return !lettersOfPage.includes(letters(said));
      // An address of a link is not visible, but there.
      return !text.includes(said.replace(/\s+/g, ' ')) && !page.includes(`href="${said}"`);
    })
    .map(({ place, text: said }) => `${place}: ${said.slice(0, 60)}`);
}

describe.each([...languages])('The plain edition (%s)', (lang) => {
  const plain = () => pageAt(`${folderOf(lang)}plain.html`);

  test('holds everything that the description says', () => {
    const document = documentIn(lang);
    expect(everythingSaid(document).length).toBeGreaterThan(1_100);
    expect(missing(document, plain())).toEqual([]);
  });

  test('lacks something when a member, a value, a text or an example is taken out of it', () => {
    for (const [from, place] of [
      [/approve_role/g, /AopWorkflowInfo\/properties\/approve_role/],
      [/HEMOSTASIS/g, /enum: HEMOSTASIS/],
      [/brute force login/g, /examples\/createWorkflowInstanceRequest\/value/],
      [/verify aksk signature fail/g, /examples\/errorSignatureRefused/],
    ] as const) {
      expect(missing(documentIn(lang), plain().replaceAll(from, '')).join('\n')).toMatch(place);
    }
  });

  test('runs no script, and its policy forbids any from elsewhere', () => {
    expect(plain()).not.toMatch(/<script|<img|<iframe|\son[a-z]+=/i);
    expect(plain()).toContain("default-src 'none'; script-src 'self'");
  });
});
