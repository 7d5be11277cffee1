import type { Expectation } from '../case.js';
import type { Coverage } from '../coverage/index.js';
import { catalogueNumbers, type CaseResult } from '../findings.js';
import type { RunResult } from '../run/run-result.js';
import { verdictOf } from './verdict.js';

/**
 * A run for programs, with its members in a fixed order and a case per line. Bodies and headers of
 * answers are left out: they may hold what is nobody's business.
 */
export function jsonReport(run: RunResult, coverage: Coverage): string {
  const head = {
    format: 1,
    verdict: verdictOf(run).kind,
    sentence: verdictOf(run).sentence,
    target: run.target,
    seed: run.seed,
    startedAt: run.startedAt,
    durationMilliseconds: Math.round(run.duration),
    interrupted: run.interrupted,
    stopped: run.stopped ?? null,
    worthless: run.worthless ?? null,
    counts: run.counts,
    capabilities: run.capabilities,
    skippedFor: run.skippedFor,
    inconclusiveFor: run.inconclusiveFor,
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

function plainCase(result: CaseResult): unknown {
  const one = result.case;
  return {
    id: one.id,
    operationId: one.operationId ?? null,
    group: one.group,
    name: one.name,
    rule: { keyword: one.rule.keyword, pointer: one.rule.pointer },
    expected: plainExpectation(one.expected),
    why: one.why,
    outcome: result.outcome,
    reason: result.reason ?? null,
    status: result.answer?.status ?? null,
    durationMilliseconds: Math.round(result.duration * 1000) / 1000,
    findings: result.findings.map(({ name, message, pointer }) => ({
      name,
      catalogueNumber: catalogueNumbers[name] ?? null,
      message,
      pointer: pointer ?? null,
    })),
    curl: result.curl ?? null,
  };
}

function plainExpectation(expected: Expectation): unknown {
  switch (expected.kind) {
    case 'refused':
      return { kind: expected.kind, statuses: expected.statuses };
    case 'example':
      return { kind: expected.kind, status: expected.status, name: expected.name };
    default:
      return { kind: expected.kind };
  }
}
