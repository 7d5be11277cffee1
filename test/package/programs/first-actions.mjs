/**
 * What ordinary programs do before they call the API for the first time, or between two calls. Each
 * gets the address of a server that answers everything.
 *
 * @type {Record<string, (url: string, client: import('secmaster-openapi').SecMasterClient) => unknown>}
 */
export const firstActions = {
  nothing: () => {},
  fetch: async (url) => (await fetch(url)).text(),
  'new Headers': () => new Headers({ a: 'b' }),
  'new FormData': () => new FormData().append('a', 'b'),
  'new Request': (url) => new Request(url, { method: 'POST', body: 'b' }),
  'new Response': () => new Response('b').text(),
  'new File': () => new (globalThis.File ?? Blob)(['b'], 'a'),
  WebSocket: (url) =>
    globalThis.WebSocket &&
    new Promise((done) => {
      const socket = new WebSocket(url.replace('http', 'ws'));
      socket.onerror = socket.onclose = () => done(undefined);
    }),
  'import node:http': async (url) => {
    const { get } = await import('node:http');
    await new Promise((done) => get(url, (answer) => answer.resume().on('end', done)));
  },
  'import node:https': () => import('node:https'),
  'setGlobalDispatcher of undici 6': () => setBrokenDispatcher('undici6'),
  'setGlobalDispatcher of undici 7': () => setBrokenDispatcher('undici7'),
  'another client with fetch': async (url) => {
    const { createSecMasterClient } = await import('secmaster-openapi');
    const other = createSecMasterClient({
      endpoint: url,
      projectId: 'p',
      workspaceId: 'w',
      token: 'token-of-the-test',
      fetch: (to, init) => fetch(to, init),
    });
    await other.workflows.listWorkflows();
  },
  importAopworkflow: (_, client) =>
    client.workflows.importAopworkflow({ body: { uploadFile: new Blob(['zip']) } }),
  rawClient: async (_, client) => {
    const { rawClient } = await import('secmaster-openapi/raw');
    const path = '/v1/{project_id}/workspaces/{workspace_id}/soc/workflows';
    const params = { path: { project_id: 'p', workspace_id: 'w' } };
    const { response } = await rawClient(client).GET(path, { params });
    if (response.status !== 200) throw new Error(`rawClient was answered with ${response.status}`);
  },
};

/** Somebody else's dispatcher for the whole process: no request of the client may reach it. */
async function setBrokenDispatcher(name) {
  const { setGlobalDispatcher, Agent } = await import(name);
  setGlobalDispatcher(
    new (class extends Agent {
      dispatch() {
        throw new Error('A request went through the dispatcher of the process.');
      }
    })(),
  );
}
