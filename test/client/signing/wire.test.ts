import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Agent, request as undiciRequest } from 'undici';
import {
  canonicalRequestOf,
  canonicalUrl,
  explainRefusedSignature,
  signRequest,
  type SigningOptions,
} from '../../../src/signing/index.js';
import type { Listening } from '../../lib/loopback.js';
import { startVerifyingGateway } from './verifying-gateway.js';
import { propertyRuns } from '../../lib/property-runs.js';

const ak = 'TheAccessKey';
const sk = 'TheSecretKey/+=';
let gateway: Listening;
let dispatcher: Agent;

beforeAll(async () => {
  gateway = await startVerifyingGateway({ [ak]: sk });
  dispatcher = new Agent();
});
afterAll(async () => {
  await dispatcher.close();
  await gateway.close();
});

interface Message {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array | FormData;
}

interface Reply {
  status: number;
  text: string;
}

type Send = (message: Message) => Promise<Reply>;

const sendByFetch: Send = async ({ url, ...init }) => {
  const response = await fetch(url, init as RequestInit);
  return { status: response.status, text: await response.text() };
};

const sendByUndici: Send = async ({ url, method, headers, body }) => {
  const given = body as string | Uint8Array | undefined;
  const options = { method: method as 'GET', headers, body: given ?? null, dispatcher };
  const response = await undiciRequest(url, options);
  return { status: response.statusCode, text: await response.body.text() };
};

function sign(message: Message, options?: SigningOptions, securityToken?: string): Message {
  const credentials = { ak, sk, projectId: 'project', securityToken };
  const url = canonicalUrl(message.url);
  const added = signRequest({ ...message, url }, credentials, options);
  return { ...message, url, headers: { ...message.headers, ...added } };
}

/** Text in which each of the signs that addresses treat specially is likely. */
const anyText = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...' +%&=?#/~\'"!*()$,;:@|\\[]{}^`<>.-_aZ0', '流', '程', '😀', 'é'),
  }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '%2F', '%252F', 'a+b', '流程 名', '1=1', 'a&b'),
);
const segment = anyText.filter((text) => text !== '.' && text !== '..');
/** The three ways in which addresses are made in JavaScript. */
const queryText = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('a', 'b', 'limit', '名', 'a b', '~'), anyText)),
    fc.nat(2),
  )
  .map(([pairs, way]) => {
    if (way === 0) return String(new URLSearchParams(pairs));
    const encoded = pairs.map((pair) => pair.map((part) => encodeURIComponent(part)).join('='));
    if (way === 1) return encoded.join('&');
    const raw = encoded.join('&').replace(/%(2[0-2]|3[AC]|5[B-E]|7[B-D])/g, decodeURIComponent);
    return new URL(`http://h/?${raw}`).search.slice(1);
  });
const addresses = fc
  .tuple(fc.array(segment), fc.boolean(), queryText)
  .map(([segments, slash, query]) => {
    const path = segments.map((text) => `/${encodeURIComponent(text)}`).join('');
    return `${path}${slash ? '/' : ''}${query === '' ? '' : `?${query}`}`;
  });
const json = { 'content-type': 'application/json;charset=UTF-8' };
const contents = fc.oneof(
  fc.constant({ method: 'GET', headers: json, body: undefined }),
  fc.constant({ method: 'DELETE', headers: {}, body: undefined }),
  fc.json().map((body) => ({ method: 'POST', headers: json, body })),
  anyText.map((body) => ({ method: 'PUT', headers: json, body })),
  fc.uint8Array().map((body) => ({ method: 'POST', headers: json, body })),
  fc.uint8Array().map((body) => ({
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body,
  })),
);
const note = fc.string({ unit: fc.constantFrom(...' abc|:;=,"\\') });
const options = fc.option(fc.constant({ derived: { region: 'r-1', service: 's' } }), {
  nil: undefined,
});
const token = fc.option(fc.base64String({ minLength: 4 }), { nil: undefined });

describe.each([
  ['fetch', sendByFetch],
  ['undici.request', sendByUndici],
])('Signed and sent by %s', (_, send) => {
  test('a request arrives as it was signed', async () => {
    await fc.assert(
      fc.asyncProperty(
        addresses,
        contents,
        note,
        options,
        token,
        async (address, content, text, way, securityToken) => {
          const headers = { ...content.headers, 'x-note': text };
          const message = { ...content, headers, url: `${gateway.url}${address}` };
          const signed = sign(message, way, securityToken);
          const { status, text: answer } = await send(signed);
          expect({ status, answer }).toEqual({ status: 200, answer: expect.any(String) });
          expect(`${gateway.url}${JSON.parse(answer).target}`).toBe(signed.url);
        },
      ),
      { numRuns: propertyRuns },
    );
  });

  test.each<[string, (signed: Message) => Partial<Message>]>([
    ['another method', () => ({ method: 'PUT' })],
    ['another path', ({ url }) => ({ url: url.replace('/flows', '/flow5') })],
    ['an encoded slash made a slash', ({ url }) => ({ url: url.replace('%2F', '/') })],
    ['another query', ({ url }) => ({ url: url.replace('limit=1', 'limit=2') })],
    ['a query without its empty value', ({ url }) => ({ url: url.replace('&name=', '') })],
    ['another body', () => ({ body: '{"a":2}' })],
    ['no body', () => ({ body: undefined })],
    ['another project', ({ headers }) => ({ headers: { ...headers, 'x-project-id': 'p2' } })],
    [
      'its payload declared unsigned',
      ({ headers }) => ({ headers: { ...headers, 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' } }),
    ],
    [
      'an old date',
      ({ headers }) => ({ headers: { ...headers, 'x-sdk-date': '20200101T000000Z' } }),
    ],
  ])('a request with %s is refused', async (_case, change) => {
    const url = `${gateway.url}/flows/a%2Fb?limit=1&name=`;
    const signed = sign({ method: 'POST', url, headers: json, body: '{"a":1}' });
    expect((await send(signed)).status).toBe(200);
    expect((await send({ ...signed, ...change(signed) })).status).toBe(401);
  });
});

test('A form is sent with its payload unsigned', async () => {
  const body = new FormData();
  body.append('uploadFile', new Blob([new Uint8Array([0, 255, 10, 13])]), '流程.zip');
  const signed = sign({ method: 'POST', url: `${gateway.url}/import`, headers: {}, body });
  expect(signed.headers['x-sdk-content-sha256']).toBe('UNSIGNED-PAYLOAD');
  expect((await sendByFetch(signed)).status).toBe(200);
});

test('The refusal of a request that was changed on its way is explained', async () => {
  const signed = sign({ method: 'GET', url: `${gateway.url}/flows?limit=1`, headers: {} });
  const { text } = await sendByFetch({ ...signed, url: `${gateway.url}/flows?limit=2` });
  expect(explainRefusedSignature(text, canonicalRequestOf(signed))).toBe(
    'The query differs: signed "limit=1", the gateway found "limit=2".',
  );
});
