import { createSecMasterClient } from 'secmaster-openapi';

/** The first page of the workflows: all that a program needs which is to be small. */
export async function listNames(endpoint: string, token: string): Promise<string[]> {
  const client = createSecMasterClient({ endpoint, projectId: 'p', workspaceId: 'w', token });
  const { data } = await client.listWorkflows();
  return data.map((workflow) => workflow.name);
}
