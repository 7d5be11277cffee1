import { count } from '../text.js';
import type { Capability, ContractCase } from '../case.js';
import type { Exclusion } from '../exclusions.js';
import type { CaseResult } from '../findings.js';
import { openSender } from '../http/exchange.js';
import { signsIn } from '../http/sign-in.js';
import type { Environment } from '../http/signers.js';
import { readTarget, type Target } from '../http/target.js';
import { oracleOf } from '../oracle/oracle.js';
import { flowCases, runFlow, type Flow } from './flows.js';
import { lookAgain, lossText } from './lost.js';
import { silenceText, watchHealth, type Health } from './health.js';
import {
  defaultRuns,
  phases,
  planRun,
  type PlannedProperty,
  type PlanOptions,
  type RunPlan,
} from './plan.js';
import { probe, unknownPathCase, type Probe } from './probe.js';
import { tryProperty } from './property.js';
import {
  capabilityReason,
  endedEarly,
  excludedText,
  tally,
  worthlessText,
  writesReason,
  type RunResult,
} from './run-result.js';
import { openSession, skipped, type Session } from './session.js';
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
  /** Whole number, from which the random requests are drawn. */
  readonly seed?: number;
  /** For a whole answer, in milliseconds; without one, what fits the answers so far. */
  readonly timeout?: number;
  readonly can?: readonly Capability[];
  readonly cannot?: readonly Capability[];
  /** Cases that are not sent. */
  readonly exclude?: readonly Exclusion[];
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

/** The same requests each time, unless another seed is given. */
export const defaultSeed = 1;

/** Whether a run sends requests that write: by default on this machine only. */
export const sendsWrites = (target: Target, given: boolean | undefined): boolean =>
  given ?? target.loopback;

/**
 * Sends the cases of a description to a server and judges its answers. What is wrong with the server
 * stands in the result, also if it cannot be reached at all.
 *
 * @throws UserError with exit code 2 if the address or the choice of operations makes no sense
 */
