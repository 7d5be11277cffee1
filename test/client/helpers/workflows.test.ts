import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sleep } from '../../../src/deadline.js';
import type { SecMasterClient } from '../../../src/index.js';
import type { Sandbox } from '../../../src/sandbox/index.js';
import type { WorkflowActions } from '../../../src/workflows/actions.js';
import { type WorkflowRuns, makeWorkflowRuns } from '../../../src/workflows/runs.js';
import { propertyRuns } from '../../lib/property-runs.js';
import { ids, newVersion, newWorkflow } from '../../sandbox/world.js';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server.js';
import { answerBy, failureOf, makeClient } from './make-client.js';
import { clientOnSandbox, requestsOf } from '../../lib/on-sandbox.js';

let sandbox: Sandbox;
let client: SecMasterClient['workflows'];

beforeEach(() => {
  const made = clientOnSandbox();
  ({ sandbox } = made);
  client = made.client.workflows;
});

describe('The actions of workflows', () => {
  let actions: WorkflowActions;
  beforeEach(() => {
    ({ actions } = client);
  });

  describe('Each step is the request that the service knows it by', () => {
    type Step = (version: string) => Promise<unknown>;
    const submit: Step = (id) => actions.submitVersion(id);
    const pass: Step = (id) => actions.approveVersion(id, '同意');
    const reject: Step = (id) => actions.rejectVersion(id, 'Add a check.');
    const activate: Step = (id) => actions.activateVersion(id);

    // The step, those before it, its request and what it gives.
    test.each<[string, Step, Step[], string, object]>([
      [
        'submitVersion',
        submit,
        [],
        'PUT /versions/ID {"status":"pending_approval"}',
        { status: 'pending_approval' },
      ],
      [
        'submitVersion after a rejection',
        submit,
        [submit, reject],
        'PUT /versions/ID {"status":"pending_approval"}',
        { status: 'pending_approval' },
      ],
      [
        'activateVersion',
        activate,
        [submit, pass],
        'PUT /versions/ID {"status":"activated"}',
        { status: 'activated' },
      ],
      [
        'approveVersion',
        pass,
        [submit],
        'POST /versions/ID/approval {"result":"PASS","content":"同意"}',
        { result: 'PASS' },
      ],
      [
        'approveVersion without words',
        (id) => actions.approveVersion(id, ''),
        [submit],
        'POST /versions/ID/approval {"result":"PASS","content":""}',
        { result: 'PASS' },
      ],
      [
        'rejectVersion',
        reject,
        [submit],
        'POST /versions/ID/approval {"result":"UN_PASS","content":"Add a check."}',
        { result: 'UN_PASS' },
      ],
      [
        'enableWorkflow',
        (id) => actions.enableWorkflow(ids.workflow, id),
        [submit, pass, activate],
        `PUT /${ids.workflow} {"enabled":true,"version_id":"ID"}`,
        { enabled: true, version: 'V2' },
      ],
      [
        'disableWorkflow',
        () => actions.disableWorkflow(ids.workflow),
        [],
        `PUT /${ids.workflow} {"enabled":false}`,
        { enabled: false },
      ],
    ])('%s', async (_, step, before, request, result) => {
      const { data } = await client.createAopWorkflowVersion({
        workflow_id: ids.workflow,
        body: newVersion as never,
      });
      for (const earlier of before) await earlier(data.id);
      sandbox.control.clearJournal();
      expect(await step(data.id)).toMatchObject(result);
      expect(requestsOf(sandbox)).toEqual([request.replace('ID', data.id)]);
    });
  });

  describe('Enabling without a version', () => {
    test('takes the activated one', async () => {
      await actions.disableWorkflow(ids.workflow);
      sandbox.control.clearJournal();
      expect(await actions.enableWorkflow(ids.workflow)).toMatchObject({ enabled: true });
      expect(requestsOf(sandbox)).toEqual([
        `GET /${ids.workflow}`,
        `PUT /${ids.workflow} {"enabled":true,"version_id":"${ids.version}"}`,
      ]);
    });

    test('fails if none is activated, and changes nothing', async () => {
      const { id } = (await client.createAopWorkflow({ body: newWorkflow as never })).data;
      sandbox.control.clearJournal();
      expect(await failureOf(() => actions.enableWorkflow(id))).toMatchObject({
        name: 'SecMasterError',
        operationId: 'updateAopWorkflow',
        message: `Workflow "${id}" cannot be enabled, since none of its versions is activated: activate one first.`,
      });
      expect(requestsOf(sandbox)).toEqual([`GET /${id}`]);
    });
  });

  describe('Nothing is sent', () => {
    test.each(['', ' \n', undefined, null])('for a rejection that says %p', async (comment) => {
      await expect(actions.rejectVersion('v', comment as never)).rejects.toThrow(
        new TypeError('"comment" is missing: a rejection has to say what must change.'),
      );
      expect(requestsOf(sandbox)).toEqual([]);
    });

    test('for an approval without a comment', async () => {
      await expect(actions.approveVersion('v', undefined as never)).rejects.toThrow(
        /"comment" is missing/,
      );
      expect(requestsOf(sandbox)).toEqual([]);
    });

    test('without an id', async () => {
      await expect(actions.submitVersion('')).rejects.toThrow(/"version_id" is missing/);
      await expect(actions.enableWorkflow('')).rejects.toThrow(/"workflow_id" is missing/);
      expect(requestsOf(sandbox)).toEqual([]);
    });

    test.each<[string, (options: { signal: AbortSignal }) => Promise<unknown>]>([
      ['submitVersion', (options) => actions.submitVersion('v', options)],
      ['activateVersion', (options) => actions.activateVersion('v', options)],
      ['approveVersion', (options) => actions.approveVersion('v', 'c', options)],
      ['rejectVersion', (options) => actions.rejectVersion('v', 'c', options)],
      ['enableWorkflow', (options) => actions.enableWorkflow('w', undefined, options)],
      ['enableWorkflow with a version', (options) => actions.enableWorkflow('w', 'v', options)],
      ['disableWorkflow', (options) => actions.disableWorkflow('w', options)],
    ])('by %s once its signal is aborted', async (_, step) => {
      await failureOf(() => step({ signal: AbortSignal.abort() }));
      expect(requestsOf(sandbox)).toEqual([]);
    });
  });

  test('The runs of workflows are among the steps', async () => {
    const instance_id = await actions.runWorkflow(ids.workflow);
    expect(await client.showAopWorkflowInstance({ instance_id })).toMatchObject({
      status: 'RUNNING',
    });
  });
});

