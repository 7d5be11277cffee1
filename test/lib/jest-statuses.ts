import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { toolPath } from '../../scripts/lib/process.js';

/**
 * Runs all tests of a project by the Jest that a user has, in one process of its own.
 *
 * @returns by the name of its file, whether each test is `passed` or `failed`
 */
export async function jestStatuses(folder: string): Promise<Record<string, string[]>> {
  const config = { rootDir: folder, testMatch: ['**/*.test.mjs'], transform: {} };
  const options = ['--ci', '--json', '--runInBand', '--config', JSON.stringify(config)];
  const env = { ...process.env, NODE_OPTIONS: '--experimental-vm-modules', NO_COLOR: '1' };
  const args = [toolPath('jest', 'jest'), ...options];
  const output = await new Promise<string>((done) => {
    execFile(process.execPath, args, { cwd: folder, env }, (_, out) => done(out));
  });
  const { testResults } = JSON.parse(output) as {
    testResults: { name: string; assertionResults: { status: string }[] }[];
  };
  return Object.fromEntries(
    testResults.map(({ name, assertionResults }) => [
      basename(name),
      assertionResults.map(({ status }) => status),
    ]),
  );
}
