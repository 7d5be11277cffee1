import { count } from '../../lib/text.js';
import type { Answer } from '../answer.js';
import { contextOf, NoAnswer, NotChecked, type Breach, type Check } from '../behaviour/index.js';
import { capabilities, type ContractCase, type ContractRequest } from '../case.js';
import { inconclusive, type CaseResult, type Finding } from '../findings.js';
import type { ContractOperation } from '../operation.js';
import { Fixtures } from '../fixtures/fixtures.js';
import { NoFixture } from '../fixtures/fixture.js';
import type { ProviderStates } from '../fixtures/provider-states.js';
import { prepareCase } from '../fixtures/prepared-case.js';
import type { Exclusion } from '../exclusions.js';
import { signsIn } from '../http/sign-in.js';
import type { Environment } from '../http/signers.js';
import { readTarget, type Target } from '../http/target.js';
import { oracleOf } from '../oracle/oracle.js';
import { lookAgain, lossText, silenceText, watchHealth } from './health.js';
import { defaultRuns, phases, planRun, type PlanOptions, type RunPlan } from './plan.js';
import { probe, unknownPathCase, type GivenCapabilities, type Probe } from './probe.js';
import { tryProperty } from './property.js';
import {
  endedEarly,
  excludedText,
  tally,
  worthlessText,
  writesReason,
  type RunResult,
} from './run-result.js';
import { openSession, skipped, type Session } from './session.js';
import { verdictsOf } from './verdict.js';

