import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testAtNight } from '../lib/at-night.js';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFlows } from '../../scripts/docs/flows.js';
import { writeFiles } from '../../scripts/docs/site.js';
import { isObject, readBundle } from '../../scripts/lib/openapi/document.js';
import { redoclyConfig } from '../../scripts/lib/paths.js';
import { runTool, toolPath } from '../../scripts/lib/process.js';
import { createSecMasterClient } from '../../src/index.js';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index.js';
import type { SandboxFamily } from '../../src/sandbox/core/family.js';
import { listen } from '../../src/sandbox/http/server.js';
import { families, SandboxServer } from '../../src/sandbox/sandbox.js';
import { bundledDescription, companions } from '../lib/files.js';
import { partOfBundle } from '../lib/part-of-bundle.js';
import { decisionTaskflow, ids, newVersion, newWorkflow, recordsOf, taskflow } from './world.js';

const redocly = toolPath('@redocly/cli', 'redocly');
let sandbox: RunningSandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ nodeTime: 0, auth: 'strict', workspaces: 'any' });
  folder = await mkdtemp(join(tmpdir(), 'workflows-'));
  const flows = readFlows(companions.workflows);
  // What they call is half of the description, which Respect bundles anew for each flow.
  const calls = flows.flatMap((flow) => flow.calls.flat());
  const document = readBundle(bundledDescription);
  const part = partOfBundle(document, (path) =>
    Object.values(document.paths?.[path] ?? {}).some(
      (one) => isObject(one) && calls.includes(String(one['operationId'])),
    ),
  );
  await writeFiles(folder, new Map(flows.map(({ path, text }) => [path, text])));
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(part));
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** The inputs of new workflows. */
const drawn = {
  name: 'Isolate_host',
  dataclass_id: 'e410ae50-43fa-343e-807a-a2a9edb8018e',
  taskflow,
};

interface Flow {
  readonly inputs: Readonly<Record<string, string>>;
  readonly steps: readonly string[];
  /** What is set before it runs; it may give more inputs. */
  readonly before?: () => void | Promise<Flow['inputs']>;
}

/** All flows of the description, by their files. */
const flows: Readonly<Record<string, Flow>> = {
  'alert.arazzo.yaml': {
    inputs: { alert_title: 'Login from an unusual place', responding_playbook: 'decide' },
    before: putPlaybookIntoService,
    steps: [
      ...['createAlert', 'findPlaybookRun', 'findWorkflowRun', 'findTask', 'comment', 'decide'],
      ...['readWorkflowRun', 'readPlaybookRun', 'turnIntoIncident', 'findIncident'],
      ...['closeIncident', 'closeAlert'],
    ],
  },
  'enabling.arazzo.yaml': {
    inputs: { ...drawn, playbook_name: 'respond' },
    steps: [
      ...['createWorkflow', 'createVersion', 'submit', 'approve', 'readVersion', 'createPlaybook'],
      ...['createPlaybookVersion', 'submitPlaybookVersion', 'approvePlaybookVersion'],
      ...['enableTooEarly', 'enableWorkflow', 'enablePlaybook', 'removeAction', 'addAction'],
    ],
  },
  'playbook.arazzo.yaml': {
    inputs: {
      playbook_name: 'respond',
      dataclass_id: drawn.dataclass_id,
      workflow_id: ids.workflow,
    },
    steps: [
      ...['createPlaybook', 'createVersion', 'createRule', 'createAction', 'submit', 'approve'],
      'enable',
    ],
  },
  'rejection.arazzo.yaml': {
    inputs: { ...drawn, revised_taskflow: taskflow },
    steps: [
      ...['createWorkflow', 'createVersion', 'submit', 'readWaiting', 'reject', 'readRejected'],
      ...['readSentBack', 'edit', 'submitAgain', 'approve', 'readApproved', 'readInService'],
    ],
  },
  'release.arazzo.yaml': {
    inputs: drawn,
    steps: [
      ...['createWorkflow', 'createVersion', 'validate', 'submit', 'approve', 'readVersion'],
      ...['enable', 'run', 'readRun'],
    ],
  },
  'retry.arazzo.yaml': {
    inputs: { workflow_id: ids.workflow },
    before: () => sandbox.control.failNextRuns(),
    // The run is RETRYING for a second, so it is read twice.
    steps: ['run', 'readRun', 'retry', '✗ readRetried', 'readRetried'],
  },
  'review.arazzo.yaml': {
    inputs: drawn,
    steps: ['createWorkflow', 'createVersion', 'submit', 'findTask', 'approve', 'readTask'],
  },
  'roll-back.arazzo.yaml': {
    inputs: { ...drawn, second_taskflow: taskflow },
    steps: [
      ...['createWorkflow', 'createFirst', 'submitFirst', 'approveFirst', 'readFirst', 'enable'],
      ...['createSecond', 'submitSecond', 'approveSecond', 'readSecond', 'activateSecond'],
      ...['readReplaced', 'readChanged', 'rollBack', 'readReturned', 'readRolledBack'],
      'readNumber',
    ],
  },
  'transfer.arazzo.yaml': {
    inputs: { target_workspace_id: 'another', workflow_id: ids.workflow, name: 'Test_aop' },
    before: async () => {
      const client = createSecMasterClient(sandbox.clientOptions());
      const file = await client.workflows.exportAopworkflow({ body: { id: [ids.workflow] } });
      return { file: await file.text() };
    },
    // It is warned of: Respect reads bytes, and the schema has a string.
    steps: ['✗ export', 'import', 'find', 'listVersions'],
  },
  'trigger.arazzo.yaml': {
    inputs: {
      name: drawn.name,
      dataclass_id: drawn.dataclass_id,
      workflow_id: ids.workflow,
    },
    steps: [
      ...['createPlaybook', 'createVersion', 'submit', 'approve', 'createEarly', 'enable'],
      ...['createMild', 'createFatal', 'findRun', 'noneWithoutTheRule', 'noneWhileDisabled'],
    ],
  },
};

