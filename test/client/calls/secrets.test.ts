import { describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import { accessKey, type SecMasterClientOptions } from '../../../src/index.js';
import type { ScriptedAnswer } from '../loopback-server.js';
import type { paths } from '../../../generated/workflows/types.js';
import { rawClient } from '../../../src/raw.js';
import { revealed, spellings } from '../spellings.js';
import { failureOf, useLoopback } from './client-on-loopback.js';

const loopback = useLoopback();

/** Secrets of each way to sign in, with the characters that change from spelling to spelling. */
const planted = {
  token: 'planted+t0k3n/"x"\\y==',
  sk: '+planted-sk/"z"\\==',
  securityToken: 'planted/S3c+T0k3n=',
};
const signIns: [string, Partial<SecMasterClientOptions>][] = [
  ['a token', { token: planted.token }],
  [
    'an access key',
    {
      token: undefined,
      credentials: accessKey({
        ak: 'AK',
        sk: planted.sk,
        securityToken: planted.securityToken,
      }),
    },
  ],
];

/** Everything that a server can do to make a client talk, beside echoing what it was sent. */
const failures: [string, ScriptedAnswer][] = [
  ['a closed connection', { hangUp: true }],
  ['no answer', { stall: true }],
];

const json = (echo: string): string =>
  JSON.stringify({ code: '1', message: echo, request_id: echo, [echo]: [{ echo }] });

/** Answers that echo what was sent, in a header too. */
const echoes: [string, (echo: string) => ScriptedAnswer][] = [
  ['JSON', (echo) => ({ status: 400, body: json(echo) })],
  ['JSON of the gateway', (echo) => ({ status: 500, body: `{"error_code":${json(echo)}}` })],
  ['plain text', (echo) => ({ status: 502, body: echo })],
  ['HTML', (echo) => ({ status: 500, body: `<html><title>${echo}</title>` })],
  ['what is no JSON', (echo) => ({ status: 200, body: `You have sent ${echo}` })],
  ['a failed envelope', (echo) => ({ status: 200, body: json(echo) })],
  ['a refusal', (echo) => ({ status: 401, body: json(echo) })],
  ['a request id', () => ({ status: 403, body: '{}' })],
  ['a broken answer', (echo) => ({ body: echo, breakOff: true })],
];

const inEachSpelling = (...texts: string[]): string =>
  Object.values(spellings)
    .flatMap((spell) => texts.map(spell))
    .join(' ');

/** Makes calls that fail, and shows everything that comes of them, and the signatures that were sent. */
async function callAndShow(
  options: Partial<SecMasterClientOptions>,
  answerTo: (headers: Readonly<Record<string, string>>) => ScriptedAnswer,
): Promise<{ shown: string; signatures: string[] }> {
  const events: unknown[] = [];
  const signatures: string[] = [];
  const record = (event: unknown): void => void events.push(event);
  const client = loopback.client({
    ...options,
    timeouts: { attempt: 200, total: 400 },
    retry: { maxAttempts: 2, baseDelay: 1 },
    hooks: { onRequest: record, onResponse: record, onRetry: record, onError: record },
    fetch: async (url, init) => {
      loopback.server.answer = answerTo(init.headers);
      signatures.push(/Signature=(\w+)/.exec(init.headers['authorization'] ?? '')?.[1] ?? '');
      return globalThis.fetch(url, init);
    },
  });
  const error = await failureOf(client.workflows.listWorkflows());
  const other = await failureOf(client.request({ path: '/v1/other' }));
  const raw: unknown = await rawClient<paths>(client)
    .GET('/v1/{project_id}/workspaces/{workspace_id}/soc/workflows', {
      params: { path: { project_id: 'p', workspace_id: 'w' } },
    })
    .then(
      // A success is given as it came, whatever it says.
      ({ response, error }) => (response.ok ? undefined : [error, [...response.headers]]),
      (reason: unknown) => reason,
    );
  expect(events).not.toEqual([]);
  const shown = [error, other, raw, ...events, client].map(
    (one) =>
      inspect(one, { depth: 12, showHidden: true, getters: true, maxStringLength: null }) +
      JSON.stringify(one) +
      String(one) +
      String((one as Error | undefined)?.stack),
  );
  return { shown: shown.join('\n'), signatures: signatures.filter((one) => one !== '') };
}

describe.each(signIns)('With %s, nothing secret comes out', (how, options) => {
  const expectNothing = ({ shown, signatures }: Awaited<ReturnType<typeof callAndShow>>): void => {
    expect(revealed(shown, Object.values(planted))).toEqual([]);
    // Shorter parts of a number may be parts of another.
    expect(revealed(shown, signatures, 16)).toEqual([]);
    expect(signatures.length > 0).toBe(how === 'an access key');
  };

  test.each(failures)('of %s', async (_, answer) => {
    expectNothing(await callAndShow(options, () => answer));
  });

  test.each(echoes)('of an echo in %s, in each spelling', async (_, answerWith) => {
    const answered = await callAndShow(options, (sent) => {
      const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}`);
      // Each header, and all of them together.
      const echo = inEachSpelling(...Object.values(sent), lines.join('; '));
      // All of them would be more than a header may hold.
      const secret = ['authorization', 'x-auth-token', 'x-security-token'];
      const requestId = inEachSpelling(...secret.map((name) => sent[name] ?? ''));
      const headers = { 'X-Request-Id': requestId, 'Content-Type': 'application/json' };
      return { ...answerWith(echo), headers };
    });
    expectNothing(answered);
  });
});
