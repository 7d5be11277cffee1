import { describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import { accessKey, createSecMasterClient, type SecMasterClientOptions } from '../../src/index.js';

const complete: SecMasterClientOptions = {
  region: 'eu-west-101',
  projectId: 'f69081793d9e4ea8a2f479dcef961989',
  workspaceId: 'f44065f5-557b-4376-ae02-8c65ef1960f4',
  token: 'planted-secret',
};

const make = (change: Record<string, unknown>) => () =>
  createSecMasterClient({ ...complete, ...change } as SecMasterClientOptions);

describe('A wrong option is refused in one sentence', () => {
  test.each([
    [
      'an unknown region',
      { region: 'eu-west-1' },
      /"region" "eu-west-1": did you mean eu-west-101\?/,
    ],
    ['no place', { region: undefined }, /Neither "region" nor "endpoint" is given/],
    ['two places', { endpoint: 'https://example.com' }, /either "region" or "endpoint", not both/],
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
    ['no token', { token: undefined }, /Neither "token" nor "credentials" is given/],
    ['an empty token', { token: '' }, /"token" is missing/],
    ['a token with a line break', { token: 'planted-secret\r\nX: y' }, /"token" holds white space/],
    ['an empty project', { projectId: '' }, /"projectId" is missing/],
    [
      'both a token and a key',
      { credentials: accessKey({ ak: 'AK', sk: 'planted-secret' }) },
      /either "token" or "credentials", not both/,
    ],
    ['an empty workspace', { workspaceId: '' }, /"workspaceId" is missing/],
    ['a dot segment', { workspaceId: '..' }, /"workspaceId" is no id: ".."/],
    ['a control character', { projectId: 'a\nb' }, /"projectId" is no id/],
  ])('%s', (_, change, message) => {
    expect(make(change)).toThrow(TypeError);
    expect(make(change)).toThrow(message);
    expect(make(change)).not.toThrow(/planted-secret/);
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
  await client.listAopWorkflowInstance();
  expect(sent).toEqual([
    'https://secmaster.eu-west-101.myhuaweicloud.com/v1/f69081793d9e4ea8a2f479dcef961989/workspaces/f44065f5-557b-4376-ae02-8c65ef1960f4/soc/workflows/instances',
  ]);
});

test('A client shows its token nowhere', () => {
  const client = createSecMasterClient(complete);
  const shown = inspect(client, { depth: 9, showHidden: true }) + JSON.stringify(client);
  expect(shown).not.toContain('planted-secret');
});
