import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startMock, type Mock } from '../../scripts/mock.js';
import { createSecMasterClient } from '../../src/index.js';
import { builtDocs } from '../lib/shared/shared.js';
import {
  copyOfMinimal,
  lightScriptArguments,
  root,
  runScript,
  temporaryFolder,
} from './run-script.js';

/** A document with one sound example, one that breaks its schema, and an upload. */
const document = {
  openapi: '3.1.0',
  info: { title: 'Mocked', version: '1' },
  paths: {
    '/sound': {
      get: {
        parameters: [
          { name: 'n', in: 'query', required: true, schema: { type: 'integer' } },
          { name: 'kind', in: 'query', schema: { type: 'string', enum: ['a，b'] } },
        ],
        responses: {
          200: { description: 'Fine.', content: { 'application/json': { example: { n: 1 } } } },
          400: { description: 'Bad.', content: { 'application/json': { example: { no: 1 } } } },
        },
      },
    },
    '/broken': {
      get: {
        responses: {
          200: {
            description: 'Breaks its schema.',
            content: { 'application/json': { schema: { type: 'string' }, example: 1 } },
          },
        },
      },
    },
    '/made-up': {
      get: {
        responses: {
          200: {
            description: 'Has no example.',
            content: {
              'application/json': { schema: { type: 'string', 'x-faker': 'name.firstName' } },
            },
          },
        },
      },
    },
    '/upload': {
      post: {
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: { type: 'object', properties: { file: { type: 'string' } } },
            },
          },
        },
        responses: { 204: { description: 'Taken.' } },
      },
    },
  },
  // Some bundlers leave references in extensions open; they lead nowhere from the bundle.
  'x-guides': [{ $ref: './guide.md' }],
};

function writeDocument(content: unknown = document): string {
  const path = join(temporaryFolder(), 'openapi.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** Holds a port of 127.0.0.1 for as long as `use` runs. */
async function withBusyPort(use: (port: number) => Promise<void>): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use((server.address() as AddressInfo).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

function refusesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => resolve(true));
  });
}

/** The status of a sound request, once the mock answers again. */
async function nextStatus(url: string): Promise<number> {
  for (;;) {
    const response = await fetch(`${url}/sound?n=1`).catch(() => undefined);
    if (response !== undefined) return response.status;
    await delay(100);
  }
}

describe('the mock', () => {
  let mock: Mock;
  const said: string[] = [];

  beforeAll(async () => {
    const print = (line: string) => said.push(line);
    mock = await startMock({ document: writeDocument(), port: 0, verbose: true, print });
  });
  afterAll(() => mock.stop());

  test('answers with the documented examples', async () => {
    const response = await fetch(`${mock.url}/sound?n=1`);
    expect([response.status, await response.json()]).toEqual([200, { n: 1 }]);
  });

  test('answers documented errors to invalid requests and on demand', async () => {
    const invalid = await fetch(`${mock.url}/sound?n=x`);
    expect([invalid.status, await invalid.json()]).toEqual([400, { no: 1 }]);
    const wanted = await fetch(`${mock.url}/sound?n=1`, { headers: { prefer: 'code=400' } });
    expect([wanted.status, await wanted.json()]).toEqual([400, { no: 1 }]);
  });

  test('answers 500 where an example breaks its schema', async () => {
    expect((await fetch(`${mock.url}/broken`)).status).toBe(500);
  });

  test('makes up values on demand', async () => {
    const response = await fetch(`${mock.url}/made-up`, { headers: { prefer: 'dynamic=true' } });
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.stringMatching(/^[A-Z][a-z]+/),
    ]);
  });

  test('prints no values of headers', async () => {
    await fetch(`${mock.url}/sound?n=1`, { headers: { authorization: 'secret-of-the-test' } });
    expect(said.join('\n')).toContain('Request received');
    expect(said.join('\n')).not.toContain('secret-of-the-test');
  });

  test('refuses a request by values that no header may hold', async () => {
    const response = await fetch(`${mock.url}/sound?n=1&kind=c`);
    expect([response.status, await response.json()]).toEqual([400, { no: 1 }]);
    const violations = JSON.parse(response.headers.get('sl-violations') ?? '') as object[];
    expect(JSON.stringify(violations)).toContain('a，b');
  });

  test('is started again after a request that ends it', async () => {
    await fetch(`${mock.url}/upload`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\nContent-Disposition\r\n\r\nx\r\n--b--\r\n',
    }).catch(() => undefined);
    expect(await nextStatus(mock.url)).toBe(200);
    expect(said).toContainEqual('the mock ended with exit code 1 and is started again (1 of 20)');
  });

  test('is gone after stop', async () => {
    await mock.stop();
    expect(await refusesConnections(mock.port)).toBe(true);
  });
});

