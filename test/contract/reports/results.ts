import type { Answer } from '../../../scripts/contract/answer.js';
import type { CaseResult } from '../../../scripts/contract/findings.js';
import {
  capabilities,
  type ContractCase,
  type ContractRequest,
} from '../../../scripts/contract/case.js';
import { reportOf, type Report } from '../../../scripts/contract/reports/outcomes.js';
import type { RunResult } from '../../../scripts/contract/run/run-result.js';
import { asDescription } from '../../../scripts/lib/openapi/document.js';

/** A case made by hand: a valid GET of `/things`, with these changes. */
export function oneCase(change: Partial<ContractCase> = {}): ContractCase {
  return {
    id: 'listThings example plain',
    group: 'example',
    operationId: 'listThings',
    name: 'plain',
    rule: { keyword: 'responses', pointer: '/paths/~1things/get' },
    request: request(),
    expected: { kind: 'accepted' },
    why: 'The request keeps every rule.',
    needs: [],
    ...change,
  };
}

/** A request made by hand: GET of `/things`, with these changes. */
export function request(change: Partial<ContractRequest> = {}): ContractRequest {
  return {
    method: 'GET',
    path: '/things',
    query: [],
    headers: {},
    credentials: { kind: 'default' },
    ...change,
  };
}

/** An answer in JSON. */
export function jsonAnswer(status: number, value: unknown): Answer {
  return { status, mediaType: 'application/json', headers: {}, text: JSON.stringify(value) };
}

/** What became of a case made by hand: kept by default. */
export function result(change: Partial<CaseResult> = {}): CaseResult {
  return { case: oneCase(), outcome: 'kept', findings: [], duration: 2, ...change };
}

/** A run of these results on a server that can do everything. */
export function runOf(results: readonly CaseResult[], change: Partial<RunResult> = {}): RunResult {
  const counts = { kept: 0, broken: 0, inconclusive: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  return {
    results,
    seed: 42,
    target: 'http://127.0.0.1:4010',
    startedAt: '2026-01-02T03:04:05.678Z',
    duration: 1234,
    capabilities: Object.fromEntries(
      Object.keys(capabilities).map((name) => [name, name !== 'verify-credentials']),
    ) as RunResult['capabilities'],
    interrupted: false,
    stopped: undefined,
    worthless: undefined,
    skippedFor: {},
    inconclusiveFor: {},
    counts,
    ...change,
  };
}

/** The report of a run of these results, whose rules all stand in the line 7 of one file. */
export function reportOn(results: readonly CaseResult[], change: Partial<RunResult> = {}): Report {
  const description = asDescription({ openapi: '3.1.0', paths: {} });
  return reportOf(runOf(results, change), description, () => ({
    file: 'api/a,b: c.yaml',
    line: 7,
  }));
}
