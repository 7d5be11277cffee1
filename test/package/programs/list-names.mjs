// Usage: node list-names.mjs '{ …options }' …: prints the names of the workflows for each options, or what
// went wrong, a line each.
import { readFileSync } from 'node:fs';
import { createSecMasterClient } from 'secmaster-openapi';

for (const text of process.argv.slice(2)) {
  const { caFile, ...options } = JSON.parse(text);
  try {
    const client = createSecMasterClient({
      projectId: 'p',
      workspaceId: 'w',
      ...(options.credentials === undefined && { token: 'token-of-the-test' }),
      ...(caFile !== undefined && { ca: readFileSync(caFile) }),
      ...options,
    });
    const { data, attempts } = await client.workflows.listWorkflows().withResponse();
    console.log(JSON.stringify({ names: data.data.map(({ name }) => name), attempts }));
  } catch (error) {
    const { name, message, outcome, attempts } = error;
    console.log(JSON.stringify({ name, message, outcome, attempts }));
  }
}
