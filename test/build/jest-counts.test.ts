import { expect, test } from '@jest/globals';
import {
  countJestResults,
  needsMark,
  skippedForPrograms,
  type JestReport,
} from '../../scripts/lib/jest-counts.js';

const clean: JestReport = {
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [],
};

test.each<[string, Partial<JestReport>, [number, number, number]]>([
  ['a clean run', {}, [3, 0, 0]],
  ['failed tests', { success: false, numFailedTests: 2 }, [3, 2, 0]],
  ['a file that broke', { success: false, numRuntimeErrorTestSuites: 1 }, [3, 1, 0]],
  ['skipped and planned tests', { numPendingTests: 1, numTodoTests: 2 }, [3, 0, 3]],
  ['a failure outside of any test', { success: false }, [3, 1, 0]],
])('counts %s', (_name, change, [passed, failed, skipped]) => {
  expect(countJestResults({ ...clean, ...change })).toEqual({ passed, failed, skipped });
});

test('says in one line for each missing program how many tests were skipped', () => {
  const one = (status: string, ...ancestorTitles: string[]) => ({ status, ancestorTitles });
  const [curl, chromium] = ['curl (apt-get install curl)', 'Chromium'].map(needsMark);
  const testResults = [
    [one('passed', `a${curl}`), one('pending', 'a'), one('pending', 'a (needs no program) at all')],
    [one('pending', `a${curl}`, 'b'), one('pending', `c${chromium}`), one('pending')],
    [one('pending', 'd (e)', `f (g)${curl}`)],
  ].map((assertionResults) => ({ assertionResults }));
  expect(skippedForPrograms({ ...clean, testResults })).toEqual([
    '2 tests skipped: they need curl (apt-get install curl)',
    '1 test skipped: it needs Chromium',
  ]);
  expect(skippedForPrograms(clean)).toEqual([]);
});
