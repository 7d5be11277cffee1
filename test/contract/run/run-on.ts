import { asDescription } from '../../../scripts/lib/openapi/document.js';
import type { CaseResult } from '../../../scripts/contract/findings.js';
import type { RunResult } from '../../../scripts/contract/run/run-result.js';
import { runContract, type RunOptions } from '../../../scripts/contract/run/run.js';
import { honestServer, type Honesty, type HonestServer } from './honest-server.js';
import { servedDocument } from './served.js';

/** The part of the description that the honest server serves. */
export const description = asDescription(servedDocument);

/** Runs the contract tests on a server that is started for it. */
export async function runOn(
  honesty: Honesty,
  options: Partial<RunOptions> = {},
): Promise<{ run: RunResult; server: HonestServer }> {
  const server = await honestServer(honesty);
  try {
    const run = await runContract({
      description,
      target: server.url,
      seed: 7,
      runs: 5,
      environment: {},
      ...options,
    });
    return { run, server };
  } finally {
    await server.stop();
  }
}

/** The findings of a run, each as operation, case and message, by their names. */
export function findingsOf({ results }: RunResult): Record<string, string[]> {
  const named: Record<string, string[]> = {};
  for (const { case: one, findings } of results) {
    for (const { name, message } of findings) {
      (named[name] ??= []).push(`${one.id}: ${message}`);
    }
  }
  return named;
}

/** The results of one kind. */
export function resultsOf({ results }: RunResult, outcome: CaseResult['outcome']): CaseResult[] {
  return results.filter((result) => result.outcome === outcome);
}
