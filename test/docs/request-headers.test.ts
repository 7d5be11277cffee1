import { describe, expect, test } from '@jest/globals';
import { languages, type Language } from '../../scripts/docs/languages.js';
import type { DocsOperation } from '../../scripts/docs/operation-parts.js';
import { referenceDocument } from '../../scripts/docs/reference/document.js';
import { withRequestHeaders, type HeaderContext } from '../../scripts/docs/request-headers.js';
import { readSampleSettings } from '../../scripts/docs/samples/settings.js';
import type { OpenApiDocument } from '../../scripts/lib/openapi/document.js';
import { listOperations } from '../../scripts/lib/operation-list.js';
import { documentIn } from './document.js';
import { companions } from '../lib/files.js';

const settings = readSampleSettings(companions.samples);

/** The headers of each operation, by its id. */
function headersOf(document: OpenApiDocument, context: HeaderContext = {}, lang: Language = 'en') {
  const copy = withRequestHeaders(document, lang, context);
  return new Map(
    (listOperations(copy) as DocsOperation[]).map(({ id, object }) => [
      id,
      object['x-request-headers'],
    ]),
  );
}

describe.each([...languages])('The request headers of the description (%s)', (lang) => {
  const headers = headersOf(documentIn(lang), { contentType: settings?.contentType }, lang);

  test('are the ways to sign in and the Content-Type, with every operation', () => {
    for (const list of headers.values()) {
      expect(list?.map(({ name, required, instead }) => [name, required, instead])).toEqual([
        ['X-Auth-Token', true, expect.stringMatching(/^`Authorization`.+`X-Security-Token`$/)],
        ['Authorization', true, '`X-Auth-Token`'],
        ['X-Sdk-Date', true, '`X-Auth-Token`'],
        // Of a temporary key.
        ['X-Security-Token', true, expect.stringMatching(/^`X-Auth-Token`.+`X-Sdk-Date`$/)],
        ['Content-Type', true, ''],
      ]);
      for (const { description } of list ?? []) expect(description).toMatch(/[.。]$/);
    }
  });

  test('have the Content-Type that the API asks for, or that of the form', () => {
    for (const [id, list] of headers) {
      const type = id === 'importAopworkflow' ? 'multipart/form-data' : settings?.contentType;
      expect(list?.at(-1)?.description.startsWith(`\`${type}\``)).toBe(true);
    }
  });
});

interface Part {
  security?: object[];
  schemes?: object;
  requestBody?: object;
}

/** The headers of one operation of a made-up document. */
function made({ security, schemes = {}, requestBody }: Part, context: HeaderContext = {}) {
  const document = {
    openapi: '3.1.1',
    info: { title: 'x', version: '1' },
    ...(security && { security }),
    paths: { '/x': { post: { operationId: 'x', ...(requestBody && { requestBody }) } } },
    components: { securitySchemes: schemes },
  };
  return headersOf(document as OpenApiDocument, context).get('x');
}

const token = {
  type: 'apiKey',
  in: 'header',
  name: 'X-Token',
  description: 'A token. More of it.',
};
const guide = {
  path: 'guides/sign-in.html',
  title: 'Sign in',
  sections: [{ level: 2, id: 'token', text: 'Tokens' }],
};

describe('The request headers of another description', () => {
  test('are none if nobody signs in, or not by a header', () => {
    const requestBody = { content: { 'application/json': {} } };
    const key = { type: 'apiKey', in: 'query', name: 'key' };
    expect(made({ requestBody })).toBeUndefined();
    expect(made({ security: [{ key: [] }], schemes: { key }, requestBody })).toBeUndefined();
    expect(made({ security: [{ tls: [] }], schemes: { tls: { type: 'mutualTLS' } } })).toBe(
      undefined,
    );
  });

  test('say what a way to sign in is, in a sentence, and where it is explained', () => {
    const part = { security: [{ token: [] }], schemes: { token } };
    const header = { name: 'X-Token', required: true, instead: '' };
    expect(made(part)).toEqual([{ ...header, description: 'A token.' }]);
    expect(made(part, { guide })).toEqual([
      { ...header, description: 'A token. See [Tokens](guides/sign-in.html#token).' },
    ]);
    expect(made(part, { guide: { ...guide, sections: [] } })?.[0]?.description).toBe(
      'A token. See [Sign in](guides/sign-in.html).',
    );
  });

  test('say what may be sent in their place, and whether anything must be', () => {
    const schemes = { token, bearer: { type: 'http', scheme: 'bearer' } };
    const two = made({ security: [{ token: [] }, { bearer: [] }], schemes });
    expect(two?.map(({ name, required, instead }) => [name, required, instead])).toEqual([
      ['X-Token', true, '`Authorization`'],
      ['Authorization', true, '`X-Token`'],
    ]);
    const both = made({ security: [{ token: [] }, { token: [], bearer: [] }], schemes });
    expect(both?.map(({ name, instead }) => [name, instead])).toEqual([
      ['X-Token', ''],
      ['Authorization', '`X-Token`'],
    ]);
    const optional = made({ security: [{}, { token: [] }], schemes });
    expect(optional?.map(({ required, instead }) => [required, instead])).toEqual([[false, '']]);
  });

  test('have the media types of the body, if it has one', () => {
    const part = { security: [{ token: [] }], schemes: { token } };
    const content = { 'application/json': {}, 'text/plain': {}, 'multipart/form-data': {} };
    const own = made({ ...part, requestBody: { content } })?.at(-1);
    expect(own).toMatchObject({ name: 'Content-Type', required: false });
    expect(own?.description.split('\n\n')).toEqual([
      expect.stringMatching(/^`application\/json`: /),
      '`text/plain`',
      expect.stringMatching(/^`multipart\/form-data`: /),
    ]);
    const asked = made(part, { contentType: 'application/json;charset=UTF-8' })?.at(-1);
    expect(asked?.description).toMatch(/^`application\/json;charset=UTF-8`: /);
  });
});

test('The reference shows the headers in the text of each operation, and only there', () => {
  const document = withRequestHeaders(documentIn('zh-CN'), 'zh-CN', { ...settings, guide });
  const first = documentIn('en');
  const shown = referenceDocument(document, first, 'zh-CN');
  expect(JSON.stringify(shown)).not.toContain('x-request-headers');
  for (const { object } of listOperations(shown)) {
    expect(object.description).toMatch(
      /\n\n\*\*请求Header参数\*\*\n\n- `X-Auth-Token`，必选（或使用[^]+\(guides\/sign-in\.html#token\)[^]+\n\n\[在线调试\]\(console\.html#/,
    );
  }
});