/** How the contract tests are run. */
export interface RunOptions extends PlanOptions, GivenCapabilities {
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
  const { description, signal, timeout, rate, values = {}, seed = defaultSeed } = options;
  const startedAt = new Date();
  const target = readTarget(options.target);
  const { origin, loopback, address } = target;
  const plan = options.plan ?? planRun(options);
  const operations = [...plan.operations.values()];
  const concurrency = options.concurrency ?? (loopback ? 16 : 2);
  let oracle = oracleOf(description, {}, operations);
  const environment = options.environment ?? process.env;
  const credentials = signsIn({ description, origin, loopback, environment });
  const open = (ending: AbortSignal | undefined): Session =>
    openSession({
      ...{ target, concurrency, timeout, rate, signal: ending },
      signsIn: credentials,
      oracle: () => oracle,
    });
  let session = open(signal);
  let fixtures: Fixtures | undefined;
  try {
    const looked = await probe(options, plan, target, session);
    oracle = oracleOf(description, looked.can, operations);
    // A server that answers nothing is not asked to make anything.
    if (!looked.keepsNoState && looked.first !== undefined && 'answer' in looked.first) {
      const made = new Fixtures({
        resources: plan.resources,
        set: plan.set,
        base: plan.baseOf,
        values,
        mark: `contract-test-${seed}`,
        isReadOnly: !sendsWrites(target, options.writes),
        states: options.states,
        send: async (operation, request) => {
          const plain = plan.exampleOf(operation) as ContractCase;
          return (await session.send({ ...plain, request })).result.answer;
        },
      });
      fixtures = (await made.keepsState()) ? made : undefined;
      if (fixtures === undefined) await made.records.clean();
    }
    const work = { options, target, plan, session, looked, fixtures, seed, concurrency };
    const { results, stopped } = await execute(work);
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
    await session.close();
    if (fixtures !== undefined) {
      // What was made goes whatever ended the run.
      session = open(undefined);
      await fixtures.records.clean();
      await session.close();
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
const fullText =
  'The server refuses by now what it has created before: something in it is given once, or there are too many.';
const timedOut = 'The operation has timed out too often.';

/** Sends everything of a plan, phase by phase, as long as that makes sense. */
async function execute(work: Work) {
  const { options, target, plan, session, looked, fixtures, seed, concurrency } = work;
  const { first } = looked;
  const writes = sendsWrites(target, options.writes);
  const verdicts = verdictsOf(plan.operations, looked);
  const health = watchHealth(target, plan, looked.accepted, async (one) => {
    return (await session.send(one ?? unknownPathCase(plan))).exchange;
  });
  const results = new Map<string, CaseResult>();
  let findings = 0;
  /** Why the run ended early, as a sentence. */
  let stopped: string | undefined;
  // A server that took the request, and then gave no answer, may still answer others.
  if (first !== undefined && 'failure' in first && !first.left && !options.signal?.aborted) {
    stopped = silenceText(target.address, first);
  }

  for (const phase of phases) {
    const cases = plan.cases.filter((one) => plan.phaseFor(one) === phase);
    await forEach(cases, concurrency, async (one) => keep(await tryCase(one)));
    const properties = plan.properties.filter((one) => one.phase === phase);
    await forEach(properties, concurrency, async (one) => {
      const result = await tryRandom(one);
      if (result !== undefined) keep(result);
    });
    await lookAgainAtLost(phase === 'read');
  }
  for (const isAlone of [false, true]) {
    const checks = plan.checks.filter((one) => one.isAlone === isAlone);
    await forEach(checks, isAlone ? 1 : concurrency, async (one) => keep(await tryCheck(one)));
  }
  if (!halted()) stopped = health.atEnd();
  // In the order of the plan, whatever the order in which the answers came.
  const ordered = plan.ids
    .flatMap((id) => results.get(id) ?? [])
    // The end of a server breaks no contract.
    .map((one) =>
      stopped && (one.lost || health.isInVain(one)) ? skipped(one.case, endedEarly) : one,
    );
  return { results: verdicts.settle(ordered), stopped };

  /** Looks again at what was not answered, unless that is too much. */
  async function lookAgainAtLost(isRead: boolean): Promise<void> {
    if (halted()) return;
    stopped = lossText(results.values(), target.address);
    const sendAgain = async (one: ContractCase): Promise<CaseResult> =>
      verdicts.of((await session.send(one)).result, false);
    const silent = new Set<string | undefined>();
    for (const result of [...results.values()]) {
      if (halted()) return;
      if (result.outcome !== 'broken' || !result.lost) continue;
      const { operationId } = result.case;
      // One request that is never answered says it for all of its operation.
      if (silent.has(operationId)) keep(skipped(result.case, timedOut));
      else keep(await lookAgain(result, isRead, sendAgain));
      if (results.get(result.case.id)?.outcome === 'broken') silent.add(operationId);
    }
  }

  function halted(): boolean {
    stopped ??= options.states?.failure;
    return stopped !== undefined || options.signal?.aborted === true;
  }

  function keep(result: CaseResult): void {
    results.set(result.case.id, result);
    findings += result.findings.length;
    options.onProgress?.({ done: results.size, all: plan.ids.length, findings });
  }

  /** Why a case is not sent by what was chosen and what the server can do; undefined if it is. */
  function obstacleTo(one: ContractCase, isRead: boolean): string | undefined {
    const exclusion = options.exclude?.find(({ covers }) => covers(one));
    if (exclusion !== undefined) return excludedText(exclusion);
    const lacking = one.needs.find((capability) => looked.can[capability] === false);
    if (lacking !== undefined) {
      return `It needs a server that ${capabilities[lacking]} (${lacking}).`;
    }
    return writes || isRead ? undefined : writesReason;
  }

  /** Sends a case, unless something speaks against it. */
  async function tryCase(one: ContractCase): Promise<CaseResult> {
    const obstacle = obstacleTo(one, plan.phaseFor(one) === 'read');
    if (obstacle !== undefined) return skipped(one, obstacle);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (halted()) return skipped(one, endedEarly);
      if (health.hangs(one.operationId)) return skipped(one, timedOut);
      const result = await sendCase(one);
      if (result !== undefined) return result;
    }
    return skipped(one, 'The records that it needs change by themselves before it is sent.');
  }

  /** Sends a case; undefined if the records that it needs were not there any more. */
  async function sendCase(one: ContractCase): Promise<CaseResult | undefined> {
    const operation = plan.operations.get(one.operationId ?? '');
    // The answer of a case that chooses it has nothing to do with what is there.
    const prepared =
      operation === undefined || one.group === 'status'
        ? undefined
        : fixtures && (await prepareCase(fixtures, one, operation));
    if (prepared !== undefined && 'reason' in prepared) return skipped(one, prepared.reason);
    const request = prepared?.request ?? one.request;
    fixtures?.requests.countTexts(request, 1);
    const { result, exchange } = await session.send({ ...one, request });
    if (exchange === undefined || result.outcome === 'skipped') {
      prepared?.release(undefined, true);
      return result;
    }
    const { answer } = result;
    const isRefused = result.findings.some(({ name }) => name === 'valid_refused');
    // What is refused has written nothing.
    const isDenied = answer !== undefined && answer.status >= 400;
    const texts = (isDenied && fixtures?.requests.countTexts(request, -1)) || [];
    const holds = !isRefused || prepared === undefined || (await prepared.holds());
    prepared?.release(answer, holds && result.findings.length === 0);
    if (prepared !== undefined && operation !== undefined)
      fixtures?.records.adopt(operation, answer);
    if (!holds) return undefined;
    const reason = await health.note(one, exchange);
    if (reason !== undefined && !halted()) {
      const sent = `${count(results.size, 'case')} of ${plan.ids.length}`;
      stopped = `${reason} The run ended after ${sent}.`;
    }
    const isForState =
      isRefused &&
      operation !== undefined &&
      ((await fixtures?.isFull(operation)) || (await fixtures?.isTaken(operation, texts)));
    if (isForState) return inconclusive(result, fullText);
    // RFC 9110, 15.5.10: it conflicts with the state of the record.
    const clashes = prepared?.mayClash === true && answer?.status === 409;
    const judged = verdicts.of(result, prepared?.certain === true && !clashes);
    const isReading =
      (prepared?.isReading === true && isRefused) ||
      result.findings.every((one) => one.isReading === true);
    return isReading && options.readings !== 'strict' && judged.outcome === 'broken'
      ? { ...judged, outcome: 'kept', findings: [], notes: judged.findings }
      : judged;
  }

  /** Sends the requests of a check, on a server that keeps state. */
  async function tryCheck(check: Check): Promise<CaseResult> {
    const obstacle = obstacleTo(check.case, false);
    if (obstacle !== undefined) return skipped(check.case, obstacle);
    if (halted()) return skipped(check.case, endedEarly);
    if (fixtures === undefined) return skipped(check.case, 'The server keeps no state.');
    const start = performance.now();
    let answered: Answer | undefined;
    /** The answers by what was asked. */
    const answers = new Map<string, Answer>();
    const ask = async (
      { id }: ContractOperation,
      request: ContractRequest,
      expected = check.case.expected,
    ) => {
      const one = { ...check.case, operationId: id, request, expected };
      const { answer, findings: found } = (await session.send(one)).result;
      if (answer === undefined || answer.status === 429) throw new NoAnswer();
      answers.set(JSON.stringify(request), answer);
      // One to HEAD shows nothing of what is documented.
      if (request.method !== 'HEAD') answered = answer;
      return { answer, findings: found };
    };
    /** What is wrong with an answer by itself, whatever it is compared with. */
    const strays = new Map<string, Breach>();
    try {
      const compared = await check
        .run(
          contextOf({
            ...{ fixtures, damaged: plan.damagedOf },
            hasContent: ({ id }, request) =>
              session.hasContent({ ...check.case, operationId: id, request }),
            refused: (operation, request, statuses) =>
              ask(operation, request, { kind: 'refused', statuses }),
            send: async (operation, request) => {
              const { answer, findings: found } = await ask(operation, request);
              // In which way another record or method is refused is the question of other cases.
              const counts =
                request.method !== 'HEAD' &&
                (answer.status < 300 || answer.status >= 500 || check.case.group === 'life-cycle');
              for (const one of counts ? found : []) {
                if (one.name !== 'valid_refused')
                  strays.set(one.name, { ...one, request, operation });
              }
              return answer;
            },
          }),
        )
        .catch((error: unknown) => {
          // Whether what was seen by then is right does not depend on the rest.
          if (strays.size === 0 || error instanceof NoAnswer) throw error;
          return [];
        });
      const breaches = [...compared, ...strays.values()];
      const isFinding = ({ isReading }: Breach): boolean =>
        isReading !== true || options.readings === 'strict';
      const found = (list: readonly Breach[]): Finding[] =>
        list.map(({ name, message, operation, pointer = operation?.pointer }) => ({
          ...{ name, message },
          pointer: pointer ?? check.case.rule.pointer,
        }));
      const broken = found(breaches.filter(isFinding));
      const notes = found(breaches.filter((one) => !isFinding(one)));
      const breach = breaches.find(isFinding) ?? breaches[0];
      const one = {
        ...check.case,
        operationId: breach?.operation?.id ?? check.case.operationId,
        request: breach?.request ?? check.case.request,
      };
      return {
        case: one,
        outcome: broken.length > 0 ? 'broken' : 'kept',
        findings: broken,
        ...(notes.length > 0 && { notes }),
        answer: answers.get(JSON.stringify(breach?.request)) ?? answered,
        curl: breach?.request && (await session.curl(one)),
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
  async function tryRandom(
    property: RunPlan['properties'][number],
  ): Promise<CaseResult | undefined> {
    const { case: planned, phase } = property;
    if (!writes && phase !== 'read') return skipped(planned, writesReason);
    if (halted()) return skipped(planned, endedEarly);
    const cases = property.cases();
    const { runs = defaultRuns } = options;
    return cases && tryProperty(planned, cases, { seed, runs }, tryCase, halted);
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
