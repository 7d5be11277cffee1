import { describe, expect, test } from '@jest/globals';
import { languages, type Language } from '../../../scripts/docs/languages.js';
import { firstSentence } from '../../../scripts/docs/description-blocks.js';
import { responsesOf, type DocsOperation } from '../../../scripts/docs/operation-parts.js';
import { plainPage } from '../../../scripts/docs/plain.js';
import { withRequestHeaders } from '../../../scripts/docs/request-headers.js';
import { withSamples } from '../../../scripts/docs/samples/samples.js';
import { readSampleSettings } from '../../../scripts/docs/samples/settings.js';
import { docsWords } from '../../../scripts/docs/words.js';
import type { OpenApiDocument } from '../../../scripts/lib/openapi/document.js';
import { listOperations } from '../../../scripts/lib/operation-list.js';
import { documentIn } from '../document.js';
import { everythingSaid } from './described.js';
import { htmlFaults, letters, partsById, visibleText } from './page-text.js';
import { companions } from '../../lib/files.js';

const settings = readSampleSettings(companions.samples);
const documents = new Map(
  languages.map((lang) => [
    lang,
    withRequestHeaders(withSamples(documentIn(lang), lang, settings), lang, settings),
  ]),
);
const pages = new Map(
  languages.map((lang) => [
    lang,
    plainPage(documents.get(lang) as OpenApiDocument, lang, languages),
  ]),
);
const pageIn = (lang: Language) => pages.get(lang) as string;

/** What the description says and the page does not. */
function missing(document: OpenApiDocument, page: string): string[] {
  const text = visibleText(page).replace(/\s+/g, ' ');
  const lettersOfPage = letters(text);
  return everythingSaid(document)
    .filter(({ kind, text: said, place }) => {
      if (place.includes('/x-codeSamples')) return false;
      if (kind === 'text') return !lettersOfPage.includes(letters(said));
      // An address of a link is not visible, but there.
      return !text.includes(said.replace(/\s+/g, ' ')) && !page.includes(`href="${said}"`);
    })
    .map(({ place, text: said }) => `${place}: ${said.slice(0, 60)}`);
}

describe.each([...languages])('The plain edition (%s)', (lang) => {
  test('holds everything that the description says', () => {
    const document = documentIn(lang);
    expect(everythingSaid(document).length).toBeGreaterThan(1_100);
    expect(missing(document, pageIn(lang))).toEqual([]);
  });

  test('holds what belongs to an operation or a schema in its own part', () => {
    const document = documents.get(lang) as OpenApiDocument;
    const parts = partsById(pageIn(lang), 3);
    for (const { id, path, method, parameters, object } of listOperations(
      document,
    ) as DocsOperation[]) {
      const part = visibleText(parts.get(`operation-${id}`) ?? '');
      expect(part).toContain(`${method.toUpperCase()} ${path}`);
      expect(letters(part)).toContain(letters(object.description ?? ''));
      for (const { parameter } of parameters) expect(part).toContain(parameter.name);
      for (const response of responsesOf(document, { object } as DocsOperation)) {
        expect(part).toContain(response.status);
        // Of an answer that many operations give, its meaning stands beside the link to it.
        expect(letters(part)).toContain(letters(firstSentence(response.description)));
        if (response.component === undefined && response.headers.length > 0) {
          expect(parts.get(`operation-${id}`)).toContain(`<h5>${docsWords[lang].headers}</h5>`);
        }
      }
      expect(part).toContain('SECMASTER_TOKEN');
      for (const header of ['X-Auth-Token', 'Authorization', 'X-Sdk-Date', 'Content-Type']) {
        expect(parts.get(`operation-${id}`)).toContain(`<th scope="row"><code>${header}</code>`);
      }
      for (const { source } of object['x-codeSamples'] ?? []) {
        expect(part).toContain(source.trimEnd());
      }
    }
    const schemas = document.components?.['schemas'] as Record<string, object>;
    for (const [name, schema] of Object.entries(schemas)) {
      expect(missing(schema as OpenApiDocument, parts.get(`schema-${name}`) ?? '')).toEqual([]);
    }
  });

  test('is HTML without faults and without script', () => {
    expect(htmlFaults(pageIn(lang))).toEqual([]);
    expect(pageIn(lang)).not.toMatch(/<script|<img|<iframe|\son[a-z]+=/i);
    expect(pageIn(lang)).toContain("default-src 'none'; script-src 'none'");
  });

  test('lacks something when a member, a value, a text or an example is taken out of it', () => {
    const page = pageIn(lang);
    for (const [from, place] of [
      [/approve_role/g, /AopWorkflowInfo\/properties\/approve_role/],
      [/HEMOSTASIS/g, /enum: HEMOSTASIS/],
      [/brute force login/g, /examples\/createWorkflowInstanceRequest\/value/],
      [/errorSignatureRefused|verify aksk signature fail/g, /examples\/errorSignatureRefused/],
    ] as const) {
      expect(missing(documentIn(lang), page.replaceAll(from, '')).join('\n')).toMatch(place);
    }
  });
});