test('npm run mock names a busy port', async () => {
  await withBusyPort(async (port) => {
    const result = await runScript('mock.ts', '--spec', writeDocument(), '--port', String(port));
    expect(result.stderr).toBe(
      `error: port ${port} is busy; end what listens on it or choose another with --port (0 takes any free one).\n`,
    );
    expect(result.status).toBe(1);
  });
});

test('a document without operations is not mocked', async () => {
  const path = writeDocument({ openapi: '3.1.0', info: { title: 'None', version: '1' } });
  await expect(startMock({ document: path, port: 0 })).rejects.toThrow(
    'has no operations, so there is nothing to mock.',
  );
});

/** What starts `npm run mock` on any port, with a program that each of its processes begins with. */
function mockWith(preload: string) {
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(preload)}`;
  const args = lightScriptArguments('mock.ts', ['--spec', writeDocument(), '--port', '0']);
  return [args, { cwd: root, env: { ...process.env, NODE_OPTIONS } }] as const;
}

describe('a mock that does not come to listen', () => {
  test('is reported with the words of Prism if it refuses the document', async () => {
    const schema = { $ref: '#/components/schemas/Gone' };
    const responses = { 200: { description: 'x', content: { 'application/json': { schema } } } };
    const path = writeDocument({ ...document, paths: { '/a': { get: { responses } } } });
    await expect(startMock({ document: path, port: 0 })).rejects.toThrow(
      /^Prism cannot mock .*openapi\.json: .*"#\/components\/schemas\/Gone" does not exist$/,
    );
  });

  test.each([
    ["process.kill(process.pid, 'SIGKILL')", 'died by SIGKILL before it listened; SIGKILL comes'],
    ['process.exit(7)', 'died with exit code 7 before it listened. It said nothing.'],
  ])('is reported as dead if it ended by %s', (death, reason) => {
    const preload = `if (process.argv[1]?.includes('prism')) ${death};`;
    const { stderr, status } = spawnSync(process.execPath, ...mockWith(preload));
    expect(stderr.toString()).toContain(`error: the mock ${reason}`);
    expect(status).toBe(1);
  });

  test('is started on another port if another process takes that of its choice first', async () => {
    // It listens on the port that it is told first.
    let taken = '';
    const other = createServer((socket) => {
      socket.once('data', (text) => {
        if (taken !== '') return socket.end();
        taken = String(text);
        thief.listen(Number(taken), '127.0.0.1', () => socket.end());
      });
    });
    const thief = createServer((socket) => socket.destroy());
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const preload = `
      import { once } from 'node:events';
      import { connect } from 'node:net';
      const port = /--port=(\\d+)/.exec(process.argv.join(' '))?.[1];
      if (process.argv[1]?.includes('prism')) {
        const socket = connect(${(other.address() as AddressInfo).port}, '127.0.0.1');
        socket.write(port);
        await once(socket.resume(), 'close');
      }`;
    const child = spawn(process.execPath, ...mockWith(preload));
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('Ctrl-C ends it')) child.kill('SIGTERM');
      });
    }
    await once(child, 'close');
    const [, port] = /^mock {2}http:\/\/127\.0\.0\.1:(\d+) /.exec(said) ?? [said];
    expect(port).toMatch(/^\d+$/);
    expect(taken).toMatch(/^\d+$/);
    expect(port).not.toBe(taken);
    for (const server of [other, thief]) server.close();
  });

  test('is started again if it ends as soon as it listens', async () => {
    const mark = join(temporaryFolder(), 'ended');
    const preload = `
      import { existsSync, writeFileSync } from 'node:fs';
      import { subscribe } from 'node:diagnostics_channel';
      if (process.argv[1]?.includes('prism') && !existsSync(${JSON.stringify(mark)}))
        subscribe('tracing:net.server.listen:asyncEnd', () => {
          writeFileSync(${JSON.stringify(mark)}, '');
          // Once it has said so.
          setTimeout(() => process.exit(3), 10);
        });`;
    const child = spawn(process.execPath, ...mockWith(preload));
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    while (!/^mock {2}/m.test(said)) await delay(20);
    const [, url = ''] = /^mock {2}(\S+)/m.exec(said) ?? [];
    expect(await nextStatus(url)).toBe(200);
    expect(said).toContain('the mock ended with exit code 3 and is started again (1 of 20)');
    child.kill('SIGTERM');
    await once(child, 'close');
  });

  test('is reported as slow if it is alive', async () => {
    const options = { document: writeDocument(), port: 0, patience: 0.1 };
    await expect(startMock(options)).rejects.toThrow(
      /^the mock is alive but does not listen \d+\.\d s after Node\.js had started in \d+\.\d s; is the machine too busy\? It said nothing\.$/,
    );
  });
});

/** `npm start` as a process of its own, once it serves. */
async function startServers(...args: string[]) {
  const child = spawn(process.execPath, lightScriptArguments('start.ts', args), {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let stdout = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('Ctrl-C ends both')) resolve();
    });
    child.once('close', () => reject(new Error(`ended early: ${stdout}`)));
  });
  child.removeAllListeners('close');
  const closed = new Promise((resolve) => child.once('close', resolve));
  const address = (name: string) =>
    new RegExp(`^(?:${name}) +(http://127\\.0\\.0\\.1:\\d+)`, 'm').exec(stdout)?.[1] ?? '';
  return {
    stdout,
    docs: address('docs'),
    api: address('sandbox|mock'),
    stop: () => {
      child.kill('SIGTERM');
      return closed;
    },
  };
}

