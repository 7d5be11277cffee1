import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startMock, type Mock } from '../../scripts/mock.js';
import { atNight, testAtNight } from '../lib/at-night.js';
import { refusesConnections, withBusyPort } from './ports.js';
import { lightScriptArguments, root, runScript, temporaryFolder } from './run-script.js';

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
    '/picture': {
      get: {
        responses: {
          200: {
            description: 'In base64.',
            content: { 'image/png': { schema: { type: 'string', format: 'byte', minLength: 3 } } },
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
              encoding: { file: { style: 'form' } },
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

  test('answers as the schema says where an example breaks it', async () => {
    expect((await fetch(`${mock.url}/broken`)).status).toBe(200);
  });

  test('answers in base64 where the schema says so', async () => {
    const response = await fetch(`${mock.url}/picture`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(await response.text()).toMatch(/^[A-Za-z\d+/]{3,}=*$/);
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

  test('takes any character in a part of a form', async () => {
    const body = new FormData();
    body.set('file', '<b>"it\'s" & %20 [+] {}</b>');
    expect((await fetch(`${mock.url}/upload`, { method: 'POST', body })).status).toBe(204);
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

test('a document with a parameter that refers to nothing is not mocked', async () => {
  const parameters = [{ name: 'a', in: 'query', schema: { $ref: '#/components/schemas/Gone' } }];
  const path = writeDocument({ ...document, paths: { '/a': { get: { parameters } } } });
  await expect(startMock({ document: path, port: 0 })).rejects.toThrow(
    `${path}: the reference #/components/schemas/Gone leads nowhere.`,
  );
});

test('a document without operations is not mocked', async () => {
  const path = writeDocument({ openapi: '3.1.0', info: { title: 'None', version: '1' } });
  await expect(startMock({ document: path, port: 0 })).rejects.toThrow(
    `${path}: it has no operations, so there is nothing to mock.`,
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
    const components = { schemas: { A: { $ref: '#/components/schemas/Gone' } } };
    const path = writeDocument({ ...document, components });
    await expect(startMock({ document: path, port: 0 })).rejects.toThrow(
      /^Prism cannot mock .*openapi\.json: .*"#\/components\/schemas\/Gone" does not exist$/,
    );
  });

  test.each([
    ...atNight([
      "process.kill(process.pid, 'SIGKILL')",
      'died by SIGKILL before it listened; SIGKILL comes',
    ] as const),
    ['process.exit(7)', 'died with exit code 7 before it listened. It said nothing.'],
  ])('is reported as dead if it ended by %s', (death, reason) => {
    const preload = `if (process.argv[1]?.includes('prism')) ${death};`;
    const { stderr, status } = spawnSync(process.execPath, ...mockWith(preload));
    expect(stderr.toString()).toContain(`error: the mock ${reason}`);
    expect(status).toBe(1);
  });

  testAtNight(
    'is started on another port if another process takes that of its choice first',
    async () => {
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
      const [, port] = /^mock {2}http:\/\/127\.0\.0\.1:(\d+) /m.exec(said) ?? [said];
      expect(port).toMatch(/^\d+$/);
      expect(taken).toMatch(/^\d+$/);
      expect(port).not.toBe(taken);
      for (const server of [other, thief]) server.close();
    },
  );

  testAtNight('is started again if it ends as soon as it listens', async () => {
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