test('The plain editions have the same anchors in both languages', () => {
  const anchors = languages.map((lang) =>
    [...pageIn(lang).matchAll(/ id="([^"]*)"/g)].map((match) => match[1]),
  );
  expect(anchors[1]).toEqual(anchors[0]);
  expect(anchors[0]).toContain('operation-createAopWorkflowVersionApprovel');
});

test('The check of HTML sees faults', () => {
  expect(htmlFaults('<p>one<ul></ul></p>')).toEqual(['<ul> inside <p>']);
  expect(htmlFaults('<b><i></b></i>')).not.toEqual([]);
  expect(htmlFaults('<b id="x"></b><b id="x"></b>')).toEqual(['id x twice']);
  expect(htmlFaults('<p>')).toEqual(['left open: p']);
  expect(htmlFaults('<p>a < b</p>')).toEqual(['a stray <: < b']);
  expect(htmlFaults('<a href="#nowhere"></a>')).toEqual(['#nowhere leads nowhere']);
});

test('A hostile description stays text', () => {
  const hostile = '<script>alert(1)</script> "><img src=x onerror=alert(1)> </code></td></table>';
  const links = '[one](javascript:alert(1)) [two](JaVaScRiPt:alert(1)) [three](data:text/html,x)';
  const named = '"><img src=x>';
  const page = plainPage(
    {
      openapi: '3.1.1',
      info: { title: hostile, version: hostile, description: `${hostile}\n\n${links}` },
      servers: [{ url: `http://${named}`, description: hostile }],
      tags: [{ name: hostile, description: hostile }],
      paths: {
        [`/${named}`]: {
          post: {
            operationId: named,
            summary: hostile,
            description: hostile,
            tags: [hostile],
            externalDocs: { url: 'https://x"><script>', description: hostile },
            parameters: [
              { name: named, in: 'query', description: hostile, schema: { enum: [hostile] } },
            ],
            requestBody: {
              content: {
                [named]: {
                  schema: { type: hostile, properties: { [named]: { pattern: hostile } } },
                  examples: { [named]: { summary: hostile, value: hostile } },
                },
              },
            },
            responses: { [named]: { description: hostile } },
          },
        },
      },
      components: { schemas: { [named]: { title: hostile, description: hostile } } },
    } as never,
    'en',
    ['en'],
  );
  expect(htmlFaults(page)).toEqual([]);
  expect(page).not.toMatch(/<script|<img|href="(javascript|data):[^,]/i);
});

test('A shared response without a description is on the plain page, where operations lead to it', () => {
  const document = {
    openapi: '3.1.0',
    info: { title: 'Case', version: '1' },
    paths: { '/a': { get: { responses: { 200: { $ref: '#/components/responses/Done' } } } } },
    components: { responses: { Done: {} } },
  };
  expect(plainPage(document, 'en', ['en'])).toContain('id="response-Done"');
});
