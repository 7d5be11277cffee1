import { asDescription } from '../../../scripts/lib/openapi/document.js';
import type { CaseResult } from '../../../scripts/contract/findings.js';
import type { RunResult } from '../../../scripts/contract/run/run-result.js';
import { planRun, type RunPlan } from '../../../scripts/contract/run/plan.js';
import { runContract, type RunOptions } from '../../../scripts/contract/run/run.js';
import { honestServer, type Honesty, type HonestServer } from './honest-server.js';
import { servedDocument } from './served.js';

/** The part of the description that the honest server serves. */
export const description = asDescription(servedDocument);

const plans = new Map<string, RunPlan>();

/** The plan of a run, made once for all runs that differ in nothing but the server. */
function planOf(options: Partial<RunOptions>): RunPlan {
  const { operations, tags, only, shard, exhaustive, runs = 5, values = {} } = options;
  const choice = { operations, tags, only, shard, exhaustive, runs, values };
  const key = JSON.stringify(choice);
  const plan = plans.get(key) ?? planRun({ ...options, description, runs });
  plans.set(key, plan);
  return plan;
}

/** Runs the contract tests on a server that is started for it. */
export async function runOn(
  honesty: Honesty,
  options: Partial<RunOptions> = {},
): Promise<{ run: RunResult; server: HonestServer }> {
  const server = await honestServer(honesty);
  try {
    const isUsual = options.description === undefined && options.flows === undefined;
    const run = await runContract({
      description,
      ...(isUsual && { plan: planOf(options) }),
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
