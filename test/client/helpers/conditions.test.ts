import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Alert } from '../../../generated/alerts/types.js';
import { allOf, where } from '../../../src/alerts/index.js';
import { projectRoot } from '../../../scripts/lib/process.js';
import {
  createSecMasterClient,
  formatTime,
  whereField,
  type SearchCondition,
  type SecMasterClient,
} from '../../../src/index.js';
import { where as whereIncident } from '../../../src/incidents/index.js';
import { where as whereIndicator } from '../../../src/indicators/index.js';
import { ruleOf, whenField, type When } from '../../../src/playbooks/index.js';
import { startSandbox, type RunningSandbox } from '../../../src/sandbox/index.js';
import { where as whereVulnerability } from '../../../src/vulnerabilities/index.js';

/** The body of a request that the vendor prints. */
function printed<Body>(example: string): Body {
  const file = join(projectRoot, 'spec/families', `${example}.yaml`);
  return (parse(readFileSync(file, 'utf8')) as { value: Body }).value;
}

const dataOf = ({ conditions }: SearchCondition) => conditions.map(({ data }) => data);

describe('The condition of a search', () => {
  test.each(['alerts/examples/listAlertsRequest', 'incidents/examples/listIncidentsRequest'])(
    'is the one that the vendor prints in %s',
    (example) => {
      const { condition } = printed<{ condition: object }>(example);
      expect(allOf(where('severity').is('Medium'), where('handle_status').is('Open'))).toEqual(
        condition,
      );
    },
  );

  test('has each operator as the docs of the Terraform provider print it', () => {
    const condition = allOf(
      where('handle_status').isNot('Closed'),
      where('title').contains('test'),
      where('severity').isOneOf('Tips', 'Low'),
      where('create_time').isAtLeast('2024-08-15T19:18:38Z+0800'),
      where('alert_type.alert_type').is('xxx'),
      where('first_observed_time').isAtMost('2024-08-23T20:09:26Z+0800'),
    );
    expect(dataOf(condition)).toEqual([
      ['handle_status', '!=', 'Closed'],
      ['title', 'contains', 'test'],
      ['severity', 'in', 'Tips,Low'],
      ['create_time', '>=', '2024-08-15T19:18:38Z+0800'],
      ['alert_type.alert_type', '=', 'xxx'],
      ['first_observed_time', '<=', '2024-08-23T20:09:26Z+0800'],
    ]);
    expect(condition.logics.filter((word) => word === 'and')).toHaveLength(5);
  });

  test('writes numbers and booleans as texts', () => {
    const condition = allOf(
      whereIndicator('revoked').is(false),
      whereIncident('confidence').isAtLeast(80),
      whereVulnerability('resource_num').isOneOf(1, 2),
      whereField('risk_score').isAtMost(0.5),
    );
    expect(dataOf(condition).map(([, , value]) => value)).toEqual(['false', '80', '1,2', '0.5']);
  });

  test.each([
    ['two expressions about one member', ['create_time', 'create_time']],
    ['a member that is called as an operator', ['or', 'title']],
  ])('has a name of its own for each of %s', (_, members) => {
    const { conditions, logics } = allOf(...members.map((member) => whereField(member).is('x')));
    expect(logics).toEqual(['condition_0', 'and', 'condition_1']);
    expect(conditions.map(({ name }) => name)).toEqual(['condition_0', 'condition_1']);
    expect(conditions.map(({ data: [member] }) => member)).toEqual(members);
  });

  test('is refused when it is empty', () => {
    expect(() => allOf()).toThrow(
      new TypeError('allOf takes at least one expression; a search for all has no condition.'),
    );
  });

  test('is refused inside of another one, since no source says how conditions nest', () => {
    const inner = allOf(where('severity').is('High'));
    expect(() => allOf(where('title').is('x'), inner as never)).toThrow(
      'Expression 2 of allOf is a condition itself: no source says how conditions nest',
    );
  });

  test.each([undefined, null, 'severity', where('severity'), { data: ['severity', '='] }])(
    'is refused with %p in the place of an expression',
    (wrong) => {
      expect(() => allOf(wrong as never)).toThrow('Expression 1 of allOf is no expression');
    },
  );

  test.each([undefined, null, NaN, Infinity, {}, ['High']])(
    'is refused with %p in the place of a value',
    (wrong) => {
      expect(() => whereField('severity').is(wrong as never)).toThrow(
        '"severity" is compared with',
      );
    },
  );

  test.each(['', ' ', undefined, 5])('is refused for the member %p', (wrong) => {
    expect(() => whereField(wrong as never)).toThrow('is no name of a field');
  });

  test('is refused with no value, or with a comma in one of several', () => {
    expect(() => where('severity').isOneOf()).toThrow('none of any values');
    expect(() =>
      where('ipdrr_phase').isOneOf('Preparation', 'Contain,Eradication& Recovery'),
    ).toThrow('with "Contain,Eradication& Recovery" among them: a comma stands between two values');
    expect(where('ipdrr_phase').is('Contain,Eradication& Recovery').data[2]).toContain(',');
  });
});

