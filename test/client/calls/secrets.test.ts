import { expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import { accessKey, type SecMasterClientOptions } from '../../../src/index.js';
import type { ScriptedAnswer } from '../loopback-server.js';
import { rawClient } from '../../../src/raw.js';
import { failureOf, stage } from './client-on-loopback.js';

const play = stage();

/** Secrets of each way to sign in; none of them may come out anywhere. */
const planted = ['planted-token', 'planted-sk', 'planted-security-token'];
const signIns: [string, Partial<SecMasterClientOptions>][] = [
  ['a token', { token: 'planted-token' }],
  [
    'an access key',
    {
      token: undefined,
      credentials: accessKey({
        ak: 'AK',
        sk: 'planted-sk',
        securityToken: 'planted-security-token',
      }),
    },
  ],
];

/** Everything that a server can do to make a client talk, echoing what it was sent included. */
const failures: [string, ScriptedAnswer][] = [
  ['an echo in JSON', { status: 400, body: 'ECHO-JSON' }],
  ['an echo in plain text', { status: 502, body: 'ECHO' }],
  ['an echo in HTML', { status: 500, body: '<html><title>ECHO</title>' }],
  ['an echo that is no JSON', { status: 200, body: 'ECHO' }],
  ['an echo in a failed envelope', { status: 200, body: 'ECHO-JSON' }],
  ['an echo in a refusal', { status: 401, body: 'ECHO-JSON' }],
  ['an echo in the request id', { status: 403, body: '{}' }],
  ['a closed connection', { hangUp: true }],
  ['a broken answer', { body: 'ECHO', breakOff: true }],
  ['no answer', { stall: true }],
];

test.each(
  signIns.flatMap(([how, options]) =>
    failures.map(([what, answer]) => ({ how, options, what, answer })),
  ),
)('Nothing secret comes out: $how, $what', async ({ options, answer }) => {
  const events: unknown[] = [];
  const record = (event: unknown): void => void events.push(event);
  const client = play.client({
    ...options,
    timeouts: { attempt: 200, total: 400 },
    retry: { maxAttempts: 2, baseDelay: 1 },
    hooks: { onRequest: record, onResponse: record, onRetry: record, onError: record },
    fetch: async (url, init) => {
      // What was sent, as a server that echoes would write it.
      const sent = JSON.stringify(init.headers).replaceAll('"', "'");
      const body = String(answer.body ?? '')
        .replace('ECHO-JSON', JSON.stringify({ code: '1', message: sent, request_id: sent }))
        .replace('ECHO', sent);
      play.server.answer = { ...answer, body, headers: { 'X-Request-Id': sent } };
      return globalThis.fetch(url, init);
    },
  });
  const error = await failureOf(client.listWorkflows());
  const raw = await rawClient(client)
    .GET('/v1/{project_id}/workspaces/{workspace_id}/soc/workflows', {
      params: { path: { project_id: 'p', workspace_id: 'w' } },
    })
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  const outputs = [error, raw, ...events, client].map(
    (one) =>
      inspect(one, { depth: 12, showHidden: true, getters: true }) +
      JSON.stringify(one) +
      String(one) +
      String((one as Error | undefined)?.stack),
  );
  for (const secret of planted) expect(outputs.join('\n')).not.toContain(secret);
  expect(events).not.toEqual([]);
});
