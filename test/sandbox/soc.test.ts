import { describe, expect, test } from '@jest/globals';
import { createSandbox } from '../../src/sandbox/index.js';
import { clientOnSandbox, now } from '../lib/on-sandbox.js';

const { sandbox, client } = clientOnSandbox({ seed: 'soc', now });

const first = { body: { limit: 100, offset: 0 } };

describe('The sandbox that begins as a security centre', () => {
  test('has the alerts of a month, in every state and of every severity', async () => {
    const { total, data = [] } = await client.alerts.listAlerts(first);
    expect(total).toBeGreaterThan(50);
    const objects = data.map(({ data_object }) => data_object);
    const valuesOf = (name: 'handle_status' | 'severity') =>
      [...new Set(objects.map((one) => one?.[name]))].sort();
    expect(valuesOf('handle_status')).toEqual(['Block', 'Closed', 'Open']);
    expect(valuesOf('severity')).toEqual(['Fatal', 'High', 'Low', 'Medium', 'Tips']);
    const now = sandbox.control.clock.now();
    const times = objects.flatMap((one) => [one?.create_time, one?.close_time ?? '']);
    expect(times.filter((one) => Date.parse((one ?? '').replace('Z+', '+')) > now)).toEqual([]);
  });

  test('has incidents, each linked with its alerts and commented on', async () => {
    const { data = [] } = await client.incidents.listIncidents(first);
    const own = data.filter(({ data_object }) => Number(data_object?.count) > 1);
    expect(own.length).toBeGreaterThan(3);
    for (const { id = '', data_object } of own) {
      const { data: related } = await client.dataobjects.listDataobjectRelations({
        ...{ dataclass_type: 'incidents', data_object_id: id, related_dataclass_type: 'alerts' },
        body: { limit: 100, offset: 0 },
      });
      expect(related).toHaveLength(Number(data_object?.count));
      const notes = await client.notes.listNotes({ body: { war_room_id: id } });
      expect(notes.total).toBe(1);
    }
  });

  test('has indicators and vulnerabilities', async () => {
    const indicators = await client.indicators.listIndicators({
      body: { ...first.body, condition: {} },
    });
    expect(indicators.total).toBeGreaterThan(5);
    const vulnerabilities = await client.vulnerabilities.listVulnerabilities(first);
    expect(vulnerabilities.total).toBeGreaterThan(5);
  });

  test('has run its playbooks on the alerts that they are for', async () => {
    const { instances: runs = [] } = await client.playbooks.listPlaybookInstances(first.body);
    const titles = runs.map(({ playbook, dataobject }) => `${playbook?.name}: ${dataobject?.name}`);
    expect([...new Set(titles)].sort()).toEqual([
      'Contain_brute_force: Brute-force attack on a host',
      'Disable_leaked_key: Access key in public code',
      'Isolate_infected_host: Ransomware on a host',
    ]);
    expect(runs.every(({ status }) => status === 'FINISHED')).toBe(true);
  });

  test('can be kept and begun from again', () => {
    const state = sandbox.control.state();
    // Later some of the runs would be too old to be kept.
    const now = new Date(sandbox.control.clock.now());
    const again = createSandbox({ seed: state, frozen: true, now });
    expect(again.control.state().workspaces).toEqual(state.workspaces);
  });
});
