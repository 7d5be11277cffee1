import { beforeAll, describe, expect, test } from '@jest/globals';
import { folderOf, type Language } from '../../../scripts/docs/languages.js';
import { inGroups, SearchEngine, type SearchData } from '../../../scripts/docs/search/engine.js';
import { testAtNight } from '../../lib/at-night.js';
import { textAt } from '../built.js';
import { wanted } from './wanted.js';

function dataIn(lang: Language): SearchData {
  const script = textAt(`${folderOf(lang)}search-index.js`);
  return JSON.parse(script.slice(script.indexOf('{'), script.lastIndexOf('}') + 1)) as SearchData;
}

/** The addresses in the order in which the dialog shows them. */
function shown(engine: SearchEngine, query: string): string[] {
  return inGroups(engine.find(query)).flatMap(([, group]) =>
    group.map(({ entry }) => entry.address),
  );
}

describe.each(wanted)('The search index (%s)', (lang, queries) => {
  let engine: SearchEngine;
  beforeAll(() => {
    engine = new SearchEngine(dataIn(lang));
  });
  const miss = (on: SearchEngine, those = queries) =>
    those
      .map(([query, page]) => ({ query, page, first: shown(on, query).slice(0, 2) }))
      .filter(
        ({ page, first }) =>
          !first.some((one) => (page instanceof RegExp ? page.test(one) : page === one)),
      );

  test('shows the wanted page first or second', () => {
    expect(miss(engine)).toEqual([]);
  });

  testAtNight(
    'misses pages when names, synonyms or the entries of errors are taken out of it',
    () => {
      const { entries, synonyms } = dataIn(lang);
      const expectMissed = (data: SearchData, ...names: string[]) => {
        const those = queries.filter(([query]) => names.includes(query));
        const missed = miss(new SearchEngine(data), those).map(({ query }) => query);
        expect(missed).toEqual(those.map(([query]) => query));
        expect(those).toHaveLength(names.length);
      };
      const nameless = entries.map(({ names: _, ...entry }) => entry);
      expectMissed({ entries: nameless, synonyms }, 'unpass');
      expectMissed({ entries, synonyms: [] }, 'migrate', '限流', '误报', 'CVE');
      const others = entries.filter(({ kind }) => kind !== 'error');
      expectMissed({ entries: others, synonyms }, 'APIGW.0308', '20040605');
    },
  );

  test('leads to places that exist', () => {
    // Many entries lead to one page.
    const pages = new Map<string, string>();
    const missing = dataIn(lang).entries.filter(({ address }) => {
      const [path = '', anchor] = address.split('#', 2);
      const html = pages.get(path) ?? textAt(`${folderOf(lang)}${path}`);
      pages.set(path, html);
      return html === '' || (anchor !== undefined && !html.includes(` id="${anchor}"`));
    });
    expect(missing.map(({ address }) => address)).toEqual([]);
  });

  test('leaves out the sentences that all operations share', () => {
    const found = engine.find(lang === 'en' ? 'permission' : '权限');
    const operations = found.filter(({ entry }) => entry.kind === 'operation');
    expect(operations.length).toBeLessThan(8);
  });
});
