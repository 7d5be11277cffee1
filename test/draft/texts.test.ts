import { describe, expect, test } from '@jest/globals';
import { DraftTexts } from '../../scripts/draft/texts.js';

test.each([
  [{ minLength: 36, maxLength: 36 }, '36 characters', '长度为36个字符'],
  [{ minLength: 0, maxLength: 1024 }, 'at most 1,024 characters', '长度不超过1024个字符'],
  [{ minLength: 5, maxLength: 63 }, '5 to 63 characters', '长度为5～63个字符'],
  [{ type: 'array', minItems: 0, maxItems: 10 }, 'at most 10 entries', '数量不超过10个'],
  [
    { type: 'array', minItems: 1, maxItems: 5, items_minLength: 0, items_maxLength: 64 },
    '1 to 5 entries, each with at most 64 characters',
    '数量为1～5个，每个的长度不超过64个字符',
  ],
  [{ type: 'integer', minimum: 0, maximum: 999 }, '0 to 999', '取值范围为0～999'],
  [{ pattern: '^[a-z]+$' }, 'the pattern `^[a-z]+$`', '正则表达式为`^[a-z]+$`'],
])('a draft tells the limits %j as the description does', (limits, english, chinese) => {
  const texts = new DraftTexts();
  const text = texts.ofFact({ type: 'string', en: 'name', zh: '名称', ...limits }, undefined);
  expect(text).toBe(`DRAFT: Name. The vendor gives ${english}.`);
  expect(texts.chineseOf(text)).toBe(`DRAFT: 名称。官方给出的${chinese}。`);
});

describe('the Chinese of a draft', () => {
  const chineseOf = (english: string, chinese: string) => {
    const texts = new DraftTexts();
    texts.add(english, chinese);
    return texts.chineseOf(english);
  };

  test.each([
    ['the English is worded, and nothing is lost', 'List 2 rules', '查询2个规则', '查询2个规则'],
    ['the English is to be worded', 'DRAFT: Rules.', '规则。', 'DRAFT: 规则。'],
    ['no source has any', 'A request', '', 'DRAFT: A request'],
    ['a number is missing in it', 'List 2 rules', '查询规则', 'DRAFT: 查询规则'],
  ])('has a mark unless it is done: %s', (_name, english, vendor, chinese) => {
    expect(chineseOf(english, vendor)).toBe(chinese);
  });

  test('has a mark where nobody noted any', () => {
    expect(new DraftTexts().chineseOf('A request')).toBe('DRAFT: A request');
  });

  test.each([
    ['工作空间 ID', '工作空间ID'],
    ['类型,取值:1 ~ 5 (默认1)', '类型，取值：1～5（默认1）'],
    ['告警规则， 标签 URL(链接)', '告警规则，标签URL（链接）'],
    ['等级 low: 低危', '等级low：低危'],
    ['at 12:30, or (later)', 'at 12:30, or (later)'],
  ])('is set as on the pages of the vendor: %s', (vendor, chinese) => {
    expect(chineseOf('A 1 5 1 12 30', vendor)).toContain(chinese);
  });
});

test('what the sources tell apart in Chinese alone is told apart in English, too', () => {
  const texts = new DraftTexts();
  const [first, second, third] = ['管道ID', '数据管道ID', '管道 ID'].map((zh) =>
    texts.ofFact({ en: 'pipe ID', zh }, undefined),
  );
  expect(second).toBe('DRAFT: 数据管道ID: Pipe ID.');
  expect(texts.chineseOf(second ?? '')).toBe('DRAFT: 数据管道ID。');
  expect([first, third]).toEqual(['DRAFT: Pipe ID.', 'DRAFT: Pipe ID.']);
});

test('the meaning of a value is told by the sources in Chinese alone, and is to be worded', () => {
  const texts = new DraftTexts();
  const fact = { en: 'kind', zh: '类型', values_zh: { A: '开' } };
  const text = texts.ofFact(fact, ['A', 'B']);
  expect(text).toBe('DRAFT: Kind.\n\n- `A`: DRAFT: 开\n- `B`: DRAFT:\n');
  expect(texts.chineseOf(text)).toBe('DRAFT: 类型。\n\n- `A`：开\n- `B`：DRAFT:\n');
});