export async function runContract(options: RunOptions): Promise<RunResult> {
  const { description, signal, timeout } = options;
  const startedAt = new Date();
  const target = readTarget(options.target);
  const { origin, loopback, address } = target;
  const plan = planRun(options);
  const seed = options.seed ?? defaultSeed;
  const concurrency = options.concurrency ?? (loopback ? 16 : 2);
  let oracle = oracleOf(description);
  const sender = openSender({
    origin,
    concurrency,
    ...(timeout !== undefined && { timeout }),
    signal,
  });
  const environment = options.environment ?? process.env;
  const session = openSession({
    target,
    sender,
    signsIn: signsIn({ description, origin, loopback, environment }),
    oracle: () => oracle,
    rate: options.rate,
    signal,
  });
  try {
    const looked = await probe({
      operations: plan.operations,
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
    const work = { options, target, plan, session, looked, seed, concurrency };
    const { results, stopped } = await new Execution(work).run();
    const interrupted = signal?.aborted === true;
    return {
      results,
      seed,
      target: address,
      startedAt: startedAt.toISOString(),
      duration: Date.now() - startedAt.getTime(),
      capabilities: looked.can,
      interrupted,
      stopped,
      worthless:
        stopped === undefined && !interrupted
          ? worthlessText(results, looked.accepted !== undefined)
          : undefined,
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

const timedOut = 'The operation has timed out too often.';

/** Sends everything of a plan, phase by phase, as long as that makes sense. */
class Execution {
  readonly #work: Work;
  readonly #health: Health;
  readonly #verdicts: Verdicts;
  /** Whether requests that write are sent. */
  readonly #writes: boolean;
  readonly #results = new Map<string, CaseResult>();
  #findings = 0;
  /** Whether the server has carried out a request that changes what it holds. */
  #changed = false;
  /** Why the run ended early, as a sentence. */
  #stopped: string | undefined;

  constructor(work: Work) {
    const { options, target, plan, session, looked } = work;
    this.#work = work;
    this.#writes = sendsWrites(target, options.writes);
    this.#health = watchHealth(target.address, looked.accepted, async (one) => {
      const plain = one ?? unknownPathCase([...plan.operations.values()]);
      return (await session.send(plain)).exchange;
    });
    this.#verdicts = verdictsOf({
      operations: plan.operations,
      abilities: looked,
      changed: () => this.#changed,
      sendPlain: async (operation) => {
        const plain = plan.exampleOf(operation);
        return plain && (await session.send(plain)).result;
      },
    });
    const { first } = looked;
    // A server that took the request, and then gave no answer, may still answer others.
    if (first !== undefined && 'failure' in first && !first.left && !options.signal?.aborted) {
      this.#stopped = silenceText(target.address, first);
    }
  }

  async run(): Promise<Pick<RunResult, 'results' | 'stopped'>> {
    const { plan, session, looked, concurrency } = this.#work;
    for (const phase of phases) {
      const cases = plan.cases.filter((one) => plan.phaseFor(one) === phase);
      await forEach(cases, concurrency, async (one) => this.#keep(await this.#tryCase(one)));
      const properties = plan.properties.filter((one) => one.phase === phase);
      await forEach(properties, concurrency, async (one) =>
        this.#keep(await this.#tryProperty(one)),
      );
      await this.#lookAgain(phase === 'read');
    }
    if (this.#changed && !looked.keepsNoState && !this.#halted()) {
      const forgets = await forgetsWhatIsDeleted([...this.#results.values()], plan, session);
      if (forgets) this.#verdicts.keepsState();
    }
    for (const flow of plan.flows) {
      for (const result of await this.#tryFlow(flow)) this.#keep(result);
    }
    if (!this.#halted()) this.#stopped = this.#health.atEnd();
    const stopped = this.#stopped;
    // In the order of the plan, whatever the order in which the answers came.
    const ordered = plan.ids
      .flatMap((id) => this.#results.get(id) ?? [])
      // The end of a server breaks no contract.
      .map((one) =>
        stopped && (one.lost || this.#health.isExpired(one)) ? skipped(one.case, endedEarly) : one,
      );
    return { results: this.#verdicts.settle(ordered), stopped };
  }

  /** Looks again at what was not answered, unless that is too much. */
  async #lookAgain(isRead: boolean): Promise<void> {
    if (this.#halted()) return;
    this.#stopped = lossText(this.#results.values(), this.#work.target.address);
    const silent = new Set<string | undefined>();
    for (const result of [...this.#results.values()]) {
      if (this.#halted()) return;
      if (result.outcome !== 'broken' || !result.lost) continue;
      const { operationId } = result.case;
      // One request that is never answered says it for all of its operation.
      if (silent.has(operationId)) this.#keep(skipped(result.case, timedOut));
      else this.#keep(await lookAgain(result, isRead, (one) => this.#sendAgain(one)));
      if (this.#results.get(result.case.id)?.outcome === 'broken') silent.add(operationId);
    }
  }

  async #sendAgain(one: ContractCase): Promise<CaseResult> {
    return this.#verdicts.of((await this.#work.session.send(one)).result);
  }

  #halted(): boolean {
    return this.#stopped !== undefined || this.#work.options.signal?.aborted === true;
  }

  #keep(result: CaseResult): void {
    this.#results.set(result.case.id, result);
    this.#findings += result.findings.length;
    this.#work.options.onProgress?.({
      done: this.#results.size,
      all: this.#work.plan.ids.length,
      findings: this.#findings,
    });
  }

  /** Sends a case, unless something speaks against it. */
  async #tryCase(one: ContractCase): Promise<CaseResult> {
    const exclusion = this.#work.options.exclude?.find(({ covers }) => covers(one));
    if (exclusion !== undefined) return skipped(one, excludedText(exclusion));
    const lacking = one.needs.find((capability) => !this.#work.looked.can[capability]);
    if (lacking !== undefined) return skipped(one, capabilityReason(lacking));
    const isRead = this.#work.plan.phaseFor(one) === 'read';
    if (!this.#writes && !isRead) return skipped(one, writesReason);
    if (this.#halted()) return skipped(one, endedEarly);
    if (this.#health.hangs(one.operationId)) {
      return skipped(one, timedOut);
    }
    const { result, exchange } = await this.#work.session.send(one);
    if (exchange === undefined || result.outcome === 'skipped') return result;
    if (!isRead && result.answer !== undefined && result.answer.status < 300) this.#changed = true;
    const reason = await this.#health.note(one, exchange);
    if (reason !== undefined && !this.#halted()) {
      const sent = `${count(this.#results.size, 'case')} of ${this.#work.plan.ids.length}`;
      this.#stopped = `${reason} The run ended after ${sent}.`;
    }
    return this.#verdicts.of(result);
  }

  async #tryProperty({ id, cases, phase }: PlannedProperty): Promise<CaseResult> {
    const { seed, options } = this.#work;
    const { runs = defaultRuns } = options;
    const isAllowed = this.#writes || phase === 'read';
    const result = await tryProperty({
      id,
      cases,
      seed,
      runs,
      send: (one) => this.#tryCase(one),
      halted: () => this.#halted() || !isAllowed,
    });
    return isAllowed ? result : skipped(result.case, writesReason);
  }

  async #tryFlow(flow: Flow): Promise<readonly CaseResult[]> {
    const { options, plan, session } = this.#work;
    const { exampleOf } = plan;
    const reason = !this.#writes
      ? writesReason
      : this.#work.looked.keepsNoState
        ? 'The server keeps no state.'
        : this.#halted()
          ? endedEarly
          : undefined;
    if (reason !== undefined) {
      return flowCases(flow, exampleOf(flow.read)).map((one) => skipped(one, reason));
    }
    const { results, keepsState } = await runFlow({
      description: options.description,
      flow,
      example: exampleOf,
      send: (one) => session.send(one),
    });
    if (keepsState) this.#verdicts.keepsState();
    return results;
  }
}

/** Works on all items, so many at a time, beginning in their order. */
async function forEach<Item>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}
