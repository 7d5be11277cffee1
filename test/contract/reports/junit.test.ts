import { describe, expect, it } from '@jest/globals';
import { junitXml } from '../../../scripts/contract/reports/junit.js';
import type { Report } from '../../../scripts/contract/reports/outcomes.js';
import type { RunResult } from '../../../scripts/contract/run/run-result.js';
import { nastyResult, planted } from './nasty.js';
import { jsonAnswer, oneCase, reportOn, result } from './results.js';
import { elementsOf, parseXml, type XmlElement } from './xml.js';

function junit(report: Report): XmlElement {
  return parseXml(junitXml(report));
}

const broken = result({
  case: oneCase({ id: 'listThings negative 1' }),
  outcome: 'broken',
  duration: 1500,
  findings: [
    { name: 'missing_allow', message: 'No Allow.', pointer: '/paths/~1things' },
    { name: 'valid_refused', message: 'Refused.' },
  ],
  answer: jsonAnswer(400, { code: 1 }),
  curl: "curl -H 'X-Auth-Token: '\"$TOKEN\" 'http://127.0.0.1/?a=1&b=2'",
});

describe('junitXml', () => {
  it('JUnit XML has a suite per operation, with its counts and times in seconds', () => {
    const report = reportOn([
      result(),
      result({ case: oneCase({ operationId: undefined, id: 'no path' }), duration: 500 }),
      broken,
      result({ outcome: 'skipped', reason: 'The server cannot.' }),
      result({ outcome: 'inconclusive', reason: 'It is gone.' }),
    ]);
    const all = junit(report);
    expect(all.name).toBe('testsuites');
    expect(all.attributes).toEqual({
      name: 'contract',
      tests: '5',
      failures: '1',
      errors: '0',
      skipped: '2',
      time: '1.234',
    });
    expect(all.children.map(({ name, attributes }) => ({ name, ...attributes }))).toEqual([
      {
        name: 'listThings',
        tests: '4',
        failures: '1',
        errors: '0',
        skipped: '2',
        time: '1.506',
        timestamp: '2026-01-02T03:04:05',
      },
      {
        name: 'other methods and paths',
        tests: '1',
        failures: '0',
        errors: '0',
        skipped: '0',
        time: '0.500',
        timestamp: '2026-01-02T03:04:05',
      },
    ]);
    expect(elementsOf(all, 'property').map(({ attributes }) => attributes)).toContainEqual({
      name: 'seed',
      value: '42',
    });
    expect(elementsOf(all, 'skipped').map(({ attributes }) => attributes['message'])).toEqual([
      'The server cannot.',
      'inconclusive: It is gone.',
    ]);
  });

  it('JUnit XML has every finding of a case in one failure, with its curl line', () => {
    const all = junit(reportOn([broken]));
    expect(elementsOf(all, 'testcase')[0]?.attributes).toEqual({
      classname: 'contract.listThings',
      name: 'listThings negative 1',
      time: '1.500',
    });
    const failures = elementsOf(all, 'failure');
    expect(failures).toHaveLength(1);
    expect(failures[0]?.attributes).toEqual({
      type: 'missing_allow',
      message: 'missing_allow (F110): listThings: 1 request; valid_refused: listThings: 1 request',
    });
    const details = [
      'expected: accepted. The request keeps every rule.',
      'answered: 400 application/json',
      '{"code":1}',
      'rule: api/a,b: c.yaml:7',
      broken.curl,
    ];
    expect(failures[0]?.text.split('\n')).toEqual([
      'missing_allow (F110): a method was refused with 405, but without the header Allow',
      'No Allow.',
      ...details,
      'valid_refused: a valid request was refused',
      'Refused.',
      ...details,
    ]);
  });

  it('JUnit XML has one message for all failures of a cause, and its details once', () => {
    const same = (id: string) =>
      result({
        case: oneCase({ id }),
        outcome: 'broken',
        findings: [{ name: 'valid_refused', message: `${id} was refused.` }],
        curl: `curl ${id}`,
      });
    const failures = elementsOf(junit(reportOn([same('longer'), same('one')])), 'failure');
    expect(failures.map(({ attributes }) => attributes['message'])).toEqual([
      'valid_refused: listThings: 2 requests',
      'valid_refused: listThings: 2 requests',
    ]);
    expect(failures[0]?.text).toBe('longer was refused.\nthe same as: one');
    expect(failures[1]?.text).toContain('curl one');
  });

  it.each<[string, Partial<RunResult>, string]>([
    ['interrupted', { interrupted: true }, 'interrupted'],
    ['stopped', { stopped: 'The server is gone.' }, 'The server is gone.'],
    ['worthless', { worthless: 'Every request was refused.' }, 'Every request was'],
  ])('JUnit XML is not green when the run was %s', (_, change, text) => {
    const all = junit(reportOn([result()], change));
    const numbers = { ...all.attributes };
    expect([numbers['tests'], numbers['errors'], numbers['failures']]).toEqual(['2', '1', '0']);
    expect(elementsOf(all, 'error')[0]?.text).toContain(text);
  });

  it('JUnit XML is well-formed whatever a server says, and keeps what can be kept', () => {
    const text = junitXml(reportOn([nastyResult]));
    const [failure] = elementsOf(parseXml(text), 'failure');
    expect(failure?.text).toContain(
      '"\'&amp;]]>--> \\u0000\\u0007\\u001b[31m\\u009b\\u202e\\u2028\\ufffe\\ud800 工作流',
    );
    expect(failure?.text).toContain('\n\tend');
    expect(failure?.text).toContain('curl </script><script>');
    expect(text).not.toContain(planted);
  });

  it('JUnit XML of a run without results has no suites', () => {
    expect(junit(reportOn([])).children).toEqual([]);
  });
});
