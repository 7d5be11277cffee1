import { beforeEach, describe, expect, test } from '@jest/globals';
import { createSandbox } from '../../src/sandbox/index.js';
import { createSecMasterClient } from '../../src/index.js';
import { decisionTaskflow, newVersion, newWorkflow, taskflowOf } from './world.js';
import { clientOnSandbox, now } from '../lib/on-sandbox.js';

let { sandbox, client } = clientOnSandbox({ seed: 'empty', now });
beforeEach(() => {
  ({ sandbox, client } = clientOnSandbox({ seed: 'empty', now }));
});

const refused = (message: RegExp) =>
  expect.objectContaining({
    status: 400,
    message: expect.stringMatching(message) as unknown as string,
  }) as unknown as Error;

/** Creates a workflow with a version that waits for its review. */
async function submitVersion(taskflow = newVersion.taskflow) {
  const { data: workflow } = await client.workflows.createAopWorkflow({
    body: newWorkflow as never,
  });
  const { data: version } = await client.workflows.createAopWorkflowVersion({
    workflow_id: workflow.id,
    body: { ...newVersion, taskflow } as never,
  });
  const ids = { version_id: version.id };
  await client.workflows.updateAopWorkflowVersion({ ...ids, body: { status: 'pending_approval' } });
  return { ...ids, workflow_id: workflow.id };
}

const waiting = async () => (await client.tasks.listTasks({})).data;
const handled = async () => (await client.tasks.listTasks({ query_type: 'all_handled' })).data;

describe('The to-do tasks of the sandbox', () => {
  test('begin with the submission of a version', async () => {
    expect(await waiting()).toEqual([]);
    const { workflow_id, version_id } = await submitVersion();
    const [task, ...others] = await waiting();
    expect(others).toEqual([]);
    expect(task).toMatchObject({
      business_type: 'WORKFLOWPUBLISH',
      status: 'waiting',
      action_id: workflow_id,
      action_version_id: version_id,
      related_object: newWorkflow.name,
      create_time: '2026-07-02T09:25:17.400Z+0800',
      due_date: '2026-07-17T09:25:17.400Z+0800',
    });
    const shown = await client.tasks.showTask({ task_id: task?.id ?? '' });
    expect(shown.data).toEqual(task);
  });

  test('are finished by the review', async () => {
    const { version_id } = await submitVersion();
    const body = { result: 'PASS', content: 'looks good' } as const;
    await client.workflows.createAopWorkflowVersionApprovel({ version_id, body });
    expect(await waiting()).toEqual([]);
    expect(await handled()).toMatchObject([
      { status: 'finished', approver: 'admin', review_comments: 'looks good' },
    ]);
  });

  test('begin anew when a version is submitted again', async () => {
    const { version_id } = await submitVersion();
    const body = { result: 'UN_PASS', content: 'no' } as const;
    await client.workflows.createAopWorkflowVersionApprovel({ version_id, body });
    await client.workflows.updateAopWorkflowVersion({
      version_id,
      body: { status: 'pending_approval' },
    });
    expect(await waiting()).toHaveLength(1);
    expect(await handled()).toHaveLength(1);
  });

  test('are canceled with the workflow that they are about', async () => {
    const { workflow_id } = await submitVersion();
    await client.workflows.deleteAopWorkflow({ workflow_id });
    expect(await waiting()).toEqual([]);
    expect(await handled()).toMatchObject([{ status: 'canceled' }]);
  });

  test('are found by their kind, and page by page', async () => {
    await submitVersion();
    await submitVersion();
    const all = await client.tasks.listTasks({ limit: 1, offset: 1 });
    expect(all).toMatchObject({ total: 2, page: 1, size: 1 });
    expect(all.data).toHaveLength(1);
    const playbooks = await client.tasks.listTasks({ business_type: 'PLAYBOOKPUBLISH' });
    expect(playbooks.data).toEqual([]);
  });

  test('take comments and attachments, and give them up', async () => {
    await submitVersion();
    const task_id = (await waiting())[0]?.id ?? '';
    const commented = await client.tasks.updateTask({
      task_id,
      body: { action: 'ADD_COMMENT', comment: 'check the list' },
    });
    const [comment] = commented.data?.comments ?? [];
    expect(comment).toMatchObject({ message: 'check the list', user_name: 'admin' });
    const { data: file } = await client.attachments.uploadAttachment({
      body: { uploadFile: new File(['a'], 'Ä.txt') },
    });
    const attachment_id = file?.id ?? '';
    const attached = await client.tasks.updateTask({
      task_id,
      body: { action: 'ADD_ATTACHMENT', attachment_id },
    });
    expect(attached.data).toMatchObject({
      attachment_id_list: [attachment_id],
      comments: [comment],
    });
    const removed = await client.tasks.updateTask({
      task_id,
      body: { action: 'DELETE_COMMENT', comment_id: comment?.id ?? '' },
    });
    expect(removed.data?.comments).toEqual([]);
    const detached = await client.tasks.updateTask({
      task_id,
      body: { action: 'DELETE_ATTACHMENT', attachment_id },
    });
    expect(detached.data?.attachment_id_list).toEqual([]);
  });

  test.each([
    [{ action: 'ADD_COMMENT' } as const, /comment is missing/],
    [{ action: 'DELETE_COMMENT', comment_id: 'x' } as const, /no such comment/],
    [{ action: 'ADD_ATTACHMENT', attachment_id: 'x' } as const, /no such attachment/],
    [{ action: 'DELETE_ATTACHMENT', attachment_id: 'x' } as const, /no such attachment/],
    [{ action: 'TERMINATE' } as const, /a review has an operation of its own/],
  ])('refuse %j', async (body, message) => {
    await submitVersion();
    const task_id = (await waiting())[0]?.id ?? '';
    await expect(client.tasks.updateTask({ task_id, body })).rejects.toEqual(refused(message));
  });

  test('are there for what waits in the centre that a sandbox can begin with', async () => {
    const centre = createSandbox({ seed: 'soc' });
    const soc = createSecMasterClient(centre.clientOptions());
    const { data: tasks } = await soc.tasks.listTasks({ limit: 100 });
    const versions: string[] = [];
    for await (const { id } of soc.workflows.paginate.listWorkflows({})) {
      const { data } = await soc.workflows.listAopWorkflowVersions({
        workflow_id: id,
        status: 'pending_approval',
      });
      versions.push(...data.map((version) => version.id));
    }
    const { data: playbooks } = await soc.playbooks.listPlaybooks({ offset: 0, limit: 100 });
    for (const { unaudited_version_id } of playbooks) {
      if (unaudited_version_id) versions.push(unaudited_version_id);
    }
    expect(tasks.map(({ business_type }) => business_type)).toContain('PLAYBOOKPUBLISH');
    expect(versions.length).toBeGreaterThan(0);
    expect(tasks.map((task) => task.action_version_id).sort()).toEqual(versions.sort());
  });
});

