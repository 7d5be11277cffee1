import { isDeepStrictEqual } from 'node:util';
import type { Description } from '../../lib/description.js';
import type { Answer, Exchange, NoAnswer } from '../answer.js';
import type { Capability, ContractCase, Expectation } from '../case.js';
import { conformanceOf } from './conformance.js';
import { firstDifference } from './difference.js';
import { answerFor, documentedAnswers, type DocumentedAnswer } from './documented-answer.js';
import type { Finding, FindingName } from '../findings.js';
import { isJson, jsonOf } from './media-type.js';
import { operationsOf } from '../operation.js';
import { cut, either } from '../say.js';

/** Says what breaks the contract in what sending a case came to; empty if nothing does. */
export type Oracle = (one: ContractCase, exchange: Exchange) => Finding[];

/**
 * Makes the oracle of a description: it judges by the description alone, so whatever a mock or a
 * gateway adds of its own (`application/problem+json`, a page in HTML) is found as undocumented.
 *
 * @param able what the server can do; `allow-header: false` spares a 405 the header Allow
 */
export function oracleOf(
  description: Description,
  able: Partial<Readonly<Record<Capability, boolean>>> = {},
): Oracle {
  const conformance = conformanceOf(description);
  const operations = new Map(
    operationsOf(description).map(({ id, pointer }) => [
      id,
      { pointer, answers: documentedAnswers(description, pointer) },
    ]),
  );

  return (one, exchange) => {
    if ('failure' in exchange) return [noAnswer(exchange.failure, exchange.message)];
    const { answer } = exchange;
    const { expected } = one;
    const asked =
      (expected.kind === 'example' && expected.status === answer.status) ||
      (expected.kind === 'refused' && expected.statuses.includes(answer.status));
    if (answer.status >= 500 && !asked) {
      const message = `The server failed with ${answer.status}, which the request did not ask for.`;
      return [{ name: 'server_error', message, pointer: one.rule.pointer }];
    }
    if (expected.kind === 'no-path') return judgeNoPath(answer);
    if (expected.kind === 'no-method') return judgeNoMethod(one, answer);
    const operation = operations.get(one.operationId ?? '');
    if (operation === undefined) {
      throw new Error(`The case ${one.id} is of an operation that the description does not have.`);
    }
    const documented = answerFor(operation.answers, answer.status);
    return [
      ...judgeExpectation(one, expected, answer, documented),
      ...(documented === undefined
        ? [undocumentedStatus(answer, operation.pointer, operation.answers)]
        : conformance(documented, answer, one.request.method)),
    ];
  };

  function judgeNoMethod(one: ContractCase, { status, headers }: Answer): Finding[] {
    const { method } = one.request;
    if (status === 404) return [];
    if (status !== 405) {
      return [
        {
          name: status < 400 ? 'unsupported_method_accepted' : 'wrong_refusal',
          message: `${method} is no method of this path, but was answered with ${status}; expected 405 or 404.`,
          pointer: one.rule.pointer,
        },
      ];
    }
    if (able['allow-header'] === false) return [];
    const allow = headers['allow'];
    const allowed = (allow ?? '')
      .split(',')
      .map((name) => name.trim().toUpperCase())
      .filter((name) => name !== '');
    if (allowed.length > 0 && !allowed.includes(method)) return [];
    const fault =
      allow === undefined
        ? 'without the header Allow'
        : allowed.length === 0
          ? 'with an empty header Allow'
          : `though its header Allow names it (${cut(allow)})`;
    const message = `${method} was refused with 405 ${fault}.`;
    return [{ name: 'missing_allow', message, pointer: one.rule.pointer }];
  }
}

function judgeNoPath({ status }: Answer): Finding[] {
  if (status === 404) return [];
  const message = `The path is not in the description, but was answered with ${status}; expected 404.`;
  return [{ name: 'unknown_path_answered', message }];
}

function judgeExpectation(
  one: ContractCase,
  expected: Exclude<Expectation, { kind: 'no-method' | 'no-path' }>,
  answer: Answer,
  documented: DocumentedAnswer | undefined,
): Finding[] {
  const { status } = answer;
  const found = (name: FindingName, message: string): Finding[] => [
    { name, message, pointer: one.rule.pointer },
  ];
  switch (expected.kind) {
    case 'accepted':
      if (status < 400) return [];
      return found(
        'valid_refused',
        `A valid request was refused with ${status}${excerpt(answer)}.`,
      );
    case 'refused': {
      if (expected.statuses.includes(status)) return [];
      const wanted = either(expected.statuses);
      const credentials = one.group === 'credentials';
      if (status < 300) {
        return credentials
          ? found(
              'unauthenticated_accepted',
              `A request without valid credentials was answered with ${status}; expected ${wanted}.`,
            )
          : found(
              'invalid_accepted',
              `An invalid request was answered with ${status}; expected ${wanted}.`,
            );
      }
      // A status that is documented nowhere is told as such, once.
      if (documented === undefined && !credentials) return [];
      return found(
        credentials ? 'unauthenticated_wrong_refusal' : 'wrong_refusal',
        `The request was answered with ${status}; expected ${wanted}${excerpt(answer)}.`,
      );
    }
    case 'example': {
      const asked = `the example "${expected.name}" of ${expected.status}`;
      if (status !== expected.status) {
        return found('wrong_example', `Expected ${asked}, but the status is ${status}.`);
      }
      const difference = differenceFrom(expected.value, answer);
      if (difference === undefined) return [];
      return found('wrong_example', `The answer is not ${asked}: ${difference}.`);
    }
  }
}

function differenceFrom(value: unknown, answer: Answer): string | undefined {
  const { mediaType, text } = answer;
  if (isJson(mediaType)) {
    const body = jsonOf(answer);
    // A body that is no JSON is found as such.
    if (body === undefined || isDeepStrictEqual(body, value)) return undefined;
    return firstDifference(value, body);
  }
  // An object as the example of another syntax cannot be compared with its text.
  if (typeof value !== 'string' || text === value) return undefined;
  return firstDifference(value, text);
}

function undocumentedStatus(
  { status, mediaType }: Answer,
  operation: string,
  documented: readonly DocumentedAnswer[],
): Finding {
  const type = mediaType === '' ? '' : ` (${cut(mediaType)})`;
  const known = documented.map((one) => one.status);
  const list = known.length === 0 ? 'none' : either(known, 'and');
  return {
    name: 'undocumented_status',
    message: `The status ${status}${type} is not documented; documented: ${list}.`,
    pointer: `${operation}/responses`,
  };
}

/** The beginning of an error that is a text, so that a refusal says why. */
function excerpt({ mediaType, text }: Answer): string {
  return isJson(mediaType) || mediaType === 'text/plain' ? `: ${cut(text)}` : '';
}

const failures: Readonly<Record<NoAnswer, string>> = {
  'time-out': 'The server gave no whole answer in time',
  connection: 'The connection failed',
  'too-long': 'The answer is too long',
  garbage: 'The answer is no HTTP',
};

function noAnswer(failure: NoAnswer, message: string): Finding {
  return { name: 'no_answer', message: `${failures[failure]}: ${message}.` };
}
