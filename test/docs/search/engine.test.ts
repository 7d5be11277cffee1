import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SearchEngine, snippet } from '../../../scripts/docs/search/engine.js';
import { readSynonyms } from '../../../scripts/docs/search/index-file.js';

describe('The search', () => {
  const one = (text: string, title = 'Title') =>
    new SearchEngine({
      entries: [{ kind: 'guide', title, address: 'a.html', text }],
      synonyms: [],
    });

  test.each([
    ['approving', 'It was approved.'],
    ['aproved', 'It was approved.'],
    ['wrokflow', 'a workflow'],
    ['alret', 'an alert'],
    ['告警发票', '告警转事件'],
    ['VersionId', 'version_id'],
    ['核流', '审核流程版本'],
    ['API概述', 'API概述'],
    ['审', '流程审'],
    ['４２９', '429'],
    ['10000', 'the first 10,000 records'],
  ])('finds %s in "%s"', (query, text) => {
    expect(one(text).find(query)).toHaveLength(1);
  });

  test.each(['', '  ', '???', '<b>', 'zzzzzz', '发票'])('finds nothing for "%s"', (query) => {
    expect(one('It was approved.').find(query)).toEqual([]);
  });

  test('shows the place in a long text, with blanks, and marks what was found', () => {
    const text = `${'word '.repeat(80)}the list is empty ${'more '.repeat(80)}`;
    const [found] = one(text).find('empty');
    const parts = snippet(text, found!.terms);
    expect(parts.filter(({ marked }) => marked)).toEqual([{ text: 'empty', marked: true }]);
    expect(parts.map((part) => part.text).join('')).toMatch(
      /^… word .*the list is empty more .* …$/,
    );
  });

  test('takes its synonyms from a list of lists, and refuses anything else by name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'synonyms-'));
    try {
      expect(readSynonyms(folder)).toEqual([]);
      writeFileSync(join(folder, 'synonyms.yaml'), '- [throttle, 429]\n');
      expect(readSynonyms(folder)).toEqual([['throttle', '429']]);
      writeFileSync(join(folder, 'synonyms.yaml'), 'approve: review\n');
      expect(() => readSynonyms(folder)).toThrow(/synonyms\.yaml: expected a list of lists/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
