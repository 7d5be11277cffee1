import { isDeepStrictEqual } from 'node:util';
import { isObject, step, type Description } from '../../lib/description.js';
import type { Answer } from '../answer.js';
import { answerFor, documentedAnswers } from '../oracle/documented-answer.js';
import type { ContractOperation } from '../operation.js';
import { readJson } from '../oracle/media-type.js';

/** Statuses that say: what the path names is not there (any more), or clashes with what is. */
const ofState = new Set([404, 409, 410, 412]);

/**
 * Why a documented refusal says nothing of the request itself: the server does not know an id, or is
 * asked too often. Undefined if the refusal is about the request.
 *
 * @param answer - documented and as documented
 */
export function excuseOf(
  description: Description,
  operation: ContractOperation,
  answer: Answer,
): string | undefined {
  const { status } = answer;
  if (status === 429) return 'The server was asked too often (429); use --rate or --concurrency.';
  const documented = answerFor(documentedAnswers(description, operation.pointer), status);
  if (documented === undefined) return undefined;
  if (ofState.has(status)) return `The server refuses it for what it holds (${status}).`;
  const [first, ...others] = examplesOf(description, documented.pointer);
  const body = readJson(answer.text);
  const named = others.find(({ value }) => tellsAs(body, value, first?.value));
  return named && `The server refuses it as in the documented example "${named.name}".`;
}

/** Members by which errors are told apart; texts are written anew by each server. */
const telling = /code|type|reason|status|title/i;

/** Whether a body has the code of an example, where that differs from the code of another example. */
function tellsAs(body: unknown, example: unknown, other: unknown): boolean {
  if (!isObject(body) || !isObject(example) || !isObject(other)) return false;
  const keys = Object.keys(example);
  // Errors of another shape than the first one are known by having the same members.
  if (!isDeepStrictEqual(keys.toSorted(), Object.keys(other).toSorted())) {
    return keys.some(
      (key) => telling.test(key) && !(key in other) && isDeepStrictEqual(body[key], example[key]),
    );
  }
  return keys.some((key) => {
    if (isObject(example[key])) return tellsAs(body[key], example[key], other[key]);
    if (!telling.test(key) || isDeepStrictEqual(example[key], other[key])) return false;
    return isDeepStrictEqual(body[key], example[key]);
  });
}

function examplesOf(
  description: Description,
  response: string,
): { name: string; value: unknown }[] {
  const content = description.at(`${response}/content`);
  if (!isObject(content)) return [];
  return Object.keys(content).flatMap((mediaType) => {
    const examples = description.at(`${response}/content${step(mediaType)}/examples`);
    if (!isObject(examples)) return [];
    return Object.entries(examples).map(([name, example]) => {
      const followed = description.follow(example);
      return { name, value: isObject(followed) ? followed['value'] : undefined };
    });
  });
}

/** What tells an error from others: its status, and the members that name its kind. */
export function errorCodeOf(answer: Answer | undefined): string {
  const codes: unknown[] = [answer?.status];
  const visit = (value: unknown, key: string): void => {
    if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) visit(member, name);
    } else if (telling.test(key)) {
      codes.push([key, value]);
    }
  };
  visit(readJson(answer?.text ?? ''), '');
  return JSON.stringify(codes);
}
