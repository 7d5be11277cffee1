import { expect, test } from '@jest/globals';
import { readCondition } from '../../src/sandbox/families/dataobjects/condition.js';

test.each([
  [['severity', '==', 'High'], true],
  [['severity', '!=', 'High'], false],
  [['count', '>', '9'], true],
  [['count', '<=', '9'], false],
  [['source.ip', '==', '10.0.0.1'], true],
  [['severity, ==, High'], true],
  [['missing', '==', ''], false],
  [['severity', 'resembles', 'High'], false],
])('The condition %j holds for a data object: %s', (data, holds) => {
  const object = { severity: 'High', count: 10, source: { ip: '10.0.0.1' } };
  const conditions = [{ name: 'a', data }];
  expect(readCondition({ conditions, logics: ['a'] })(object)).toBe(holds);
});

test('Conditions are combined by the operators between their names', () => {
  const conditions = ['High', 'Low'].map((value) => ({
    name: value,
    data: ['severity', '==', value],
  }));
  const holds = (...logics: string[]) =>
    readCondition({ conditions, logics })({ severity: 'High' });
  expect(holds('High', 'AND', 'Low')).toBe(false);
  expect(holds('High', 'OR', 'Low')).toBe(true);
  expect(holds('Low', 'and', 'High')).toBe(false);
  // As in a search, `and` binds closer.
  expect(holds('High', 'or', 'Low', 'and', 'Low')).toBe(true);
  // Without a combination, and between names with nothing between them, all have to hold.
  expect(holds()).toBe(false);
  expect(holds('High', 'Low')).toBe(false);
  expect(holds('High', 'High')).toBe(true);
});
