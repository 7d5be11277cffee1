// Usage: node many-calls.mjs URL COUNT [CONNECTIONS]: so many calls at once, on one signal.
import { createSecMasterClient } from 'secmaster-openapi';

const [, , endpoint, count, connections] = process.argv;
const client = createSecMasterClient({
  endpoint,
  projectId: 'p',
  workspaceId: 'w',
  token: 'token-of-the-test',
  ...(connections !== undefined && { connections: Number(connections) }),
});
const { signal } = new AbortController();
const calls = Array.from({ length: Number(count) }, () =>
  client.workflows.listWorkflows({}, { signal }),
);
console.log((await Promise.all(calls)).length);
