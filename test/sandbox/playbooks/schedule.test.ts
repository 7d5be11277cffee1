import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SecMasterClient } from '../../../src/index.js';
import type { Sandbox } from '../../../src/sandbox/index.js';
import { nextTime } from '../../../src/sandbox/families/playbooks/cron.js';
import { clientOnSandbox, now } from '../../lib/on-sandbox.js';
import { alertClass, inService, page, version } from './in-service.js';

describe('A playbook on a schedule', () => {
  let sandbox: Sandbox;
  let client: SecMasterClient;
  beforeEach(() => {
    ({ sandbox, client } = clientOnSandbox({ seed: 'examples', now }));
  });

  /** Puts a playbook with a schedule into service. */
  const schedule = (members: object) =>
    inService({ sandbox, client }, 'tidy', {
      dataclass_id: alertClass.id,
      trigger_type: 'TIMER',
      actions: version.actions,
      rule: {
        rule: {
          expression_type: 'common',
          schedule_type: 'hour',
          start_type: 'IMMEDIATELY',
          end_type: 'FOREVER',
          execution_type: 'PARALLEL',
          ...members,
        },
      },
    });
  const minute = 60_000;
  /** When its runs began, the first one first. */
  const startsOf = async (name = 'tidy') => {
    const query = { offset: 0, limit: 100, playbook_name: name };
    const { instances } = await client.playbooks.listPlaybookInstances(query);
    return instances.map(({ start_time = '' }) => start_time.slice(11, 16)).reverse();
  };

  test('runs at the times of its Cron expression, which is that of China', async () => {
    await schedule({ cron: '0 0/30 * * * ?' });
    expect(await startsOf()).toEqual([]);
    sandbox.control.clock.advance(95 * minute);
    expect(await startsOf()).toEqual(['09:30', '10:00', '10:30', '11:00']);
    const { instances } = await client.playbooks.listPlaybookInstances({ ...page, limit: 1 });
    expect(instances[0]).toMatchObject({
      trigger_type: 'TIMER',
      status: 'FINISHED',
      dataclass: alertClass,
      dataobject: { id: '', name: '' },
    });
  });

  test('runs every five minutes at most', async () => {
    await schedule({ cron: '*/5 * * * * ?' });
    sandbox.control.clock.advance(11 * minute);
    expect(await startsOf()).toHaveLength(3);
  });

  test.each([
    ['once if it says so', { only_once: true }, ['09:30']],
    [
      'from its start to its end',
      {
        ...{ start_type: 'CUSTOM', start_time: '2026-07-02T10:00:00Z+0800' },
        ...{ end_type: 'CUSTOM', end_time: '2026-07-02T10:30:00Z+0800' },
      },
      ['10:00', '10:30'],
    ],
    [
      'within its range',
      { repeat_range: '2026-07-02T10:15:00Z+0800~2026-07-02T10:45:00Z+0800' },
      ['10:30'],
    ],
    ['never by an expression that is none', { cron: 'every hour' }, []],
  ])('runs %s', async (_, members, starts) => {
    await schedule({ cron: '0 0/30 * * * ?', ...members });
    sandbox.control.clock.advance(125 * minute);
    expect(await startsOf()).toEqual(starts);
  });

  test.each([
    ['PARALLEL', 3],
    ['SERIAL_WAIT', 1],
  ])('starts by %s %d runs while the first one goes on', async (execution_type, count) => {
    sandbox.control.changeSettings({ nodeTime: 10 * 3_600_000 });
    await schedule({ cron: '0 0/30 * * * ?', execution_type });
    sandbox.control.clock.advance(65 * minute);
    expect(await startsOf()).toHaveLength(count);
  });

  test('runs no more once it is disabled', async () => {
    const playbook_id = await schedule({ cron: '0 0/30 * * * ?' });
    await client.playbooks.updatePlaybook({ playbook_id, body: { enabled: false } });
    sandbox.control.clock.advance(95 * minute);
    expect(await startsOf()).toEqual([]);
  });

  test.each([
    ['0 15 10 ? * MON-FRI', '2026-07-04T00:00:00+08:00', '2026-07-06T10:15:00+08:00'],
    ['0 0 8,20 1 JAN ?', '2026-07-04T00:00:00+08:00', '2027-01-01T08:00:00+08:00'],
    ['0 0 0 29 2 ?', '2026-07-04T00:00:00+08:00', '2028-02-29T00:00:00+08:00'],
    ['10/20 * * * * ?', '2026-07-04T00:00:11+08:00', '2026-07-04T00:00:30+08:00'],
    ['0 0 0 31 2 ?', '2026-07-04T00:00:00+08:00', undefined],
    ['0 0 0 L * ?', '2026-07-04T00:00:00+08:00', undefined],
    ['0 60 * * * ?', '2026-07-04T00:00:00+08:00', undefined],
  ])('has by the Cron expression %j after %s the time %s', (cron, from, next) => {
    expect(nextTime(cron, Date.parse(from))).toBe(next === undefined ? next : Date.parse(next));
  });
});
