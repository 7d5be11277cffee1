import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startMock, type Mock } from '../../scripts/mock.js';
import {
  copyOfMinimal,
  lightScriptArguments,
  root,
  runProcess,
  scriptArguments,
  temporaryFolder,
} from './run-script.js';

/** A document with one sound example, one that breaks its schema, and an upload. */
const document = {
  openapi: '3.1.0',
  info: { title: 'Mocked', version: '1' },
  paths: {
    '/sound': {
      get: {
        parameters: [{ name: 'n', in: 'query', required: true, schema: { type: 'integer' } }],
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
async function withBusyPort(use: (port: number) => void | Promise<void>): Promise<void> {
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

  test('prints no values of headers', async () => {
    await fetch(`${mock.url}/sound?n=1`, { headers: { authorization: 'secret-of-the-test' } });
    expect(said.join('\n')).toContain('Request received');
    expect(said.join('\n')).not.toContain('secret-of-the-test');
  });

  test('is started again after a request that ends it', async () => {
    await fetch(`${mock.url}/upload`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\nContent-Disposition\r\n\r\nx\r\n--b--\r\n',
    }).catch(() => undefined);
    let status: number | undefined;
    while (status === undefined) {
      status = await fetch(`${mock.url}/sound?n=1`).then(
        (response) => response.status,
        () => delay(100, undefined),
      );
    }
    expect(status).toBe(200);
    expect(said).toContainEqual('the mock ended with exit code 1 and is started again (1 of 20)');
  });

  test('is gone after stop', async () => {
    await mock.stop();
    expect(await refusesConnections(mock.port)).toBe(true);
  });
});

test('npm run mock names a busy port', async () => {
  await withBusyPort((port) => {
    const result = runProcess('mock.ts', '--spec', writeDocument(), '--port', String(port));
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
    const { stderr, status } = spawnSync(
      process.execPath,
      lightScriptArguments('mock.ts', ['--spec', writeDocument(), '--port', '0']),
      {
        cwd: root,
        encoding: 'utf8',
        env: {
          ...process.env,
          NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}`,
        },
      },
    );
    expect(stderr).toContain(`error: the mock ${reason}`);
    expect(status).toBe(1);
  });

  test('is reported as slow if it is alive', async () => {
    const options = { document: writeDocument(), port: 0, patience: 0.1 };
    await expect(startMock(options)).rejects.toThrow(
      /^the mock is alive but does not listen \d+\.\d s after Node\.js had started in \d+\.\d s; is the machine too busy\? It said nothing\.$/,
    );
  });
});

describe('npm start', () => {
  const spec = copyOfMinimal();
  const out = join(temporaryFolder(), 'out');

  test('--once builds, avoids busy ports, asks both servers and ends', async () => {
    await withBusyPort((port) => {
      const busy = String(port);
      const result = runProcess(
        ...(['start.ts', '--spec', spec, '--out', out, '--once'] as const),
        ...['--port', busy, '--mock-port', busy],
      );
      expect(result.stderr).toBe('');
      expect(result.stdout).toContain('is stale or missing, building');
      expect(result.stdout).toMatch(/^port \d+ is busy, using \d+ for the docs$/m);
      expect(result.stdout).toMatch(/^port \d+ is busy, using \d+ for the mock$/m);
      expect(result.stdout).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/ 200$/m);
      expect(result.stdout).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/notes\/n-1 200$/m);
      expect(result.stdout).toMatch(
        /^try {3}curl 'http:\/\/127\.0\.0\.1:\d+\/notes\/n-1' -H 'X-Key: placeholder'$/m,
      );
      expect(result.status).toBe(0);
    });
  });

  test('serves until a signal ends it, and leaves no server behind', async () => {
    const child = spawn(
      process.execPath,
      scriptArguments('start.ts', [
        '--spec',
        spec,
        '--out',
        out,
        '--port',
        '0',
        '--mock-port',
        '0',
      ]),
      { cwd: root, env: { ...process.env, NODE_OPTIONS: '' } },
    );
    let stdout = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        if (stdout.includes('Ctrl-C ends both')) resolve();
      });
      child.once('close', () => reject(new Error(`ended early: ${stdout}`)));
    });
    expect(stdout).toContain('is up to date');
    const ports = [...stdout.matchAll(/^(?:docs|mock) +http:\/\/127\.0\.0\.1:(\d+)/gm)].map(
      ([, port]) => Number(port),
    );
    expect(ports).toHaveLength(2);
    const page = await fetch(`http://127.0.0.1:${ports[0]}/`);
    expect(await page.text()).toContain('<title>Notes</title>');
    expect((await fetch(`http://127.0.0.1:${ports[0]}/.build`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${ports[0]}/..%2fopenapi.json`)).status).toBe(404);
    child.removeAllListeners('close');
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    expect(await closed).toBe(0);
    for (const port of ports) expect(await refusesConnections(port)).toBe(true);
  });
});
