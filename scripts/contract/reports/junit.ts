import { escaped, seconds } from '../../lib/text.js';
import type { CaseResult } from '../findings.js';
import { isPartial } from '../run/run-result.js';
import { operationResults, verdictOf, type LocatedCause, type Report } from './outcomes.js';

/**
 * A run as JUnit XML, in the part of the format that GitLab, Jenkins and GitHub reporters all read: a
 * suite per operation, a test per case. Failures of one cause have one message, by which readers group
 * them; the smallest request has the details. Cases that say nothing of the contract count as skipped,
 * since the format knows no other word for them. Times are in seconds.
 */
export function junitXml(report: Report): string {
  const { run, causes } = report;
  const time = seconds(run.duration);
  const suite = (name: string, numbers: Attributes, tests: readonly string[]): string[] => [
    `  ${tag('testsuite', { name, ...numbers, timestamp: run.startedAt.slice(0, 19) })}`,
    '    <properties>',
    `      ${tag('property', { name: 'target', value: run.target }, '/>')}`,
    `      ${tag('property', { name: 'seed', value: run.seed }, '/>')}`,
    '    </properties>',
    ...tests,
    '  </testsuite>',
  ];
  // What is wrong with the run itself is a test too, or the file of a run cut short would be green.
  const { sentence } = verdictOf(report);
  const attributes = { classname: 'contract.run', name: 'the run as a whole', time };
  const error = textElement('error', { message: sentence, type: 'run' }, sentence);
  const ofRun = { tests: 1, failures: 0, errors: 1, skipped: 0, time };
  const errors = isPartial(run) ? 1 : 0;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    tag('testsuites', { name: 'contract', ...numbersOf(run.counts, errors), time }),
    ...operationResults(run).flatMap(({ name, results, counts }) => {
      const duration = results.reduce((total, one) => total + one.duration, 0);
      const tests = results.map((result) => testCase(result, causes));
      return suite(name, { ...numbersOf(counts, 0), time: seconds(duration) }, tests);
    }),
    ...(errors === 0 ? [] : suite('run', ofRun, [testElement(attributes, error)])),
    '</testsuites>',
    '',
  ].join('\n');
}

/** How many tests there are, and what became of them. */
function numbersOf(counts: Report['run']['counts'], errors: number) {
  const { kept, broken, inconclusive, skipped } = counts;
  const left = skipped + inconclusive;
  return { tests: kept + broken + left + errors, failures: broken, errors, skipped: left };
}

function testCase(result: CaseResult, causes: readonly LocatedCause[]): string {
  const { id, operationId } = result.case;
  const time = seconds(result.duration);
  const attributes = { classname: `contract.${operationId ?? 'other'}`, name: id, time };
  return testElement(attributes, outcomeElement(result, causes));
}

function testElement(attributes: Attributes, content: string | undefined): string {
  if (content === undefined) return `    ${tag('testcase', attributes, '/>')}`;
  return `    ${tag('testcase', attributes)}\n      ${content}\n    </testcase>`;
}

function outcomeElement(result: CaseResult, causes: readonly LocatedCause[]): string | undefined {
  const { outcome, findings, reason = '' } = result;
  if (outcome === 'kept') return undefined;
  if (outcome !== 'broken') {
    const message = outcome === 'skipped' ? reason : `inconclusive: ${reason}`;
    return tag('skipped', { message }, '/>');
  }
  // Readers show one failure per test, so all findings of a case are in one.
  const own = findings.flatMap(
    (finding) => causes.find((one) => one.findings.includes(finding)) ?? [],
  );
  const message = own.map(({ title, extent }) => `${title}: ${extent}`).join('; ');
  const lines = own.flatMap((cause, index) =>
    cause.example === result
      ? detailsOf(cause)
      : [findings[index]!.message, `the same as: ${cause.example.case.id}`],
  );
  return textElement('failure', { message, type: findings[0]?.name ?? 'broken' }, lines.join('\n'));
}

function detailsOf(cause: LocatedCause): string[] {
  const { case: one, curl = '' } = cause.example;
  return [
    `${cause.title}: ${cause.meaning}`,
    cause.finding.message,
    `expected: ${cause.expected}. ${one.why}`,
    `answered: ${cause.answered}`,
    cause.body,
    `rule: ${cause.place}`,
    curl,
  ].filter((line) => line !== '');
}

type Attributes = Readonly<Record<string, string | number>>;

function textElement(name: string, attributes: Attributes, text: string): string {
  return `${tag(name, attributes)}${escaped(text, /[&<>"]/g)}</${name}>`;
}

function tag(name: string, attributes: Attributes, end = '>'): string {
  const written = Object.entries(attributes).map(([key, value]) => {
    // White space is written by number, or a reader would turn it into spaces.
    return ` ${key}="${escaped(String(value), /[&<>"\t\n]/g)}"`;
  });
  return `<${name}${written.join('')}${end}`;
}
