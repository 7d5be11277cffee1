import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SandboxServer } from '../../src/sandbox/sandbox.js';
import { propertyRuns } from '../lib/property-runs.js';
import { newVersion, newWorkflow, sendTo, type Send } from './world.js';

/** A version as the model sees it, which knows nothing of the life-cycle files. */
interface ModelVersion {
  id: string;
  workflow: string;
  status: 'pending_submit' | 'pending_approval' | 'activated' | 'not_activated' | 'rejected';
  number: string;
}

interface ModelWorkflow {
  id: string;
  enabled: boolean;
  numbers: number;
}

interface Model {
  workflows: ModelWorkflow[];
  versions: ModelVersion[];
}

interface Real {
  send: Send;
  server: SandboxServer;
}

type Command = fc.AsyncCommand<Model, Real>;

const versionsOf = (model: Model, workflow: string) =>
  model.versions.filter((version) => version.workflow === workflow);
const activeOf = (model: Model, workflow: string) =>
  versionsOf(model, workflow).find(({ status }) => status === 'activated');

/** Sends a request and holds against the model whether it succeeds; a refusal changes nothing. */
async function expectOutcome(
  { send, server }: Real,
  request: Parameters<Send>,
  allowed: boolean,
): Promise<Awaited<ReturnType<Send>>> {
  const before = JSON.stringify(server.control.state());
  const answer = await send(...request);
  expect([answer.status, answer.text]).toEqual([allowed ? 200 : 400, answer.text]);
  if (!allowed) expect(JSON.stringify(server.control.state())).toBe(before);
  return answer;
}

/** What the sandbox shows of all workflows and versions is what the model has. */
async function expectSame(model: Model, { send }: Real): Promise<void> {
  const { body } = await send('GET', '?limit=100');
  const shown = body.data as unknown as Record<string, unknown>[];
  for (const { id, enabled } of model.workflows) {
    const own = versionsOf(model, id);
    const active = activeOf(model, id);
    expect(shown.find((one) => one['id'] === id)).toMatchObject({
      enabled,
      version_id: active?.id ?? '',
      version: active?.number ?? '',
    });
    const { body: list } = await send('GET', `${id}/versions`);
    const versions = list.data as unknown as Record<string, unknown>[];
    expect(versions.map(({ id, status, version }) => [id, status, version])).toEqual(
      own.map(({ id, status, number }) => [id, status, number]).reverse(),
    );
    expect(own.filter(({ status }) => status === 'activated').length).toBeLessThan(2);
  }
}

/** A command on one of the things that are there, chosen by a number. */
function command(name: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return {
    check: () => true,
    run: async (model, real) => {
      await run(model, real);
      await expectSame(model, real);
    },
    toString: () => name,
  };
}

const createWorkflow = fc.constant(
  command('create a workflow', async (model, real) => {
    const { body } = await expectOutcome(real, ['POST', '', newWorkflow], true);
    model.workflows.push({ id: String(body.data['id']), enabled: false, numbers: 0 });
  }),
);

const onWorkflow = (
  name: string,
  run: (workflow: ModelWorkflow, model: Model, real: Real) => Promise<void>,
) =>
  fc.nat().map((choice) =>
    command(`${name} ${choice}`, async (model, real) => {
      const workflow = model.workflows[choice % Math.max(model.workflows.length, 1)];
      if (workflow !== undefined) await run(workflow, model, real);
    }),
  );

const onVersion = (
  name: string,
  run: (version: ModelVersion, model: Model, real: Real) => Promise<void>,
) =>
  fc.nat().map((choice) =>
    command(`${name} ${choice}`, async (model, real) => {
      const version = model.versions[choice % Math.max(model.versions.length, 1)];
      if (version !== undefined) await run(version, model, real);
    }),
  );

const isDraft = ({ status }: ModelVersion) => status === 'pending_submit' || status === 'rejected';

