import { cut, either, shown, statusesText } from '../../lib/text.js';
import { isDeepStrictEqual } from 'node:util';
import { isObject, type Description } from '../../lib/openapi/document.js';
import { step, valueAt } from '../../lib/openapi/pointer.js';
import type { Answer, Exchange, NoAnswer } from '../answer.js';
import type { Capability, ContractCase, Expectation } from '../case.js';
import { forAnswers } from '../cases/direction.js';
import { objectOf } from '../cases/json.js';
import type { Finding, FindingName } from '../findings.js';
import {
  operationsOf,
  responsesFor,
  type ContractOperation,
  type ContractResponse,
} from '../operation.js';
import { conformanceOf } from './conformance.js';
import { isJson, jsonOf } from './media-type.js';

/** Says what breaks the contract in what sending a case came to; empty if nothing does. */
export type Oracle = (one: ContractCase, exchange: Exchange) => Finding[];

/**
 * Makes the oracle of a description: it judges by the description alone, so whatever a mock or a
 * gateway adds of its own (`application/problem+json`, a page in HTML) is found as undocumented.
 *
 * @param able - what the server can do; `allow-header: false` spares a 405 the header Allow
 * @param list - its operations, if they have been read
 */
export function oracleOf(
  description: Description,
  able: Partial<Readonly<Record<Capability, boolean>>> = {},
  list: readonly ContractOperation[] = operationsOf(description),
): Oracle {
  const conformance = conformanceOf(forAnswers(description));
  const operations = new Map(list.map((one) => [one.id, one]));

  return (one, exchange) => {
    if ('failure' in exchange) {
      const message = `${failures[exchange.failure]}: ${exchange.message}.`;
      return [{ name: 'no_answer', message }];
    }
    const { answer } = exchange;
    const { status } = answer;
    const { expected, rule } = one;
    const asked =
      (expected.kind === 'example' && expected.status === status) ||
      (expected.kind === 'refused' && expected.statuses.includes(status));
    if (status >= 500 && !asked) {
      const message = `The server failed with ${status}, which the request did not ask for.`;
      return [{ name: 'server_error', message, pointer: rule.pointer }];
    }
    if (expected.kind === 'no-path') {
      const message = `The path is not in the description, but was answered with ${status}; expected 404.`;
      return status === 404 ? [] : [{ name: 'unknown_path_answered', message }];
    }
    if (expected.kind === 'no-method') {
      return judgeNoMethod(one, answer, able['allow-header'] !== false);
    }
    const operation = operations.get(one.operationId ?? '');
    if (operation === undefined) {
      throw new Error(`The case ${one.id} is of an operation that the description does not have.`);
    }
    const documented = responsesFor(operation, status);
    const isDocumented = documented.length > 0;
    return [
      ...judgeExpectation(one, expected, answer, documented),
      ...(isDocumented
        ? conformance(documented, answer, one.request.method)
        : asked
          ? []
          : [undocumentedStatus(answer, operation)]),
    ];
  };
}

const failures: Readonly<Record<NoAnswer, string>> = {
  'time-out': 'The server gave no whole answer in time',
  connection: 'The connection failed',
  'too-long': 'The answer is too long',
  garbage: 'The answer is no HTTP',
};

/** @param needsAllow - whether a 405 must name the methods of the path */
function judgeNoMethod(
  { request: { method }, rule: { pointer } }: ContractCase,
  { status, headers }: Answer,
  needsAllow: boolean,
): Finding[] {
  if (status === 404) return [];
  if (status !== 405) {
    const name = status < 400 ? 'unsupported_method_accepted' : 'wrong_refusal';
    const message = `${method} is no method of this path, but was answered with ${status}; expected 405 or 404.`;
    return [{ name, message, pointer }];
  }
  const { allow } = headers;
  const allowed = (allow ?? '')
    .split(',')
    .map((name) => name.trim().toUpperCase())
    .filter((name) => name !== '');
  if (!needsAllow || (allowed.length > 0 && !allowed.includes(method))) return [];
  const fault =
    allow === undefined
      ? 'without the header Allow'
      : allowed.length === 0
        ? 'with an empty header Allow'
        : `though its header Allow names it (${cut(allow)})`;
  return [{ name: 'missing_allow', message: `${method} was refused with 405 ${fault}.`, pointer }];
}

