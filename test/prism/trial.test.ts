import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startMock, type Mock } from '../../scripts/mock.js';
import { document, keywords, pathOf } from './document.js';
import { patience } from '../lib/patience.js';

// What the contract tests count on, and what they may not count on: an upgrade of Prism that changes
// either shows here, so that it cannot weaken the gate unseen.

let folder: string;
let mock: Mock;
const said: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prism-'));
  const file = join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify(document));
  mock = await startMock({ document: file, port: 0, print: (line) => said.push(line) });
});

afterAll(async () => {
  await mock.stop();
  await rm(folder, { recursive: true });
});

interface Answered {
  status: number;
  mediaType: string | undefined;
  headers: Headers;
  body: unknown;
}

async function ask(path: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(mock.url + path, { ...init, signal: AbortSignal.timeout(patience) });
  const text = await response.text();
  const mediaType = response.headers.get('content-type')?.split(';')[0];
  const body: unknown = mediaType?.endsWith('json') ? JSON.parse(text) : text;
  return { status: response.status, mediaType, headers: response.headers, body };
}

const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const problem = 'application/problem+json';

describe('Keywords of JSON Schema 2020-12', () => {
  const ignored = [
    ...['unevaluatedItems', 'minContains', 'maxContains', '$dynamicRef'],
    'a pattern that does not compile',
  ];

  test.each(Object.keys(keywords).filter((name) => !ignored.includes(name)))(
    '%s is checked',
    async (name) => {
      expect((await ask(pathOf(name), json(keywords[name]?.invalid))).status).toBe(400);
    },
  );

  // Why a lint rule refuses them in the description (no-keyword-prism-ignores).
  test.each(ignored)('%s is not checked', async (name) => {
    expect((await ask(pathOf(name), json(keywords[name]?.invalid))).status).toBe(200);
  });
});

describe('Which error an invalid request gets', () => {
  test('a documented 400: its first example, with the reasons in a header', async () => {
    const { status, headers, body } = await ask(pathOf('allOf'), json({}));
    expect({ status, body }).toEqual({ status: 400, body: { code: 'first' } });
    expect(headers.get('sl-violations')).toContain("required property 'name'");
  });

  test('a documented 422 before a 400', async () => {
    expect((await ask('/with-422', json({}))).status).toBe(422);
  });

  test('an error of its own where none is documented', async () => {
    const { status, mediaType } = await ask('/without-400', json({}));
    expect({ status, mediaType }).toEqual({ status: 422, mediaType: problem });
  });

  test('the documented 400 for another content type', async () => {
    const { status, body } = await ask(
      pathOf('allOf'),
      json({ name: 'a' }, { 'Content-Type': 'text/plain' }),
    );
    expect({ status, body }).toEqual({ status: 400, body: { code: 'first' } });
  });

  test('the documented 401 without credentials; any credentials will do', async () => {
    expect((await ask('/secured')).status).toBe(401);
    expect((await ask('/secured', { headers: { 'X-Auth-Token': '' } })).status).toBe(401);
    expect((await ask('/secured', { headers: { 'X-Auth-Token': 'x' } })).status).toBe(200);
  });

  test('an undocumented 400 for a body that is no JSON, at once', async () => {
    const { status, body } = await ask(pathOf('allOf'), json('{"name":'));
    expect(status).toBe(400);
    expect(body).toEqual({ error: { code: 'invalid_json', message: 'Invalid JSON' } });
  });

  test.each([
    ['an unknown path', '/nowhere', 'GET', 404],
    ['an unknown method', '/secured', 'PUT', 405],
    ['HEAD on a path with GET', '/generated', 'HEAD', 405],
  ])('an error of its own for %s, without Allow', async (_, path, method, status) => {
    const response = await fetch(mock.url + path, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe(problem);
    expect(response.headers.get('allow')).toBe(null);
  });
});

describe('Answers that are asked for', () => {
  const valid = json({ name: 'a' });
  const prefer = (value: string, body: unknown = { name: 'a' }) => json(body, { Prefer: value });

  test('the first example, if nothing is asked for', async () => {
    expect((await ask(pathOf('allOf'), valid)).body).toEqual({ id: '1' });
  });

  test.each([{ name: 'a' }, {}])('a documented error by name, to the body %j', async (body) => {
    const answer = await ask(pathOf('allOf'), prefer('code=400, example=second', body));
    expect([answer.status, answer.body]).toEqual([400, { code: 'second' }]);
  });

  test('no success for an invalid request', async () => {
    expect((await ask(pathOf('allOf'), prefer('code=200', {}))).status).toBe(400);
  });

  test('an error of its own for a status that is not documented', async () => {
    const { status, mediaType } = await ask(pathOf('allOf'), prefer('code=404'));
    expect({ status, mediaType }).toEqual({ status: 404, mediaType: problem });
  });

  test('500 for an example that breaks its own schema', async () => {
    expect((await ask(pathOf('allOf'), prefer('code=200, example=wrong'))).status).toBe(500);
  });

  test('for an answer without an example one that is made from its schema', async () => {
    expect((await ask('/generated')).status).toBe(200);
  });
});

describe('Forms', () => {
  const boundary = 'trial';
  const part = (header: string, value: string) => `--${boundary}\r\n${header}\r\n\r\n${value}\r\n`;
  const form = (...parts: string[]): RequestInit => ({
    method: 'POST',
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    body: `${parts.join('')}--${boundary}--\r\n`,
  });
  const named = (name: string) => `Content-Disposition: form-data; name="${name}"`;

  test('a missing part and a part of a wrong type are refused', async () => {
    expect((await ask('/form', form(part(named('file'), 'x')))).status).toBe(200);
    expect((await ask('/form', form(part(named('other'), 'x')))).status).toBe(400);
    const wrongType = form(part(named('file'), 'x'), part(named('count'), 'many'));
    expect((await ask('/form', wrongType)).status).toBe(400);
  });

  test('a malformed part header ends the process, and the mock starts it again', async () => {
    const body = `--${boundary}\r\nno colon\r\n\r\nx\r\n--${boundary}--\r\n`;
    const { port } = new URL(mock.url);
    await new Promise<void>((done) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(
          [
            'POST /form HTTP/1.1',
            'Host: trial',
            `Content-Type: multipart/form-data; boundary=${boundary}`,
            `Content-Length: ${body.length}`,
            '',
            body,
          ].join('\r\n'),
        ),
      );
      socket.on('error', () => {}).on('data', () => socket.destroy());
      socket.on('close', () => done()).setTimeout(patience, () => socket.destroy());
    });
    for (let tries = 0; tries < 200; tries += 1) {
      const status = await ask('/form', form(part(named('file'), 'x'))).then(
        (answer) => answer.status,
        () => undefined,
      );
      if (status === 200) break;
      await delay(100);
    }
    expect(said.join('\n')).toContain('started again');
    expect((await ask('/form', form(part(named('file'), 'x')))).status).toBe(200);
  });
});
