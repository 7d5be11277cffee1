import { describe, expect, jest, test } from '@jest/globals';
import { inspect } from 'node:util';
import {
  accessKey,
  createSecMasterClient,
  type Fetch,
  type SecMasterClientOptions,
} from '../../src/index.js';

const complete: SecMasterClientOptions = {
  region: 'eu-west-101',
  projectId: 'f69081793d9e4ea8a2f479dcef961989',
  workspaceId: 'f44065f5-557b-4376-ae02-8c65ef1960f4',
  token: 'planted-secret',
};

const make = (change: object) => () => createSecMasterClient({ ...complete, ...change });

describe('A wrong option is refused in one sentence', () => {
  test.each([
    [
      'an unknown region',
      { region: 'eu-west-1' },
      /"region" "eu-west-1": did you mean eu-west-101\?/,
    ],
    [
      'no place',
      { region: undefined },
      /^Give either "region", such as "cn-north-4", or "endpoint", an address\.$/,
    ],
    [
      'two places',
      { endpoint: 'https://example.com' },
      /^Give either "region", such as "cn-north-4", or "endpoint", an address\.$/,
    ],
    [
      'no address',
      { region: undefined, endpoint: 'secmaster' },
      /"endpoint" "secmaster" is no address/,
    ],
    [
      'an unencrypted address',
      { region: undefined, endpoint: 'http://example.com' },
      /http:\/\/example.com must begin with https/,
    ],
    [
      'a password in the address',
      { region: undefined, endpoint: 'https://me:planted-secret@example.com' },
      /must hold neither a user/,
    ],
    ['no token', { token: undefined }, /^Give either "token" or "credentials", such as/],
    ['an empty token', { token: '' }, /"token" is missing/],
    ['a token with a line break', { token: 'planted-secret\r\nX: y' }, /"token" holds white space/],
    ['an empty project', { projectId: '' }, /"projectId" is missing/],
    [
      'both a token and a key',
      { credentials: accessKey({ ak: 'AK', sk: 'planted-secret' }) },
      /^Give either "token" or "credentials", such as/,
    ],
    ['an empty workspace', { workspaceId: '' }, /"workspaceId" is missing/],
    ['a dot segment', { workspaceId: '..' }, /"workspaceId" is no id: ".."/],
    ['a control character', { projectId: 'a\nb' }, /"projectId" is no id/],
    [
      'an unknown option',
      { regoin: 'x' },
      /^There is no option "regoin": did you mean "region"\?$/,
    ],
    [
      'an unknown time-out',
      { timeouts: { totl: 5 } },
      /^There is no option "timeouts.totl": did you mean "timeouts.total"\?$/,
    ],
    [
      'an unknown hook',
      { hooks: { onReply: () => {} } },
      /no option "hooks.onReply": did you mean/,
    ],
    [
      'a hook that is no function',
      { hooks: { onError: 'planted-secret' } },
      /"hooks.onError" is of type string/,
    ],
    [
      'a token that is a function',
      { token: () => 'planted-secret' },
      /write credentials: token\(…\)/,
    ],
    [
      'a mere key',
      { token: undefined, credentials: { ak: 'a', sk: 'planted-secret' } },
      /^"credentials" must be a source of credentials: write credentials: accessKey\(\{ ak, sk \}\)\.$/,
    ],
    [
      'a mere password',
      { token: undefined, credentials: { password: 'planted-secret' } },
      /write credentials: password\(\{ domain, user, password \}\)/,
    ],
    [
      'a fetch that is none',
      { fetch: 'planted-secret' },
      /^"fetch" is of type string: expected a function\.$/,
    ],
    [
      'a user agent with a line break',
      { userAgent: 'a\nb' },
      /"userAgent" is of type string: expected a line/,
    ],
    [
      'a middleware that is none',
      { middleware: [() => {}, {}] },
      /^"middleware" is of type object: expected a function\.$/,
    ],
    ['no connections', { connections: 0 }, /^"connections" is 0: expected a whole number from 1/],
    ['half an attempt', { retry: { maxAttempts: 1.5 } }, /"retry.maxAttempts" is 1.5/],
    ['an IAM that is no text', { iamEndpoint: 5 }, /^"iamEndpoint" is 5: expected an address\.$/],
    [
      'a fetch and a proxy',
      { fetch: () => {}, proxy: 'http://me:planted-secret@proxy' },
      /^Give either "fetch" or "proxy": it makes its connections itself\.$/,
    ],
    ...[NaN, -1, 2 ** 31, '5', null].map((value): [string, object, RegExp] => [
      `the time-out ${JSON.stringify(value)}`,
      { timeouts: { attempt: value } },
      /^"timeouts.attempt" is .*: expected milliseconds from 0 to 2147483647, or Infinity for no limit\.$/,
    ]),
  ])('%s', (_, change, message) => {
    expect(make(change)).toThrow(TypeError);
    expect(make(change)).toThrow(message);
    expect(make(change)).not.toThrow(/planted-secret/);
  });
});

