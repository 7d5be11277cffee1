import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { makeWorkflowActions, type WorkflowActions } from '../../../src/workflows/actions.js';
import { startLoopbackServer, type LoopbackServer } from '../loopback-server.js';
import { answerBy, envelope, failureOf, makeClient, workflowsPath } from './make-client.js';

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
