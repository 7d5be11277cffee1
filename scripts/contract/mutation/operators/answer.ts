import { isObject } from '../../../lib/openapi/document.js';
import { keysOf, step } from '../../../lib/openapi/pointer.js';
import type { Answer } from '../../answer.js';
import { objectOf, typeOf } from '../../cases/json.js';
import { jsonTypes, valueAt, valueOfType, withValueAt, without } from '../json.js';
import type { AnswerChange } from '../mutant.js';
import type { DocumentedResponse, ResponseHeader } from '../responses.js';
import type { OperatorOf } from './operators.js';

/** A way in which a provider breaks the contract by what it sends. */
export interface AnswerDamage {
  readonly operator: OperatorOf<'answer'>;
  /** JSON pointer into the document of the operation. */
  readonly at: string;
  /** What is done, in a few words. */
  readonly what: string;
  readonly change: AnswerChange;
}

type Operator = AnswerDamage['operator'];

/** All damages of the answers of an operation; what the contract allows is none. */
export function* answerDamages(
  responses: readonly DocumentedResponse[],
  headers: readonly ResponseHeader[],
): Generator<AnswerDamage> {
  for (const response of responses) {
    if (response.mediaType === '') continue;
    yield* bodyDamages(response, responses);
    yield* textDamages(response);
    yield* mediaTypeDamages(response, responses);
    yield* statusDamages(response, responses);
  }
  yield* headerDamages(headers);
}

/** A body in place of the documented one. */
type DamagedBody = readonly [operator: Operator, what: string, body: unknown];

function* bodyDamages(
  response: DocumentedResponse,
  responses: readonly DocumentedResponse[],
): Generator<AnswerDamage> {
  const { status, json, only, schema: at, values, examples, allows } = response;
  if (!json) return;
  // Two examples with the same members are damaged in the same way.
  const known = new Set<string>();
  for (const [operator, what, body] of [
    ...values
      .slice(0, Math.max(1, examples.length))
      .flatMap((example) => [...damagedBodies(example)]),
    ...(status.startsWith('2') ? [] : wrongErrors(response, responses)),
  ]) {
    if (allows(body) || known.has(operator + what)) continue;
    known.add(operator + what);
    const text = JSON.stringify(body);
    const change = only((answer) => ({ ...answer, text }));
    yield { operator, at, what: `${status}: ${what}`, change };
  }
}

/** An example in which one value is missing or another one, and other bodies in its place. */
function* damagedBodies(example: unknown): Generator<DamagedBody> {
  for (const place of placesOf(example)) {
    const value = valueAt(example, place);
    const name = place === '' ? 'the body' : keysOf(place).join('.');
    const put = (operator: Operator, what: string, other: unknown): DamagedBody => [
      operator,
      `${name} ${what}`,
      withValueAt(example, place, other),
    ];
    if (place !== '' && isObject(valueAt(example, place.slice(0, place.lastIndexOf('/'))))) {
      yield put('answer without a member', 'is missing', undefined);
    }
    yield put('answer with null', 'is null', null);
    for (const type of jsonTypes) {
      if (type === 'null' || type === typeOf(value)) continue;
      yield put('answer with a wrong type', `is of the type ${type}`, valueOfType[type]);
    }
    if (typeof value === 'string') {
      yield put('answer with an unlisted value', 'is NOT_LISTED', 'NOT_LISTED');
    }
    if (isObject(value)) {
      const wider = { ...value, undocumented_member: 'x' };
      yield put('answer with an undocumented member', 'has a member too many', wider);
    }
  }
  for (const [name, member] of Object.entries(objectOf(example))) {
    if (typeof member !== 'object' || member === null) continue;
    yield ['answer without its envelope', `${name} is the body`, member];
  }
  if (!Array.isArray(example)) yield ['answer in an array', 'the body is in an array', [example]];
}

