import type { Answer } from '../../answer.js';
import { isObject } from '../../../lib/openapi/document.js';
import { distinct, objectOf, withValue } from '../../cases/json.js';
import { samplesOf } from '../../cases/samples.js';
import { schemaSet } from '../../cases/schemas.js';
import { operationsOf, responsesFor } from '../../operation.js';
import { bareMediaType, isJson } from '../../oracle/media-type.js';
import type { InlinedOperation } from '../inline.js';
import type { AnswerChange } from '../mutant.js';
import type { Draft, Operator } from './operators.js';

/** All damages of the answers of an operation; what the contract allows is none. */
export function* answerDamages(inlined: InlinedOperation): Generator<Draft> {
  const responses = documentedResponses(inlined);
  for (const response of responses) {
    if (response.mediaType === '') continue;
    yield* bodyDamages(response, responses);
    yield* textDamages(response);
    yield* mediaTypeDamages(response, responses);
    yield* statusDamages(response, responses);
  }
}

type Responses = ReturnType<typeof documentedResponses>;

/** One documented status of an operation with one of its media types, or with none. */
type DocumentedResponse = Responses[number];

function documentedResponses({ description }: InlinedOperation) {
  const set = schemaSet(description);
  const operation = operationsOf(description)[0]!;
  return operation.responses.map((response) => {
    const { status, schema } = response;
    const mediaType = bareMediaType(response.mediaType);
    const hasSchema = description.at(schema) !== undefined;
    return {
      ...response,
      mediaType,
      json: isJson(mediaType),
      /** Values that keep the contract: the documented examples, then samples of the schema. */
      values: [
        ...response.examples.map(({ value }) => value),
        ...(hasSchema ? samplesOf(set, [schema], 'full') : []),
      ],
      /** Whether the contract allows a value as the body. */
      allows: (body: unknown) => set.isValid([schema], body),
      /** Changes the answers of this status and media type, by the parts in which they differ after it. */
      only:
        (change: (answer: Answer) => Partial<Answer>): AnswerChange =>
        (answer) =>
          responsesFor(operation, answer.status)[0]?.status === status &&
          answer.mediaType === mediaType
            ? { ...answer, ...change(answer) }
            : undefined,
    };
  });
}

/** A damage of what the description has at a pointer. */
function damaged(
  operator: Operator,
  { status, only }: DocumentedResponse,
  at: string,
  what: string,
  damage: (answer: Answer) => Partial<Answer>,
): Draft {
  return { operator, at, changed: at, what: `${status}: ${what}`, drift: only(damage) };
}

/** A body in place of the documented one. */
type DamagedBody = readonly [operator: Operator, what: string, body: unknown];

function* bodyDamages(response: DocumentedResponse, responses: Responses): Generator<Draft> {
  const { status, json, schema, values, examples, allows } = response;
  if (!json) return;
  const bodies = [
    ...values.slice(0, Math.max(1, examples.length)).flatMap(damagedBodies),
    ...(status.startsWith('2') ? [] : wrongErrors(response, responses)),
  ].filter(([, , body]) => !allows(body));
  // Two examples with the same members are damaged in the same way.
  for (const [operator, what, body] of distinct(bodies, ([operator, what]) => operator + what)) {
    const text = JSON.stringify(body);
    yield damaged(operator, response, schema, what, () => ({ text }));
  }
}

/** Other bodies in place of an example. */
function damagedBodies(example: unknown): DamagedBody[] {
  const inside = Object.entries(objectOf(example))
    .filter(([, member]) => typeof member === 'object' && member !== null)
    .map(([name, member]): DamagedBody => [
      'answer without its envelope',
      `${name} is the body`,
      member,
    ]);
  const values = [...damagedValues(example)].map(([operator, where, body]): DamagedBody => [
    operator,
    where.length === 0 ? 'the body' : `at ${where.join('.')}`,
    body,
  ]);
  if (Array.isArray(example)) return [...inside, ...values];
  return [...inside, ...values, ['answer in an array', 'the body is in an array', [example]]];
}

/** A value damaged in one place of it each, with the steps to the place. */
function* damagedValues(
  value: unknown,
): Generator<readonly [operator: Operator, where: readonly string[], damaged: unknown]> {
  yield ['answer with another type', [], typeof value === 'string' ? 0 : 'a text'];
  if (typeof value === 'string') yield ['answer with another text', [], `${value}x`];
  const isList = Array.isArray(value);
  if (isObject(value)) yield ['answer with an unknown member', [], { ...value, unknown: 'x' }];
  if (!isObject(value) && !isList) return;
  // The items of a list have one schema, mostly.
  for (const [key, member] of Object.entries(value).slice(0, isList ? 1 : undefined)) {
    if (!isList) yield ['answer without a member', [key], withValue(value, [key], undefined)];
    for (const [operator, where, damaged] of damagedValues(member)) {
      yield [operator, [isList ? '*' : key, ...where], withValue(value, [key], damaged)];
    }
  }
}

/** Errors in another shape: that of another error, and those that servers have by habit. */
function wrongErrors(response: DocumentedResponse, responses: Responses): DamagedBody[] {
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

/** What becomes of the text of a body. */
const textChanges: Readonly<Record<string, (text: string) => string>> = {
  'the body is empty': () => '',
  'the body breaks off': (text) => text.slice(0, Math.floor(text.length / 2)),
  'the body is a page in HTML': () => '<!doctype html><title>Error</title>',
  'the body is followed by garbage': (text) => `${text}}`,
};

function* textDamages(response: DocumentedResponse): Generator<Draft> {
  const { schema, json, values, allows } = response;
  const example = typeof values[0] === 'string' ? values[0] : JSON.stringify(values[0] ?? null);
  for (const [what, change] of Object.entries(textChanges)) {
    if (!json && allows(change(example))) continue;
    yield damaged('answer with an unreadable body', response, schema, what, ({ text }) => ({
      text: change(text),
    }));
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

function* mediaTypeDamages(response: DocumentedResponse, responses: Responses): Generator<Draft> {
  const documented = responses
    .filter(({ status }) => status === response.status)
    .map((one) => one.mediaType);
  if (documented.some((one) => one.includes('*'))) return;
  for (const mediaType of mediaTypes) {
    if (documented.includes(mediaType)) continue;
    const what = `the content type is ${mediaType === '' ? 'missing' : mediaType}`;
    yield damaged(
      ...(['answer with a wrong content type', response, response.pointer, what] as const),
      ({ headers }) => ({ mediaType, headers: { ...headers, 'content-type': mediaType } }),
    );
  }
}

function* statusDamages(
  { status, only, pointer }: DocumentedResponse,
  responses: Responses,
): Generator<Draft> {
  // Which statuses there are is said by the operation, not by the response.
  const at = pointer.slice(0, pointer.lastIndexOf('/responses/') + '/responses'.length);
  const others = status.startsWith('2') ? [201, 202, 204, 302, 404, 418, 500] : [200, 418, 500];
  for (const other of others) {
    if (responses.some((one) => one.status === String(other))) continue;
    if (other >= 500 && status.startsWith('5')) continue;
    const nothing = other === 204 ? { text: '', mediaType: '', headers: {} } : {};
    yield {
      ...{ operator: 'answer with another status', at, changed: at },
      what: `${other} instead of ${status}`,
      drift: only(() => ({ status: other, ...nothing })),
    };
  }
}
