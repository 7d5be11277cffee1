import { accessKey, createSecMasterClient, type SecMasterClientOptions } from 'secmaster-openapi';
export type { Sandbox } from 'secmaster-openapi/sandbox';

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
