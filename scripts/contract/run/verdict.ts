import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';
import { capabilities, isCondition, type Capability } from '../case.js';
import { listOf, objectOf } from '../cases/json.js';
import { inconclusive, type CaseResult, type Finding, type FindingName } from '../findings.js';
import { type ContractOperation, pathParameters, responsesFor } from '../operation.js';
import { readJson } from '../oracle/media-type.js';
import { prismProblem, type Probe } from './probe.js';

const tooOften = 'The server was asked too often (429); use --rate or --concurrency.';

/** Refusals that the state of a server may explain. */
const explicable: readonly FindingName[] = ['valid_refused', 'wrong_refusal'];

const byId =
  'The server refuses every valid request of the operation, but otherwise than invalid ones; does it know the ids of the examples? If not, give others by --values.';

const byMock =
  'The mock has no answer that fits the description: an example breaks its schema, or no value fits.';

const madeUp =
  'The server makes up bodies of the schemas, as Prism does with --dynamic, so nothing follows from this one.';

const acceptedText = (need: Capability): string =>
  `It was accepted, which is wrong only if the server ${capabilities[need]} (--can ${need}).`;

/** Whether Prism takes its own answer for one that breaks the description. */
function isOfMock(answer: Answer): boolean {
  const found = listOf(prismProblem(answer)?.['validation']);
  const isOfAnswer = (one: unknown) => listOf(objectOf(one)['location'])[0] === 'response';
  return found.length > 0 && found.every(isOfAnswer);
}

/**
 * Separates the refusals that are about ids which nobody made for the tests from those about the request.
 *
 * @param operations - those of the description, by their ids
 */
export function verdictsOf(
  operations: ReadonlyMap<string, ContractOperation>,
  { can, knowsExamples }: Pick<Probe, 'can' | 'knowsExamples'>,
) {
  /** Operations that were answered with a success, and the ids that they named. */
  const accepted = new Set<string>();
  const knownIds = new Set<string>();

  return {
    /**
     * Judges a result anew by what the server may hold.
     *
     * @param isCertain - whether the records that the request names are known to be there
     */
    of(given: CaseResult, isCertain: boolean): CaseResult {
      const need = given.case.needs.find((one) => can[one] === undefined);
      const result = need
        ? without(given, ({ name }) => name === 'invalid_accepted', acceptedText(need))
        : given;
      const { answer, findings } = result;
      const operation = operations.get(result.case.operationId ?? '');
      if (answer !== undefined && answer.status < 300) {
        accepted.add(result.case.operationId ?? '');
        for (const id of idsOf(result)) knownIds.add(id);
      }
      // A refusal that is not as documented is a finding whatever the state.
      const [finding, ...others] = findings;
      if (!finding || others.length > 0 || !answer) return result;
      // What chooses its answer may have chosen this one.
      if (answer.status === 429 && result.case.group !== 'status') {
        return inconclusive(result, tooOften);
      }
      if (isOfMock(answer)) return inconclusive(result, byMock);
      if (!operation) return result;
      // A condition of the request has nothing to do with which records are there.
      const isApart =
        answer.status === 412 && Object.keys(result.case.request.headers).some(isCondition);
      if (!isApart && (isCertain || knowsExamples || !explicable.includes(finding.name))) {
        return result;
      }
      const excuse = excuseOf(operation, answer);
      return excuse === undefined ? result : inconclusive(result, excuse);
    },
    /** The results with those settled that had to wait for the end of the run. */
    settle(results: readonly CaseResult[]): readonly CaseResult[] {
      const strange = new Set([...operations.keys()].filter((id) => isStrange(id, results)));
      const makesUp = makesUpBodies(results);
      return results.map((given) => {
        const result = makesUp ? withoutChance(given) : given;
        const { operationId = '', group } = result.case;
        // What is compared was made before, so that all of it is there.
        const isSure = group === 'behaviour' || group === 'life-cycle';
        const own = strange.has(operationId) && isPlainRefusal(result) && !isSure;
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

/** Whether a server gives other bodies than the examples more often than these, unless it is asked by name. */
function makesUpBodies(results: readonly CaseResult[]): boolean {
  const unnamed = results.filter(isByStatus).map((one) => withoutChance(one).outcome);
  const count = (wanted: string): number => unnamed.filter((one) => one === wanted).length;
  return count('inconclusive') > count('kept');
}

/** Whether a body has to be that of an example which the request does not name. */
const isByStatus = ({ case: { expected, request }, answer }: CaseResult): boolean =>
  expected.kind === 'example' &&
  expected.status === answer?.status &&
  !request.headers['Prefer']?.includes('example=');

/** A result without what is chance where bodies are made up: that it is no example, or says that it failed. */
function withoutChance(result: CaseResult): CaseResult {
  const isSuccess = (result.answer?.status ?? 500) < 300;
  const isChance = ({ name }: Finding): boolean =>
    name === 'wrong_example' ? isByStatus(result) : name === 'valid_refused' && isSuccess;
  return without(result, isChance, madeUp);
}

/** A result without findings that prove nothing. */
function without(
  result: CaseResult,
  isVain: (finding: Finding) => boolean,
  reason: string,
): CaseResult {
  const findings = result.findings.filter((one) => !isVain(one));
  if (findings.length === result.findings.length) return result;
  return findings.length > 0 ? { ...result, findings } : inconclusive(result, reason);
}

function isPlainRefusal({ findings }: CaseResult): boolean {
  return findings.length === 1 && findings[0]?.name === 'valid_refused';
}

/** Statuses that say: what the path names is not there (any more), or clashes with what is. */
const ofState = new Set([404, 409, 410, 412]);

/**
 * Why a documented refusal says nothing of the request itself: the server does not know an id.
 * Undefined if the refusal is about the request.
 */
function excuseOf(operation: ContractOperation, answer: Answer): string | undefined {
  const { status } = answer;
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
