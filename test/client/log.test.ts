import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pathToFileURL } from 'node:url';
import { builtPackage } from '../lib/shared/shared.js';
import { run, runWith } from '../package/run.js';
import { startLoopbackServer, type LoopbackServer } from './loopback-server.js';

let server: LoopbackServer;
beforeAll(async () => {
  server = await startLoopbackServer();
  server.answer = ({ headers, method }) =>
    method === 'POST'
      ? {
          status: 403,
          body: JSON.stringify({ error_code: 'APIG.0306', error_msg: headers['x-auth-token'] }),
        }
      : { headers: { 'X-Request-Id': 'r-1' }, body: '{"data":[]}' };
});
afterAll(() => server.close());

const client = pathToFileURL(`${await builtPackage()}src/index.js`).href;
const program = `
  const { createSecMasterClient } = await import(${JSON.stringify(client)});
  const client = createSecMasterClient({ endpoint: process.argv[1], projectId: 'p', workspaceId: 'w',
    token: 'planted-token' });
  await client.workflows.listWorkflows();
  await client.workflows.createAopWorkflow({ body: {} }).catch(() => {});`;
const args = ['--input-type=module', '--eval', program];

test('SECMASTER_LOG=debug writes what the client does to the standard error, without credentials', async () => {
  const env = { SECMASTER_LOG: 'debug' };
  const { stdout, stderr } = await runWith(env, '.', process.execPath, ...args, server.url);
  expect(stdout).toBe('');
  const lines = stderr
    .trim()
    .split('\n')
    .map((line) =>
      line
        .replace(/^\S+Z secmaster \w+-(\d+) /, '$1 ')
        .replaceAll(server.url, '')
        .replace(/\d+ ms/, 'N ms'),
    );
  expect(lines).toEqual([
    '1 listWorkflows attempt 1: GET /v1/p/workspaces/w/soc/workflows',
    '1 answer 200 after N ms, request r-1',
    '2 createAopWorkflow attempt 1: POST /v1/p/workspaces/w/soc/workflows',
    '2 answer 403 after N ms',
    '2 failed: PermissionError: "createAopWorkflow was refused with 403 APIG.0306: [hidden]"',
  ]);
});

test('Without it, nothing is written', async () => {
  expect(await run('.', process.execPath, ...args, server.url)).toEqual({ stdout: '', stderr: '' });
});
