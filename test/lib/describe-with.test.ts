import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { projectRoot } from '../../scripts/lib/process.js';
import { meansCi } from './describe-with.js';
import { withTypeScript } from './typescript.js';

/** Runs Jest, as `npm test` does, on tests that need curl and Chromium, and finds no program. */
function runJest(variables: { CI: string; CHROMIUM: string }) {
  const file = join(projectRoot, 'test/lib/fixtures/with-programs.ts');
  // Nothing is asked of the mock, and there is no second file for another worker.
  const options = [
    ...[`--testMatch=${file}`, '--globalSetup=', '--globalTeardown='],
    '--maxWorkers=1',
  ];
  return spawnSync(process.execPath, [...withTypeScript, 'test/build/run-jest.ts', ...options], {
    cwd: projectRoot,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', PATH: '', ...variables },
  });
}

const curlIsMissing = 'curl, which is not on the PATH (apt-get install curl)';

describe('Tests whose program is missing', () => {
  test('are skipped and counted', () => {
    const { stdout } = runJest({ CI: 'false', CHROMIUM: '' });
    expect(stdout.split('\n')).toEqual([
      `2 tests skipped: they need ${curlIsMissing}`,
      '1 test skipped: it needs Chromium, which is not on the PATH (apt-get install chromium, or set CHROMIUM to its path)',
      '1 passed, 0 failed, 3 skipped',
      '',
    ]);
  });

  test('fail in CI with what is to be installed, and the others of the file run', () => {
    const { stdout, stderr } = runJest({ CI: 'true', CHROMIUM: '/no/browser' });
    expect(stdout.split('\n')).toEqual([
      `2 tests skipped: they need ${curlIsMissing}`,
      '1 test skipped: it needs Chromium, which is not at /no/browser (set CHROMIUM to its path, or unset it and apt-get install chromium)',
      '1 passed, 2 failed, 3 skipped',
      '',
    ]);
    expect(stderr).toContain(`This needs ${curlIsMissing}.`);
    expect(stderr).toContain('This needs Chromium, which is not at /no/browser');
  });

  test.each([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['', false],
    [undefined, false],
  ])('know CI by the variable CI: %j', (value, expected) => {
    expect(meansCi(value)).toBe(expected);
  });
});
