import { accessKey, createSecMasterClient, type SecMasterClientOptions } from 'secmaster-openapi';
import type { Sandbox } from 'secmaster-openapi/sandbox';

/** The workflows of a sandbox in a test. */
export const inSandbox = (sandbox: Sandbox) =>
  createSecMasterClient({ ...sandbox.clientOptions(), fetch: sandbox.fetch }).workflows;

/** The workflows through the standard `fetch`. */
export const byFetch = (options: SecMasterClientOptions) =>
  createSecMasterClient({ ...options, fetch: globalThis.fetch }).workflows;

/** Names of the enabled workflows, asked for with a token. */
export function namesByToken(endpoint: string): Promise<string[]> {
  return names({ endpoint, projectId: 'p', workspaceId: 'w', token: 'token-of-the-test' });
}

/** Names of the enabled workflows, asked for with a signature. */
export function namesByKey(endpoint: string): Promise<string[]> {
  const credentials = accessKey({ ak: 'key-of-the-test', sk: 'secret-of-the-test' });
  return names({ endpoint, projectId: 'p', workspaceId: 'w', credentials });
}

async function names(options: SecMasterClientOptions): Promise<string[]> {
  const { data } = await createSecMasterClient(options).workflows.listWorkflows({ enabled: true });
  return data.map((workflow) => workflow.name);
}
