import { test } from '@jest/globals';
import { hasCurl } from '../../scripts/lib/test-programs.js';

/**
 * A test that runs curl, and is skipped where there is none.
 *
 * @throws Error in CI, where a skipped test would hide that nothing was tested
 */
export const testWithCurl = findCurl() ? test : test.skip;

function findCurl(): boolean {
  const found = hasCurl();
  if (!found && process.env['CI'] !== undefined) throw new Error('There is no curl: install it.');
  return found;
}
