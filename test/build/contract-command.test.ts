import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { mockAddress } from '../lib/mock-address.js';
import { root, runScript, scriptArguments } from './run-script.js';

test.each([
  ['secmaster', /^error: --target secmaster is no address: expected one such as .*\.\n$/],
  [
    'https://example.com/x',
    /^error: --target https:\/\/example\.com is not on this machine: .*\.\n$/,
  ],
  ['http://127.0.0.1:1', /^error: --target http:\/\/127\.0\.0\.1:1 does not answer; .*\?\n$/],
])('the target %s is refused in one line', (target, message) => {
  const { status, stdout, stderr } = runScript('contract.ts', '--target', target);
  expect(stderr).toMatch(message);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

/** Runs the contract tests on a server; not synchronously, since the server may be in this process. */
function runContract(target: string): Promise<{ code: number; lastLine: string }> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      scriptArguments('contract.ts', ['--target', target]),
      { cwd: root, env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 2 ** 26 },
      (error, stdout) =>
        done({
          code: Number(error?.code ?? 0),
          lastLine: stdout.trimEnd().split('\n').at(-1) ?? '',
        }),
    );
  });
}

test('a server that keeps the contract passes, with what it cannot choose skipped', async () => {
  const { code, lastLine } = await runContract(mockAddress());
  expect(lastLine).toMatch(/^\d{3} passed, 0 failed, \d{2,} skipped$/);
  expect(code).toBe(0);
}, 120_000);

test('a server that answers everything with 200 and nothing fails', async () => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('Content-Type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const { port } = server.address() as AddressInfo;
    const { code, lastLine } = await runContract(`http://127.0.0.1:${port}`);
    expect(lastLine).toMatch(/^\d+ passed, \d{3} failed, \d{2,} skipped$/);
    expect(code).toBe(1);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}, 120_000);
