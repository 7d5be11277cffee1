import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { startSandbox } from '../../src/sandbox/index.js';
import { runScript } from '../build/run-script.js';
import { withTypeScript } from '../lib/typescript.js';

const root = new URL('../../', import.meta.url).pathname;

/** Runs a program of this project's sources until it ends by itself. */
function run(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [...withTypeScript, ...args],
      { cwd: root, env: { ...process.env, NODE_OPTIONS: '' } },
      (error, stdout, stderr) =>
        done({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
    );
  });
}

describe('The command of the sandbox', () => {
  test('says what it takes', async () => {
    const { code, output } = await run('scripts/sandbox.ts', '--help');
    expect(code).toBe(0);
    expect(output).toMatch(/Usage: npm run sandbox --[^]*--seed NAME[^]*--data FILE/);
  });

  test.each([
    [['--seed', 'full'], '--seed must be one of empty, examples, soc, not "full".', 2],
    [['--auth', 'on'], '--auth must be one of off, presence, strict, not "on".', 2],
    [['--node-time', 'soon'], '--node-time must be a whole number, not "soon".', 2],
    [['--readings', 'D23'], '--readings takes pairs such as D23=no-version, not "D23".', 2],
    [['--port', '0', '--readings', 'D23=x'], 'The reading D23 must be one of only-version', 1],
  ])('refuses %j in a sentence', async (args, message, code) => {
    const { status, stderr } = await runScript('sandbox.ts', ...args);
    expect(stderr).toContain(`error: ${message}`);
    expect(status).toBe(code);
  });

  test('refuses a busy port in a sentence', async () => {
    const other = await startSandbox();
    const { status, stderr } = await runScript('sandbox.ts', '--port', String(other.port));
    expect(stderr).toContain(`error: port ${other.port} is busy`);
    expect(status).toBe(1);
    await other.close();
  });
});

describe('A program that has used a sandbox', () => {
  test('ends by itself once the sandbox is closed', async () => {
    const program = `
      import { startSandbox } from './src/sandbox/index.ts';
      const sandbox = await startSandbox();
      const answer = await fetch(sandbox.url + '/v1/a/workspaces/b/soc/workflows');
      await sandbox.close();
      console.log('answered', answer.status);
    `;
    const { code, output } = await run('--input-type=module', '--eval', program);
    expect(output).toBe('answered 401\n');
    expect(code).toBe(0);
  });

  test('ends by itself although an answer was late, and somebody waited for a request', async () => {
    // Longer than any test may take.
    const program = `
      import { startSandbox } from './src/sandbox/index.ts';
      const sandbox = await startSandbox();
      sandbox.control.addFault({ kind: 'latency', milliseconds: 86_400_000 });
      const waiting = sandbox.control.waitFor({ status: 418 }, { timeout: 86_400_000 });
      const answer = fetch(sandbox.url + '/nowhere');
      await sandbox.control.waitFor({});
      await sandbox.close();
      const ends = await Promise.allSettled([waiting, answer]);
      console.log(ends.map(({ reason }) => reason.message).join(', '));
    `;
    const { code, output } = await run('--input-type=module', '--eval', program);
    expect(output).toBe('The sandbox was closed., fetch failed\n');
    expect(code).toBe(0);
  });
});
