import { count } from '../text.js';
import type { Answer } from '../answer.js';
import { NoAnswer, NotChecked, type Breach, type Check } from '../behaviour/index.js';
import type { Capability, ContractCase, ContractRequest } from '../case.js';
import type { CaseResult, Finding } from '../findings.js';
import type { ContractOperation } from '../operation.js';
import { Fixtures } from '../fixtures/fixtures.js';
import { NoFixture } from '../fixtures/fixture.js';
import type { ProviderStates } from '../fixtures/provider-states.js';
import type { Exclusion } from '../exclusions.js';
import { openSender } from '../http/exchange.js';
import { signsIn } from '../http/sign-in.js';
import type { Environment } from '../http/signers.js';
import { readTarget, type Target } from '../http/target.js';
import { oracleOf } from '../oracle/oracle.js';
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
  noStateReason,
  excludedText,
  tally,
  worthlessText,
  writesReason,
  type RunResult,
} from './run-result.js';
import { openSession, skipped, type Session } from './session.js';
import { verdictsOf, type Verdicts } from './verdict.js';

/** How the contract tests are run. */
export interface RunOptions extends PlanOptions {
  /** Address of the server. */
  readonly target: string;
  /** What the other options plan, if it was planned before for another server. */
  readonly plan?: RunPlan;
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
  /** Whether what differs from our reading of the sources alone is a finding. */
  readonly readings?: 'strict';
  readonly can?: readonly Capability[];
  readonly cannot?: readonly Capability[];
  /** Cases that are not sent. */
  readonly exclude?: readonly Exclusion[];
  /** Makes what the API cannot; whoever gives it takes back what it made. */
  readonly states?: ProviderStates;
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
  const plan = options.plan ?? planRun(options);
  const operations = [...plan.operations.values()];
  const seed = options.seed ?? defaultSeed;
  const concurrency = options.concurrency ?? (loopback ? 16 : 2);
  let oracle = oracleOf(description, {}, operations);
  const environment = options.environment ?? process.env;
  const credentials = signsIn({ description, origin, loopback, environment });
  const open = (ending: AbortSignal | undefined) => {
    const sender = openSender({
      origin,
      concurrency,
      ...(timeout !== undefined && { timeout }),
      signal: ending,
    });
    const session = openSession({
      target,
      sender,
      signsIn: credentials,
      oracle: () => oracle,
      rate: options.rate,
      signal: ending,
    });
    return { session, close: () => sender.close() };
  };
  const { session, close } = open(signal);
  let fixtures: Fixtures | undefined;
  let current = session;
  try {
    const looked = await probe({
      operations: plan.operations,
      target,
      session,
      reads: operations
        .filter(({ method }) => method === 'GET')
        .flatMap((operation) => plan.exampleOf(operation) ?? []),
      can: options.can ?? [],
      cannot: options.cannot ?? [],
      hasValues: Object.keys(options.values ?? {}).length > 0,
    });
    oracle = oracleOf(description, looked.can, operations);
    // A server that answers nothing is not asked to make anything.
    if (!looked.keepsNoState && looked.first !== undefined && 'answer' in looked.first) {
      const made = new Fixtures({
        resources: plan.resources,
        set: plan.set,
        base: plan.baseOf,
        values: options.values ?? {},
        mark: `contract-test-${seed}`,
        isReadOnly: !sendsWrites(target, options.writes),
        states: options.states,
        send: async (operation, request) => {
          const plain = plan.exampleOf(operation) as ContractCase;
          return (await current.send({ ...plain, request })).result.answer;
        },
      });
      fixtures = (await made.keepsState()) ? made : undefined;
      if (fixtures === undefined) await made.records.clean();
    }
    const work = { options, target, plan, session, looked, fixtures, seed, concurrency };
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
    await close();
    if (fixtures !== undefined) {
      // What was made goes whatever ended the run.
      const last = open(undefined);
      current = last.session;
      await fixtures.records.clean();
      await last.close();
    }
  }
}

