import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFlows } from '../../scripts/docs/flows.js';
import { writeFiles } from '../../scripts/docs/site.js';
import { redoclyConfig } from '../../scripts/lib/paths.js';
import { runTool, toolPath } from '../../scripts/lib/process.js';
import { createSecMasterClient } from '../../src/index.js';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index.js';
import type { SandboxFamily } from '../../src/sandbox/core/family.js';
import { workflows } from '../../src/sandbox/families/workflows/family.js';
import { listen } from '../../src/sandbox/http/server.js';
import { SandboxServer } from '../../src/sandbox/sandbox.js';
import { bundledDescription, companions } from '../lib/files.js';
import { ids, recordsOf, taskflow } from './world.js';

const redocly = toolPath('@redocly/cli', 'redocly');
let sandbox: RunningSandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ nodeTime: 0, auth: 'strict', workspaces: 'any' });
  folder = await mkdtemp(join(tmpdir(), 'workflows-'));
  await copyFile(bundledDescription, join(folder, 'openapi.json'));
  const flows = readFlows(companions.workflows);
  await writeFiles(folder, new Map(flows.map(({ path, text }) => [path, text])));
});
beforeEach(() => sandbox.control.reset());
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
  readonly options?: readonly string[];
}

/** All flows of the description, by their files. */
const flows: Readonly<Record<string, Flow>> = {
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
  'roll-back.arazzo.yaml': {
    inputs: { ...drawn, second_taskflow: taskflow },
    steps: [
      ...['createWorkflow', 'createFirst', 'submitFirst', 'approveFirst', 'readFirst', 'enable'],
      ...['createSecond', 'submitSecond', 'approveSecond', 'readSecond', 'activateSecond'],
      ...['readReplaced', 'readChanged', 'rollBack', 'readReturned', 'readRolledBack'],
    ],
  },
  'transfer.arazzo.yaml': {
    inputs: { target_workspace_id: 'another', workflow_id: ids.workflow, name: 'Test_aop' },
    before: async () => {
      const client = createSecMasterClient(sandbox.clientOptions());
      const file = await client.workflows.exportAopworkflow({ body: { id: [ids.workflow] } });
      return { file: await file.text() };
    },
    options: ['--severity', 'SCHEMA_CHECK=warn'],
    // It is warned of: Respect reads bytes, and the schema has a string.
    steps: ['✗ export', 'import', 'find', 'listVersions'],
  },
};

/** The rules of the sandbox without the transitions from one state to another. */
function without(collection: string, from: string, to: string): SandboxFamily {
  const { described } = workflows;
  const lifeCycles = described.lifeCycles.map((cycle) => {
    if (cycle.collection !== collection) return cycle;
    const transitions = cycle.transitions.filter(
      (one) => !(one.from.includes(from) && one.to === to),
    );
    expect(transitions.length).toBeLessThan(cycle.transitions.length);
    return { ...cycle, transitions };
  });
  return { ...workflows, described: { ...described, lifeCycles } };
}

async function respect(
  file: string,
  inputs: Flow['inputs'],
  { options = [], url = sandbox.url }: { options?: Flow['options']; url?: string } = {},
) {
  const { projectId: project_id, workspaceId: workspace_id, token } = sandbox.clientOptions();
  const given = { token, project_id, workspace_id, ...inputs };
  // A second is as good as five where nothing takes longer.
  const text = await readFile(join(folder, file), 'utf8');
  const quick = join(folder, `quick-${file}`);
  await writeFile(quick, text.replaceAll('retryAfter: 5', 'retryAfter: 1.5'));
  const { code, output } = await runTool(redocly, [
    ...['respect', quick, '--server', `secmaster=${url}`, ...options],
    ...['--input', JSON.stringify(given)],
  ]);
  const steps = [...output.matchAll(/([✓✗]) \w+ \S+ - step (\w+)/g)];
  return { code, output, steps: steps.map(([, mark, step]) => `${mark} ${step}`) };
}

describe('The flows of the description', () => {
  test('are all in this table', async () => {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.arazzo.yaml'));
    expect(files.filter((name) => !name.startsWith('quick-')).sort()).toEqual(Object.keys(flows));
  });

  test.each(Object.entries(flows))('run on the sandbox: %s', async (file, flow) => {
    const inputs = { ...flow.inputs, ...(await flow.before?.()) };
    const { code, steps, output } = await respect(file, inputs, { options: flow.options });
    expect({ steps, output: code === 0 ? '' : output }).toEqual({
      steps: flow.steps.map((step) => (step.startsWith('✗') ? step : `✓ ${step}`)),
      output: '',
    });
  });

  test('leave a finished run behind after the release', async () => {
    await respect('release.arazzo.yaml', drawn);
    const [newest] = recordsOf(sandbox.control, 'instances').slice(-1);
    expect(newest?.data).toMatchObject({ status: 'FINISHED', workflow: { name: 'Isolate_host' } });
  });

  test('stop where the sandbox reads a review otherwise', async () => {
    sandbox.control.changeSettings({ readings: { D23: 'every-version' } });
    const { code, steps } = await respect('roll-back.arazzo.yaml', {
      ...drawn,
      second_taskflow: taskflow,
    });
    sandbox.control.changeSettings({ readings: { D23: 'only-version' } });
    expect([code === 0, steps.at(-1)]).toEqual([false, '✗ readSecond']);
  });

  test.each([
    ['rejection.arazzo.yaml', 'versions', 'pending_approval', 'rejected', 'reject'],
    ['release.arazzo.yaml', 'workflows', 'false', 'true', 'enable'],
    ['retry.arazzo.yaml', 'instances', 'FAILED', 'RETRYING', 'retry'],
    ['roll-back.arazzo.yaml', 'versions', 'not_activated', 'activated', 'activateSecond'],
    ['transfer.arazzo.yaml', 'workflows', 'start', 'false', 'import'],
  ])(
    'fail without a transition: %s, %s from %s to %s',
    async (file, collection, from, to, step) => {
      const server = new SandboxServer(
        { seed: sandbox.control.state(), nodeTime: 0, workspaces: 'any' },
        Date.now,
        [without(collection, from, to)],
      );
      const listening = await listen(server, { port: 0 });
      const flow = flows[file]!;
      const inputs = { ...flow.inputs, ...(await flow.before?.()) };
      server.control.failNextRuns();
      const { code, steps } = await respect(file, inputs, { ...flow, url: listening.url });
      await listening.close();
      expect([code === 0, steps.at(-1)]).toEqual([false, `✗ ${step}`]);
    },
  );

  test.each(Object.keys(flows))('are valid Arazzo: %s', async (file) => {
    const lint = ['lint', join(folder, file), '--config', redoclyConfig];
    const { code, output } = await runTool(redocly, lint);
    expect([code, output]).toEqual([0, expect.stringContaining('valid')]);
  });
});