describe('The runs of workflows', () => {
  let runs: WorkflowRuns;
  /** The waits between two looks that were asked for, none of which takes time. */
  let waits: number[];
  /** Happens in each wait. */
  let duringWait: () => unknown;

  beforeEach(() => {
    waits = [];
    duringWait = () => sandbox.control.clock.advance(400);
    runs = makeRuns(() => 0.5);
  });

  const makeRuns = (random: () => number) =>
    makeWorkflowRuns(client, {
      random,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        await duringWait();
      },
    });

  /** A run that has just begun. */
  async function startRun(): Promise<string> {
    const id = await runs.runWorkflow(ids.workflow);
    sandbox.control.clearJournal();
    return id;
  }
  const command = (instance_id: string, name: 'Terminate' | 'Retry') =>
    client.updateWorkflowInstance({
      instance_id,
      body: { command_type: `ActionInstance${name}Command` },
    });
  const looks = () => requestsOf(sandbox).filter((request) => request.startsWith('GET'));

  describe('A run', () => {
    const bodyOfRun = () => {
      const [{ path, body } = {}] = sandbox.control.journal();
      expect(path).toContain(`/${ids.workflow}/instances`);
      return body;
    };

    test('is started on a data object and gives its id', async () => {
      const data_object = { content: { ip: '10.0.0.1' }, dataclass: { name: '告警' } };
      const instance_id = await runs.runWorkflow(ids.workflow, { data_object });
      expect(bodyOfRun()).toEqual({
        command_type: 'ActionInstanceRunCommand',
        action_type: 'workflow',
        playbook_context: { data_object },
      });
      const { dataclass } = await client.showAopWorkflowInstance({ instance_id });
      expect(dataclass).toMatchObject({ name: '告警' });
    });

    test('is started without one', async () => {
      await runs.runWorkflow(ids.workflow);
      expect(bodyOfRun()).not.toHaveProperty('playbook_context');
    });
  });

  describe('Waiting', () => {
    /** The statuses that are told, each once until the next. */
    const statusesOf = async (instance: string) => {
      const seen: unknown[] = [];
      await runs.waitForInstance(instance, {
        onStatus: (status, { id }) => seen.push([id, status]),
      });
      expect(seen.every((one) => (one as string[])[0] === instance)).toBe(true);
      return seen.map((one) => (one as string[])[1]);
    };

    test('goes on through every status until the run is finished, known or not', async () => {
      sandbox.control.changeSettings({ readings: { D14: 'passes' } });
      expect(await statusesOf(await startRun())).toEqual(['CREATED', 'RUNNING', 'FINISHED']);
      // More looks than changes.
      expect(looks().length).toBeGreaterThan(3);
    });

    test('goes on through a retry', async () => {
      const id = await startRun();
      sandbox.control.failRun(id);
      await command(id, 'Retry');
      expect(await statusesOf(id)).toEqual(['RETRYING', 'RUNNING', 'FINISHED']);
    });

    test('goes on through a stop, and fails with the instance that was stopped', async () => {
      const id = await startRun();
      await command(id, 'Terminate');
      const seen: unknown[] = [];
      const onStatus = (status: unknown) => seen.push(status);
      expect(await failureOf(() => runs.waitForInstance(id, { onStatus }))).toMatchObject({
        name: 'WorkflowRunError',
        message: expect.stringContaining(`Instance "${id}" ended as TERMINATED:`) as never,
        operationId: 'showAopWorkflowInstance',
        instance: { id, status: 'TERMINATED' },
      });
      expect(seen).toEqual(['TERMINATING', 'TERMINATED']);
    });

    test('fails with the instance that failed', async () => {
      const id = await startRun();
      duringWait = () => sandbox.control.failRun(id);
      expect(await failureOf(() => runs.waitForInstance(id))).toMatchObject({
        name: 'WorkflowRunError',
        message: expect.stringContaining(`Instance "${id}" ended as FAILED:`) as never,
        instance: { id, status: 'FAILED' },
      });
    });

    test('does not wait for what is finished already', async () => {
      expect(await runs.waitForInstance(ids.finished)).toMatchObject({ status: 'FINISHED' });
      expect(waits).toEqual([]);
    });

    test('fails as the client does', async () => {
      expect(await failureOf(() => runs.waitForInstance('gone'))).toMatchObject({
        message: expect.stringContaining('The workflow instance does not exist.') as never,
      });
    });

    /** Waits for a run that ends during the wait of this number. */
    async function waitUntil(last: number, random: () => number, options: object): Promise<void> {
      const id = await startRun();
      waits = [];
      duringWait = () => waits.length === last && sandbox.control.finishRun(id);
      await makeRuns(random).waitForInstance(id, options);
    }

    test('looks less and less often, down to a limit', async () => {
      await waitUntil(6, () => 0, { pollMs: 100, maxPollMs: 300 });
      expect(waits).toEqual([50, 75, 112.5, 150, 150, 150]);
    });

    test('leaves half of each wait to chance', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
          async (chance) => {
            await waitUntil(3, () => chance, { pollMs: 100, maxPollMs: 120 });
            [100, 120, 120].forEach((longest, index) => {
              expect(waits[index]).toBeCloseTo(longest * (0.5 + chance / 2));
            });
          },
        ),
        { numRuns: propertyRuns },
      );
    });
  });

  describe('Waiting ends', () => {
    /** Never wakes up by itself, as if the wait were very long. */
    const asleep = (onSleep = () => {}) =>
      makeWorkflowRuns(client, {
        random: Math.random,
        sleep: (_, signal) => {
          const sleeping = sleep(600_000, signal);
          onSleep();
          return sleeping;
        },
      });

    test('when its time is over, with what was last seen', async () => {
      const id = await startRun();
      const error = await failureOf(() => asleep().waitForInstance(id, { timeoutMs: 200 }));
      expect(error).toMatchObject({ name: 'TimeoutError', operationId: 'showAopWorkflowInstance' });
      // Unknown on a machine that is too slow for the first look.
      expect(String(error).replace(id, 'i')).toMatch(
        /Waited 200 ms for instance "i", last seen as (RUNNING|unknown), and it had not ended\.$/,
      );
    });

    test('at once when the signal aborts during a wait', async () => {
      const id = await startRun();
      const stop = new AbortController();
      const reason = new Error('enough');
      const waiting = asleep(() => stop.abort(reason));
      expect(
        await failureOf(() => waiting.waitForInstance(id, { signal: stop.signal })),
      ).toMatchObject({
        name: 'AbortedError',
        cause: reason,
        message: `The signal ended the wait for instance "${id}", last seen as RUNNING.`,
      });
      expect(looks()).toHaveLength(1);
    });

    test('at once when the signal aborts while the server thinks', async () => {
      const stop = new AbortController();
      sandbox.control.addFault({ kind: 'latency', milliseconds: 600_000 });
      void sandbox.control.waitFor({}).then(() => stop.abort());
      expect(
        await failureOf(() => runs.waitForInstance(ids.finished, { signal: stop.signal })),
      ).toMatchObject({ name: 'AbortedError' });
    });

    test('before the first request when the signal is aborted already', async () => {
      const signal = AbortSignal.abort();
      for (const wait of [
        () => runs.waitForInstance('i', { signal }),
        () => runs.runWorkflowAndWait('w', {}, { signal }),
      ]) {
        await failureOf(wait);
      }
      expect(requestsOf(sandbox)).toEqual([]);
    });

    test('with what onStatus throws', async () => {
      const error = new Error('of the caller');
      const onStatus = () => {
        throw error;
      };
      expect(await failureOf(() => runs.waitForInstance(ids.finished, { onStatus }))).toBe(error);
    });
  });

  describe('Running and waiting', () => {
    test('gives the finished instance', async () => {
      expect(await runs.runWorkflowAndWait(ids.workflow)).toMatchObject({ status: 'FINISHED' });
      const [first, ...others] = requestsOf(sandbox).map((request) => request.split(' ')[0]);
      expect([first, new Set(others)]).toEqual(['POST', new Set(['GET'])]);
    });

    test('tells the id even if the waiting fails', async () => {
      sandbox.control.failNextRuns();
      const started: string[] = [];
      const error = await failureOf(() =>
        runs.runWorkflowAndWait(ids.workflow, {}, { onStart: (id) => started.push(id) }),
      );
      expect(error).toMatchObject({ name: 'WorkflowRunError', instance: { id: started[0] } });
    });
  });

  test.each([
    [{ timeoutMs: 0 }, '"timeoutMs" is 0, expected milliseconds from 1 to 2147483647.'],
    [{ timeoutMs: Infinity }, '"timeoutMs" is Infinity,'],
    [{ timeoutMs: '5' }, '"timeoutMs" is 5,'],
    [{ pollMs: 0 }, '"pollMs" is 0,'],
    [{ pollMs: NaN }, '"pollMs" is NaN,'],
    [{ pollMs: 50, maxPollMs: 49 }, '"maxPollMs" is 49, expected milliseconds from 50 to'],
  ])('%p is refused before anything is sent', async (options, message) => {
    await expect(runs.waitForInstance('i', options as never)).rejects.toThrow(TypeError);
    await expect(runs.runWorkflowAndWait('w', {}, options as never)).rejects.toThrow(message);
    expect(requestsOf(sandbox)).toEqual([]);
  });
});

// By hand, since a sandbox never answers so: each answer lacks a member that the description requires.
describe('The runs of a server that breaks the contract', () => {
  let server: LoopbackServer;
  let runs: WorkflowRuns;

  beforeAll(async () => {
    server = await startLoopbackServer();
    runs = makeWorkflowRuns(makeClient(server).workflows, {
      random: () => 0.5,
      sleep: async () => {},
    });
  });
  afterAll(() => server.close());

  test('fail if the id of a run is missing, and are not started again', async () => {
    answerBy(server, () => ({}));
    expect(await failureOf(() => runs.runWorkflow('w'))).toMatchObject({
      name: 'ServerError',
      message: expect.stringContaining('without an "action_instance_id"') as never,
    });
    expect(server.seen).toHaveLength(1);
  });

  test('are waited for through an answer without a status', async () => {
    const statuses = ['RUNNING', undefined, 'FINISHED'];
    answerBy(server, () => ({ id: 'i', status: statuses.shift() }));
    const seen: unknown[] = [];
    await runs.waitForInstance('i', { onStatus: (status) => seen.push(status) });
    expect(seen).toEqual(['RUNNING', undefined, 'FINISHED']);
  });
});
