import { expectationText } from '../causes.js';
import { findingKinds, type CaseResult } from '../findings.js';
import { verdictOf, type LocatedCause, type Report } from './outcomes.js';

/**
 * A run for programs, as `report.schema.json` says, with its members in a fixed order and a case per
 * line. Of answers it holds the beginning of those that show a finding, and no header.
 */
export function jsonReport(report: Report): string {
  const { run, coverage, causes, notes } = report;
  const { kind, sentence } = verdictOf(report);
  const { target, seed, startedAt, interrupted, counts, skippedFor, inconclusiveFor } = run;
  const head = {
    format: 2,
    verdict: kind,
    sentence,
    target,
    seed,
    startedAt,
    durationMilliseconds: Math.round(run.duration),
    interrupted,
    stopped: run.stopped ?? null,
    worthless: run.worthless ?? null,
    counts,
    capabilities: run.capabilities,
    skippedFor,
    inconclusiveFor,
    leftOut: report.leftOut,
    levels: coverage.levels,
  };
  const members = [
    ...Object.entries(head).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`),
    `"findings": ${list(causes.map(plainCause))}`,
    `"notes": ${list(notes.map(plainCause))}`,
    `"operations": ${list(coverage.operations)}`,
    `"cases": ${list(run.results.map(plainCase))}`,
  ];
  return `{\n${members.map((member) => `  ${member}`).join(',\n')}\n}\n`;
}

function list(values: readonly unknown[]): string {
  if (values.length === 0) return '[]';
  return `[\n${values.map((value) => `    ${JSON.stringify(value)}`).join(',\n')}\n  ]`;
}

function plainCause(cause: LocatedCause) {
  const { scope, finding, example, first, operations, found, tried, rule, location } = cause;
  return {
    name: finding.name,
    catalogueNumber: findingKinds[finding.name][1] ?? null,
    meaning: cause.meaning,
    scope,
    operations,
    requests: { found, tried },
    message: finding.message,
    expected: cause.expected,
    why: example.case.why,
    answered: cause.answered,
    body: example.answer === undefined ? null : cause.body,
    rule: {
      keyword: cause.keyword,
      pointer: rule,
      file: location?.file ?? null,
      line: location?.line ?? null,
    },
    case: example.case.id,
    curl: example.curl ?? null,
    firstSeen: { case: first.case.id, at: first.sent?.at ?? null },
  };
}

/** What stands in the file of a case. */
export type PlainCase = ReturnType<typeof plainCase>;

function plainCase({ case: one, outcome, reason, answer, duration, findings }: CaseResult) {
  const { id, operationId = null, group, name, rule, expected } = one;
  return {
    id,
    operationId,
    group,
    name,
    rule: { keyword: rule.keyword, pointer: rule.pointer },
    expected: expectationText(expected),
    outcome,
    reason: reason ?? null,
    status: answer?.status ?? null,
    durationMilliseconds: Math.round(duration * 1000) / 1000,
    findings: findings.map((finding) => ({
      name: finding.name,
      message: finding.message,
      pointer: finding.pointer ?? null,
    })),
  };
}
