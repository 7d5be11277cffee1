import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { BasicCredentials } from '@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js';
import { ClientBuilder } from '@huaweicloud/huaweicloud-sdk-core/ClientBuilder.js';
import type { HcClient } from '@huaweicloud/huaweicloud-sdk-core/HcClient.js';
import { Logger4jInstance } from '@huaweicloud/huaweicloud-sdk-core/logger/log4jLogger.js';
import { Region } from '@huaweicloud/huaweicloud-sdk-core/region/region.js';
import { createRequire } from 'node:module';
import {
  dereference,
  examplesOf,
  readDescription,
  type JsonObject,
  type RequestBodyObject,
} from '../../scripts/lib/openapi/document.js';
import { listOperations, type ListedOperation } from '../../scripts/lib/operation-list.js';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index.js';
import { bundledDescription } from '../lib/files.js';
import { ids, newVersion, newWorkflow, type Json } from './world.js';

// The client takes a form of its own package only.
const FormData = createRequire(
  import.meta.resolve('@huaweicloud/huaweicloud-sdk-core/HcClient.js'),
)('form-data') as new () => { append(name: string, value: unknown, file?: string): void };

const description = readDescription(bundledDescription);
const operations = new Map(listOperations(description.document).map((one) => [one.id, one]));

/** Whether an operation is about workflows or workspaces, which the client takes through their lives. */
const hasLife = ({ path }: ListedOperation) =>
  /\/soc\/workflows|\/workspaces(\/[^/]+)?$/.test(path);

let sandbox: RunningSandbox;
beforeAll(async () => {
  // It prints each refusal.
  jest.spyOn(Logger4jInstance, 'error').mockImplementation(() => {});
  sandbox = await startSandbox({ auth: 'strict', nodeTime: 0 });
});
afterAll(() => {
  jest.restoreAllMocks();
  return sandbox.close();
});

/** What is asked for: parameters of path and query by their names, and the body. */
type Call = (operation: string, parameters: Json, body?: unknown) => Promise<Answer>;

/** An answer as the vendor's client hands it out. */
type Answer = Json & { data: Json; httpStatusCode: number };

/** Operations that were called, and members of their answers that were never there. */
const called = new Set<string>();
const absent = new Map<string, boolean>();

/**
 * The vendor's client of a user who knows keys, region and workspace; the client asks IAM for the
 * project. Requests have the form that the methods of the vendor's service packages give them.
 */
function clientOf(user: string): Call {
  const credentials = new BasicCredentials()
    .withAk(`AK${user.toUpperCase()}`.padEnd(20, '0'))
    .withSk(`${user}-secret-key`.padEnd(40, '0'));
  credentials.withIamEndpoint(sandbox.url);
  const client = new ClientBuilder<HcClient>((one) => one, 'BasicCredentials')
    .withCredential(credentials)
    .withRegion(new Region('cn-north-4', sandbox.url))
    .build();
  return async (id, parameters, body) => {
    const operation = operations.get(id)!;
    const { workspaceId: workspace_id } = sandbox.clientOptions();
    const pathParams: Json = { workspace_id };
    const queryParams: Json = {};
    for (const { parameter } of operation.parameters) {
      const value = parameters[parameter.name];
      if (value !== undefined) {
        (parameter.in === 'path' ? pathParams : queryParams)[parameter.name] = value;
      }
    }
    const answer: Answer = await client.sendRequest({
      method: operation.method.toUpperCase(),
      url: operation.path,
      contentType: operation.requestBody?.mediaType ?? 'application/json',
      ...{ queryParams, pathParams, headers: {}, data: (body ?? {}) as Json },
    });
    called.add(id);
    const [success] = operation.successes;
    const schema = success?.content['application/json']?.schema;
    if (schema !== undefined) note(id, schema, answer);
    return answer;
  };
}

/** Looks for every described member of an answer. */
function note(place: string, unresolved: unknown, value: unknown): void {
  const schema = description.follow(unresolved) as JsonObject;
  if (Array.isArray(value)) {
    for (const one of value) note(`${place}[]`, schema['items'], one);
    return;
  }
  for (const part of (schema['allOf'] ?? []) as unknown[]) note(place, part, value);
  for (const [name, member] of Object.entries((schema['properties'] ?? {}) as JsonObject)) {
    const found = (value as Json)[name];
    const at = `${place}.${name}`;
    absent.set(at, found === undefined && (absent.get(at) ?? true));
    if (typeof found === 'object' && found !== null) note(at, member, found);
  }
}