describe('The task of a playbook version', () => {
  /** Creates a playbook with a version that waits for its review. */
  async function submitPlaybook() {
    const { workspaceId: workspace_id } = sandbox.clientOptions();
    const { data: playbook } = await client.playbooks.createPlaybook({
      body: { name: 'respond', workspace_id },
    });
    const { data: version } = await client.playbooks.createPlaybookVersion({
      playbook_id: playbook.id,
      body: { dataclass_id: newWorkflow.dataclass_id },
    });
    const version_id = version.id;
    await client.playbooks.updatePlaybookVersion({ version_id, body: { status: 'APPROVING' } });
    return { version_id, playbook_id: playbook.id };
  }

  test('begins with the submission and is finished by the review', async () => {
    const { version_id, playbook_id } = await submitPlaybook();
    expect(await waiting()).toMatchObject([
      {
        business_type: 'PLAYBOOKPUBLISH',
        action_id: playbook_id,
        action_version_id: version_id,
        related_object: 'respond',
      },
    ]);
    await client.playbooks.createPlaybookApprove({ version_id, body: { result: 'PASS' } });
    expect(await waiting()).toEqual([]);
    expect(await handled()).toMatchObject([{ status: 'finished', approver: 'admin' }]);
  });

  test.each(['version', 'playbook'])('is canceled with its %s', async (what) => {
    const { version_id, playbook_id } = await submitPlaybook();
    if (what === 'version') await client.playbooks.deletePlaybookVersion({ version_id });
    else await client.playbooks.deletePlaybook({ playbook_id });
    expect(await handled()).toMatchObject([{ status: 'canceled' }]);
  });
});

