import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';
import type { ContractCase } from '../case.js';
import type { CaseResult, FindingName } from '../findings.js';
import { type ContractOperation, coversPath, pathParameters, responsesFor } from '../operation.js';
import { readJson } from '../oracle/media-type.js';
import type { RunPlan } from './plan.js';
import type { Probe } from './probe.js';
import type { Session } from './session.js';

/** What the refusal of a valid request is explained by. */
export type Verdicts = ReturnType<typeof verdictsOf>;

/** What verdicts are made with. */
export interface VerdictOptions {
  readonly operations: ReadonlyMap<string, ContractOperation>;
  readonly abilities: Probe;
  /** Whether the server has carried out a request that changes what it holds. */
  readonly changed: () => boolean;
  /** Sends the plain request of an operation; undefined if there is none. */
  readonly sendPlain: (operation: ContractOperation) => Promise<CaseResult | undefined>;
}

/** Refusals that the state of a server may explain. */
const explicable: readonly FindingName[] = ['valid_refused', 'wrong_refusal'];

const byState =
  'The server keeps state, has changed during the run, and now refuses the plain request as well.';

const byId =
  'The server refuses every valid request of the operation, but otherwise than invalid ones; does it know the ids of the examples? If not, give others by --values.';

/** Separates the refusals that are about the state of the server from those about the request. */
export function verdictsOf(options: VerdictOptions) {
  const { operations, changed, sendPlain } = options;
  const { can, knowsExamples, keepsNoState } = options.abilities;
  /** Refused as the plain request is refused: explained, if the server keeps state. */
  const waiting = new Set<ContractCase>();
  let state = false;
  /** Operations that were answered with a success, and the ids that they named. */
  const accepted = new Set<string>();
  const knownIds = new Set<string>();

  return {
    /** Judges a result anew by what the server may hold; it may send the plain request to compare. */
    async of(result: CaseResult): Promise<CaseResult> {
      const { answer, findings } = result;
      const operation = operations.get(result.case.operationId ?? '');
      if (answer !== undefined && answer.status < 300) {
        accepted.add(result.case.operationId ?? '');
        for (const id of idsOf(result)) knownIds.add(id);
      }
      // A refusal that is not as documented is a finding whatever the state.
      const [finding, ...others] = findings;
      if (!finding || others.length > 0 || !answer || !operation) return result;
      const throttled = answer.status === 429;
      if (!throttled && !explicable.includes(finding.name)) return result;
      const excuse = excuseOf(operation, answer);
      if (excuse !== undefined && (throttled || !knowsExamples)) {
        return inconclusive(result, excuse);
      }
      if (finding.name !== 'valid_refused' || keepsNoState || !changed()) return result;
      const plain = await sendPlain(operation);
      if (plain?.outcome === 'broken' && plain.answer !== undefined) waiting.add(result.case);
      return result;
    },
    /** Takes note that the server was seen to keep state. */
    keepsState(): void {
      state = true;
    },
    /** The results with those settled that had to wait for the end of the run. */
    settle(results: readonly CaseResult[]): CaseResult[] {
      const strange = new Set([...operations.keys()].filter((id) => isStrange(id, results)));
      return results.map((result) => {
        if (result.outcome !== 'broken') return result;
        if (state && waiting.has(result.case)) return inconclusive(result, byState);
        const own = strange.has(result.case.operationId ?? '') && isPlainRefusal(result);
        return own ? inconclusive(result, byId) : result;
      });
    },
  };

  /**
   * Whether no valid request of an operation was accepted, but in another way than invalid ones are
   * refused, and they name an id that was not accepted anywhere: the server may not have it.
   */
  function isStrange(id: string, results: readonly CaseResult[]): boolean {
    const own = results.filter((result) => result.case.operationId === id);
    const refused = own.filter(isPlainRefusal);
    const [first] = refused;
    if (knowsExamples || first === undefined || accepted.has(id)) return false;
    if (idsOf(first).every((one) => knownIds.has(one))) return false;
    const ofInvalid = own
      .filter(({ case: one, outcome }) => outcome === 'kept' && one.expected.kind === 'refused')
      .map(({ answer }) => errorCodeOf(answer));
    return !can.examples || refused.every(({ answer }) => !ofInvalid.includes(errorCodeOf(answer)));
  }

  /** The parameters in the path of a request with their values. */
  function idsOf({ case: { operationId, request } }: CaseResult): string[] {
    const template = operations.get(operationId ?? '')?.path ?? '';
    return Object.entries(pathParameters(template, request.path)).map((pair) => pair.join('='));
  }
}

