import { beforeEach, describe, expect, test } from '@jest/globals';
import { createSecMasterClient } from '../../src/index.js';
import { clientOnSandbox, now } from '../lib/on-sandbox.js';

let { sandbox, client } = clientOnSandbox({ seed: 'empty', now });
beforeEach(() => {
  ({ sandbox, client } = clientOnSandbox({ seed: 'empty', now }));
});

const departments = { dataclass_name: 'departments' };
const alertClass = 'e410ae50-43fa-343e-807a-a2a9edb8018e';
const departmentClass = 'c3d7f7b6-cf6e-3cb8-9dab-6c9ed0d38f77';
const unknown = '00000000-0000-0000-0000-000000000000';
const refused = (code: string) =>
  expect.objectContaining({ status: 400, code }) as unknown as Error;

async function newObject(dataclass_name: string, data_object: Record<string, unknown>) {
  const { data } = await client.dataobjects.createDataobject({
    dataclass_name,
    body: { data_object },
  });
  return data.id;
}

async function makeMany(count: number): Promise<void> {
  for (let start = 0; start < count; start += 1000) {
    const length = Math.min(1000, count - start);
    const data_object_list = Array.from({ length }, (_, index) => ({
      name: `department ${start + index}`,
      parent_id: String((start + index) % 2),
    }));
    await client.dataobjects.batchCreateDatapanelObjects({
      dataclass: departmentClass,
      body: { data_object_list },
    });
  }
}

describe('The data objects of the sandbox', () => {
  test('are created, shown, changed and deleted', async () => {
    const id = await newObject('departments', { name: 'east', parent_id: '0' });
    const named = { ...departments, data_object_id: id };
    const { data } = await client.dataobjects.showDataobject(named);
    expect(data).toMatchObject({
      id,
      version: 0,
      create_time: '2026-07-02T09:25:17.400Z+0800',
      dataclass_ref: { id: departmentClass, name: 'Department' },
      data_object: { id, name: 'east', parent_id: '0' },
    });

    sandbox.control.clock.advance(3_600_000);
    const changed = await client.dataobjects.updateDataobject({
      ...named,
      body: { data_object: { name: 'west' } },
    });
    expect(changed.data).toMatchObject({
      create_time: data.create_time,
      update_time: '2026-07-02T10:25:17.400Z+0800',
      data_object: { name: 'west', parent_id: '0' },
    });
    expect((await client.dataobjects.showDataobject(named)).data).toEqual(changed.data);

    const batch_ids = [id, unknown];
    expect(
      await client.dataobjects.deleteDataobjects({ ...departments, body: { batch_ids } }),
    ).toEqual({ success_ids: [id], error_ids: [unknown] });
    await expect(client.dataobjects.showDataobject(named)).rejects.toEqual(
      refused('SecMaster.20030005'),
    );
  });

  test('are the same in the data plane, where the class has its ID', async () => {
    const body = { data_object_list: [{ id: '11111111-2222-3333-4444-555555555555' }, {}] };
    const made = await client.dataobjects.batchCreateDatapanelObjects({
      dataclass: alertClass,
      body,
    });
    expect(made[0]?.id).toBe('11111111-2222-3333-4444-555555555555');
    const data_object_id = String(made[1]?.id);
    const shown = await client.dataobjects.showDataobject({
      dataclass_name: 'alerts',
      data_object_id,
    });
    const inPlane = { dataclass: alertClass, dataobject_id: data_object_id };
    // By the name of the class the more concrete path of alerts is taken, with its own envelope.
    const { data } = await client.dataobjects.showDatapanelObject(inPlane);
    expect(data).toEqual(shown.data);
    const found = await client.dataobjects.listDatapanelObjects({
      dataclass: alertClass,
      body: {},
    });
    expect(found.data.map(({ id }) => id)).toEqual([data_object_id, made[0]?.id]);
    await expect(
      client.dataobjects.showDatapanelObject({ ...inPlane, dataclass: departmentClass }),
    ).rejects.toEqual(refused('SecMaster.20030005'));
  });

  test('are refused where the paths of their class could not show them', async () => {
    const made = client.dataobjects.batchCreateDatapanelObjects({
      dataclass: alertClass,
      body: { data_object_list: [{ title: 'A login' }, { create_time: 'yesterday' }] },
    });
    await expect(made).rejects.toEqual(refused('SecMaster.20030001'));
    const id = await newObject('alerts', { title: 'Another login' });
    const changed = client.dataobjects.updateDataobject({
      ...{ dataclass_name: 'alerts', data_object_id: id },
      body: { data_object: { severity: 5 } },
    });
    await expect(changed).rejects.toEqual(refused('SecMaster.20030001'));
    const { total, data } = await client.alerts.listAlerts({ body: { limit: 10 } });
    expect([total, data?.map((alert) => alert.id)]).toEqual([1, [id]]);
  });

  test('of a class that nobody knows are refused', async () => {
    for (const dataclass_name of ['workflows', 'Alert', 'constructor']) {
      await expect(newObject(dataclass_name, {})).rejects.toEqual(refused('SecMaster.20030001'));
    }
  });

  test('are not created by who may only read', async () => {
    const reader = createSecMasterClient(sandbox.clientOptions('reader'));
    await expect(
      reader.dataobjects.createDataobject({ ...departments, body: {} }),
    ).rejects.toMatchObject({ status: 403 });
    expect((await reader.dataobjects.listDataobjects(departments)).code).toBe('00000000');
  });

  test('are paged in the body, 1,234 of them without loss', async () => {
    await makeMany(1234);
    const names = new Set<unknown>();
    const body = { limit: 100, order: 'ASC' } as const;
    for await (const { data_object } of client.dataobjects.paginate.listDataobjects({
      ...departments,
      body,
    })) {
      names.add(data_object['name']);
    }
    expect(names.size).toBe(1234);
    expect([...names].at(-1)).toBe('department 1233');
  });

  test('are searched by what they hold', async () => {
    await makeMany(10);
    const condition = {
      conditions: [
        { name: 'odd', data: ['parent_id', '=', '1'] },
        { name: 'last', data: ['name', '=', 'department 8'] },
      ],
      logics: ['odd', 'or', 'last'],
    };
    const { data, total } = await client.dataobjects.listDataobjects({
      ...departments,
      body: { condition, limit: 2, offset: 1, order: 'ASC' },
    });
    expect([total, ...data.map(({ data_object }) => data_object['name'])]).toEqual([
      6,
      'department 3',
      'department 5',
    ]);
  });

  test('are exported and imported, as they are and as a template', async () => {
    await makeMany(3);
    const wanted = { condition: { conditions: [{ name: 'a', data: ['parent_id', '=', '0'] }] } };
    const file = await client.dataobjects.exportDataobjects({
      ...departments,
      body: { data_object_filters_form: wanted, title: ['name'] },
    });
    const imported = await client.dataobjects.importDataobjects({
      dataclass_name: 'resources',
      body: { uploadFile: file },
    });
    expect(imported.data.ids).toHaveLength(2);
    const { data } = await client.dataobjects.listDataobjects({ dataclass_name: 'resources' });
    expect(data.map(({ data_object }) => data_object['name'])).toEqual([
      'department 0',
      'department 2',
    ]);
    expect(data[0]?.data_object).not.toHaveProperty('parent_id');

    const template = await client.dataobjects.exportDataobjects({
      ...departments,
      body: { action: 'exportTemplate' },
    });
    const none = { ...departments, body: { uploadFile: template } };
    expect((await client.dataobjects.importDataobjects(none)).data.ids).toEqual([]);
    const wrong = { ...departments, body: { uploadFile: new Blob(['name;parent_id']) } };
    await expect(client.dataobjects.importDataobjects(wrong)).rejects.toEqual(
      refused('SecMaster.20030001'),
    );
  });

  test('are named by a deletion of their type before it is done', async () => {
    const { id: type } = await client.dataclasses.createDataclassType({
      dataclass_id: alertClass,
      body: {
        ...{ category: 'Malware', category_code: 'malware', enabled: true, sla: 0 },
        ...{ sub_category: 'Rootkit', sub_category_code: 'rootkit' },
      },
    });
    const alert_type = { category: 'Malware', alert_type: 'Rootkit' };
    const id = await newObject('alerts', { title: 'Rootkit on web-01', alert_type });
    await newObject('alerts', {
      title: 'Other',
      alert_type: { ...alert_type, alert_type: 'Worm' },
    });
    expect(
      await client.dataclasses.deleteDataclassType({
        dataclass_id: alertClass,
        body: { is_delete: false, ids: [type] },
      }),
    ).toEqual([
      { type: 'DATAOBJECT', count: 1, detail_url: '', data: [{ id, name: 'Rootkit on web-01' }] },
    ]);
  });
});

