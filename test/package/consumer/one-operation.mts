import { createClient } from 'secmaster-openapi/client';
import { listWorkflows } from 'secmaster-openapi/workflows';

/** The first page of the workflows: all that a program needs which is to be small. */
export async function listNames(endpoint: string, token: string): Promise<string[]> {
  const options = { endpoint, projectId: 'p', workspaceId: 'w', token };
  const client = createClient(options, { workflows: { listWorkflows } });
  const { data } = await client.workflows.listWorkflows();
  return data.map((workflow) => workflow.name);
}
