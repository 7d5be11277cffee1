import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { clientOnSandbox, now } from '../lib/on-sandbox.js';

let { sandbox, client } = clientOnSandbox({ seed: 'empty', now });
beforeEach(() => {
  ({ sandbox, client } = clientOnSandbox({ seed: 'empty', now }));
});

const rootkit = {
  title: 'Rootkit on web-01',
  severity: 'High',
  alert_type: { category: 'Malware', alert_type: 'Rootkit' },
} as const;

async function newAlert(members: object = {}): Promise<string> {
  const { data } = await client.alerts.createAlert({
    body: { data_object: { ...rootkit, ...members } },
  });
  return data.id;
}

const shown = async (alert_id: string) => (await client.alerts.showAlert({ alert_id })).data;

describe('An alert', () => {
  test('is open and not verified at first, and shown as it was created', async () => {
    const { data } = await client.alerts.createAlert({ body: { data_object: rootkit } });
    expect(data).toMatchObject({ dataclass_ref: { name: 'Alert' } });
    expect(data.data_object).toMatchObject({
      ...rootkit,
      ...{ id: data.id, handle_status: 'Open', verification_state: 'Unknown' },
    });
    expect(await shown(data.id)).toEqual(data);
  });

  test('is closed with a reason, keeps what is left out, and can be opened again', async () => {
    const alert_id = await newAlert();
    const close = { handle_status: 'Closed', close_reason: 'False detection' } as const;
    const { data } = await client.alerts.changeAlert({ alert_id, body: { data_object: close } });
    expect(data.data_object).toMatchObject({ ...rootkit, ...close });
    await client.alerts.changeAlert({ alert_id, body: { data_object: { handle_status: 'Open' } } });
    expect((await shown(alert_id)).data_object.handle_status).toBe('Open');
  });

  test('keeps a member that its data class has beside the described ones', async () => {
    const alert_id = await newAlert({ ticket: 'T-7' });
    expect((await shown(alert_id)).data_object).toMatchObject({ ticket: 'T-7' });
  });

  test('that does not exist is refused with the code of a missing data object', async () => {
    await expect(client.alerts.showAlert({ alert_id: 'none' })).rejects.toMatchObject({
      status: 400,
      code: 'SecMaster.20030005',
    });
  });

  test('is deleted, and a missing one is told apart from it', async () => {
    const id = await newAlert();
    const { data } = await client.alerts.deleteAlerts({ body: { batch_ids: [id, 'none'] } });
    expect(data).toEqual({ success_ids: [id], error_ids: ['none'] });
    await expect(client.alerts.showAlert({ alert_id: id })).rejects.toMatchObject({ status: 400 });
  });

  test('is changed with others in one call', async () => {
    const batch_ids = [await newAlert(), await newAlert()];
    await client.alerts.changeAlerts({
      body: { batch_ids, data_object: { handle_status: 'Block' } },
    });
    for (const id of batch_ids) {
      expect((await shown(id)).data_object.handle_status).toBe('Block');
    }
  });
});

describe('A change of several incidents that names none', () => {
  test('changes nothing, and is answered with a record without an id', async () => {
    const { data } = await client.incidents.createIncident({ body: { data_object: {} } });
    const answer = await client.incidents.changeIncidents({
      body: { data_object: { handle_status: 'Closed' } },
    });
    expect(answer.data.id).toBe('');
    const { data: after } = await client.incidents.showIncident({ incident_id: data.id });
    expect(after).toEqual(data);
  });
});