/** A request by the examples of the description: parameters that are required, and the body. */
function exampleOf({ id, object, parameters, requestBody }: ListedOperation): Parameters<Call> {
  const { document } = description;
  const required = parameters.filter(({ parameter }) => parameter.required);
  const values = required.map(({ parameter }) => [
    parameter.name,
    examplesOf(document, parameter)[0]?.value,
  ]);
  if (requestBody === undefined) return [id, Object.fromEntries(values) as Json];
  const { content } = dereference<RequestBodyObject>(document, object.requestBody ?? {});
  const body = examplesOf(document, content?.[requestBody.mediaType] ?? {})[0]?.value as Json;
  if (requestBody.mediaType !== 'multipart/form-data') {
    return [id, Object.fromEntries(values) as Json, body];
  }
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    if (name === 'uploadFile') form.append(name, Buffer.from(String(value)), 'file');
    else form.append(name, value);
  }
  return [id, Object.fromEntries(values) as Json, form];
}

/** A condition of a search or of a rule, which has the name of its field. */
const condition = (name: string, operator: string, value: string) => ({
  name,
  data: [name, operator, value],
});

describe("The vendor's client goes through all operations on the sandbox", () => {
  test('with workflows and workspaces, from their beginning to their end', async () => {
    const [author, reviewer, reader] = ['author', 'reviewer', 'reader'].map(clientOf) as [
      Call,
      Call,
      Call,
    ];
    const submit = { status: 'pending_approval' };
    const pass = { result: 'PASS', content: 'ok' };

    // A workflow with two versions, the first of which is sent back once.
    const body = { ...newWorkflow, description: 'Isolates a host', labels: 'IP' };
    const { data: workflow } = await author('createAopWorkflow', {}, body);
    const workflow_id = workflow['id'];
    const create = () => author('createAopWorkflowVersion', { workflow_id }, newVersion);
    const { id: version_id } = (await create()).data;
    const checked = { mode: 'BASIC', aopworkflow_id: workflow_id };
    const { taskconfig, taskflow } = newVersion;
    expect(
      (await author('validateAopWorkflowVersion', {}, { ...checked, taskconfig, taskflow })).data,
    ).toEqual({ result: true, detail: '' });
    await author('updateAopWorkflowVersion', { version_id }, { description: 'saved' });
    await author('updateAopWorkflowVersion', { version_id }, submit);
    await expect(
      author('createAopWorkflowVersionApprovel', { version_id }, pass),
    ).rejects.toMatchObject({ httpStatusCode: 403, errorCode: 'APIGW.0306' });
    const reject = { result: 'UN_PASS', content: 'no' };
    await reviewer('createAopWorkflowVersionApprovel', { version_id }, reject);
    expect((await reader('showAopWorkflow', { workflow_id })).data).toMatchObject({
      current_rejected_version_id: version_id,
    });
    await author('updateAopWorkflowVersion', { version_id }, submit);
    await reviewer('createAopWorkflowVersionApprovel', { version_id }, pass);
    const second = { version_id: (await create()).data['id'] };
    await author('updateAopWorkflowVersion', second, submit);
    await reviewer('createAopWorkflowVersionApprovel', second, pass);
    await author('updateAopWorkflowVersion', second, { status: 'activated' });
    expect((await reader('showAopWorkflowVersion', second)).data).toMatchObject({ version: 'V2' });
    const active = await reader('listAopWorkflowVersions', { workflow_id, status: 'activated' });
    expect(active.data).toMatchObject([{ id: second.version_id }]);
    await author('updateAopWorkflow', { workflow_id }, { enabled: true, ...second });
    const found = { limit: 10, order: 'DESC', enabled: true, name: newWorkflow.name };
    expect((await reader('listWorkflows', found)).data).toMatchObject([{ id: workflow_id }]);

    // A run that ends well, one that fails and is retried, and one that is stopped.
    const command = { command_type: 'ActionInstanceRunCommand', action_type: 'workflow' };
    const run = async () =>
      (
        await author(
          'createWorkflowInstance',
          { workflow_id },
          {
            ...command,
            playbook_context: {
              data_object: {
                content: { id: 'alert-1', title: 'brute force ü 流程' },
                dataclass: { id: newWorkflow.dataclass_id, name: 'Alert' },
              },
            },
          },
        )
      )['action_instance_id'];
    const show = async (instance_id: unknown) =>
      (await reader('showAopWorkflowInstance', { instance_id, show_topology: true }))['status'];
    expect(await show(await run())).toBe('FINISHED');
    sandbox.control.failNextRuns();
    const instance_id = await run();
    expect(await show(instance_id)).toBe('FAILED');
    const failed = { workflow_id, status: 'FAILED', from_date: '2020-07-18T00:00:00.000Z+0800' };
    expect(await reader('listAopWorkflowInstance', failed)).toMatchObject({
      count: 1,
      instances: [{ id: instance_id }],
    });
    const change = (id: unknown, command_type: string) =>
      author('updateWorkflowInstance', { instance_id: id }, { command_type });
    await change(instance_id, 'ActionInstanceRetryCommand');
    sandbox.control.clock.advance(1000);
    expect(await show(instance_id)).toBe('FINISHED');
    sandbox.control.changeSettings({ nodeTime: 60_000 });
    const stopped = await run();
    await change(stopped, 'ActionInstanceTerminateCommand');
    sandbox.control.clock.advance(1000);
    expect(await show(stopped)).toBe('TERMINATED');

    // There and back, and the end.
    const file = await author('exportAopworkflow', {}, { id: [workflow_id] });
    const form = new FormData();
    // The client has parsed the file, since it is JSON.
    form.append('uploadFile', Buffer.from(JSON.stringify(file['body'])), 'workflows');
    await author('importAopworkflow', {}, form);
    expect((await reader('listWorkflows', { name: newWorkflow.name })).data).toHaveLength(2);
    await author('updateAopWorkflow', { workflow_id }, { enabled: false });
    await author('updateAopWorkflowVersion', second, { status: 'not_activated' });
    await author('deleteAopWorkflowVersion', second);
    await author('deleteAopWorkflow', { workflow_id });
    await expect(reader('showAopWorkflow', { workflow_id })).rejects.toMatchObject({
      httpStatusCode: 400,
    });

    // A workspace, from its beginning to its end.
    const place = { region_id: 'cn-north-4', project_name: 'cn-north-4', name: 'branch' };
    const { id: workspace_id } = await author('createWorkspace', {}, place);
    expect(await reader('listWorkspaces', { offset: 0, limit: 10 })).toMatchObject({ count: 2 });
    await author('updateWorkspace', { workspace_id }, { name: 'east' });
    expect(await reader('showWorkspace', { workspace_id })).toMatchObject({
      workspace: { id: workspace_id, name: 'east' },
    });
    await author('deleteWorkspace', { workspace_id });

    const wanted = [...operations.values()].filter(hasLife).map(({ id }) => id);
    expect([...called].sort()).toEqual(wanted.sort());
    // A list of runs shows no logs of their nodes.
    expect([...absent].flatMap(([place, isAbsent]) => (isAbsent ? [place] : []))).toEqual([
      'listAopWorkflowInstance.instances[].topology',
    ]);
  });

  test('with a playbook, which is released and responds to an alert that becomes an incident', async () => {
    sandbox.control.reset();
    sandbox.control.changeSettings({ nodeTime: 0 });
    const [author, reviewer] = ['author', 'reviewer'].map(clientOf) as [Call, Call];
    const { workspaceId: workspace_id } = sandbox.clientOptions();

    // A playbook from its beginning to its service.
    const { data: playbook } = await author(
      'createPlaybook',
      {},
      { name: 'respond', workspace_id },
    );
    const playbook_id = playbook['id'];
    const trigger = { conditions: [condition('severity', '==', 'High')], logics: ['severity'] };
    const { data: version } = await author(
      'createPlaybookVersion',
      { playbook_id },
      {
        dataclass_id: newWorkflow.dataclass_id,
        trigger_type: 'EVENT',
        dataobject_create: true,
        actions: [{ name: 'Respond', action_type: 'AOP_WORKFLOW', action_id: ids.workflow }],
        rule_enable: true,
        rule: { rule: { expression_type: 'common', ...trigger } },
      },
    );
    expect(version).toMatchObject({ status: 'EDITING', enabled: false });
    const version_id = version['id'];
    await author('updatePlaybookVersion', { version_id }, { status: 'APPROVING' });
    const pass = { result: 'PASS', content: 'ok' };
    await expect(author('createPlaybookApprove', { version_id }, pass)).rejects.toMatchObject({
      httpStatusCode: 403,
    });
    await reviewer('createPlaybookApprove', { version_id }, pass);
    expect((await author('showPlaybookVersion', { version_id })).data).toMatchObject({
      status: 'PUBLISHED',
    });
    const enable = { enabled: true, active_version_id: version_id };
    await author('updatePlaybook', { playbook_id }, enable);

    // A grave alert, to which the playbook responds, and one that its rule leaves alone.
    const create = async (severity: string, title: string) =>
      (await author('createAlert', {}, { data_object: { severity, title } })).data['id'];
    const alert_id = await create('High', 'Rootkit on web-01');
    await create('Low', 'Port scan');
    const mine = { offset: 0, limit: 10, playbook_name: 'respond' };
    expect(await author('listPlaybookInstances', mine)).toMatchObject({
      count: 1,
      instances: [{ status: 'FINISHED', dataobject: { id: alert_id } }],
    });
    const search = {
      condition: {
        conditions: [
          condition('severity', '=', 'High'),
          condition('handle_status', '!=', 'Closed'),
          condition('title', 'contains', 'Rootkit'),
        ],
        logics: ['severity', 'and', 'handle_status', 'and', 'title'],
      },
    };
    const list = () => author('listAlerts', {}, search);
    expect(await list()).toMatchObject({ total: 1, data: [{ id: alert_id }] });
    const change = (data_object: Json) => author('changeAlert', { alert_id }, { data_object });
    await change({ verification_state: 'True_Positive' });

    // The incident that it becomes, and the end of both.
    const incident_type = { category: 'Malware', incident_type: 'Rootkit' };
    const incident_content = { title: 'Rootkits', incident_type };
    expect(
      (await author('createBatchOrderAlerts', {}, { ids: [alert_id], incident_content })).data,
    ).toEqual({ success_ids: [alert_id], error_ids: [] });
    const named = { conditions: [condition('title', '=', 'Rootkits')], logics: ['title'] };
    const incidents = await author('listIncidents', {}, { condition: named });
    const [incident] = incidents.data as unknown as Json[];
    const incident_id = incident?.['id'];
    expect(await list()).toMatchObject({
      data: [{ data_object: { incident_list: [incident_id] } }],
    });
    const close = { handle_status: 'Closed', close_reason: 'Resolved' };
    await author('changeIncident', { incident_id }, { data_object: close });
    await change(close);
    expect(await list()).toMatchObject({ total: 0, data: [] });
    expect((await author('showAlert', { alert_id })).data).toMatchObject({
      data_object: { ...close, verification_state: 'True_Positive' },
    });
    expect((await author('showIncident', { incident_id })).data).toMatchObject({
      data_object: { ...close, ...incident_content },
    });
  });

  test('with all others by the examples of the description, for a documented answer', async () => {
    sandbox.control.reset();
    const admin = clientOf('admin');
    const answered = new Map<string, number>();
    // What deletes goes last, so that the records of the examples are there for the others.
    const others = [...operations.values()].filter((one) => !hasLife(one));
    const deletes = ({ id }: ListedOperation) => Number(id.startsWith('delete'));
    for (const operation of others.sort((one, other) => deletes(one) - deletes(other))) {
      const { httpStatusCode } = await admin(...exampleOf(operation)).catch(
        (error: unknown) => error as Answer,
      );
      answered.set(operation.id, httpStatusCode);
    }
    const refused = [
      // The version of the examples is published: it is not edited, reviewed again or deleted.
      ...['updatePlaybookVersion', 'createPlaybookApprove', 'deletePlaybookVersion'],
      ...['createPlaybookRule', 'updatePlaybookRule', 'deletePlaybookRule'],
      ...['createPlaybookAction', 'updatePlaybookAction', 'deletePlaybookAction'],
      // The run of the examples has ended well.
      'changePlaybookInstance',
      // Nobody waits for a review, and nothing was attached.
      ...['showTask', 'updateTask', 'showAttachment', 'downloadAttachment'],
      // No asset is connected, and no plug-in has a template of its own, until one is created.
      ...['showConnection', 'updateConnection', 'deleteConnection'],
      ...['showComponentTemplate', 'updateComponentTemplate', 'deleteComponentTemplate'],
    ];
    expect(Object.fromEntries(answered)).toEqual(
      Object.fromEntries(
        others.map(({ id, successes, errors }) => {
          const documented = refused.includes(id)
            ? errors.find(({ status }) => status === '400')
            : successes[0];
          return [id, Number(documented?.status)];
        }),
      ),
    );
  });
});
