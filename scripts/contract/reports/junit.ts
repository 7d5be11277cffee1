import type { CaseResult } from '../findings.js';
import type { RunResult } from '../run/run-result.js';
import { byOperation, type OperationResults } from './operations.js';
import { findingMeaning, findingTitle, seconds, visible } from './text.js';
import { verdictOf } from './verdict.js';

/**
 * A run as JUnit XML, in the part of the format that GitLab, Jenkins and GitHub reporters all read: a
 * suite per operation, a test per case. Cases that tell nothing of the contract count as skipped,
 * since the format knows no other word for them. Times are in seconds.
 */
export function junitXml(run: RunResult): string {
  const suites = [...byOperation(run).map((group) => operationSuite(run, group)), ...runSuite(run)];
  const total = sumOf(suites.map(({ numbers }) => numbers));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="contract"${counters(total)} time="${seconds(run.duration)}">`,
    ...suites.map(({ text }) => text),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Numbers {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

interface Suite {
  readonly numbers: Numbers;
  readonly text: string;
}

function operationSuite(run: RunResult, { name, results, counts }: OperationResults): Suite {
  const duration = results.reduce((total, one) => total + one.duration, 0);
  return suite(run, name, duration, results.map(testCase), {
    tests: results.length,
    failures: counts.broken,
    errors: 0,
    skipped: counts.skipped + counts.inconclusive,
  });
}

/** What is wrong with the run itself is a test too, or the file of a run cut short would be green. */
function runSuite(run: RunResult): Suite[] {
  const isIncomplete = run.interrupted || run.stopped !== undefined;
  if (!isIncomplete && run.worthless === undefined) return [];
  const element = isIncomplete ? 'error' : 'failure';
  const { sentence } = verdictOf(run);
  const test = [
    `    <testcase classname="contract.run" name="the run as a whole" time="${seconds(run.duration)}">`,
    `      <${element} message="${attribute(sentence)}" type="run">${escapeXml(sentence)}</${element}>`,
    '    </testcase>',
  ].join('\n');
  return [
    suite(run, 'run', run.duration, [test], {
      tests: 1,
      failures: isIncomplete ? 0 : 1,
      errors: isIncomplete ? 1 : 0,
      skipped: 0,
    }),
  ];
}

function suite(
  run: RunResult,
  name: string,
  duration: number,
  tests: readonly string[],
  numbers: Numbers,
): Suite {
  return {
    numbers,
    text: [
      `  <testsuite name="${attribute(name)}"${counters(numbers)} time="${seconds(duration)}" timestamp="${attribute(run.startedAt.slice(0, 19))}">`,
      '    <properties>',
      `      <property name="target" value="${attribute(run.target)}"/>`,
      `      <property name="seed" value="${run.seed}"/>`,
      '    </properties>',
      ...tests,
      '  </testsuite>',
    ].join('\n'),
  };
}

function testCase(result: CaseResult): string {
  const { id, operationId } = result.case;
  const classname = `contract.${operationId ?? 'other'}`;
  const start = `    <testcase classname="${attribute(classname)}" name="${attribute(id)}" time="${seconds(result.duration)}"`;
  const content = outcomeElement(result);
  return content === undefined ? `${start}/>` : `${start}>\n${content}\n    </testcase>`;
}

function outcomeElement(result: CaseResult): string | undefined {
  const { outcome, findings, reason, curl } = result;
  if (outcome === 'kept') return undefined;
  if (outcome !== 'broken') {
    const message = outcome === 'skipped' ? (reason ?? '') : `inconclusive: ${reason ?? ''}`;
    return `      <skipped message="${attribute(message)}"/>`;
  }
  // Readers show one failure per test, so all findings of a case are in one.
  const message = findings.map((one) => `${findingTitle(one)}: ${one.message}`).join('; ');
  const lines = [
    ...findings.flatMap((one) => [
      `${findingTitle(one)}: ${findingMeaning(one)}`,
      one.message,
      ...(one.pointer === undefined ? [] : [`rule: ${one.pointer}`]),
    ]),
    `expected: ${result.case.why}`,
    ...(curl === undefined ? [] : [curl]),
  ];
  return `      <failure message="${attribute(message)}" type="${attribute(findings[0]?.name ?? 'broken')}">${escapeXml(lines.join('\n'))}</failure>`;
}

function counters({ tests, failures, errors, skipped }: Numbers): string {
  return ` tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
}

function sumOf(all: readonly Numbers[]): Numbers {
  const sum = (read: (one: Numbers) => number): number =>
    all.reduce((total, one) => total + read(one), 0);
  return {
    tests: sum((one) => one.tests),
    failures: sum((one) => one.failures),
    errors: sum((one) => one.errors),
    skipped: sum((one) => one.skipped),
  };
}

/** For the text of an element; characters that XML 1.0 cannot hold are shown by their numbers. */
function escapeXml(text: string): string {
  return visible(text).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** For an attribute: white space is written by number, or a reader would turn it into spaces. */
function attribute(text: string): string {
  return escapeXml(text).replace(/[\t\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}