describe('Alerts that become an incident', () => {
  test('are one incident, which has their relations on both sides', async () => {
    const ids = [await newAlert(), await newAlert()];
    const incident_type = { category: 'Malware', incident_type: 'Rootkit' };
    const { data } = await client.alerts.createBatchOrderAlerts({
      body: { ids: [...ids, 'none'], incident_content: { title: 'Rootkits', incident_type } },
    });
    expect(data).toEqual({ success_ids: ids, error_ids: ['none'] });
    const incidents = await client.incidents.listIncidents();
    expect(incidents.total).toBe(1);
    expect(incidents.data[0]?.data_object).toMatchObject({
      ...{ title: 'Rootkits', incident_type, severity: 'High', handle_status: 'Open' },
    });
    const { data: alerts } = await client.alerts.listAlerts();
    expect(alerts.map(({ data_object: { incident_list } }) => incident_list)).toEqual([
      [incidents.data[0]?.id],
      [incidents.data[0]?.id],
    ]);
  });

  test('that are all unknown make no incident', async () => {
    await client.alerts.createBatchOrderAlerts({ body: { ids: ['none'] } });
    expect((await client.incidents.listIncidents()).total).toBe(0);
  });
});

describe('A search for alerts', () => {
  test('gives those for which its condition holds', async () => {
    await newAlert({ severity: 'Low' });
    const grave = await newAlert();
    const { total, data } = await client.alerts.listAlerts({
      body: {
        condition: {
          conditions: [
            { name: 'grave', data: ['severity', '=', 'High'] },
            { name: 'open', data: ['handle_status', '=', 'Open'] },
          ],
          logics: ['grave', 'and', 'open'],
        },
      },
    });
    expect([total, data.map(({ id }) => id)]).toEqual([1, [grave]]);
  });

  test('is read page by page by the client: 1,234 alerts without a loss', async () => {
    const made = new Set<string>();
    for (let count = 0; count < 1234; count += 1) made.add(await newAlert());
    sandbox.control.clearJournal();
    const found = new Set<string>();
    for await (const { id } of client.alerts.paginate.listAlerts()) found.add(id);
    expect(found).toEqual(made);
    const bodies = sandbox.control.journal().map(({ body }) => body);
    expect(bodies).toEqual([0, 1000].map((offset) => ({ offset, limit: 1000 })));
  });
});

