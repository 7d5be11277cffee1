import { createHash, createHmac } from 'node:crypto';

/** Everything that is compared. */
export const contestants = [
  'undici.request, not signed',
  'undici.request, signed by hand',
  'bare fetch, not signed',
  'openapi-fetch, not signed',
  'axios, not signed',
  'ky, not signed',
  'vendor core, signed',
  'this client, token',
  'this client, signed',
  'this client, signed, on fetch',
] as const;

/** One of the contestants. */
export type Contestant = (typeof contestants)[number];

const path = '/v1/project/workspaces/workspace/soc/workflows/validation';
const body = {
  mode: 'BASIC' as const,
  taskconfig: '{"node_info":{},"usertask_info":{}}',
  // A kilobyte in all.
  taskflow: createHash('sha512').update('bench').digest('base64').repeat(10),
  aopworkflow_id: 'c19470f3-5eaf-4572-82e8-2ff094495919',
};
const headers = { 'Content-Type': 'application/json;charset=UTF-8', 'X-Auth-Token': 'token' };

/** Makes the function that sends one request and reads its answer. */
export async function makeContestant(
  name: Contestant,
  url: string,
): Promise<() => Promise<unknown>> {
  const address = url + path;
  switch (name) {
    case 'undici.request, not signed': {
      const { request } = await import('undici');
      return async () => {
        const answer = await request(address, {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
        });
        return answer.body.json();
      };
    }
    case 'undici.request, signed by hand': {
      const { Agent, request } = await import('undici');
      // As many connections as ours: what is compared is the work, not the number of sockets.
      const dispatcher = new Agent({ connections: 32 });
      return async () => {
        const text = JSON.stringify(body);
        const signed = { ...headers, ...signByHand(address, text) };
        return (
          await request(address, { method: 'POST', headers: signed, body: text, dispatcher })
        ).body.json();
      };
    }
    case 'bare fetch, not signed':
      return async () =>
        (await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) })).json();
    case 'openapi-fetch, not signed': {
      const { default: createClient } = await import('openapi-fetch');
      const client = createClient<Record<string, Record<string, never>>>({ baseUrl: url, headers });
      return () => client.request('post', path as never, { body } as never);
    }
    case 'axios, not signed': {
      const { default: axios } = await importPeer('axios');
      return () => axios.post(address, body, { headers });
    }
    case 'ky, not signed': {
      const { default: ky } = await importPeer('ky');
      return () => ky.post(address, { json: body, headers }).json();
    }
    case 'vendor core, signed':
      return makeVendor(url);
    default:
      return makeOurs(name, url);
  }
}

/**
 * The least that any signer does for this one request: everything that is known beforehand is
 * written down, so that what is left is text, two hashes and an HMAC.
 */
function signByHand(address: string, text: string): Record<string, string> {
  const { host } = new URL(address);
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const names = 'host;x-project-id;x-sdk-date';
  const payload = createHash('sha256').update(text).digest('hex');
  const canonical = `POST\n${path}/\n\nhost:${host}\nx-project-id:project\nx-sdk-date:${date}\n\n${names}\n${payload}`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const signature = createHmac('sha256', 'SK')
    .update(`SDK-HMAC-SHA256\n${date}\n${hash}`)
    .digest('hex');
  return {
    'X-Project-Id': 'project',
    'X-Sdk-Date': date,
    Authorization: `SDK-HMAC-SHA256 Access=AK, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** Imports what the compiler cannot see: it is made or installed only for the benchmarks. */
function importPeer(name: string): Promise<any> {
  return import(name);
}

async function makeVendor(url: string): Promise<() => Promise<unknown>> {
  const core = '@huaweicloud/huaweicloud-sdk-core';
  const { BasicCredentials } = await importPeer(`${core}/auth/BasicCredentials.js`);
  const { ClientBuilder } = await importPeer(`${core}/ClientBuilder.js`);
  const credentials = new BasicCredentials().withAk('AK').withSk('SK').withProjectId('project');
  const client = new ClientBuilder((hcClient: unknown) => hcClient, 'BasicCredentials')
    .withCredential(credentials)
    .withEndpoint(url)
    .build();
  return () =>
    client.sendRequest({
      method: 'POST',
      url: path,
      contentType: 'application/json;charset=UTF-8',
      queryParams: {},
      pathParams: {},
      headers: {},
      data: body,
    });
}

/** As it is published: compiled, not as the benchmark's own loader makes it. */
async function makeOurs(name: Contestant, url: string): Promise<() => Promise<unknown>> {
  const { accessKey, createSecMasterClient } = (await importPeer(
    '../../dist/src/index.js',
  )) as typeof import('../../src/index.js');
  const place = { endpoint: url, projectId: 'project', workspaceId: 'workspace' };
  const client = createSecMasterClient(
    name === 'this client, token'
      ? { ...place, token: 'token' }
      : {
          ...place,
          credentials: accessKey({ ak: 'AK', sk: 'SK' }),
          ...(name.endsWith('on fetch') && { fetch: (to, init) => fetch(to, init) }),
        },
  );
  return () => client.workflows.validateAopWorkflowVersion({ body });
}
