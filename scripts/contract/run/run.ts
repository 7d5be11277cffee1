import type { Environment } from '../http/signers.js';
import type { Capability, ContractCase } from '../case.js';
import { openSender } from '../http/exchange.js';
import type { CaseResult } from '../findings.js';
import { flowCases, runFlow, type Flow } from './flows.js';
import { silenceText, watchHealth } from './health.js';
import { inLanes } from './lanes.js';
import { oracleOf } from '../oracle/oracle.js';
import { phases } from './plan.js';
import { probe, unknownPathCase, type Probe } from './probe.js';
import { tryProperty } from './properties-run.js';
import { planRun, type PlannedProperty, type PlanOptions, type RunPlan } from './run-plan.js';
import type { RunResult } from './run-result.js';
import { count } from '../say.js';
import { endedEarly, openSession, skipped, type Session } from './session.js';
import { signsIn } from '../http/sign-in.js';
import { readTarget, type Target } from '../http/target.js';
import { capabilityReason, tally, worthlessText, writesReason } from './tally.js';
import { forgetsWhatIsDeleted, verdictsOf, type Verdicts } from './verdict.js';

/** How the contract tests are run. */
export interface RunOptions extends PlanOptions {
  /** Address of the server. */
  readonly target: string;
  /** Whether requests that write are sent; on this machine they are by default. */
  readonly writes?: boolean;
  /** Requests per second at most. */
  readonly rate?: number;
  /** Requests under way at most; 16 on this machine, 2 elsewhere by default. */
  readonly concurrency?: number;
  /** Whole number; by default another one in each run. */
  readonly seed?: number;
  /** For a whole answer, in milliseconds; without one, what fits the answers so far. */
  readonly timeout?: number;
  readonly can?: readonly Capability[];
  readonly cannot?: readonly Capability[];
  /** Where credentials come from; the variables of the process by default. */
  readonly environment?: Environment;
  /** Ends the run when aborted; what was found so far is the result. */
  readonly signal?: AbortSignal;
  /** Hears how far the run is, after each case. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How far a run is. */
export interface Progress {
  readonly done: number;
  readonly all: number;
  readonly findings: number;
}

/** Random requests per operation and kind, unless told otherwise. */
export const defaultRuns = 20;

/** Another seed each time. */
export const newSeed = (): number => Math.floor(Math.random() * 2 ** 31);

/** Whether a run sends requests that write: unless told otherwise, on this machine only. */
export const sendsWrites = (target: Target, told: boolean | undefined): boolean =>
  told ?? target.loopback;

/**
 * Sends the cases of a description to a server and judges its answers. What is wrong with the server
 * stands in the result, also if it cannot be reached at all.
 *
 * @throws UserError with exit code 2 if the address or the choice of operations makes no sense
 */
export async function runContract(options: RunOptions): Promise<RunResult> {
  const { description, signal } = options;
  const startedAt = new Date();
  const target = readTarget(options.target);
  const plan = planRun(options);
  const seed = options.seed ?? newSeed();
  const concurrency = options.concurrency ?? (target.loopback ? 16 : 2);
  let oracle = oracleOf(description);
  const sender = openSender({
    origin: target.origin,
    concurrency,
    ...(options.timeout !== undefined && { timeout: options.timeout }),
    signal,
  });
  const session = openSession({
    target,
    sender,
    signsIn: signsIn({
      description,
      origin: target.origin,
      loopback: target.loopback,
      environment: options.environment ?? process.env,
    }),
    oracle: () => oracle,
    rate: options.rate,
    signal,
  });
  try {
    const looked = await probe({
      description,
      target,
      session,
      reads: [...plan.operations.values()]
        .filter(({ method }) => method === 'GET')
        .flatMap((operation) => plan.exampleOf(operation) ?? []),
      can: options.can ?? [],
      cannot: options.cannot ?? [],
      hasValues: Object.keys(options.values ?? {}).length > 0,
    });
    oracle = oracleOf(description, looked.can);
    const { results, stopped } = await carryOut({
      options,
      target,
      plan,
      session,
      looked,
      seed,
      concurrency,
    });
    const interrupted = signal?.aborted === true;
    return {
      results,
      seed,
      target: target.address,
      startedAt: startedAt.toISOString(),
      duration: Date.now() - startedAt.getTime(),
      capabilities: looked.can,
      interrupted,
      stopped,
      worthless:
        stopped === undefined && !interrupted ? worthlessText(results, looked.accepted) : undefined,
      ...tally(results),
    };
  } finally {
    await sender.close();
  }
}

/** What carrying out a plan needs. */
interface Work {
  readonly options: RunOptions;
  readonly target: Target;
  readonly plan: RunPlan;
  readonly session: Session;
  readonly looked: Probe;
  readonly seed: number;
  readonly concurrency: number;
}

/** Sends everything of a plan, phase by phase, as long as that makes sense. */
async function carryOut(work: Work): Promise<Pick<RunResult, 'results' | 'stopped'>> {
  const { options, target, plan, session, looked, seed, concurrency } = work;
  const { description, signal, onProgress = () => {} } = options;
  const writes = sendsWrites(target, options.writes);
  const results = new Map<string, CaseResult>();
  let findings = 0;
  /** Cases that were never sent, since no connection was made. */
  const unreached = new Set<CaseResult>();
  let changed = false;
  let stopped: string | undefined;
  const { first } = looked;
  // A server that took the request, and then gave no answer, may still answer others.
  if (first !== undefined && 'failure' in first && !first.left && !signal?.aborted) {
    stopped = silenceText(target.address, first);
  }
  const halted = (): boolean => stopped !== undefined || signal?.aborted === true;
  const health = watchHealth(target.address, async () => {
    const { exchange } = await session.send(unknownPathCase(description));
    return exchange;
  });
  const verdicts: Verdicts = verdictsOf({
    description,
    operations: plan.operations,
    abilities: looked,
    changed: () => changed,
    sendPlain: async (operation) => {
      const plain = plan.exampleOf(operation);
      return plain && (await session.send(plain)).result;
    },
  });

  for (const phase of phases) {
    const cases = plan.cases.filter((one) => plan.phaseFor(one) === phase);
    await inLanes(cases, concurrency, async (one) => keep(one.id, await tryCase(one)));
    const properties = plan.properties.filter((one) => one.phase === phase);
    await inLanes(properties, concurrency, async (one) => keep(one.id, await tryOne(one)));
  }
  if (changed && !looked.keepsNoState && !halted()) {
    const forgets = await forgetsWhatIsDeleted([...results.values()], plan, session);
    if (forgets) verdicts.keepsState();
  }
  for (const flow of plan.flows) {
    for (const result of await tryFlow(flow)) keep(result.case.id, result);
  }
  if (!halted()) stopped = health.atEnd();
  // In the order of the plan, whatever the order in which the answers came.
  const ordered = plan.ids
    .flatMap((id) => results.get(id) ?? [])
    // The end of a server breaks no contract.
    .map((one) => (stopped && unreached.has(one) ? skipped(one.case, endedEarly) : one));
  return { results: verdicts.settle(ordered), stopped };

  function keep(id: string, result: CaseResult): void {
    results.set(id, result);
    findings += result.findings.length;
    onProgress({ done: results.size, all: plan.ids.length, findings });
  }

  /** Sends a case, unless something speaks against it. */
  async function tryCase(one: ContractCase): Promise<CaseResult> {
    const lacking = one.needs.find((capability) => !looked.can[capability]);
    if (lacking !== undefined) return skipped(one, capabilityReason(lacking));
    const isRead = plan.phaseFor(one) === 'read';
    if (!writes && !isRead) return skipped(one, writesReason);
    if (halted()) return skipped(one, endedEarly);
    if (health.hangs(one.operationId)) {
      return skipped(one, 'The operation has timed out too often.');
    }
    const { result, exchange } = await session.send(one);
    if (exchange === undefined || result.outcome === 'skipped') return result;
    if ('failure' in exchange && !exchange.left) unreached.add(result);
    if (!isRead && result.answer !== undefined && result.answer.status < 300) changed = true;
    const reason = await health.note(one.operationId, exchange);
    if (reason !== undefined && !halted()) {
      stopped = `${reason} The run ended after ${count(results.size, 'case')} of ${plan.ids.length}.`;
    }
    return verdicts.of(result);
  }

  async function tryOne({ id, cases, phase }: PlannedProperty): Promise<CaseResult> {
    const runs = options.runs ?? defaultRuns;
    const allowed = writes || phase === 'read';
    const result = await tryProperty({
      id,
      cases,
      seed,
      runs,
      send: tryCase,
      halted: () => halted() || !allowed,
    });
    return allowed ? result : skipped(result.case, writesReason);
  }

  async function tryFlow(flow: Flow): Promise<readonly CaseResult[]> {
    const reason = !writes
      ? writesReason
      : looked.keepsNoState
        ? 'The server keeps no state.'
        : halted()
          ? endedEarly
          : undefined;
    if (reason !== undefined) {
      return flowCases(flow, plan.exampleOf(flow.read)).map((one) => skipped(one, reason));
    }
    const { results: own, keepsState } = await runFlow({
      description,
      flow,
      example: plan.exampleOf,
      send: (one) => session.send(one),
    });
    if (keepsState) verdicts.keepsState();
    return own;
  }
}
