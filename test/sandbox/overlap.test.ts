import { describe, expect, test } from '@jest/globals';
import { createSandbox } from '../../src/sandbox/index.js';
import { createSecMasterClient } from '../../src/index.js';
import { mockAddress } from '../lib/shared/shared.js';

const dataclass_id = 'e410ae50-43fa-343e-807a-a2a9edb8018e';
const sandboxOptions = createSandbox({ seed: 'examples' }).clientOptions();
const clients = [
  ['sandbox', createSecMasterClient(sandboxOptions)],
  ['mock', createSecMasterClient({ ...noFetch(), endpoint: await mockAddress() })],
] as const;

function noFetch() {
  const { fetch: _, ...options } = sandboxOptions;
  return options;
}

/** Paths of data objects take any word; where another family has one of its own, that one goes first. */
describe.each(clients)('Where two paths fit, the %s', (_, client) => {
  test('takes workflows for workflows, and departments for data objects', async () => {
    const body = { name: 'overlap', engine_type: 'public_engine', aop_type: 'NORMAL' } as const;
    const made = await client.workflows.createAopWorkflow({ body: { ...body, dataclass_id } });
    expect(made.data).toHaveProperty('engine_type');
    const created = await client.dataobjects.createDataobject({
      dataclass_name: 'departments',
      body: { data_object: { name: 'east' } },
    });
    expect(created.data).not.toHaveProperty('engine_type');
  });

  test('takes one data class for a data class, and its types for types', async () => {
    expect(await client.dataclasses.showDataClassInfo({ dataclass_id })).toHaveProperty(
      'business_code',
    );
    const ids = ['2312dad0-0fc0-314d-bf18-5a87e99c3b16'];
    const answer = await client.dataclasses.deleteDataclassType({
      dataclass_id,
      body: { is_delete: false, ids },
    });
    expect(answer).toBeInstanceOf(Array);
  });

  test('takes a batch of relations for no relation of one object', async () => {
    const { data } = await client.dataobjects.batchCreateDataobjectRelations({
      ...{ dataclass_type: 'alerts', related_dataclass_type: 'incidents' },
      body: { dataobject_ids: [], related_dataobject_ids: [] },
    });
    expect(data.success_ids).toBeInstanceOf(Array);
  });
});
