import { beforeEach, describe, expect, test } from '@jest/globals';
import { clientOnSandbox, now } from '../lib/on-sandbox.js';

let { sandbox, client } = clientOnSandbox({ now });
beforeEach(() => {
  ({ sandbox, client } = clientOnSandbox({ now }));
});

const alert = 'e410ae50-43fa-343e-807a-a2a9edb8018e';
const incident = 'b5c1f1b0-6f0e-3c52-9d4b-0c3e7a7d2f11';
const rootkit = {
  ...{ category: 'Malware', category_code: 'malware', enabled: true, sla: 86_400_000 },
  ...{ sub_category: 'Rootkit', sub_category_code: 'rootkit' },
};
const newType = async (dataclass_id = alert) => {
  const { id } = await client.dataclasses.createDataclassType({ dataclass_id, body: rootkit });
  return id;
};
const countOfTypes = async (dataclass_id: string) =>
  (await client.dataclasses.showDataClassInfo({ dataclass_id })).type_num;

describe('The data classes of the sandbox', () => {
  test('are listed page by page, as the client reads them', async () => {
    const codes: string[] = [];
    for await (const { business_code } of client.dataclasses.paginate.listDataclass({ limit: 3 })) {
      codes.push(business_code);
    }
    expect(codes).toEqual(expect.arrayContaining(['Alert', 'Incident', 'Indicator']));
    expect(new Set(codes).size).toBe(codes.length);
    expect((await client.dataclasses.listDataclass({ limit: 1 })).total).toBe(codes.length);
  });

  test('are found by business code, and shown as they are listed', async () => {
    const { dataclass_details: found } = await client.dataclasses.listDataclass({
      business_code: 'Incident',
    });
    expect(found.map(({ id }) => id)).toEqual([incident]);
    expect(await client.dataclasses.showDataClassInfo({ dataclass_id: incident })).toEqual(
      found[0],
    );
    const custom = await client.dataclasses.listDataclass({ is_built_in: false });
    expect(custom).toEqual({ dataclass_details: [], total: 0 });
  });

  test('have fields with ids of their own, those of alerts with a severity', async () => {
    const ofAlerts = await client.dataclasses.listDataclassFields({ dataclass_id: alert });
    const ofIncidents = await client.dataclasses.listDataclassFields({ dataclass_id: incident });
    const ids = [...ofAlerts.field_details, ...ofIncidents.field_details].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ofAlerts.field_details).toContainEqual(
      expect.objectContaining({ field_key: 'severity', field_type: 'Enum', required: true }),
    );
  });

  test('that nobody knows are refused', async () => {
    const dataclass_id = '00000000-0000-0000-0000-000000000000';
    await expect(client.dataclasses.showDataClassInfo({ dataclass_id })).rejects.toMatchObject({
      status: 400,
      code: 'SecMaster.20030001',
    });
    await expect(
      client.dataclasses.createDataclassType({ dataclass_id, body: rootkit }),
    ).rejects.toMatchObject({ status: 400, code: 'SecMaster.20030001' });
  });
});

describe('The refusal of a data class that the sandbox does not know', () => {
  test('names its ID', async () => {
    const dataclass_id = '00000000-0000-0000-0000-000000000000';
    await expect(client.dataclasses.showDataClassInfo({ dataclass_id })).rejects.toThrow(
      `there is no data class with the ID "${dataclass_id}".`,
    );
  });

  test('names the plural of the path, and the nearest that there is', async () => {
    await expect(
      client.dataobjects.listDataobjects({ dataclass_name: 'Alert', body: {} }),
    ).rejects.toThrow('there is no data class with the plural "Alert"; the nearest is "alerts".');
  });
});

describe('A type of a data class in the sandbox', () => {
  test('is counted in its class alone', async () => {
    const before = [await countOfTypes(alert), await countOfTypes(incident)];
    const created = await client.dataclasses.createDataclassType({
      dataclass_id: alert,
      body: rootkit,
    });
    expect(created).toMatchObject({ ...rootkit, dataclass_id: alert, is_built_in: false });
    expect(created.create_time).toBe('2026-07-02T09:25:17Z+0800');
    expect([await countOfTypes(alert), await countOfTypes(incident)]).toEqual([
      Number(before[0]) + 1,
      before[1],
    ]);
  });

  test('is deleted with is_delete alone, and only from its class', async () => {
    const ids = [await newType()];
    const count = await countOfTypes(alert);
    const remove = (dataclass_id: string, is_delete: boolean) =>
      client.dataclasses.deleteDataclassType({ dataclass_id, body: { is_delete, ids } });
    await remove(alert, false);
    await remove(incident, true);
    expect(await countOfTypes(alert)).toBe(count);
    await remove(alert, true);
    expect(await countOfTypes(alert)).toBe(Number(count) - 1);
  });

  test('is disabled and enabled', async () => {
    const id = await newType();
    const enabled = () => {
      const { workspaces } = sandbox.control.state();
      const types = workspaces.flatMap(({ collections }) => collections['dataclass-types'] ?? []);
      return types.find((type) => type.id === id)?.data['enabled'];
    };
    for (const enable of [false, true]) {
      const body = { enable, ids: [id] };
      await client.dataclasses.enableDataclassType({ dataclass_id: alert, body });
      expect(enabled()).toBe(enable);
    }
  });
});
