import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { writeCode } from '../../scripts/code/code.js';
import { createClient, type Operation } from '../../src/core.js';
import { readRequest, type RequestRules } from '../../src/sandbox/core/request.js';
import type { Described, DescribedOperation } from '../../src/sandbox/core/described.js';
import { temporaryFolder } from '../build/run-script.js';
import { startLoopbackServer, type LoopbackServer } from './loopback-server.js';

const list = { type: 'array', items: { type: 'integer' }, minItems: 2 };
const document = {
  openapi: '3.1.0',
  info: { title: 'Lists', version: '1' },
  paths: {
    '/things': {
      get: {
        operationId: 'listThings',
        parameters: [
          { name: 'pairs', in: 'query', schema: list },
          { name: 'commas', in: 'query', explode: false, schema: list },
          { name: 'pipes', in: 'query', style: 'pipeDelimited', schema: list },
        ],
        responses: { '204': { description: 'Done.' } },
      },
    },
    '/things/{number}': {
      get: {
        operationId: 'showThing',
        parameters: [{ name: 'number', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { '204': { description: 'Done.' } },
      },
    },
  },
};

let operation: Operation;
let showThing: Operation;
let sandbox: { described: Described; validators: RequestRules['validators'] };
let server: LoopbackServer;

beforeAll(async () => {
  const out = temporaryFolder();
  const bundle = join(out, 'openapi.json');
  writeFileSync(bundle, JSON.stringify(document));
  await writeCode(bundle, out, { lifeCycles: [], control: bundle });
  const files = ['api/operations', 'sandbox/sandbox'];
  const entryPoints = files.map((name) => join(out, `${name}.ts`));
  const outExtension = { '.js': '.mjs' };
  buildSync({ entryPoints, outdir: out, outExtension, bundle: true, format: 'esm' });
  const load = (name: string) => import(pathToFileURL(join(out, `${name}.mjs`)).href);
  ({ listThings: operation, showThing } = (await load('api/operations')) as {
    listThings: Operation;
    showThing: Operation;
  });
  sandbox = (await load('sandbox/sandbox')) as typeof sandbox;
  server = await startLoopbackServer();
  server.answer = { status: 204 };
});
afterAll(() => server.close());

/** Reads the query of a request as the sandbox does. */
function read(query: string): unknown {
  const { described, validators } = sandbox;
  const [asked] = described.operations as [DescribedOperation];
  const request = {
    method: 'GET',
    target: `/things?${query}`,
    headers: {},
    body: new Uint8Array(),
  };
  return readRequest(request, asked, {}, { validators }).query;
}

test('A list in the query is sent and read as its style says', async () => {
  const options = { endpoint: server.url, projectId: 'p', workspaceId: 'w', token: 'a-token' };
  const client = createClient(options, { own: { listThings: operation } });
  const lists = { pairs: [1, 2], commas: [3, 4], pipes: [5, 6] };
  const { listThings } = client.own as Record<string, (input: object) => Promise<unknown>>;
  await listThings?.(lists);
  const [, query = ''] = server.seen.at(-1)?.target.split('?') ?? [];
  expect(query).toBe('pairs=1&pairs=2&commas=3%2C4&pipes=5%7C6');
  expect(read(query)).toEqual(lists);
});

test('A number in the path is sent as its text', async () => {
  const options = { endpoint: server.url, projectId: 'p', workspaceId: 'w', token: 'a-token' };
  const client = createClient(options, { own: { showThing } });
  const { showThing: show } = client.own as Record<string, (input: object) => Promise<unknown>>;
  await show?.({ number: 0 });
  expect(server.seen.at(-1)?.target).toBe('/things/0');
});

test.each([
  ['commas=1,2&commas=3,4', 'comes twice'],
  ['pairs=1&pairs=x', 'pairs'],
])('The sandbox refuses %s', (query, message) => {
  expect(() => read(query)).toThrow(message);
});