describe('The rule of a playbook', () => {
  test('is the one that the vendor prints', () => {
    const { rule } = printed<{ rule: object }>('playbooks/examples/createPlaybookRuleRequest');
    const { conditions = [], ...rest } = ruleOf(whenField('handle_status').is('Open'));
    expect({ ...rest, conditions: [{ ...conditions[0], detail: '123' }] }).toEqual(rule);
  });

  test('joins its conditions by AND', () => {
    const when: When<Alert> = whenField;
    expect(ruleOf(when('severity').is('High'), when('count').isAbove(3))).toEqual({
      expression_type: 'common',
      conditions: [
        { name: 'condition_0', data: ['severity', '==', 'High'] },
        { name: 'condition_1', data: ['count', '>', '3'] },
      ],
      logics: ['condition_0', 'AND', 'condition_1'],
    });
  });

  test('is refused when it is empty, or with what is no condition', () => {
    expect(() => ruleOf()).toThrow('at least one condition');
    expect(() => ruleOf(whenField('count') as never)).toThrow('Condition 1 of ruleOf is none');
    expect(() => whenField('').is('x')).toThrow('is no name of a field');
  });
});

describe('On the sandbox, a condition', () => {
  let sandbox: RunningSandbox;
  let client: SecMasterClient;
  const titles = ['Worm', 'Root kit', 'Port scan', 'Worm again'];

  beforeAll(async () => {
    sandbox = await startSandbox({
      seed: 'empty',
      frozen: true,
      now: new Date('2026-07-01T00:00:00Z'),
    });
    client = createSecMasterClient(sandbox.clientOptions());
    const severities = ['Low', 'Fatal', 'Tips', 'High'] as const;
    for (const [index, title] of titles.entries()) {
      const severity = severities[index]!;
      const alert_type = { category: 'Malware', alert_type: title.slice(0, 4) };
      const own = { risk_score: index * 30, region: 'east' };
      const data_object = { title, severity, alert_type, ...own };
      await client.alerts.createAlert({ body: { data_object } });
      sandbox.control.clock.advance(3_600_000);
    }
  });
  afterAll(() => sandbox.close());

  async function found(condition: SearchCondition): Promise<unknown[]> {
    const body = { condition, order: 'ASC' } as const;
    const { data } = await client.alerts.listAlerts({ body });
    return data.map(({ data_object }) => titles.indexOf(String(data_object.title)));
  }

  const second = new Date('2026-07-01T01:00:00Z');
  test.each<[string, SearchCondition, number[]]>([
    ['one value', allOf(where('severity').is('Fatal')), [1]],
    ['all but one value', allOf(where('severity').isNot('Fatal')), [0, 2, 3]],
    ['one of several values', allOf(where('severity').isOneOf('Tips', 'Low')), [0, 2]],
    ['a part of a text', allOf(where('title').contains('Worm')), [0, 3]],
    ['a member inside of another', allOf(where('alert_type.alert_type').is('Port')), [2]],
    ['a field of the workspace', allOf(whereField('risk_score').isAtLeast(30)), [1, 2, 3]],
    ['a time from', allOf(where('create_time').isAtLeast(formatTime(second))), [1, 2, 3]],
    ['a time up to', allOf(where('create_time').isAtMost(formatTime(second, '-0500'))), [0, 1]],
    [
      'all of several at once',
      allOf(
        where('title').contains('Worm'),
        whereField('region').is('east'),
        where('create_time').isAtLeast('2026-07-01T09:00:00Z+0800'),
        where('create_time').isAtMost('2026-07-01T12:00:00Z+0800'),
      ),
      [3],
    ],
  ])('finds %s', async (_, condition, expected) => {
    expect(await found(condition)).toEqual(expected);
  });
});
