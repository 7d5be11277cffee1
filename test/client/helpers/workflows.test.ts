import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sleep } from '../../../src/deadline.js';
import { type WorkflowActions, makeWorkflowActions } from '../../../src/workflows/actions.js';
import { type WorkflowRuns, makeWorkflowRuns } from '../../../src/workflows/runs.js';
import { propertyRuns } from '../../lib/property-runs.js';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server.js';
import { answerBy, envelope, failureOf, makeClient, workflowsPath } from './make-client.js';

describe('The actions of workflows', () => {
  let server: LoopbackServer;
  let actions: WorkflowActions;

  beforeAll(async () => {
    server = await startLoopbackServer();
    actions = makeWorkflowActions(makeClient(server).workflows);
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.seen.length = 0;
  });

  /** The requests as `METHOD path body`. */
  const requests = () =>
    server.seen.map(({ method, target, body }) =>
      [method, target.replace(workflowsPath, ''), String(body)].join(' ').trim(),
    );

  describe('Each step is the request that the service knows it by', () => {
    test.each<[string, (id: string) => Promise<unknown>, string]>([
      [
        'submitVersion',
        (id) => actions.submitVersion(id),
        'PUT /versions/the-id {"status":"pending_approval"}',
      ],
      [
        'activateVersion',
        (id) => actions.activateVersion(id),
        'PUT /versions/the-id {"status":"activated"}',
      ],
      [
        'approveVersion',
        (id) => actions.approveVersion(id, '同意'),
        'POST /versions/the-id/approval {"result":"PASS","content":"同意"}',
      ],
      [
        'approveVersion without words',
        (id) => actions.approveVersion(id, ''),
        'POST /versions/the-id/approval {"result":"PASS","content":""}',
      ],
      [
        'rejectVersion',
        (id) => actions.rejectVersion(id, 'Add a check.'),
        'POST /versions/the-id/approval {"result":"UN_PASS","content":"Add a check."}',
      ],
      [
        'enableWorkflow',
        (id) => actions.enableWorkflow(id, 'v1'),
        'PUT /the-id {"enabled":true,"version_id":"v1"}',
      ],
      ['disableWorkflow', (id) => actions.disableWorkflow(id), 'PUT /the-id {"enabled":false}'],
    ])('%s', async (_, step, request) => {
      const data = { id: 'the-id' };
      answerBy(server, () => envelope(data));
      expect(await step('the-id')).toEqual(data);
      expect(requests()).toEqual([request]);
    });
  });

  describe('Enabling without a version', () => {
    test('takes the activated one', async () => {
      answerBy(server, () => envelope({ id: 'w', version_id: 'v7' }));
      await actions.enableWorkflow('w');
      expect(requests()).toEqual(['GET /w', 'PUT /w {"enabled":true,"version_id":"v7"}']);
    });

    test('fails if none is activated, and changes nothing', async () => {
      answerBy(server, () => envelope({ id: 'w', version_id: '' }));
      expect(await failureOf(() => actions.enableWorkflow('w'))).toMatchObject({
        name: 'SecMasterError',
        operationId: 'updateAopWorkflow',
        message:
          'Workflow "w" cannot be enabled, since none of its versions is activated: activate one first.',
      });
      expect(requests()).toEqual(['GET /w']);
    });
  });

  describe('Nothing is sent', () => {
    test.each(['', ' \n', undefined, null])('for a rejection that says %p', async (comment) => {
      await expect(actions.rejectVersion('v', comment as never)).rejects.toThrow(
        new TypeError('"comment" is missing: a rejection has to say what must change.'),
      );
      expect(server.seen).toEqual([]);
    });

    test('for an approval without a comment', async () => {
      await expect(actions.approveVersion('v', undefined as never)).rejects.toThrow(
        /"comment" is missing/,
      );
      expect(server.seen).toEqual([]);
    });

    test('without an id', async () => {
      await expect(actions.submitVersion('')).rejects.toThrow(/"version_id" is missing/);
      await expect(actions.enableWorkflow('')).rejects.toThrow(/"workflow_id" is missing/);
      expect(server.seen).toEqual([]);
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
      expect(server.seen).toEqual([]);
    });
  });

  test('The runs of workflows are among the steps', async () => {
    answerBy(server, () => ({ action_instance_id: 'i' }));
    expect(await actions.runWorkflow('w')).toBe('i');
  });
});

