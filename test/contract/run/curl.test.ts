import { execFile } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { openSender, type Sender } from '../../../scripts/contract/http/exchange.js';
import type { ContractRequest } from '../../../scripts/contract/case.js';
import { withCredentials } from '../../../scripts/contract/http/sign-in.js';
import { curlLine, wireRequest, type CredentialPart } from '../../../scripts/contract/http/wire.js';
import { describeWith } from '../../lib/describe-with.js';
import { startServer, type Listening } from '../../lib/loopback.js';
import { curl } from '../../lib/programs.js';
import { patience } from '../../lib/patience.js';

interface Arrived {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

const arrived: Arrived[] = [];
let server: Listening;
let address = '';
let sender: Sender;

beforeAll(async () => {
  server = await startServer(({ method, url, headers }, response, body) => {
    arrived.push({ method, url, headers, body: body.toString() });
    response.end('{}');
  });
  address = server.url;
  sender = openSender({ origin: address, concurrency: 1, timeout: patience });
});

afterAll(async () => {
  await sender.close();
  await server.close();
});

const plain: ContractRequest = {
  method: 'GET',
  path: '/v1/a%20b/c',
  query: [],
  headers: {},
  credentials: { kind: 'none' },
};

const nasty = `it's "quoted" \\ and $HOME \`x\` !\n; 中文 😀 @file <x %s &a=1`;

const requests: [string, ContractRequest, CredentialPart[]?][] = [
  ['a plain read', plain],
  ['dots in the path', { ...plain, path: '/v1/../{x}/[1-2]/./y' }],
  ['a path beyond ASCII', { ...plain, path: '/用户/a%20b' }],
  [
    'a query',
    {
      ...plain,
      query: [
        ['a', nasty],
        ['a', ''],
        ['中', '1'],
      ],
    },
  ],
  [
    'headers',
    { ...plain, headers: { 'X-Empty': '', 'X-Quote': `it's "$HOME"`, Prefer: 'code=400' } },
  ],
  [
    'JSON',
    {
      ...plain,
      method: 'POST',
      body: { kind: 'json', mediaType: 'application/json', value: { [nasty]: nasty } },
    },
  ],
  [
    'text',
    { ...plain, method: 'PUT', body: { kind: 'text', mediaType: 'text/plain', text: `@${nasty}` } },
  ],
  ['a text without a type', { ...plain, method: 'POST', body: { kind: 'text', text: '{"a": ' } }],
  ['a deletion', { ...plain, method: 'DELETE' }],
  [
    'a form',
    {
      ...plain,
      method: 'POST',
      body: {
        kind: 'form',
        parts: { uploadFile: nasty, other: '@x', more: nasty },
        texts: ['other', 'more'],
      },
    },
  ],
  [
    'credentials',
    { ...plain, query: [['q', '1']] },
    [
      { in: 'header', name: 'X-Auth-Token', value: 'se cret$', shell: '$CONTRACT_TOKEN' },
      { in: 'cookie', name: 'sid', value: 'one', shell: '$CONTRACT_SID' },
      { in: 'query', name: 'key', value: 'two', shell: '$CONTRACT_KEY' },
    ],
  ],
];

describeWith(curl, 'curlLine', () => {
  test.each(requests)(
    'the curl line of a case sends what the case sends: %s',
    async (_, request, parts = []) => {
      const signIn = { parts };
      await sender.send(withCredentials(wireRequest(request, ''), signIn));
      const line = curlLine(request, address, signIn);
      for (const { value } of parts) expect(line).not.toContain(value);
      await promisify(execFile)('sh', ['-c', line], {
        env: {
          PATH: process.env['PATH'],
          CONTRACT_TOKEN: 'se cret$',
          CONTRACT_SID: 'one',
          CONTRACT_KEY: 'two',
        },
      });
      const [sent, repeated] = arrived.splice(0).map(comparable);
      expect(repeated).toEqual(sent);
    },
  );
});

/** Without what each program adds on its own, and with parts of forms in place of their text. */
function comparable({ method, url, headers, body }: Arrived): unknown {
  const form = /boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1];
  const own = { ...headers };
  for (const name of ['connection', 'user-agent', 'accept-encoding', 'content-length']) {
    delete own[name];
  }
  if (form === undefined) return { method, url, headers: own, body };
  delete own['content-type'];
  return { method, url, headers: own, body: body.replaceAll(form, 'BOUNDARY') };
}
