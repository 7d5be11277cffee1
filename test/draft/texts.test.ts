import { expect, test } from '@jest/globals';
import { DraftTexts } from '../../scripts/draft/texts.js';

test.each([
  [{ minLength: 36, maxLength: 36 }, '36 characters', '长度为36个字符'],
  [{ minLength: 0, maxLength: 1024 }, 'at most 1,024 characters', '长度不超过1024个字符'],
  [{ minLength: 5, maxLength: 63 }, '5 to 63 characters', '长度为5~63个字符'],
  [{ type: 'array', minItems: 0, maxItems: 10 }, 'at most 10 entries', '数量不超过10个'],
])('a draft tells the length %j as the description does', (limits, english, chinese) => {
  const texts = new DraftTexts();
  const text = texts.ofFact({ type: 'string', en: 'name', zh: '名称', ...limits }, undefined);
  expect(text).toBe(`DRAFT: Name. The vendor gives ${english}.`);
  expect(texts.chineseOf(text)).toBe(`名称。官方给出的${chinese}。`);
});
