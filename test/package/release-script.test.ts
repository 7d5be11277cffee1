import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeConsumerFolder } from '../lib/consumer-folder.js';
import { jestStatuses } from '../lib/jest-statuses.js';

/** A release script as a user has it: a program of its own, set up by its environment. */
const script = `
import { createSecMasterClient } from 'secmaster-openapi';
const { ENDPOINT, PROJECT, WORKSPACE, TOKEN } = process.env;
const { workflows } = createSecMasterClient({
  endpoint: ENDPOINT, projectId: PROJECT, workspaceId: WORKSPACE, token: TOKEN,
});
const workflow_id = process.argv[2];
const { data: version } = await workflows.createAopWorkflowVersion({
  workflow_id,
  body: {
    name: 'Isolate_host', description: 'Second version', aop_type: 'NORMAL', taskflow_type: 'JSON',
    taskconfig: '{"node_info":{},"usertask_info":{}}',
    taskflow: btoa('{"elementType":"{}","workflow":{"elements":[]}}'),
  },
});
await workflows.actions.submitVersion(version.id);
await workflows.actions.approveVersion(version.id, 'ok');
await workflows.actions.activateVersion(version.id);
await workflows.actions.runWorkflowAndWait(workflow_id);
console.log('released');
`;

/** Its test in Jest, by the guide "Try it without an account". */
const testOfScript = `
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { startSandbox } from 'secmaster-openapi/sandbox';

const sandbox = await startSandbox({ nodeTime: 1 });
afterAll(() => sandbox.close());
beforeEach(() => sandbox.control.reset());
const { endpoint, projectId, workspaceId, token } = sandbox.clientOptions();
const env = { ENDPOINT: endpoint, PROJECT: projectId, WORKSPACE: workspaceId, TOKEN: token };
const release = () => new Promise((done) => {
  const args = ['release.mjs', 'c19470f3-5eaf-4572-82e8-2ff094495919'];
  execFile(process.execPath, args, { env }, (error, stdout) => done(stdout));
});

test('a release is reviewed once and runs', async () => {
  expect(await release()).toBe('released\\n');
  const { length } = sandbox.control.journal({ operation: 'createAopWorkflowVersionApprovel' });
  expect(length).toBe(1);
});
test('a release whose run fails is not reported as done', async () => {
  sandbox.control.failNextRuns();
  expect(await release()).toBe('');
});
`;

/** What Jest says of the script as it is, and of one that leaves out the review. */
let statuses: Record<string, string[]>;
let folder: string;

beforeAll(async () => {
  folder = await makeConsumerFolder();
  const programs = { release: script, careless: script.replace(/.*approveVersion.*\n/, '') };
  for (const [name, program] of Object.entries(programs)) {
    await writeFile(join(folder, `${name}.mjs`), program);
    const code = testOfScript.replace('release.mjs', `${name}.mjs`);
    await writeFile(join(folder, `${name}.test.mjs`), code);
  }
  statuses = await jestStatuses(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('The Jest test of a release script passes on a sandbox with a port', () => {
  expect(statuses['release.test.mjs']).toEqual(['passed', 'passed']);
});

test('The Jest test of a release script fails when the script leaves out the review', () => {
  expect(statuses['careless.test.mjs']).toEqual(['failed', 'passed']);
});
