import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  allOf,
  AlertConversionError,
  makeAlertActions,
  type AlertActions,
} from '../../../src/alerts/index.js';
import { createSecMasterClient, type SecMasterClient } from '../../../src/index.js';
import { where as whereIncident } from '../../../src/incidents/index.js';
import { startSandbox, type RunningSandbox } from '../../../src/sandbox/index.js';
import { startLoopbackServer, type LoopbackServer } from '../loopback-server.js';
import { answerBy, failureOf, makeClient } from './make-client.js';

const unknown = '00000000-0000-0000-0000-000000000000';
const incident_type = { category: 'Malware', incident_type: 'Rootkit' };

describe('On the sandbox, the steps of an alert', () => {
  let sandbox: RunningSandbox;
  let client: SecMasterClient;
  let actions: AlertActions;
  beforeEach(async () => {
    sandbox = await startSandbox({ seed: 'empty' });
    client = createSecMasterClient(sandbox.clientOptions());
    ({ actions } = client.alerts);
  });
  afterEach(() => sandbox.close());

  async function createAlert(title: string): Promise<string> {
    return (await client.alerts.createAlert({ body: { data_object: { title } } })).data.id;
  }

  test('close it with a reason and a comment', async () => {
    const alert_id = await createAlert('Port scan');
    const closed = await actions.closeAlert(alert_id, 'False detection', 'our own scan');
    expect(closed.data_object).toMatchObject({
      title: 'Port scan',
      handle_status: 'Closed',
      close_reason: 'False detection',
      close_comment: 'our own scan',
    });
    expect((await client.alerts.showAlert({ alert_id })).data).toEqual(closed);
  });

  test('close it anew with another reason, and leave the comment as it was', async () => {
    const alert_id = await createAlert('Port scan');
    await actions.closeAlert(alert_id, 'Repeated', 'as on Monday');
    const { data_object } = await actions.closeAlert(alert_id, 'Resolved');
    expect(data_object).toMatchObject({ close_reason: 'Resolved', close_comment: 'as on Monday' });
  });

  test('close an incident, too, and leave its alerts as they are', async () => {
    const alert_id = await createAlert('Port scan');
    await actions.convertToIncident([alert_id], { title: 'Scans', incident_type });
    const condition = allOf(whereIncident('title').is('Scans'));
    const { data } = await client.incidents.listIncidents({ body: { condition } });
    const incident_id = data[0]?.id ?? '';
    const { closeIncident } = client.incidents.actions;
    const closed = await closeIncident(incident_id, 'Resolved', 'blocked');
    expect(closed.data_object).toMatchObject({
      title: 'Scans',
      handle_status: 'Closed',
      close_reason: 'Resolved',
      close_comment: 'blocked',
    });
    await expect(closeIncident(incident_id, 'Done' as never)).rejects.toThrow(
      '"reason" is "Done", expected one of ',
    );
    const { data: alert } = await client.alerts.showAlert({ alert_id });
    expect(alert.data_object.handle_status).not.toBe('Closed');
  });

  test.each(['resolved', 'Duplicate', '', 'constructor', undefined])(
    'refuse to close it with %p as the reason, before a request is sent',
    async (reason) => {
      await expect(actions.closeAlert(unknown, reason as never)).rejects.toThrow(
        new TypeError(
          `"reason" is ${JSON.stringify(reason)}, expected one of "False detection", "Resolved", "Repeated", "Other".`,
        ),
      );
      expect(sandbox.control.journal()).toEqual([]);
    },
  );

  test('turn several into one incident, and name those that do not exist', async () => {
    const ids = [await createAlert('Worm on web-01'), await createAlert('Worm on web-02')];
    const given = [...ids, unknown, ids[0]!];
    const conversion = await actions.convertToIncident(given, { title: 'Worm', incident_type });
    expect(conversion).toEqual({
      success_ids: ids,
      error_ids: [unknown],
      unnamed_ids: [],
      requests: 1,
    });

    const condition = allOf(whereIncident('title').is('Worm'));
    const { data } = await client.incidents.listIncidents({ body: { condition } });
    expect(data.map(({ data_object }) => data_object.incident_type)).toEqual([incident_type]);
    const alerts = await client.dataobjects.listDataobjectRelations({
      ...{ dataclass_type: 'incidents', related_dataclass_type: 'alerts' },
      data_object_id: data[0]!.id,
    });
    expect(alerts.data.map(({ id }) => id).sort()).toEqual([...ids].sort());
  });

  test('turn 1,234 alerts into incidents, 999 with each request', async () => {
    const dataclass = 'e410ae50-43fa-343e-807a-a2a9edb8018e';
    const ids: string[] = [];
    for (const length of [1000, 234]) {
      const body = { data_object_list: Array.from({ length }, () => ({ title: 'Worm' })) };
      const made = await client.dataobjects.batchCreateDatapanelObjects({ dataclass, body });
      ids.push(...made.map(({ id }) => id));
    }
    const conversion = await actions.convertToIncident(ids, { title: 'Outbreak' });
    expect(conversion).toEqual({
      success_ids: ids,
      error_ids: [],
      unnamed_ids: [],
      requests: 2,
    });
  });

  test.each([[[]], [['']], ['one'], [undefined]])(
    'refuse to turn %p into an incident, before a request is sent',
    async (ids) => {
      await expect(actions.convertToIncident(ids as never, {})).rejects.toThrow(
        '"alert_ids" holds no IDs',
      );
      expect(sandbox.control.journal()).toEqual([]);
    },
  );

  test('say that the alert to close does not exist', async () => {
    await expect(actions.closeAlert(unknown, 'Other')).rejects.toMatchObject({
      name: 'NotFoundError',
      code: 'SecMaster.20030005',
    });
  });
});

