import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SecMasterClient } from '../../../src/index.js';
import type { Sandbox } from '../../../src/sandbox/index.js';
import type { WorkflowActions } from '../../../src/workflows/actions.js';
import { ids, newVersion, newWorkflow } from '../../sandbox/world.js';
import { failureOf } from './make-client.js';
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
      await expect(actions.submitVersion('')).rejects.toThrow(
        new TypeError(
          'updateAopWorkflowVersion: "version_id" is missing: expected the text of an id.',
        ),
      );
      await expect(actions.enableWorkflow('')).rejects.toThrow(
        /^showAopWorkflow: "workflow_id" is missing/,
      );
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
