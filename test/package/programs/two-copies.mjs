// Usage: node two-copies.mjs URL COPY: an error of one copy of the package, looked at by another.
import { pathToFileURL } from 'node:url';
import * as one from 'secmaster-openapi';

const [, , url, copy] = process.argv;
const other = await import(pathToFileURL(copy));
const client = other.createSecMasterClient({
  endpoint: url,
  projectId: 'p',
  workspaceId: 'w',
  token: 'token-of-the-test',
});
const error = await client.workflows
  .showAopWorkflow({ workflow_id: 'w' })
  .catch((reason) => reason);
console.log(
  JSON.stringify({
    instanceOf: error instanceof one.SecMasterError,
    known: one.isSecMasterError(error),
    ofOperation: [
      one.isSecMasterError(error, 'showAopWorkflow'),
      one.isSecMasterError(error, 'listWorkflows'),
    ],
    guards: Object.keys(one).filter(
      (name) => name.startsWith('is') && name.endsWith('Error') && one[name](error),
    ),
    others: [new Error('x'), undefined, null, 'text', {}].map((value) =>
      one.isNotFoundError(value),
    ),
  }),
);
