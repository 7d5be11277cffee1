import { expect, test } from '@jest/globals';
import { countJestResults, type JestReport } from '../../scripts/lib/jest-counts.js';
import { skippedForWantOf } from '../../scripts/lib/test-programs.js';

const clean: JestReport = {
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
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

test('says in one line for each missing program what was skipped for want of it', () => {
  expect(skippedForWantOf({ chromium: true, curl: true })).toEqual([]);
  expect(skippedForWantOf({ chromium: false, curl: true })).toEqual([
    expect.stringContaining('no Chromium: apt-get install chromium'),
  ]);
  expect(skippedForWantOf({ chromium: false, curl: false })[1]).toContain(
    'curl is not on the PATH: apt-get install curl',
  );
});
