import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SecMasterClient } from '../../../src/index.js';
import { clientOnSandbox, now } from '../../lib/on-sandbox.js';
import { alertClass, inService, page, rule, version } from './in-service.js';

const resourceClass = 'a1b5d5f4-ad4c-3a96-9b8f-4a7cbeb16d55';

describe('A data object that comes by the general paths triggers playbooks', () => {
  let client: SecMasterClient;
  beforeEach(async () => {
    const played = clientOnSandbox({ seed: 'examples', now });
    ({ client } = played);
    await inService(played, 'watch', {
      ...version,
      dataclass_id: resourceClass,
      ...{ dataobject_update: true, dataobject_delete: true },
      rule: { rule: rule('name', '==', 'watched') },
    });
  });

  const dataclass_name = 'resources';
  const data_object = { name: 'watched' };
  const runs = async () => {
    const query = { ...page, playbook_name: 'watch' };
    return (await client.playbooks.listPlaybookInstances(query)).instances;
  };
  const create = async () =>
    (await client.dataobjects.createDataobject({ dataclass_name, body: { data_object } })).data?.id;

  test('when it is created', async () => {
    const id = await create();
    expect(await runs()).toMatchObject([{ dataobject: { id, name: 'watched' } }]);
  });

  test('when it is an alert of the data plane', async () => {
    const body = { data_object_list: [{ title: 'Brute-force attack on a host' }] };
    await client.dataobjects.batchCreateDatapanelObjects({ dataclass: alertClass.id, body });
    const { instances } = await client.playbooks.listPlaybookInstances(page);
    expect(instances[0]).toMatchObject({
      playbook: { name: 'Contain_brute_force' },
      dataclass: alertClass,
    });
    expect(instances).toHaveLength(2);
  });

  test('when it is created in the data plane', async () => {
    const body = { data_object_list: [data_object] };
    const dataclass = resourceClass;
    await client.dataobjects.batchCreateDatapanelObjects({ dataclass, body });
    expect(await runs()).toHaveLength(1);
  });

  test('when it is changed or deleted', async () => {
    const data_object_id = (await create()) ?? '';
    const body = { data_object: { type: 'host' } };
    await client.dataobjects.updateDataobject({ dataclass_name, data_object_id, body });
    expect(await runs()).toHaveLength(2);
    await client.dataobjects.deleteDataobjects({
      dataclass_name,
      body: { batch_ids: [data_object_id] },
    });
    expect(await runs()).toHaveLength(3);
  });

  test('and not if the rule does not hold for it', async () => {
    const body = { data_object: { name: 'another' } };
    await client.dataobjects.createDataobject({ dataclass_name, body });
    expect(await runs()).toEqual([]);
  });
});
