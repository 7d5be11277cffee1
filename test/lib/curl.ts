import { spawnSync } from 'node:child_process';
import { test } from '@jest/globals';

/**
 * A test that runs curl, and is skipped where there is none.
 *
 * @throws Error in CI, where a skipped test would hide that nothing was tested
 */
export const testWithCurl = hasCurl() ? test : test.skip;

function hasCurl(): boolean {
  const found = spawnSync('curl', ['--version'], { stdio: 'ignore' }).error === undefined;
  if (!found && process.env['CI'] !== undefined) throw new Error('There is no curl: install it.');
  return found;
}
