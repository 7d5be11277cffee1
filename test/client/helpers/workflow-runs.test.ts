import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sleep } from '../../../src/deadline.js';
import type { SecMasterClient } from '../../../src/index.js';
import type { Sandbox } from '../../../src/sandbox/index.js';
import { type WorkflowRuns, makeWorkflowRuns } from '../../../src/workflows/runs.js';
import { propertyRuns } from '../../lib/property-runs.js';
import { ids } from '../../sandbox/world.js';
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