describe('The task of a node that a person decides', () => {
  /** Creates a workflow with a diagram, and runs it. */
  async function run(taskflow = decisionTaskflow) {
    const { version_id, workflow_id } = await submitVersion(taskflow);
    const review = { result: 'PASS', content: 'ok' } as const;
    await client.workflows.createAopWorkflowVersionApprovel({ version_id, body: review });
    const body = { enabled: true, version_id } as const;
    await client.workflows.updateAopWorkflow({ workflow_id, body });
    const { action_instance_id } = await client.workflows.createWorkflowInstance({
      workflow_id,
      body: { command_type: 'ActionInstanceRunCommand', action_type: 'workflow' },
    });
    return { instance_id: action_instance_id, workflow_id, version_id };
  }
  const statusOf = async (instance_id: string) =>
    (await client.workflows.showAopWorkflowInstance({ instance_id })).status;
  const decide = async (action: 'CONTINUE' | 'TERMINATE') => {
    const [task] = await waiting();
    return (await client.tasks.updateTask({ task_id: task?.id ?? '', body: { action } })).data;
  };
  const decided = async () =>
    (await handled()).filter((task) => task.business_type === 'WORKFLOWNODEAPPROVE');
  const day = 86_400_000;
  /** Lets time pass, and signs in again, since a token is valid for a day. */
  const pass = (time: number) => {
    sandbox.control.clock.advance(time);
    client = createSecMasterClient(sandbox.clientOptions());
  };

  test('begins when its run reaches the node, and holds the run', async () => {
    const { instance_id, workflow_id, version_id } = await run();
    expect(await waiting()).toMatchObject([
      {
        business_type: 'WORKFLOWNODEAPPROVE',
        status: 'waiting',
        action_id: workflow_id,
        action_version_id: version_id,
        action_instance_id: instance_id,
        definition_key: 'decide',
        name: 'Isolate the host?',
        creator_name: 'system',
        due_handle: 'INTERRUPT',
      },
    ]);
    pass(14 * day);
    expect(await statusOf(instance_id)).toBe('RUNNING');
  });

  test('lets the run go on by CONTINUE, and is finished', async () => {
    const { instance_id } = await run();
    expect(await decide('CONTINUE')).toMatchObject({ status: 'finished', approver: 'admin' });
    pass(1000);
    expect(await statusOf(instance_id)).toBe('FINISHED');
  });

  test('makes the run fail by TERMINATE, and is finished', async () => {
    const { instance_id } = await run();
    expect(await decide('TERMINATE')).toMatchObject({ status: 'finished' });
    expect(await statusOf(instance_id)).toBe('FAILED');
  });

  test('is decided once', async () => {
    await run();
    const task = await decide('CONTINUE');
    const body = { action: 'CONTINUE' } as const;
    await expect(client.tasks.updateTask({ task_id: task?.id ?? '', body })).rejects.toEqual(
      refused(/This task is finished/),
    );
  });

  test('is canceled when its run is terminated', async () => {
    const { instance_id } = await run();
    const body = { command_type: 'ActionInstanceTerminateCommand' } as const;
    await client.workflows.updateWorkflowInstance({ instance_id, body });
    expect(await waiting()).toEqual([]);
    expect(await decided()).toMatchObject([{ status: 'canceled' }]);
  });

  test.each([
    ['interrupt', 'canceled', 'FAILED'],
    ['continue', 'finished', 'FINISHED'],
  ])('does what its due_handle %s says once it is overdue', async (handle, status, ended) => {
    const node = { id: 'decide', name: 'decide', 'soar:due_handle': handle };
    const { instance_id } = await run(taskflowOf(node));
    pass(15 * day);
    expect(await decided()).toMatchObject([{ status, due_handle: handle.toUpperCase() }]);
    expect(await statusOf(instance_id)).toBe(ended);
  });

  test('holds the run of the playbook too, until it is decided', async () => {
    const { workflow_id } = await run();
    await decide('CONTINUE');
    pass(1000);
    const { workspaceId: workspace_id } = sandbox.clientOptions();
    const { data: playbook } = await client.playbooks.createPlaybook({
      body: { name: 'respond', workspace_id },
    });
    const { data: version } = await client.playbooks.createPlaybookVersion({
      playbook_id: playbook.id,
      body: {
        dataclass_id: newWorkflow.dataclass_id,
        trigger_type: 'EVENT',
        dataobject_create: true,
        actions: [{ action_type: 'AOP_WORKFLOW', action_id: workflow_id, name: 'Respond' }],
      },
    });
    const ids = { version_id: version.id };
    await client.playbooks.updatePlaybookVersion({ ...ids, body: { status: 'APPROVING' } });
    await client.playbooks.createPlaybookApprove({ ...ids, body: { result: 'PASS' } });
    const body = { enabled: true, active_version_id: version.id };
    await client.playbooks.updatePlaybook({ playbook_id: playbook.id, body });
    await client.alerts.createAlert({ body: { data_object: { title: 'a', severity: 'High' } } });
    const runs = async () =>
      (await client.playbooks.listPlaybookInstances({ offset: 0, limit: 10 })).instances;
    pass(day);
    expect(await runs()).toMatchObject([{ status: 'RUNNING' }]);
    await decide('CONTINUE');
    pass(1000);
    expect(await runs()).toMatchObject([{ status: 'FINISHED' }]);
  });
});

describe('The attachments of the sandbox', () => {
  test('keep their names, and answer an address that leads nowhere', async () => {
    const { data: uploaded } = await client.attachments.uploadAttachment({
      body: { fileType: 'user_task', uploadFile: new File(['a'], 'Ä 1.txt') },
    });
    const attach_id = uploaded?.id ?? '';
    const { data } = await client.attachments.showAttachment({ attach_id });
    expect(data).toMatchObject({ ...uploaded, file_name: 'Ä 1.txt', creator_name: 'admin' });
    const { data: address } = await client.attachments.downloadAttachment({ attach_id });
    expect(address).toBe(`https://obs.sandbox.invalid/user_task/${attach_id}/%C3%84%201.txt`);
    await expect(client.attachments.showAttachment({ attach_id: 'x' })).rejects.toEqual(
      refused(/does not exist/),
    );
  });

  test('are files: a path in their place, as plain JavaScript lets it through, is refused', async () => {
    const uploadFile = '/var/log/evidence.txt' as unknown as Blob;
    await expect(client.attachments.uploadAttachment({ body: { uploadFile } })).rejects.toEqual(
      refused(/the part uploadFile is a text/),
    );
  });
});
