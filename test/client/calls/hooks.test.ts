import { expect, test } from '@jest/globals';
import { failureOf, stage } from './client-on-loopback.js';

const play = stage();

test('Hooks are told of each request, answer, retry and failure, in OpenTelemetry’s names', async () => {
  const events: [string, Record<string, unknown>][] = [];
  const record = (name: string) => (event: object) =>
    void events.push([name, { ...event } as Record<string, unknown>]);
  const client = play.client({
    retry: { maxAttempts: 2, baseDelay: 1 },
    hooks: {
      onRequest: record('request'),
      onResponse: record('response'),
      onRetry: record('retry'),
      onError: record('error'),
    },
  });
  play.server.answer = { status: 503, headers: { 'X-Request-Id': 'r' } };
  const error = await failureOf(client.showAopWorkflow({ workflow_id: 'w' }));
  expect(events.map(([name]) => name)).toEqual([
    'request',
    'response',
    'retry',
    'request',
    'response',
    'error',
  ]);
  const port = Number(new URL(play.server.url).port);
  expect(events[4]?.[1]).toMatchObject({
    operationId: 'showAopWorkflow',
    method: 'GET',
    attempt: 2,
    status: 503,
    requestId: 'r',
    attributes: {
      'http.request.method': 'GET',
      'url.full': `${play.server.url}/v1/project/workspaces/workspace/soc/workflows/w`,
      'server.address': '127.0.0.1',
      'server.port': port,
      'http.request.resend_count': 1,
      'http.response.status_code': 503,
    },
  });
  expect(events[5]?.[1]).toMatchObject({ error, attributes: { 'error.type': 'ServerError' } });
});

test('A hook that throws changes nothing', async () => {
  const client = play.client({
    hooks: {
      onRequest: () => {
        throw new Error('broken hook');
      },
    },
  });
  expect((await client.showAopWorkflow({ workflow_id: 'w' })).data.id).toBe('w');
});