describe('Exported alerts', () => {
  test('come back by an import, with new ids and the state that they had', async () => {
    const id = await newAlert({ handle_status: 'Closed' });
    const file = await client.alerts.exportAlerts({ body: {} });
    const { data } = await client.alerts.importAlerts({
      body: { uploadFile: new Blob([file]) },
    });
    const [copy = ''] = data?.ids ?? [];
    expect(copy).not.toBe(id);
    expect((await shown(copy)).data_object).toMatchObject({ ...rootkit, handle_status: 'Closed' });
  });

  test('hold the members that were asked for', async () => {
    await newAlert();
    const file = await client.alerts.exportAlerts({ body: { title: ['severity'] } });
    expect(JSON.parse(await new Blob([file as never]).text())).toMatchObject({
      objects: [{ severity: 'High' }],
    });
  });

  test('are refused as an import if they are no file of the sandbox', async () => {
    const uploadFile = new Blob(['title,severity']);
    await expect(client.alerts.importAlerts({ body: { uploadFile } })).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('A threat indicator', () => {
  test('is created, revoked and found by its id', async () => {
    const place = { domain_id: 'd', project_id: 'p', region_id: 'cn-north-4' };
    const { data } = await client.indicators.createIndicator({
      body: {
        data_object: {
          ...{ name: 'scanner', value: '203.0.113.10', verdict: 'Black', granular_marking: '1' },
          indicator_type: { indicator_type: 'ipv4', id: 'ipv4' },
          environment: { ...place, vendor_type: 'cloud' },
          data_source: { ...place, source_type: 1, product_name: 'hss', product_feature: 'hss' },
          ...{ defanged: false, first_report_time: '2026-07-02T09:00:00.000Z+0800' },
          workspace_id: 'w',
        },
      },
    });
    await client.indicators.updateIndicator({
      indicator_id: data.id,
      body: { data_object: { status: 'Revoked' } },
    });
    const found = await client.indicators.listIndicators({
      body: { ids: [data.id], condition: {}, offset: 0, limit: 10 },
    });
    expect(found.data.map(({ data_object }) => data_object)).toEqual([
      expect.objectContaining({ status: 'Revoked', value: '203.0.113.10' }),
    ]);
  });

  test('is created by the smallest example of the description, and by nothing less', async () => {
    const file = '../../spec/families/indicators/examples/createIndicatorRequestMinimal.yaml';
    const { value } = parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as {
      value: Parameters<typeof client.indicators.createIndicator>[0]['body'];
    };
    const { data } = await client.indicators.createIndicator({ body: value });
    expect(data.data_object).toMatchObject(value.data_object);
    for (const name of Object.keys(value.data_object)) {
      const data_object = { ...value.data_object, [name]: undefined };
      const less = client.indicators.createIndicator({ body: { data_object } });
      await expect(less).rejects.toMatchObject({ status: 400 });
    }
  });
});

interface Transition {
  readonly from: string | string[];
  readonly to: string;
  readonly operation: string;
  readonly when: {
    readonly operation: string[];
    readonly body?: Record<string, string | string[]>;
  };
}

/** The transitions of a life-cycle file, one for each state that it begins in and each operation. */
const transitionsIn = (path: string) => {
  const url = new URL(`../../spec/families/${path}`, import.meta.url);
  const { transitions } = parse(readFileSync(url, 'utf8')) as { transitions: Transition[] };
  return transitions.flatMap(({ from, to, when: { operation: operations, body = {} } }) =>
    [from].flat().flatMap((state) =>
      operations.map((operation) => {
        const [asked] = Object.values(body).flat();
        return { state, to, operation, asked: asked === '$absent' ? undefined : asked };
      }),
    ),
  );
};

describe('The sandbox takes each transition of the life cycle', () => {
  const handled = (operation: string) => /^(create|change|delete)[AI][a-z]+s?$/.test(operation);

  test.each(transitionsIn('alerts/life-cycles/alert.yaml').filter((one) => handled(one.operation)))(
    'of an alert from $state to $to by $operation with $asked',
    async ({ state, to, operation, asked }) => {
      const data_object = asked === undefined ? {} : { handle_status: asked as 'Open' };
      if (state === 'start') {
        const { data } = await client.alerts.createAlert({ body: { data_object } });
        expect(data.data_object.handle_status).toBe(to);
        return;
      }
      const id = await newAlert({ handle_status: state });
      const batch_ids = [id];
      const calls: Record<string, () => Promise<unknown>> = {
        changeAlert: () => client.alerts.changeAlert({ alert_id: id, body: { data_object } }),
        changeAlerts: () => client.alerts.changeAlerts({ body: { batch_ids, data_object } }),
        deleteAlert: () => client.alerts.deleteAlert({ body: { batch_ids } }),
        deleteAlerts: () => client.alerts.deleteAlerts({ body: { batch_ids } }),
      };
      await calls[operation]?.();
      const after = await client.alerts.listAlerts();
      const states = after.data.map((one) => one.data_object.handle_status);
      expect(states).toEqual(to === 'end' ? [] : [to]);
    },
  );

  test.each(
    transitionsIn('incidents/life-cycles/incident.yaml').filter((one) => handled(one.operation)),
  )(
    'of an incident from $state to $to by $operation with $asked',
    async ({ state, to, operation, asked }) => {
      const data_object = asked === undefined ? {} : { handle_status: asked as 'Open' };
      const isNew = state === 'start';
      const { data } = await client.incidents.createIncident({
        body: { data_object: isNew ? data_object : { handle_status: state as 'Open' } },
      });
      const batch_ids = [data.id];
      const calls: Record<string, () => Promise<unknown>> = {
        changeIncident: () =>
          client.incidents.changeIncident({ incident_id: data.id, body: { data_object } }),
        changeIncidents: () =>
          client.incidents.changeIncidents({ body: { batch_ids, data_object } }),
        deleteIncident: () => client.incidents.deleteIncident({ body: { batch_ids } }),
        deleteIncidents: () => client.incidents.deleteIncidents({ body: { batch_ids } }),
      };
      if (!isNew) await calls[operation]?.();
      const after = await client.incidents.listIncidents();
      const states = after.data.map((one) => one.data_object.handle_status);
      expect(states).toEqual(to === 'end' ? [] : [to]);
    },
  );
});
