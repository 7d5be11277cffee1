import { describe, test } from '@jest/globals';
import { needsMark } from '../../scripts/lib/jest-counts.js';
import type { Program } from './programs.js';

/** Whether a value of the environment variable CI says that tests run in CI. */
export function meansCi(value: string | undefined): boolean {
  return !['', '0', 'false'].includes(value ?? '');
}

/**
 * Describes tests that run a program. Without it they are skipped, with a mark in their title by which
 * a test run counts them. In CI, where nobody would notice, one test fails besides.
 */
export function describeWith(program: Program, name: string, tests: () => void): void {
  if (program.path !== undefined) {
    describe(name, tests);
    return;
  }
  describe.skip(name + needsMark(program.missing), tests);
  if (!meansCi(process.env['CI'])) return;
  test(`${name}: not skipped in CI`, () => {
    throw new Error(`This needs ${program.missing}.`);
  });
}