describe('npm start', () => {
  const spec = copyOfMinimal();
  const out = join(temporaryFolder(), 'out');

  test('--once builds, avoids busy ports, asks both servers and ends', async () => {
    await withBusyPort(async (port) => {
      const busy = String(port);
      const result = await runScript(
        ...(['start.ts', '--spec', spec, '--out', out, '--once'] as const),
        ...['--port', busy, '--api-port', busy],
      );
      expect(result.stderr).toBe('');
      expect(result.stdout).toContain('is stale or missing, building');
      expect(result.stdout).toMatch(/^port \d+ is busy, using \d+ for the docs$/m);
      expect(result.stdout).toMatch(/^port \d+ is busy, using \d+ for the mock$/m);
      expect(result.stdout).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/ 200$/m);
      expect(result.stdout).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/notes\/n-1 200$/m);
      expect(result.stdout).toMatch(
        /^try {6}curl 'http:\/\/127\.0\.0\.1:\d+\/notes\/n-1' -H 'X-Key: placeholder'$/m,
      );
      expect(result.status).toBe(0);
    });
  });

  test('serves the docs and a mock of another description until a signal ends it', async () => {
    const ports = ['--port', '0', '--api-port', '0'];
    const servers = await startServers('--spec', spec, '--out', out, ...ports);
    expect(servers.stdout).toContain('is up to date');
    expect(servers.stdout).toMatch(/^mock +http/m);
    const page = await fetch(`${servers.docs}/`);
    expect(await page.text()).toContain('<title>Notes</title>');
    expect((await fetch(`${servers.docs}/.build`)).status).toBe(404);
    expect((await fetch(`${servers.docs}/..%2fopenapi.json`)).status).toBe(404);
    expect(await servers.stop()).toBe(0);
    for (const url of [servers.docs, servers.api]) {
      expect(await refusesConnections(Number(new URL(url).port))).toBe(true);
    }
  });
});