function judgeExpectation(
  one: ContractCase,
  expected: Exclude<Expectation, { kind: 'no-method' | 'no-path' }>,
  answer: Answer,
  documented: readonly ContractResponse[],
): Finding[] {
  const { status } = answer;
  const { pointer } = one.rule;
  const found = (name: FindingName, message: string): Finding[] => [{ name, message, pointer }];
  if (expected.kind === 'accepted') {
    if (status >= 400) {
      const message = `A valid request was refused with ${status}${excerpt(answer)}.`;
      return found('valid_refused', message);
    }
    const body = status < 300 && isJson(answer.mediaType) ? jsonOf(answer) : undefined;
    if (!isObject(body) || body['success'] !== false) return [];
    const denial = `A valid request was answered with ${status}, but the body says that it failed${excerpt(answer)}.`;
    // Beside the code of a success it may be a mere placeholder.
    const examples = documented.flatMap((response) => response.examples);
    const isReading =
      'code' in body && examples.some(({ value }) => objectOf(value)['code'] === body['code']);
    return found('valid_refused', denial).map((one) => ({
      ...one,
      ...(isReading && { isReading }),
    }));
  }
  if (expected.kind === 'example') {
    const named = expected.name === '' ? '' : ` "${expected.name}"`;
    const asked = `the example${named} of ${expected.status}`;
    if (status !== expected.status) {
      return found('wrong_example', `Expected ${asked}, but the status is ${status}.`);
    }
    const difference = differenceFrom(expected.value, answer);
    if (difference === undefined) return [];
    return found('wrong_example', `The answer is not ${asked}: ${difference}.`);
  }
  if (expected.statuses.includes(status)) return [];
  const isSignIn = one.group === 'credentials';
  const answered = `answered with ${status}; expected ${either(statusesText(expected.statuses))}`;
  if (status < 300) {
    return isSignIn
      ? found('unauthenticated_accepted', `A request without valid credentials was ${answered}.`)
      : found('invalid_accepted', `An invalid request was ${answered}.`);
  }
  // A status that is documented nowhere is a finding of its own, which is enough.
  if (documented.length === 0 && !isSignIn) return [];
  const name = isSignIn ? 'unauthenticated_wrong_refusal' : 'wrong_refusal';
  return found(name, `The request was ${answered}${excerpt(answer)}.`);
}

function differenceFrom(value: unknown, answer: Answer): string | undefined {
  const isText = !isJson(answer.mediaType);
  const found = isText ? answer.text : jsonOf(answer);
  // A body that is no JSON is found as such, and an object as the example of another syntax cannot be
  // compared with its text.
  if (found === undefined || (isText && typeof value !== 'string')) return undefined;
  return isDeepStrictEqual(found, value) ? undefined : firstDifference(value, found);
}

/** The first place, as a JSON pointer, in which two different JSON values differ, in words. */
function firstDifference(expected: unknown, found: unknown, pointer = ''): string {
  const bothLists = Array.isArray(expected) && Array.isArray(found);
  if (bothLists || (isObject(expected) && isObject(found))) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      const [left, right] = [valueAt(expected, [key]), valueAt(found, [key])];
      if (isDeepStrictEqual(left, right)) continue;
      return firstDifference(left, right, pointer + step(key));
    }
  }
  return `${pointer === '' ? 'the whole value' : pointer} must be ${shown(expected)}, found ${shown(found)}`;
}

function undocumentedStatus({ status, mediaType }: Answer, operation: ContractOperation): Finding {
  const type = mediaType === '' ? '' : ` (${cut(mediaType)})`;
  const known = [...new Set(operation.responses.map((one) => one.status))];
  const list = known.length === 0 ? 'none' : either(known, 'and');
  return {
    name: 'undocumented_status',
    message: `The status ${status}${type} is not documented; documented: ${list}.`,
    pointer: `${operation.pointer}/responses`,
  };
}

/** The beginning of an error that is a text, so that a refusal says why. */
function excerpt({ mediaType, text }: Answer): string {
  return isJson(mediaType) || mediaType === 'text/plain' ? `: ${cut(text)}` : '';
}