test('Options without a limit, or left undefined, are taken', async () => {
  const sent: string[] = [];
  const client = createSecMasterClient({
    ...complete,
    timeouts: { attempt: Infinity, total: Infinity },
    retry: { maxAttempts: Infinity, baseDelay: undefined },
    connections: Infinity,
    hooks: undefined,
    fetch: async (url) => {
      sent.push(url);
      return Response.json({ code: '00000000', data: [] });
    },
  });
  await client.workflows.listWorkflows({}, { timeouts: { total: undefined }, signal: undefined });
  expect(sent).toHaveLength(1);
});

describe('A wrong option of a call is refused, and nothing is sent', () => {
  test.each<[string, object, RegExp]>([
    ['an unknown one', { timeout: 5 }, /^There is no option "timeout": did you mean "timeouts"\?$/],
    [
      'a signal that is none',
      { signal: {} },
      /^"signal" is of type object: expected an AbortSignal\.$/,
    ],
    ['a time-out that is no number', { timeouts: { total: NaN } }, /"timeouts.total" is NaN/],
    ['attempts below one', { retry: { maxAttempts: 0 } }, /"retry.maxAttempts" is 0/],
    [
      'a header of the client',
      { headers: { 'X-Auth-Token': 'planted-secret' } },
      /^"headers": "X-Auth-Token" is set by the client\.$/,
    ],
    [
      'a header of another name',
      { headers: { 'a b': 'x' } },
      /^"headers": "a b" is no header name\.$/,
    ],
    [
      'a header with a line break',
      { headers: { 'X-A': 'planted-secret\r\nX-B: c' } },
      /^"headers": "X-A" must be a line of printable ASCII text\.$/,
    ],
  ])('%s', async (_, options, message) => {
    const fetch = jest.fn<Fetch>();
    const client = createSecMasterClient({ ...complete, fetch });
    const error: Error = await client.workflows.listWorkflows({}, options as never).then(
      () => new Error('It did not fail.'),
      (reason: unknown) => reason as Error,
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('planted-secret');
    expect(fetch).not.toHaveBeenCalled();
  });
});

test('The endpoint of a region is the vendor’s', async () => {
  const sent: string[] = [];
  const client = createSecMasterClient({
    ...complete,
    fetch: async (url) => {
      sent.push(url);
      return Response.json({ count: 0, instances: [] });
    },
  });
  await client.workflows.listAopWorkflowInstance();
  expect(sent).toEqual([
    'https://secmaster.eu-west-101.myhuaweicloud.com/v1/f69081793d9e4ea8a2f479dcef961989/workspaces/f44065f5-557b-4376-ae02-8c65ef1960f4/soc/workflows/instances',
  ]);
});

test('A client shows its token nowhere', () => {
  const client = createSecMasterClient(complete);
  const shown = inspect(client, { depth: 9, showHidden: true }) + JSON.stringify(client);
  expect(shown).not.toContain('planted-secret');
});
