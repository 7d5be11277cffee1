import { beforeEach, describe, expect, test } from '@jest/globals';
import { clientOnSandbox, now } from '../lib/on-sandbox.js';

let { sandbox, client } = clientOnSandbox({ seed: 'empty', now });
beforeEach(() => {
  ({ sandbox, client } = clientOnSandbox({ seed: 'empty', now }));
});

const refusedWith = (code: string) =>
  expect.objectContaining({ status: 400, code }) as unknown as Error;

/** Values that nobody may see again. */
const secrets = { password: 'hunter2-password', keyStorePassword: 'hunter2-keystore' };

/** A connection of the plug-in that the sandbox has. */
async function connectionBody(others: object = {}) {
  const [plugIn] = (await client.components.listComponents({})).data;
  return {
    name: 'branch_office',
    component_id: plugIn?.id ?? '',
    component_version_id: plugIn?.versions?.[0]?.id ?? '',
    config: JSON.stringify({ kafkaAddr: 'kafka.example.com:9093', userName: 'soc', ...secrets }),
    ...others,
  };
}

describe('The asset connections of the sandbox', () => {
  test('are created, read, listed, changed and deleted', async () => {
    const created = await client.components.createConnection({ body: await connectionBody() });
    expect(created.asset).toMatchObject({ name: 'branch_office', component_name: 'KafkaPlugIn' });
    const asset_id = created.asset.id ?? '';
    expect(await client.components.showConnection({ asset_id })).toEqual(created);

    const body = await connectionBody({ name: 'head_office' });
    const { asset } = await client.components.updateConnection({ asset_id, body });
    expect(asset).toMatchObject({ id: asset_id, name: 'head_office' });
    expect(await client.components.listConnections({ name: 'branch_office' })).toMatchObject({
      ...{ total: 0, asset: [], assets: [] },
    });
    expect(await client.components.listConnections({ name: 'head_office' })).toMatchObject({
      ...{ total: 1, asset: [asset], assets: [asset] },
    });

    await client.components.deleteConnection({ asset_id });
    await expect(client.components.showConnection({ asset_id })).rejects.toEqual(
      refusedWith('SecMaster.20041002'),
    );
  });

  test('show the address and the user of a config, and asterisks for its secrets', async () => {
    const { asset } = await client.components.createConnection({ body: await connectionBody() });
    expect(JSON.parse(asset.config ?? '')).toEqual({
      ...{ kafkaAddr: 'kafka.example.com:9093', userName: 'soc' },
      ...{ password: '******', keyStorePassword: '******' },
    });
  });

  test('keep no secret in an answer, the journal or the state', async () => {
    const created = await client.components.createConnection({ body: await connectionBody() });
    const asset_id = created.asset.id ?? '';
    // A text that is no JSON may be a secret as a whole.
    const body = await connectionBody({ config: secrets.password });
    const seen = [
      created,
      await client.components.updateConnection({ asset_id, body }),
      await client.components.showConnection({ asset_id }),
      await client.components.listConnections({}),
      sandbox.control.journal(),
      sandbox.control.state(),
    ];
    expect(sandbox.control.journal({ operation: 'createConnection' })).toHaveLength(1);
    expect(JSON.stringify(seen)).not.toContain('hunter2');
  });
});

describe('The plug-in templates of the sandbox', () => {
  test('are created, found by their name, changed and deleted', async () => {
    const { component_id } = await connectionBody();
    const body = { component_id, template_name: 'all', task_config: '{"action":"queryEs"}' };
    const { data } = await client.components.createComponentTemplate({ body });
    const template_id = data.id ?? '';
    const changed = { ...body, template_name: 'every' };
    await client.components.updateComponentTemplate({ template_id, body: changed });
    const found = async (search_value: string) =>
      (await client.components.listComponentTemplates({ search_value })).data;
    expect(await found('all')).toEqual([]);
    expect(await found('every')).toMatchObject([{ id: template_id, ...changed }]);
    await client.components.deleteComponentTemplate({ template_id });
    await expect(client.components.showComponentTemplate({ template_id })).rejects.toEqual(
      refusedWith('SecMaster.20040220'),
    );
  });
});

describe('The plug-ins of the sandbox', () => {
  test('have versions and actions that can be read one by one', async () => {
    const { component_id } = await connectionBody();
    const { data: plugIn } = await client.components.showComponent({ component_id });
    expect(plugIn?.name).toBe('KafkaPlugIn');
    const actions = await client.components.listComponentActions({ component_id, enabled: true });
    const [action] = actions.data;
    const ids = { component_id, action_id: action?.id ?? '' };
    const shown = await client.components.showComponentAction({ ...ids, enabled: true });
    expect(shown.data).toEqual(action);
    await expect(
      client.components.showComponent({ component_id: 'unknown' }),
    ).rejects.toMatchObject({ status: 400 });
  });
});