const commands = [
  createWorkflow,
  onWorkflow('create a version of', async ({ id }, model, real) => {
    const { body } = await expectOutcome(real, ['POST', `${id}/versions`, newVersion], true);
    const version = { id: String(body.data['id']), workflow: id, number: '' };
    model.versions.push({ ...version, status: 'pending_submit' });
  }),
  onVersion('save', async (version, _, real) => {
    const allowed = isDraft(version);
    const body = { description: 'changed' };
    const answer = await expectOutcome(real, ['PUT', `versions/${version.id}`, body], allowed);
    if (!allowed) return;
    expect(answer.body.data).toMatchObject(body);
    version.status = 'pending_submit';
  }),
  onVersion('submit', async (version, model, real) => {
    const allowed = isDraft(version);
    const body = { status: 'pending_approval' };
    await expectOutcome(real, ['PUT', `versions/${version.id}`, body], allowed);
    if (!allowed) return;
    version.status = 'pending_approval';
    const workflow = model.workflows.find(({ id }) => id === version.workflow);
    if (version.number !== '' || workflow === undefined) return;
    workflow.numbers += 1;
    version.number = `V${workflow.numbers}`;
  }),
  ...['PASS', 'UN_PASS'].map((result) =>
    onVersion(`review ${result}`, async (version, model, real) => {
      const allowed = version.status === 'pending_approval';
      const path = `versions/${version.id}/approval`;
      await expectOutcome(real, ['POST', path, { result, content: '' }], allowed);
      if (!allowed) return;
      const isOnly = versionsOf(model, version.workflow).length === 1;
      version.status = result === 'UN_PASS' ? 'rejected' : isOnly ? 'activated' : 'not_activated';
    }),
  ),
  onVersion('activate', async (version, model, real) => {
    const allowed = version.status === 'not_activated';
    const body = { status: 'activated' };
    await expectOutcome(real, ['PUT', `versions/${version.id}`, body], allowed);
    if (!allowed) return;
    const former = activeOf(model, version.workflow);
    if (former !== undefined) former.status = 'not_activated';
    version.status = 'activated';
  }),
  onVersion('deactivate', async (version, _, real) => {
    const allowed = version.status === 'activated';
    const body = { status: 'not_activated' };
    await expectOutcome(real, ['PUT', `versions/${version.id}`, body], allowed);
    if (allowed) version.status = 'not_activated';
  }),
  onVersion('delete', async (version, model, real) => {
    const allowed = version.status !== 'activated';
    await expectOutcome(real, ['DELETE', `versions/${version.id}`], allowed);
    if (allowed) model.versions = model.versions.filter((one) => one !== version);
  }),
  onWorkflow('enable', async (workflow, model, real) => {
    const active = activeOf(model, workflow.id);
    const body = { enabled: true, version_id: active?.id ?? 'none' };
    await expectOutcome(real, ['PUT', workflow.id, body], active !== undefined);
    if (active !== undefined) workflow.enabled = true;
  }),
  onWorkflow('disable', async (workflow, _, real) => {
    await expectOutcome(real, ['PUT', workflow.id, { enabled: false }], true);
    workflow.enabled = false;
  }),
  onWorkflow('run', async (workflow, model, real) => {
    const allowed = workflow.enabled && activeOf(model, workflow.id) !== undefined;
    const body = { command_type: 'ActionInstanceRunCommand', action_type: 'workflow' };
    await expectOutcome(real, ['POST', `${workflow.id}/instances`, body], allowed);
  }),
  onWorkflow('delete', async (workflow, model, real) => {
    await expectOutcome(real, ['DELETE', workflow.id], !workflow.enabled);
    if (workflow.enabled) return;
    model.workflows = model.workflows.filter((one) => one !== workflow);
    model.versions = model.versions.filter((one) => one.workflow !== workflow.id);
  }),
  fc.constant(
    command('go back to a snapshot of now', async (_, { server }) => {
      const before = JSON.stringify(server.control.state());
      server.control.takeSnapshot('now');
      server.control.restoreSnapshot('now');
      expect(JSON.stringify(server.control.state())).toBe(before);
    }),
  ),
];

describe('The sandbox behaves as a small model of it', () => {
  test.each([1, 2, 3])('through any sequence of requests (seed %i)', async (seed) => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async (sequence) => {
        const server = new SandboxServer(
          { seed: 'empty', auth: 'off', frozen: true, now: new Date(1.8e12) },
          () => 1.8e12,
        );
        const real = { server, send: sendTo(server) };
        await fc.asyncModelRun(() => ({ model: { workflows: [], versions: [] }, real }), sequence);
      }),
      { seed, numRuns: propertyRuns },
    );
  });
});