/** Errors in another shape: that of another error, and those that servers have by habit. */
function wrongErrors(
  response: DocumentedResponse,
  responses: readonly DocumentedResponse[],
): DamagedBody[] {
  const others = responses.filter(({ status, json }) => status !== response.status && json);
  const bodies = [
    { error: 'invalid' },
    { errors: [{ message: 'invalid' }] },
    {},
    ...others.flatMap(({ values }) => values.slice(0, 1)),
  ];
  return bodies.map((body) => {
    const text = JSON.stringify(body);
    const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    return ['error of a wrong shape', `the body is ${shown}`, body];
  });
}

function* textDamages(response: DocumentedResponse): Generator<AnswerDamage> {
  const { status, only, schema: at, json, values, allows } = response;
  const example = typeof values[0] === 'string' ? values[0] : JSON.stringify(values[0] ?? null);
  const damages: [what: string, damage: (text: string) => string][] = [
    ['the body is empty', () => ''],
    ['the body breaks off', (text) => text.slice(0, Math.floor(text.length / 2))],
    ['the body is a page in HTML', () => '<!doctype html><title>Error</title>'],
    ['the body is followed by garbage', (text) => `${text}}`],
  ];
  for (const [what, damage] of damages) {
    if (!json && allows(damage(example))) continue;
    const change = only((answer) => ({ ...answer, text: damage(answer.text) }));
    yield { operator: 'answer with an unreadable body', at, what: `${status}: ${what}`, change };
  }
}

const mediaTypes = [
  'text/html',
  'text/plain',
  'application/json',
  'application/xml',
  'application/problem+json',
  '',
];

function* mediaTypeDamages(
  { status, only, pointer: at }: DocumentedResponse,
  responses: readonly DocumentedResponse[],
): Generator<AnswerDamage> {
  const documented = responses.filter((one) => one.status === status);
  if (documented.some(({ mediaType }) => mediaType.includes('*'))) return;
  for (const mediaType of mediaTypes) {
    if (documented.some((one) => one.mediaType === mediaType)) continue;
    const what = `${status}: the content type is ${mediaType === '' ? 'missing' : mediaType}`;
    const change = only((answer) => ({
      ...answer,
      mediaType,
      headers: { ...answer.headers, 'content-type': mediaType },
    }));
    yield { operator: 'answer with a wrong content type', at, what, change };
  }
}

function* statusDamages(
  { status, only, pointer }: DocumentedResponse,
  responses: readonly DocumentedResponse[],
): Generator<AnswerDamage> {
  // Which statuses there are is said by the operation, not by the response.
  const at = pointer.slice(0, pointer.lastIndexOf('/responses/') + '/responses'.length);
  const others = status.startsWith('2') ? [201, 202, 204, 302, 404, 418, 500] : [200, 418, 500];
  for (const other of others) {
    if (responses.some((one) => one.status === String(other))) continue;
    if (other >= 500 && status.startsWith('5')) continue;
    const nothing = other === 204 ? { text: '', mediaType: '', headers: {} } : {};
    const change = only((answer) => ({ ...answer, status: other, ...nothing }));
    const what = `${other} instead of ${status}`;
    yield { operator: 'answer with another status', at, what, change };
  }
}

function* headerDamages(headers: readonly ResponseHeader[]): Generator<AnswerDamage> {
  for (const { status, name, required, pointer: at, only } of headers) {
    if (!required) continue;
    const change = only((answer) => ({
      ...answer,
      headers: without(answer.headers, name.toLowerCase()) as Answer['headers'],
    }));
    yield {
      operator: 'answer without a header',
      at,
      what: `${status}: ${name} is missing`,
      change,
    };
  }
}

/** Pointers to all values inside a value; of an array's items, those of the first. */
function placesOf(value: unknown, at = ''): string[] {
  const children = Array.isArray(value)
    ? value.slice(0, 1).map((item: unknown, index): [string, unknown] => [String(index), item])
    : isObject(value)
      ? Object.entries(value)
      : [];
  return [at, ...children.flatMap(([key, child]) => placesOf(child, at + step(key)))];
}
