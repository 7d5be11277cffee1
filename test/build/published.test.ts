import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { JsonObject } from '../../scripts/lib/openapi/document.js';
import { publishedDocument, writePublished } from '../../scripts/lib/published.js';
import { bundledDescription } from '../lib/files.js';
import { temporaryFolder } from './run-script.js';

const whole = {
  openapi: '3.1.1',
  'x-internal-extensions': ['x-notes', 'x-team'],
  info: {
    title: 'Things',
    description:
      'See the [guide](guides/a.html), [other](../b.md#c), [site](https://example.org), [below](#d) and ![picture](e.png).',
    'x-team': 'blue',
  },
  servers: [
    { url: 'https://things.example.org', 'x-internal': false },
    { url: 'http://127.0.0.1:4010', 'x-internal': true },
  ],
  paths: {
    '/things': {
      get: {
        description: 'Lists [things](reference.html).',
        'x-notes': [{ note: 'from a page' }],
        'x-kept': 1,
        servers: [{ url: 'http://localhost', 'x-internal': true }],
        responses: {
          200: {
            description: 'ok',
            content: {
              'application/json': {
                schema: { properties: { things: { type: 'array', 'x-notes': 'n' } } },
                example: { text: '[things](reference.html)', list: ['x-notes', null, 1] },
              },
            },
          },
        },
      },
    },
  },
} satisfies JsonObject;

test('a published document says no more than others need', () => {
  expect(publishedDocument(whole)).toEqual({
    openapi: '3.1.1',
    info: {
      title: 'Things',
      description:
        'See the guide, other, [site](https://example.org), [below](#d) and ![picture](e.png).',
    },
    servers: [{ url: 'https://things.example.org', 'x-internal': false }],
    paths: {
      '/things': {
        get: {
          description: 'Lists things.',
          'x-kept': 1,
          responses: {
            200: {
              description: 'ok',
              content: {
                'application/json': {
                  schema: { properties: { things: { type: 'array' } } },
                  example: { text: '[things](reference.html)', list: ['x-notes', null, 1] },
                },
              },
            },
          },
        },
      },
    },
  });
});

test('the document that was given stays as it is', () => {
  const before = JSON.stringify(whole);
  publishedDocument(whole);
  expect(JSON.stringify(whole)).toBe(before);
});

describe.each(['openapi.json', 'openapi.zh-CN.json', 'openapi.yaml'])('%s', (name) => {
  const text = readFileSync(bundledDescription.replace('openapi.json', name), 'utf8');

  test('names no server of this machine, no source and no file beside it', () => {
    expect(text).not.toMatch(
      /127\.0\.0\.1|localhost|x-sources|x-internal-extensions|\]\((?!https:)/,
    );
  });
});

test('the bundle in YAML is the one in JSON', () => {
  const yaml = readFileSync(bundledDescription.replace('json', 'yaml'), 'utf8');
  expect(parse(yaml)).toEqual(JSON.parse(readFileSync(bundledDescription, 'utf8')));
});

test('a text that a reader of YAML 1.1 takes for something else has quotes', async () => {
  const folder = temporaryFolder();
  const texts = ['=', 'yes', 'No', '12_34', '0123', '08', '1:30', '2020-01-01', '~', '<<', '.5'];
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify({ 'x-texts': [...texts, 'plain'] }));
  await writePublished(folder, folder);
  const yaml = readFileSync(join(folder, 'openapi.yaml'), 'utf8');
  expect(yaml).toBe(`x-texts:\n${texts.map((text) => `  - "${text}"\n`).join('')}  - plain\n`);
});
