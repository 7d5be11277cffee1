import { describe, expect, test } from '@jest/globals';
import type { Operation } from '../../../generated/shared.js';
import { createClient } from '../../../src/client.js';
import { failureOf, useLoopback } from './client-on-loopback.js';

const loopback = useLoopback();

/** Calls an operation that another description might have. */
function call(described: Partial<Operation>, input: object): Promise<unknown> {
  const operation = {
    id: 'call',
    method: 'POST',
    path: '/x',
    parameters: [],
    safeToRepeat: false,
    ...described,
  };
  const options = {
    endpoint: loopback.server.url,
    projectId: 'project',
    workspaceId: 'workspace',
    token: 'planted-token',
  };
  const client = createClient(options, { other: { call: operation } });
  const { other } = client as unknown as {
    other: Record<string, (given: object) => Promise<unknown>>;
  };
  return (other['call'] as (given: object) => Promise<unknown>)(input);
}

const sent = () => {
  const [{ headers, body, target } = { headers: {}, body: '', target: '' }] = loopback.server.seen;
  return { type: headers['content-type'], cookie: headers.cookie, text: String(body), target };
};

describe('A body is sent in its media type', () => {
  test.each([
    ['application/merge-patch+json', { a: null }, '{"a":null}'],
    [
      'application/x-www-form-urlencoded',
      { a: 'b c', list: [1, 2], none: null },
      'a=b+c&list=1&list=2',
    ],
    ['text/csv', 'a,b\n', 'a,b\n'],
    ['application/pdf', new Blob(['bytes']), 'bytes'],
    ['application/octet-stream', new TextEncoder().encode('bytes'), 'bytes'],
  ])('%s', async (mediaType, body, text) => {
    await call({ requestBody: { mediaType, required: true } }, { body });
    expect(sent()).toMatchObject({ type: expect.stringContaining(mediaType), text });
  });

  test('a form with several files of one name', async () => {
    const requestBody = { mediaType: 'multipart/form-data', required: true };
    await call({ requestBody }, { body: { file: [new Blob(['one']), new Blob(['two'])] } });
    expect(sent().text).toMatch(/name="file".*one.*name="file".*two/s);
  });

  test.each([
    [
      'application/x-www-form-urlencoded',
      { a: { b: 1 } },
      '"a" must be a text, a number or a boolean.',
    ],
    [
      'application/xml',
      { a: 1 },
      '"body" must be a text, a Blob or a File; of a stream, await new Response(stream).blob().',
    ],
  ])('or refused: %s', async (mediaType, body, message) => {
    const failure = await failureOf(call({ requestBody: { mediaType, required: true } }, { body }));
    expect(failure).toMatchObject({ name: 'TypeError', message: `call: ${message}` });
    expect(loopback.server.seen).toEqual([]);
  });
});

test('A success that is text is given as text', async () => {
  loopback.server.answer = { headers: { 'Content-Type': 'text/csv' }, body: 'a,b\n' };
  expect(await call({ response: { mediaType: 'text/csv' } }, {})).toBe('a,b\n');
});

test('A list is sent as one text, and a cookie as such, where the description has them so', async () => {
  await call(
    {
      parameters: [
        { key: 'fields', delimiter: ',' },
        { key: 'tags' },
        { key: 'session', in: 'cookie' },
        { key: 'theme', in: 'cookie' },
      ],
    },
    { fields: ['a', 'b'], tags: ['c', 'd'], session: 's 1', theme: 'dark' },
  );
  expect(sent()).toMatchObject({
    target: '/x?fields=a%2Cb&tags=c&tags=d',
    cookie: 'session=s%201; theme=dark',
  });
});