/** Makes a playbook that runs on the alert of its flow, and in whose workflow a person decides. */
async function putPlaybookIntoService(): Promise<Flow['inputs']> {
  const options = sandbox.clientOptions();
  const { workflows, playbooks } = createSecMasterClient(options);
  const { alert_title: title = '', responding_playbook: name = '' } =
    flows['alert.arazzo.yaml']?.inputs ?? {};
  const { data: workflow } = await workflows.createAopWorkflow({ body: newWorkflow as never });
  const { data: drawing } = await workflows.createAopWorkflowVersion({
    workflow_id: workflow.id,
    body: { ...newVersion, taskflow: decisionTaskflow } as never,
  });
  await workflows.actions.submitVersion(drawing.id);
  await workflows.actions.approveVersion(drawing.id, 'ok');
  await workflows.updateAopWorkflow({
    workflow_id: workflow.id,
    body: { enabled: true, version_id: drawing.id },
  });
  const { data: playbook } = await playbooks.createPlaybook({
    body: { name, workspace_id: options.workspaceId },
  });
  const { data: version } = await playbooks.createPlaybookVersion({
    playbook_id: playbook.id,
    body: {
      dataclass_id: drawn.dataclass_id,
      trigger_type: 'EVENT',
      dataobject_create: true,
      rule_enable: true,
      actions: [{ name: 'Decide', action_type: 'AOP_WORKFLOW', action_id: workflow.id }],
      rule: {
        rule: {
          expression_type: 'common',
          conditions: [{ name: 'condition_0', detail: '', data: ['title', '==', title] }],
          logics: ['condition_0'],
        },
      },
    },
  });
  const ids = { version_id: version.id };
  await playbooks.updatePlaybookVersion({ ...ids, body: { status: 'APPROVING' } });
  await playbooks.createPlaybookApprove({ ...ids, body: { result: 'PASS' } });
  await playbooks.updatePlaybook({
    playbook_id: playbook.id,
    body: { enabled: true, active_version_id: version.id },
  });
  return {};
}

/** A transition of a collection of the sandbox. */
type Transition = readonly [collection: string, from: string, to: string];

/** The families of the sandbox without some transitions from one state to another. */
function without(missing: readonly Transition[]): SandboxFamily[] {
  return families.map((family) => {
    const lifeCycles = family.described.lifeCycles.map((cycle) => {
      const own = missing.filter(([collection]) => cycle.collection === collection);
      const transitions = cycle.transitions.filter(
        (one) => !own.some(([, from, to]) => one.from.includes(from) && one.to === to),
      );
      expect(cycle.transitions.length - transitions.length).toBeGreaterThanOrEqual(own.length);
      return { ...cycle, transitions };
    });
    return { ...family, described: { ...family.described, lifeCycles } };
  });
}