/** What carrying out a plan needs. */
interface Work {
  readonly options: RunOptions;
  readonly target: Target;
  readonly plan: RunPlan;
  readonly session: Session;
  readonly looked: Probe;
  /** Undefined for a server that keeps no state, or that nothing may be created on. */
  readonly fixtures: Fixtures | undefined;
  readonly seed: number;
  readonly concurrency: number;
}

/** How often a valid request is sent whose records turn out to have changed by themselves. */
const attempts = 3;
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
    this.#verdicts = verdictsOf(plan.operations, looked);
    const { first } = looked;
    // A server that took the request, and then gave no answer, may still answer others.
    if (first !== undefined && 'failure' in first && !first.left && !options.signal?.aborted) {
      this.#stopped = silenceText(target.address, first);
    }
  }

  async run(): Promise<Pick<RunResult, 'results' | 'stopped'>> {
    const { plan, concurrency } = this.#work;
    for (const phase of phases) {
      const cases = plan.cases.filter((one) => plan.phaseFor(one) === phase);
      await forEach(cases, concurrency, async (one) => this.#keep(await this.#tryCase(one)));
      const properties = plan.properties.filter((one) => one.phase === phase);
      await forEach(properties, concurrency, async (one) => {
        const result = await this.#tryProperty(one);
        if (result !== undefined) this.#keep(result);
      });
      await this.#lookAgain(phase === 'read');
    }
    const [alone, others] = [true, false].map((isAlone) =>
      plan.checks.filter((one) => one.isAlone === isAlone),
    ) as [Check[], Check[]];
    await forEach(others, concurrency, async (one) => this.#keep(await this.#tryCheck(one)));
    for (const one of alone) this.#keep(await this.#tryCheck(one));
    if (!this.#halted()) this.#stopped = this.#health.atEnd();
    const stopped = this.#stopped;
    // In the order of the plan, whatever the order in which the answers came.
    const ordered = plan.ids
      .flatMap((id) => this.#results.get(id) ?? [])
      // The end of a server breaks no contract.
      .map((one) =>
        stopped && (one.lost || this.#health.isInVain(one)) ? skipped(one.case, endedEarly) : one,
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
    return this.#verdicts.of((await this.#work.session.send(one)).result, false);
  }

  #halted(): boolean {
    this.#stopped ??= this.#work.options.states?.failure;
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
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (this.#halted()) return skipped(one, endedEarly);
      if (this.#health.hangs(one.operationId)) {
        return skipped(one, timedOut);
      }
      const result = await this.#sendCase(one);
      if (result !== undefined) return result;
    }
    return skipped(one, 'The records that it needs change by themselves before it is sent.');
  }

  /** Sends a case; undefined if the records that it needs were not there any more. */
  async #sendCase(one: ContractCase): Promise<CaseResult | undefined> {
    const { plan, fixtures, session } = this.#work;
    const operation = plan.operations.get(one.operationId ?? '');
    // The answer of a case that chooses it has nothing to do with what is there.
    const prepared =
      operation === undefined || one.group === 'status'
        ? undefined
        : await fixtures?.prepare(one, operation);
    if (prepared !== undefined && 'reason' in prepared) return skipped(one, prepared.reason);
    const request = prepared?.request ?? one.request;
    const { result, exchange } = await session.send({ ...one, request });
    if (exchange === undefined || result.outcome === 'skipped') {
      prepared?.release(undefined, true);
      return result;
    }
    const { answer, findings } = result;
    const isRefused = findings.some(({ name }) => name === 'valid_refused');
    const holds = !isRefused || prepared === undefined || (await prepared.holds());
    prepared?.release(answer, holds && findings.length === 0);
    if (prepared !== undefined && operation !== undefined)
      fixtures?.records.adopt(operation, answer);
    if (!holds) return undefined;
    const reason = await this.#health.note(one, exchange);
    if (reason !== undefined && !this.#halted()) {
      const sent = `${count(this.#results.size, 'case')} of ${plan.ids.length}`;
      this.#stopped = `${reason} The run ended after ${sent}.`;
    }
    return this.#verdicts.of(result, prepared?.certain === true);
  }

  /** Sends the requests of a check, on a server that keeps state. */
  async #tryCheck(check: Check): Promise<CaseResult> {
    const { fixtures, plan, session, options } = this.#work;
    const exclusion = options.exclude?.find(({ covers }) => covers(check.case));
    if (exclusion !== undefined) return skipped(check.case, excludedText(exclusion));
    if (!this.#writes) return skipped(check.case, writesReason);
    if (this.#halted()) return skipped(check.case, endedEarly);
    if (fixtures === undefined) return skipped(check.case, noStateReason);
    const start = performance.now();
    let answered: Answer | undefined;
    const caseOf = (operation: ContractOperation, request: ContractRequest): ContractCase => ({
      ...check.case,
      operationId: operation.id,
      request,
    });
    /** What is wrong with an answer by itself, whatever it is compared with. */
    const strays = new Map<string, Breach>();
    const note = (findings: readonly Finding[], request: ContractRequest, answer: Answer): void => {
      const { status } = answer;
      // In which way another record or method is refused is the question of other cases.
      const counts = status < 300 || status >= 500 || check.case.group === 'life-cycle';
      for (const { name, message } of counts ? findings : []) {
        if (name !== 'valid_refused') strays.set(name, { name, message, request });
      }
    };
    try {
      const compared = await check
        .run({
          ...{ fixtures, resources: plan.resources, set: plan.set, damaged: plan.damagedOf },
          plain: (operation) => plan.baseOf(operation)?.make(),
          refused: async (operation, request, statuses) => {
            const one = {
              ...caseOf(operation, request),
              expected: { kind: 'refused', statuses } as const,
            };
            const { answer, findings } = (await session.send(one)).result;
            if (answer === undefined) throw new NoAnswer();
            answered = answer;
            return { answer, findings };
          },
          send: async (operation, request) => {
            const { answer, findings } = (await session.send(caseOf(operation, request))).result;
            if (answer === undefined) throw new NoAnswer();
            answered = answer;
            if (request.method !== 'HEAD') note(findings, request, answer);
            return answer;
          },
        })
        .catch((error: unknown) => {
          // Whether what was seen by then is right does not depend on the rest.
          if (strays.size === 0 || error instanceof NoAnswer) throw error;
          return [];
        });
      const breaches = [...compared, ...strays.values()];
      const isFinding = ({ isReading }: Breach): boolean =>
        isReading !== true || options.readings === 'strict';
      const found = (list: readonly Breach[]): Finding[] =>
        list.map(({ name, message, operation }) => ({
          ...{ name, message },
          pointer: operation?.pointer ?? check.case.rule.pointer,
        }));
      const findings = found(breaches.filter(isFinding));
      const notes = found(breaches.filter((one) => !isFinding(one)));
      const [breach] = breaches;
      const one = caseOf(
        breach?.operation ??
          (plan.operations.get(check.case.operationId ?? '') as ContractOperation),
        breach?.request ?? check.case.request,
      );
      const curl = breach?.request && (await session.curl(one));
      return {
        case: one,
        outcome: findings.length > 0 ? 'broken' : 'kept',
        findings,
        ...(notes.length > 0 && { notes }),
        ...(answered && { answer: answered }),
        ...(curl !== undefined && { curl }),
        duration: performance.now() - start,
      };
    } catch (error) {
      if (error instanceof NoAnswer) {
        return skipped(check.case, 'One of its requests was not answered.');
      }
      if (!(error instanceof NotChecked) && !(error instanceof NoFixture)) throw error;
      return skipped(check.case, error.message);
    }
  }

  /** Sends random requests of a kind; undefined if there are none. */
  async #tryProperty(property: PlannedProperty): Promise<CaseResult | undefined> {
    const { case: planned, phase } = property;
    if (!this.#writes && phase !== 'read') return skipped(planned, writesReason);
    if (this.#halted()) return skipped(planned, endedEarly);
    const cases = property.cases();
    if (cases === undefined) return undefined;
    const { seed, options } = this.#work;
    const { runs = defaultRuns } = options;
    const send = (one: ContractCase) => this.#tryCase(one);
    return tryProperty({ planned, cases, seed, runs, send, halted: () => this.#halted() });
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