describe('The relations of data objects in the sandbox', () => {
  const related = async (dataclass_type: string, id: string, related_dataclass_type: string) => {
    const { data } = await client.dataobjects.listDataobjectRelations({
      ...{ dataclass_type, data_object_id: id, related_dataclass_type },
      body: { order: 'ASC' },
    });
    return data.map(({ data_object }) => data_object['title']);
  };

  test('lead from either object to the other until they are cut', async () => {
    const incident = await newObject('incidents', { title: 'outbreak' });
    const alerts = [
      await newObject('alerts', { title: 'first' }),
      await newObject('alerts', { title: 'second' }),
    ];
    const named = {
      ...{ dataclass_type: 'incidents', data_object_id: incident },
      related_dataclass_type: 'alerts',
    };
    const linked = await client.dataobjects.createDataobjectRelation({
      ...named,
      body: { ids: [...alerts, unknown] },
    });
    expect(linked.data).toEqual({ success_ids: alerts, error_ids: [unknown] });
    expect(await related('incidents', incident, 'alerts')).toEqual(['first', 'second']);
    expect(await related('alerts', String(alerts[1]), 'incidents')).toEqual(['outbreak']);

    const ids = [String(alerts[0])];
    const cut = await client.dataobjects.deleteDataobjectRelation({ ...named, body: { ids } });
    expect(cut.data).toEqual({ success_ids: ids, error_ids: [] });
    expect(await related('incidents', incident, 'alerts')).toEqual(['second']);
    expect(await related('alerts', String(alerts[0]), 'incidents')).toEqual([]);
  });

  test('of several with several are each with each', async () => {
    const alerts = [await newObject('alerts', { title: 'a' }), await newObject('alerts', {})];
    const incidents = [
      await newObject('incidents', { title: 'one' }),
      await newObject('incidents', { title: 'two' }),
    ];
    const { data } = await client.dataobjects.batchCreateDataobjectRelations({
      ...{ dataclass_type: 'alerts', related_dataclass_type: 'incidents' },
      body: { dataobject_ids: [...alerts, unknown], related_dataobject_ids: incidents },
    });
    expect(data).toEqual({ success_ids: alerts, error_ids: [unknown] });
    for (const id of alerts)
      expect(await related('alerts', id, 'incidents')).toEqual(['one', 'two']);
  });

  test('of an object that is not there are refused', async () => {
    const named = {
      ...{ dataclass_type: 'alerts', data_object_id: unknown },
      related_dataclass_type: 'incidents',
    };
    await expect(
      client.dataobjects.createDataobjectRelation({ ...named, body: { ids: [] } }),
    ).rejects.toEqual(refused('SecMaster.20030005'));
  });
});
