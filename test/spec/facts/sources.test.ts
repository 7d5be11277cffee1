import { describe, expect, test } from '@jest/globals';
import { pets } from './pets.js';
import { compareSources } from './sources.js';

describe('a wrong source is reported', () => {
  const page = 'https://example.com/api-secmaster/ShowPet.html';
  const facts = {
    ...pets.operations[0]!,
    src: ['SDK v1/pet.go'],
    pages: [{ lang: 'en', url: page, date: '2026-02-05 (a copy)' }],
  };
  const code = { SDK: { date: '2026-08-21' } };
  const cited = { document: 'DOC-EN', url: page, date: '2026-02-05' };
  const read = { document: 'SDK', date: '2026-08-21' };

  test.each([
    ['none', [cited, read], page, []],
    [
      'another date of a page',
      [{ ...cited, date: '2026-02-06' }, read],
      page,
      [
        `x-sources: expected ${page}, 2026-02-05, found (nothing)`,
        `x-sources: expected (nothing), found ${page}, 2026-02-06`,
      ],
    ],
    [
      'another date of code',
      [cited, { ...read, date: '2026-08-22' }],
      page,
      ['x-sources: expected (nothing), found SDK, 2026-08-22'],
    ],
    [
      'code that was not read',
      [cited, { ...read, document: 'TF' }],
      page,
      ['x-sources: expected (nothing), found TF, 2026-08-21'],
    ],
    [
      'a link elsewhere',
      [cited],
      'https://example.com/',
      ['externalDocs.url: expected one of the pages in x-sources, found https://example.com/'],
    ],
  ])('%s', (_name, sources, url, reported) => {
    const operation = { externalDocs: { url }, 'x-sources': sources };
    expect(compareSources(operation, facts, code)).toEqual(reported);
  });
});