function isPlainRefusal({ findings }: CaseResult): boolean {
  return findings.length === 1 && findings[0]?.name === 'valid_refused';
}

function inconclusive(result: CaseResult, reason: string): CaseResult {
  return { ...result, outcome: 'inconclusive', findings: [], reason };
}

/** Statuses that say: what the path names is not there (any more), or clashes with what is. */
const ofState = new Set([404, 409, 410, 412]);

/**
 * Why a documented refusal says nothing of the request itself: the server does not know an id, or is
 * asked too often. Undefined if the refusal is about the request.
 */
function excuseOf(operation: ContractOperation, answer: Answer): string | undefined {
  const { status } = answer;
  if (status === 429) return 'The server was asked too often (429); use --rate or --concurrency.';
  const documented = responsesFor(operation, status);
  if (documented.length === 0) return undefined;
  if (ofState.has(status)) return `The server refuses it for what it holds (${status}).`;
  const [first, ...others] = documented.flatMap(({ examples }) => examples);
  const body = readJson(answer.text);
  const named = others.find(({ value }) => hasCodeOf(value, body, first?.value));
  return named && `The server refuses it as in the documented example "${named.name}".`;
}

/** Members by which errors differ in kind; texts are written anew by each server. */
const codes = /code|type|reason|status|title/i;

/** Whether a body has the code of an example, where that differs from the code of another example. */
function hasCodeOf(example: unknown, body: unknown, other: unknown): boolean {
  if (!isObject(body) || !isObject(example) || !isObject(other)) return false;
  const keys = Object.keys(example);
  const isSame = (key: string): boolean =>
    codes.test(key) && isDeepStrictEqual(body[key], example[key]);
  // Errors of another shape than the first one are known by having the same members.
  if (!isDeepStrictEqual(keys.toSorted(), Object.keys(other).toSorted())) {
    return keys.some((key) => isSame(key) && !(key in other));
  }
  return keys.some((key) =>
    isObject(example[key])
      ? hasCodeOf(example[key], body[key], other[key])
      : isSame(key) && !isDeepStrictEqual(example[key], other[key]),
  );
}

/** What distinguishes an error from others: its status, and the members that name its kind. */
function errorCodeOf(answer: Answer | undefined): string {
  const found: unknown[] = [answer?.status];
  const visit = (value: unknown, key: string): void => {
    if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) visit(member, name);
    } else if (codes.test(key)) {
      found.push([key, value]);
    }
  };
  visit(readJson(answer?.text ?? ''), '');
  return JSON.stringify(found);
}

/** Reads again what was deleted; a server that refuses it now keeps state. */
export async function forgetsWhatIsDeleted(
  results: readonly CaseResult[],
  { operations, exampleOf }: Pick<RunPlan, 'operations' | 'exampleOf'>,
  session: Session,
): Promise<boolean> {
  const deleted = results.filter(
    ({ case: one, outcome, answer }) =>
      one.request.method === 'DELETE' && outcome === 'kept' && (answer?.status ?? 500) < 300,
  );
  for (const path of new Set(deleted.map(({ case: one }) => one.request.path))) {
    const read = [...operations.values()].find(
      (one) => one.method === 'GET' && coversPath(one.path, path),
    );
    const plain = read && exampleOf(read);
    if (plain === undefined) continue;
    const { result } = await session.send({ ...plain, request: { ...plain.request, path } });
    const status = result.answer?.status ?? 0;
    if (status >= 400 && status < 500) return true;
  }
  return false;
}