describe('The runs of workflows', () => {
  let server: LoopbackServer;
  let runs: WorkflowRuns;
  /** The waits between two looks that were asked for, none of which takes time. */
  let waits: number[];

  beforeAll(async () => {
    server = await startLoopbackServer();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.seen.length = 0;
    waits = [];
    runs = makeRuns(() => 0.5);
  });

  const makeRuns = (random: () => number) =>
    makeWorkflowRuns(makeClient(server).workflows, {
      random,
      sleep: async (milliseconds) => void waits.push(milliseconds),
    });

  /** Lets an instance show one status after the other, and the last one for ever. */
  const showStatuses = (...statuses: (string | undefined)[]) =>
    answerBy(server, ({ method }) =>
      method === 'POST'
        ? { action_instance_id: 'i' }
        : { id: 'i', status: statuses.length > 1 ? statuses.shift() : statuses[0] },
    );

  describe('A run', () => {
    test('is started on a data object and gives its id', async () => {
      showStatuses();
      const data_object = { content: { ip: '10.0.0.1' }, dataclass: { name: '告警' } };
      expect(await runs.runWorkflow('w', { data_object })).toBe('i');
      const [request] = server.seen;
      expect(request).toMatchObject({ method: 'POST', target: `${workflowsPath}/w/instances` });
      expect(JSON.parse(String(request?.body))).toEqual({
        command_type: 'ActionInstanceRunCommand',
        action_type: 'workflow',
        playbook_context: { data_object },
      });
    });

    test('is started without one', async () => {
      showStatuses();
      await runs.runWorkflow('w');
      expect(JSON.parse(String(server.seen[0]?.body))).not.toHaveProperty('playbook_context');
    });

    test('whose id the server keeps for itself is told, and not started again', async () => {
      answerBy(server, () => ({}));
      expect(await failureOf(() => runs.runWorkflow('w'))).toMatchObject({
        name: 'ServerError',
        message: expect.stringContaining('without an "action_instance_id"') as never,
      });
      expect(server.seen).toHaveLength(1);
    });
  });

  describe('Waiting', () => {
    test('goes on through every other status until the run is finished', async () => {
      showStatuses(
        'CREATED',
        'RUNNING',
        'RUNNING',
        undefined,
        'RETRYING',
        'TERMINATING',
        'FINISHED',
      );
      const seen: unknown[] = [];
      const instance = await runs.waitForInstance('i', {
        onStatus: (status, { id }) => seen.push([id, status]),
      });
      expect(instance).toEqual({ id: 'i', status: 'FINISHED' });
      expect(server.seen).toHaveLength(7);
      expect(seen).toEqual(
        ['CREATED', 'RUNNING', undefined, 'RETRYING', 'TERMINATING', 'FINISHED'].map((status) => [
          'i',
          status,
        ]),
      );
    });

    test('does not wait for what is finished already', async () => {
      showStatuses('FINISHED');
      await runs.waitForInstance('i');
      expect(waits).toEqual([]);
    });

    test.each(['FAILED', 'TERMINATED'])('fails with the instance when it is %s', async (status) => {
      showStatuses('RUNNING', status);
      expect(await failureOf(() => runs.waitForInstance('i'))).toMatchObject({
        name: 'WorkflowRunError',
        message: expect.stringContaining(`Instance "i" ended as ${status}:`) as never,
        operationId: 'showAopWorkflowInstance',
        instance: { id: 'i', status },
      });
    });

    test('fails as the client does', async () => {
      answerBy(server, () => ({ code: 'SecMaster.20030001', message: 'no such instance' }));
      expect(await failureOf(() => runs.waitForInstance('i'))).toMatchObject({
        message: expect.stringContaining('no such instance') as never,
      });
    });

    test('looks less and less often, down to a limit', async () => {
      showStatuses(...Array<string>(6).fill('RUNNING'), 'FINISHED');
      await makeRuns(() => 0).waitForInstance('i', { pollMs: 100, maxPollMs: 300 });
      expect(waits).toEqual([50, 75, 112.5, 150, 150, 150]);
    });

    test('leaves half of each wait to chance', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
          async (chance) => {
            waits = [];
            showStatuses('RUNNING', 'RUNNING', 'RUNNING', 'FINISHED');
            await makeRuns(() => chance).waitForInstance('i', { pollMs: 100, maxPollMs: 120 });
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
    const asleep = () =>
      makeWorkflowRuns(makeClient(server).workflows, {
        random: Math.random,
        sleep: (_, signal) => sleep(600_000, signal),
      });

    test('when its time is over, with what was last seen', async () => {
      showStatuses('CREATED');
      const error = await failureOf(() => asleep().waitForInstance('i', { timeoutMs: 200 }));
      expect(error).toMatchObject({
        name: 'TimeoutError',
        operationId: 'showAopWorkflowInstance',
        // Unknown on a machine that is too slow for the first look.
        message: expect.stringMatching(
          /^Waited 200 ms for instance "i", last seen as (CREATED|unknown), and it had not ended\.$/,
        ) as never,
      });
    });

    test('at once when the signal aborts during a wait', async () => {
      showStatuses('RUNNING');
      const stop = new AbortController();
      const reason = new Error('enough');
      const error = await failureOf(() =>
        makeWorkflowRuns(makeClient(server).workflows, {
          random: Math.random,
          sleep: (_, signal) => {
            const sleeping = sleep(600_000, signal);
            stop.abort(reason);
            return sleeping;
          },
        }).waitForInstance('i', { signal: stop.signal }),
      );
      expect(error).toMatchObject({
        name: 'AbortedError',
        cause: reason,
        message: 'The signal ended the wait for instance "i", last seen as RUNNING.',
      });
      expect(server.seen).toHaveLength(1);
    });

    test('at once when the signal aborts while the server thinks', async () => {
      const stop = new AbortController();
      answerBy(server, () => {
        stop.abort();
        return { id: 'i', status: 'FINISHED' };
      });
      expect(
        await failureOf(() => runs.waitForInstance('i', { signal: stop.signal })),
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
      expect(server.seen).toEqual([]);
    });

    test('with what onStatus throws', async () => {
      showStatuses('RUNNING');
      const error = new Error('of the caller');
      const onStatus = () => {
        throw error;
      };
      expect(await failureOf(() => runs.waitForInstance('i', { onStatus }))).toBe(error);
    });
  });

  describe('Running and waiting', () => {
    test('gives the finished instance', async () => {
      showStatuses('RUNNING', 'FINISHED');
      expect(await runs.runWorkflowAndWait('w')).toEqual({ id: 'i', status: 'FINISHED' });
      expect(server.seen.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
    });

    test('tells the id even if the waiting fails', async () => {
      showStatuses('RUNNING', 'FAILED');
      const started: string[] = [];
      const error = await failureOf(() =>
        runs.runWorkflowAndWait('w', {}, { onStart: (id) => started.push(id) }),
      );
      expect(error).toMatchObject({ name: 'WorkflowRunError' });
      expect(started).toEqual(['i']);
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
    expect(server.seen).toEqual([]);
  });
});