// By hand, since the sandbox names every ID, and fails no second request alone.
describe('The conversion of alerts by a server that does part of it', () => {
  let server: LoopbackServer;
  let actions: AlertActions;
  beforeEach(async () => {
    server = await startLoopbackServer();
    actions = makeAlertActions(makeClient(server).alerts);
  });
  afterEach(() => server.close());

  const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `alert-${index}`);
  const answer = (data: object) => ({ code: '00000000', message: '', data });

  test('names the IDs that no answer names', async () => {
    answerBy(server, () => answer({ success_ids: idsOf(100), error_ids: [] }));
    const { success_ids, unnamed_ids } = await actions.convertToIncident(idsOf(150), {});
    expect([...success_ids, ...unnamed_ids]).toEqual(idsOf(150));
    expect(unnamed_ids).toHaveLength(50);
  });

  test('fails with what was done before, what failed and what was not sent', async () => {
    answerBy(server, ({ body }) => {
      const { ids } = JSON.parse(String(body)) as { ids: string[] };
      return ids.includes('alert-999')
        ? { code: 'SecMaster.20041509', message: 'Too many incidents.' }
        : answer({ success_ids: ids, error_ids: [] });
    });
    const error = await failureOf(() => actions.convertToIncident(idsOf(2500), {}));
    expect(error).toBeInstanceOf(AlertConversionError);
    const { done, failed_ids, unsent_ids, ...rest } = error as AlertConversionError;
    expect([done.success_ids, failed_ids, unsent_ids].flat()).toEqual(idsOf(2500));
    expect([done.requests, done.success_ids.length, failed_ids.length]).toEqual([1, 999, 999]);
    expect(rest).toMatchObject({
      name: 'AlertConversionError',
      operationId: 'createBatchOrderAlerts',
      serviceCode: 'SecMaster.20041509',
    });
    expect(server.seen).toHaveLength(2);
  });

  test('fails as the only request does', async () => {
    answerBy(server, () => ({ code: 'SecMaster.20041509', message: 'Too many incidents.' }));
    const error = await failureOf(() => actions.convertToIncident(idsOf(3), {}));
    expect(error).not.toBeInstanceOf(AlertConversionError);
    expect(error).toMatchObject({ serviceCode: 'SecMaster.20041509' });
  });
});