describe('npm start with the description of this project', () => {
  let servers: Awaited<ReturnType<typeof startServers>>;
  beforeAll(async () => {
    await builtDocs();
    servers = await startServers('--port', '0', '--api-port', '0');
  });
  afterAll(() => servers.stop());

  const client = () => {
    const { url: endpoint, token } = {
      url: servers.api,
      token: /^token +(\S+)/m.exec(servers.stdout)?.[1] ?? '',
    };
    const projectId = 'f69081793d9e4ea8a2f479dcef961989';
    const workspaceId = 'f44065f5-557b-4376-ae02-8c65ef1960f4';
    return createSecMasterClient({ endpoint, projectId, workspaceId, token }).workflows;
  };

  test('serves a sandbox that lists the forty workflows of its centre', async () => {
    expect(servers.stdout).toMatch(/^sandbox +http/m);
    const { total, data } = await client().listWorkflows({ limit: 100 });
    expect([total, data.length]).toEqual([40, 40]);
  });

  test('serves a sandbox that shows the examples of the description by their ids', async () => {
    const { data } = await client().showAopWorkflowVersion({
      version_id: '7d3f0c1e-52a4-4b0e-9a3c-0c2b6a1f4e11',
    });
    expect(data).toMatchObject({
      aopworkflow_id: 'c19470f3-5eaf-4572-82e8-2ff094495919',
      status: 'activated',
    });
    const instance_id = '6e0d1f7b-48c3-4c19-9a52-d7b80e35c2a1';
    expect(await client().showAopWorkflowInstance({ instance_id })).toMatchObject({
      status: 'FAILED',
    });
  });

  test('serves a sandbox that keeps a workflow which was created', async () => {
    const { data: created } = await client().createAopWorkflow({
      body: {
        name: 'Made_beside_the_docs',
        engine_type: 'public_engine',
        aop_type: 'NORMAL',
        dataclass_id: 'e410ae50-43fa-343e-807a-a2a9edb8018e',
      },
    });
    const { data: shown } = await client().showAopWorkflow({ workflow_id: created.id });
    expect(shown.name).toBe('Made_beside_the_docs');
  });

  test('prints a command line whose address and headers the sandbox answers with success', async () => {
    const [, address = '', headers = ''] = /^try +curl '([^']+)'(.*)$/m.exec(servers.stdout) ?? [];
    const named = [...headers.matchAll(/-H '([^:']+): ([^']*)'/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    const answer = await fetch(address, {
      headers: Object.fromEntries(named) as Record<string, string>,
    });
    expect(answer.status).toBe(200);
  });

  test('tells the console the port that the sandbox has taken', async () => {
    const page = await (await fetch(`${servers.docs}/console.html`)).text();
    expect(page).toContain(`<meta name="api-port" content="${new URL(servers.api).port}">`);
  });

  test('lets the pages of the docs use the API, and no page of another origin control', async () => {
    const origin = 'http://127.0.0.1:8080';
    const preflight = (path: string) =>
      fetch(`${servers.api}${path}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const api = await preflight('/v1/p/workspaces/w/soc/workflows');
    expect(api.headers.get('access-control-allow-origin')).toBe(origin);
    const control = await preflight('/_sandbox/reset');
    expect(control.headers.get('access-control-allow-origin')).toBeNull();
    const reset = await fetch(`${servers.api}/_sandbox/reset`, {
      method: 'POST',
      headers: { origin, 'x-sandbox-control': '1' },
    });
    expect(reset.status).toBe(403);
    expect((await client().listWorkflows({ name: 'Made_beside_the_docs' })).total).toBe(1);
  });
});