/** Runs flows in one process, which takes a second to start, in the order of the table. */
async function respect(
  files: readonly string[],
  { url = sandbox.url, options = [] }: { url?: string; options?: readonly string[] } = {},
) {
  const chosen = files.map((file) => flows[file]!);
  const { projectId: project_id, workspaceId: workspace_id, token } = sandbox.clientOptions();
  const given = { token, project_id, workspace_id };
  for (const flow of chosen) Object.assign(given, flow.inputs, await flow.before?.());
  const quick = files.map(async (file) => {
    // A second is as good as five where nothing takes longer.
    const text = await readFile(join(folder, file), 'utf8');
    const path = join(folder, `quick-${file}`);
    await writeFile(path, text.replaceAll('retryAfter: 5', 'retryAfter: 1.5'));
    return path;
  });
  const { code, output } = await runTool(redocly, [
    ...['respect', ...(await Promise.all(quick)), '--server', `secmaster=${url}`, ...options],
    ...['--input', JSON.stringify(given)],
  ]);
  const steps = new Map(files.map((file): [string, string[]] => [file, []]));
  let file = '';
  for (const line of output.split('\n')) {
    file = /Running workflow quick-(\S+)/.exec(line)?.[1] ?? file;
    const [, mark, step] = /([✓✗]) \w+ \S+ - step (\w+)/.exec(line) ?? [];
    if (step !== undefined) steps.get(file)?.push(`${mark} ${step}`);
  }
  return { code, output, steps };
}

/** Respect reads bytes where the schema of an export has a string. */
const warned = ['--severity', 'SCHEMA_CHECK=warn'];

describe('The flows of the description', () => {
  let ran: Awaited<ReturnType<typeof respect>>[];
  beforeAll(async () => {
    const files = Object.keys(flows).filter((file) => !file.startsWith('transfer'));
    // The next run of the sandbox is the one that fails.
    const ordered = files.sort((one) => (one.startsWith('retry') ? -1 : 1));
    ran = [await respect(ordered), await respect(['transfer.arazzo.yaml'], { options: warned })];
  });

  test('are all in this table', async () => {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.arazzo.yaml'));
    expect(files.filter((name) => !name.startsWith('quick-')).sort()).toEqual(Object.keys(flows));
  });

  test.each(Object.entries(flows))('run on the sandbox: %s', (file, flow) => {
    const { code, output, steps } = ran.find((one) => one.steps.has(file))!;
    expect({ steps: steps.get(file), output: code === 0 ? '' : output }).toEqual({
      steps: flow.steps.map((step) => (step.startsWith('✗') ? step : `✓ ${step}`)),
      output: '',
    });
  });

  test('leave a finished run behind after the release', () => {
    const runs = recordsOf(sandbox.control, 'instances').map(({ data }) => data);
    const workflow: unknown = expect.objectContaining({ name: 'Isolate_host' });
    expect(runs).toContainEqual(expect.objectContaining({ status: 'FINISHED', workflow }));
  });

  testAtNight('stop where the sandbox reads a review otherwise', async () => {
    sandbox.control.reset();
    sandbox.control.changeSettings({ readings: { D23: 'every-version' } });
    const { code, steps } = await respect(['roll-back.arazzo.yaml']);
    sandbox.control.changeSettings({ readings: { D23: 'only-version' } });
    expect([code === 0, steps.get('roll-back.arazzo.yaml')?.at(-1)]).toEqual([
      false,
      '✗ readSecond',
    ]);
  });

  testAtNight.each<[string, Record<string, { missing: Transition; step: string }>]>([
    [
      'to be rejected, retried or activated',
      {
        rejection: { missing: ['versions', 'pending_approval', 'rejected'], step: 'reject' },
        retry: { missing: ['instances', 'FAILED', 'RETRYING'], step: 'retry' },
        'roll-back': {
          missing: ['versions', 'not_activated', 'activated'],
          step: 'activateSecond',
        },
      },
    ],
    ['to be decided', { alert: { missing: ['tasks', 'waiting', 'finished'], step: 'decide' } }],
    ['to be enabled', { release: { missing: ['workflows', 'false', 'true'], step: 'enable' } }],
    ['to be imported', { transfer: { missing: ['workflows', 'start', 'false'], step: 'import' } }],
  ])('fail where nothing can come %s', async (_, damaged) => {
    sandbox.control.reset();
    await putPlaybookIntoService();
    const reduced = without(Object.values(damaged).map(({ missing }) => missing));
    const server = new SandboxServer(
      { seed: sandbox.control.state(), nodeTime: 0, workspaces: 'any' },
      Date.now,
      reduced,
    );
    const listening = await listen(server, { port: 0 });
    server.control.failNextRuns();
    const files = Object.keys(damaged).map((name) => `${name}.arazzo.yaml`);
    const { code, steps } = await respect(files, { url: listening.url, options: warned });
    await listening.close();
    expect(code).toBe(1);
    expect(files.map((file) => steps.get(file)?.at(-1))).toEqual(
      Object.values(damaged).map(({ step }) => `✗ ${step}`),
    );
  });

  testAtNight('are valid Arazzo', async () => {
    const files = Object.keys(flows).map((file) => join(folder, file));
    const { code, output } = await runTool(redocly, ['lint', ...files, '--config', redoclyConfig]);
    for (const file of Object.keys(flows)) expect(output).toContain(`${file}: validated`);
    expect(code).toBe(0);
  });
});
