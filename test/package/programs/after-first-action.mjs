// Usage: node after-first-action.mjs URL ACTION …: does each action, and calls the API after it.
import { accessKey, createSecMasterClient } from 'secmaster-openapi';
import { rawClient } from 'secmaster-openapi/raw';
import { firstActions } from './first-actions.mjs';

const [url, ...actions] = process.argv.slice(2);
for (const action of actions) {
  const dispatchers = () =>
    [1, 2].map((version) => globalThis[Symbol.for(`undici.globalDispatcher.${version}`)]);
  const client = createSecMasterClient({
    endpoint: url,
    projectId: 'p',
    workspaceId: 'w',
    credentials: accessKey({ ak: 'key-of-the-test', sk: 'secret-of-the-test' }),
    retry: { maxAttempts: 1 },
  });
  await firstActions[action](url, client);
  const before = dispatchers();
  const { data } = await client.workflows.listWorkflows();
  if (data[0].name !== 'Block an address') throw new Error(JSON.stringify(data));
  await client.workflows.importAopworkflow({ body: { uploadFile: new File(['zip'], 'w.zip') } });
  const path = '/v1/{project_id}/workspaces/{workspace_id}/soc/workflows';
  const params = { path: { project_id: 'p', workspace_id: 'w' } };
  const raw = await rawClient(client).GET(path, { params });
  if (raw.response.status !== 200) throw new Error(String(raw.response.status));
  // What the client does changes nothing for the rest of the process.
  const after = dispatchers();
  if (before.some((one, index) => one !== undefined && one !== after[index])) {
    throw new Error('The client replaced the dispatcher of the process.');
  }
  console.log(`ok ${action}`);
}
