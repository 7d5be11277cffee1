import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { startLoopbackServer, type LoopbackServer } from '../client/loopback-server.js';
import { atNight } from '../lib/at-night.js';
import { makeCertificates } from '../lib/certificates.js';
import { listening, type Listening } from '../lib/loopback.js';
import { startProxyServer, type ProxyServer } from '../lib/proxy-server.js';
import { run, runWith } from './run.js';
import { installedPackage } from '../lib/shared/shared.js';
import { hasNode, installRuntime, wantedRuntimes, type Runtime } from './runtimes.js';

/**
 * The packed client in ordinary programs: plain processes, on their own versions of Node.js, with no
 * Jest around them. Jest has a global object of its own, which hides what the client shares with the
 * rest of a process.
 */

const actions = [
  'nothing',
  'fetch',
  'setGlobalDispatcher of undici 7',
  'rawClient',
  ...atNight(
    'new FormData',
    'another client with fetch',
    'new Headers',
    'new Request',
    'new Response',
    'new File',
    'WebSocket',
    'import node:http',
    'import node:https',
    'setGlobalDispatcher of undici 6',
    'importAopworkflow',
  ),
];

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'programs-test-')));
const consumer = join(folder, 'consumer');
const body = JSON.stringify({
  code: '00000000',
  message: '',
  success: true,
  request_id: '',
  data: [{ name: 'Block an address' }],
});
const json = { 'Content-Type': 'application/json' };
let server: LoopbackServer;
const runtimes = new Map<string, Runtime>();

beforeAll(async () => {
  mkdirSync(consumer);
  await writeFile(join(consumer, 'package.json'), '{ "private": true, "type": "module" }');
  symlinkSync(await installedPackage(), join(consumer, 'node_modules'), 'junction');
  cpSync(fileURLToPath(new URL('programs', import.meta.url)), consumer, { recursive: true });
  server = await startLoopbackServer();
  server.answer = { headers: json, body };
  runtimes.set('own', { name: `node ${process.version}`, program: process.execPath, options: [] });
  if (hasNode) {
    for (const wanted of wantedRuntimes) {
      runtimes.set(wanted, await installRuntime(folder, wanted));
    }
  }
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const runtimeNames = ['own', ...(hasNode ? wantedRuntimes : [])];

describe.each(runtimeNames)(
  'On the runtime %s, the client works after the first action',
  (name) => {
    // Undici's dispatchers are of Node.js: other runtimes have none.
    const possible = actions.filter(
      (one) => name.includes('node') || name === 'own' || !one.includes('undici'),
    );

    test.each(possible)('%s', async (action) => {
      const { program, options } = runtimes.get(name) as Runtime;
      const file = join(consumer, 'after-first-action.mjs');
      const { stdout } = await run(consumer, program, ...options, file, server.url, action);
      expect(stdout).toBe(`ok ${action}\n`);
    });
  },
);

/** Those of the machine that runs the tests do not count. */
const noProxies = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [
    [name, undefined],
    [name.toUpperCase(), undefined],
  ]),
);

/** What the program printed for options, in an environment. */
async function listNames(
  options: object,
  env: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const [answer = {}] = await listNamesOfEach([options], env);
  return answer;
}

/** The same for several options in one process. */
async function listNamesOfEach(
  options: readonly object[],
  env: Record<string, string> = {},
): Promise<Record<string, unknown>[]> {
  const file = join(consumer, 'list-names.mjs');
  const { stdout, stderr } = await runWith(
    { ...noProxies, ...env },
    consumer,
    process.execPath,
    ...[file, ...options.map((one) => JSON.stringify(one))],
  );
  expect(stderr).toBe('');
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const proxies: ProxyServer[] = [];
afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
});

/** A proxy for one test. */
async function startProxy(options?: Parameters<typeof startProxyServer>[0]): Promise<ProxyServer> {
  const proxy = await startProxyServer(options);
  proxies.push(proxy);
  return proxy;
}

const success = { names: ['Block an address'], attempts: 1 };

