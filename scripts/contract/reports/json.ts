import type { Coverage } from '../coverage/index.js';
import { findingKinds, type CaseResult } from '../findings.js';
import type { RunResult } from '../run/run-result.js';
import { verdictOf } from './outcomes.js';

/**
 * A run for programs, with its members in a fixed order and a case per line. Bodies and headers of
 * answers are left out: they may hold what is nobody's business.
 */
export function jsonReport(run: RunResult, coverage: Coverage): string {
  const { kind, sentence } = verdictOf(run);
  const { target, seed, startedAt, interrupted, counts, skippedFor, inconclusiveFor } = run;
  const head = {
    format: 1,
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
    levels: coverage.levels,
  };
  const members = Object.entries(head).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return [
    '{',
    ...members.map((member) => `  ${member},`),
    `  "operations": ${list(coverage.operations)},`,
    `  "cases": ${list(run.results.map(plainCase))}`,
    '}',
    '',
  ].join('\n');
}

function list(values: readonly unknown[]): string {
  if (values.length === 0) return '[]';
  return `[\n${values.map((value) => `    ${JSON.stringify(value)}`).join(',\n')}\n  ]`;
}

function plainCase({ case: one, outcome, reason, answer, duration, findings, curl }: CaseResult) {
  const { id, operationId = null, group, name, rule, expected, why } = one;
  return {
    id,
    operationId,
    group,
    name,
    rule: { keyword: rule.keyword, pointer: rule.pointer },
    // The value of an example is in the description.
    expected: expected.kind === 'example' ? { ...expected, value: undefined } : expected,
    why,
    outcome,
    reason: reason ?? null,
    status: answer?.status ?? null,
    durationMilliseconds: Math.round(duration * 1000) / 1000,
    findings: findings.map((finding) => ({
      name: finding.name,
      catalogueNumber: findingKinds[finding.name][1] ?? null,
      message: finding.message,
      pointer: finding.pointer ?? null,
    })),
    curl: curl ?? null,
  };
}