describe('Through a proxy', () => {
  test('of the environment, requests for http are forwarded', async () => {
    const proxy = await startProxy();
    const env = { HTTP_PROXY: proxy.url };
    expect(await listNames({ endpoint: server.url }, env)).toEqual(success);
    expect(proxy.forwarded).toEqual([expect.stringMatching(`^${server.url}/v1/p/workspaces/w/`)]);
  });

  test.each(['example.com, 127.0.0.1', '*', '.0.0.1', ...atNight('127.0.0.1')])(
    'but not those to the hosts of NO_PROXY: %s',
    async (exception) => {
      const proxy = await startProxy();
      const env = { http_proxy: proxy.url, NO_PROXY: exception };
      expect(await listNames({ endpoint: server.url }, env)).toEqual(success);
      expect(proxy.forwarded).toEqual([]);
    },
  );

  test('none of the environment is taken if the option says false', async () => {
    const env = { HTTP_PROXY: 'http://127.0.0.1:9' };
    expect(await listNames({ endpoint: server.url, proxy: false }, env)).toEqual(success);
  });

  test('that wants a user, the user of its address is told to it', async () => {
    const proxy = await startProxy({ user: 'somebody:pass word@1' });
    const address = proxy.url.replace('//', '//somebody:pass%20word%401@');
    const [known, unknown] = await listNamesOfEach([
      { endpoint: server.url, proxy: address },
      { endpoint: server.url, proxy: proxy.url },
    ]);
    expect(known).toEqual(success);
    expect(proxy.forwarded).toHaveLength(1);
    expect(unknown).toMatchObject({
      name: 'NetworkError',
      outcome: 'not-sent',
      attempts: 1,
      message: expect.stringMatching(
        /the proxy http:\/\/127\.0\.0\.1:\d+ wants a user and a password/,
      ),
    });
  });

  test('that is not there, the error names it and no password', async () => {
    const answer = await listNames({
      endpoint: server.url,
      proxy: 'http://somebody:hidden-word@127.0.0.1:9',
      retry: { maxAttempts: 1 },
    });
    expect(answer).toMatchObject({ name: 'NetworkError', outcome: 'not-sent' });
    // Each thing once, though the cause says the reason again.
    expect(answer['message']).toMatch(
      /: the proxy http:\/\/127\.0\.0\.1:9: connect ECONNREFUSED [^(]+$/,
    );
    expect(JSON.stringify(answer)).not.toContain('hidden-word');
  });
});

describe('With a server whose certificate is of a private authority', () => {
  const { authority, server: certificate } = makeCertificates();
  let secure: Listening;
  let url: string;
  let caFile: string;

  beforeAll(async () => {
    secure = await listening(
      createTlsServer(certificate, (request, response) => {
        request.resume().on('end', () => response.writeHead(200, json).end(body));
      }),
    );
    url = secure.url.replace('http', 'https');
    caFile = join(folder, 'authority.pem');
    await writeFile(caFile, authority.cert);
  });
  afterAll(() => secure.close());

  test('a request fails once, and the error says what to do', async () => {
    const answer = await listNames({ endpoint: url });
    expect(answer).toMatchObject({ name: 'NetworkError', outcome: 'not-sent', attempts: 1 });
    expect(answer['message']).toMatch(/as "ca", or the path of its file in NODE_EXTRA_CA_CERTS/);
  });

  test('it succeeds with the option "ca"', async () => {
    expect(await listNames({ endpoint: url, caFile })).toEqual(success);
  });

  test('it succeeds with NODE_EXTRA_CA_CERTS', async () => {
    const env = { NODE_EXTRA_CA_CERTS: caFile };
    expect(await listNames({ endpoint: url }, env)).toEqual(success);
  });

  test('it succeeds through the tunnel of a proxy', async () => {
    const proxy = await startProxy({ user: 'u:p' });
    const env = { HTTPS_PROXY: proxy.url.replace('//', '//u:p@') };
    expect(await listNames({ endpoint: url, caFile }, env)).toEqual(success);
    expect(proxy.tunnels).toEqual([new URL(url).host]);
    const refused = await listNames({ endpoint: url, caFile, proxy: proxy.url });
    expect(refused).toMatchObject({ name: 'NetworkError', outcome: 'not-sent', attempts: 1 });
    expect(refused['message']).toContain('wants a user and a password');
  });

  test('it succeeds through a proxy that has such a certificate itself', async () => {
    const proxy = await startProxy({ certificate });
    const endpoints = [url, server.url];
    const options = endpoints.map((endpoint) => ({ endpoint, caFile, proxy: proxy.url }));
    expect(await listNamesOfEach(options)).toEqual([success, success]);
    expect([proxy.tunnels.length, proxy.forwarded.length]).toEqual([1, 1]);
  });
});

describe('A body that was compressed on its way', () => {
  const bodies: readonly [encoding: string, bytes: Buffer][] = [
    ['gzip', gzipSync(body)],
    ['x-gzip', gzipSync(body)],
    ['br', brotliCompressSync(body)],
    ['deflate', deflateSync(body)],
    ['deflate', deflateRawSync(body)],
    ['gzip, br', brotliCompressSync(gzipSync(body))],
    // Unknown, and broken.
    ['compress', Buffer.from(body)],
    ['gzip', gzipSync(body).subarray(0, 40)],
  ];
  let answers: Record<string, unknown>[];

  beforeAll(async () => {
    server.seen.length = 0;
    const left = [...bodies];
    server.answer = () => {
      const [encoding = '', bytes = ''] = left.shift() ?? [];
      return { headers: { ...json, 'Content-Encoding': encoding }, body: bytes };
    };
    const options = { endpoint: server.url, retry: { maxAttempts: 1 } };
    answers = await listNamesOfEach(bodies.map(() => options));
  });
  afterAll(() => void (server.answer = { headers: json, body }));

  test('is asked for in what the client can decode', () => {
    const asked = server.seen.map(({ headers }) => headers['accept-encoding']);
    expect(asked).toEqual(bodies.map(() => 'gzip, deflate, br'));
  });

  test.each(bodies.slice(0, -2).map(([encoding], index) => [encoding, index] as const))(
    'is decoded as %s (%i)',
    (_, index) => {
      expect(answers[index]).toEqual(success);
    },
  );

  test('is refused with the name of an unknown encoding', () => {
    expect(answers.at(-2)).toMatchObject({
      name: 'ServerError',
      outcome: 'unknown',
      message:
        'listWorkflows was answered with 200, but with the unknown content encoding "compress"',
    });
  });

  test('is refused if it is broken', () => {
    expect(answers.at(-1)).toMatchObject({
      name: 'ServerError',
      message: expect.stringContaining('with a body that is no gzip'),
    });
  });
});

test('An error of another copy of the package is known by the guards', async () => {
  const name = 'node_modules/secmaster-openapi';
  // In the folder of the first one, where both find what they depend on.
  const copy = join(consumer, 'copy');
  cpSync(join(consumer, name), join(copy, name), { recursive: true });
  server.answer = { status: 400, body: '{"code":"SecMaster.20040611","message":"none"}' };
  const file = join(consumer, 'two-copies.mjs');
  const other = join(copy, name, 'dist/src/index.js');
  const { stdout } = await run(consumer, process.execPath, file, server.url, other);
  expect(JSON.parse(stdout)).toEqual({
    instanceOf: false,
    known: true,
    ofOperation: [true, false],
    guards: ['isNotFoundError', 'isSecMasterError'],
    others: [false, false, false, false, false],
  });
});

test('The number of connections is bounded, and calls that share a signal cause no warning', async () => {
  const sockets = new Set<number | undefined>();
  server.answer = ({ remotePort }) => {
    sockets.add(remotePort);
    return { headers: json, body };
  };
  const file = join(consumer, 'many-calls.mjs');
  const printed = await run(consumer, process.execPath, file, server.url, '500');
  expect(printed).toEqual({ stdout: '500\n', stderr: '' });
  expect(sockets.size).toBeLessThanOrEqual(32);
  sockets.clear();
  await run(consumer, process.execPath, file, server.url, '100', '3');
  expect(sockets.size).toBeLessThanOrEqual(3);
});
