import { isObject, step, type JsonObject } from '../../../lib/description.js';
import type { Answer } from '../../answer.js';
import { jsonTypes, keysOf, valueAt, valueOfType, withValueAt, without } from '../json.js';
import { descriptionOf, type InlinedOperation } from '../inline.js';
import type { Play } from '../mutant.js';
import { answerFor, documentedAnswers, type DocumentedAnswer } from '../documented-answer.js';
import { isJson } from '../../oracle/media-type.js';
import { responsesOnTrial, type ResponseOnTrial } from './response.js';

/** A way in which a provider damages what it sends. */
export interface Damage {
  readonly operator: string;
  /** JSON pointer into the document of the operation. */
  readonly at: string;
  readonly what: string;
  readonly play: Play;
}

/** All damages of the answers of an operation. */
export function damagesOf(inlined: InlinedOperation): Damage[] {
  const responses = responsesOnTrial(inlined);
  return [
    ...responses.flatMap((response) => [
      ...valueDamages(response),
      ...textDamages(response),
      ...mediaTypeDamages(response, responses),
      ...statusDamages(response, inlined),
      ...errorDamages(response, responses),
    ]),
    ...headerDamages(documentedAnswers(descriptionOf(inlined), inlined.pointer)),
  ];
}

/** What is done with the documented examples of an answer, member by member. */
function valueDamages(response: ResponseOnTrial): Damage[] {
  if (!response.json) return [];
  const examples = response.values.slice(0, Math.max(1, response.examples));
  const seen = new Set<string>();
  return examples
    .flatMap((example) =>
      placesOf(example).flatMap((place) => placeDamages(response, example, place)),
    )
    .filter(({ operator, at, what }) => {
      // Two examples with the same members are damaged alike.
      const key = `${operator} ${at} ${what}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

function placeDamages(response: ResponseOnTrial, example: unknown, place: string): Damage[] {
  const value = valueAt(example, place);
  const shown = place === '' ? 'the body' : keysOf(place).join('.');
  const inArray = Array.isArray(valueAt(example, place.slice(0, place.lastIndexOf('/'))));
  const damage = (operator: string, what: string, put: unknown, reason: string): Damage => ({
    operator,
    at: response.schema,
    what: `${response.status}: ${what}`,
    play: sends(response, withValueAt(example, place, put), reason),
  });
  const own = typeOf(value);
  return [
    ...(place === '' || inArray
      ? []
      : [
          damage(
            'answer without a member',
            `${shown} is missing`,
            undefined,
            'the member is optional',
          ),
        ]),
    ...(own === 'null'
      ? []
      : [damage('answer with null', `${shown} is null`, null, 'null is allowed there')]),
    ...jsonTypes
      .filter(
        (type) => type !== 'null' && type !== own && !(own === 'number' && type === 'integer'),
      )
      .map((type) =>
        damage(
          'answer with a wrong type',
          `${shown} is of the type ${type}`,
          valueOfType[type],
          `a value of the type ${type} is allowed there`,
        ),
      ),
    // A text that may be anything has no unlisted value.
    ...(typeof value === 'string' && !response.allows(withValueAt(example, place, 'NOT_LISTED'))
      ? [damage('answer with an unlisted value', `${shown} is NOT_LISTED`, 'NOT_LISTED', '')]
      : []),
    ...(isObject(value)
      ? [
          damage(
            'answer with an undocumented member',
            `${shown} has a member too many`,
            { ...value, undocumented_member: 'x' },
            'the object is open: a member that is not documented is allowed',
          ),
        ]
      : []),
    ...(place === '' && isObject(value) ? unwrapped(response, value) : []),
    ...(place === '' && !Array.isArray(value)
      ? [damage('answer in an array', 'the body is in an array', [value], 'an array is allowed')]
      : []),
  ];
}

/** The members that hold the payload, sent without the object around them. */
function unwrapped(response: ResponseOnTrial, value: JsonObject): Damage[] {
  return Object.entries(value)
    .filter(([, member]) => typeof member === 'object' && member !== null)
    .map(([name, member]) => ({
      operator: 'answer without its envelope',
      at: response.schema,
      what: `${response.status}: ${name} is the body`,
      play: sends(response, member, `the schema allows ${name} as the body`),
    }));
}

function textDamages(response: ResponseOnTrial): Damage[] {
  const damage = (what: string, change: (text: string) => string): Damage => {
    const example = textOf(response, response.values[0]);
    return {
      operator: 'answer with an unreadable body',
      at: response.schema,
      what: `${response.status}: ${what}`,
      play: response.json
        ? changes(response, (answer) => ({ ...answer, text: change(answer.text) }))
        : response.allows(change(example))
          ? { kind: 'equivalent', reason: 'the body is no JSON, and the schema allows any text' }
          : changes(response, (answer) => ({ ...answer, text: change(answer.text) })),
    };
  };
  return [
    damage('the body is empty', () => ''),
    damage('the body breaks off', (text) => text.slice(0, Math.floor(text.length / 2))),
    damage('the body is a page in HTML', () => '<!doctype html><title>Error</title>'),
    damage('the body is followed by garbage', (text) => `${text}}`),
  ];
}

function mediaTypeDamages(
  response: ResponseOnTrial,
  responses: readonly ResponseOnTrial[],
): Damage[] {
  const documented = responses
    .filter(({ status }) => status === response.status)
    .map(({ mediaType }) => mediaType);
  const ranges = documented.some((mediaType) => mediaType.includes('*'));
  if (ranges) return [];
  return [
    'text/html',
    'text/plain',
    'application/json',
    'application/xml',
    'application/problem+json',
    '',
  ]
    .filter((mediaType) => !documented.includes(mediaType))
    .map((mediaType) => ({
      operator: 'answer with a wrong content type',
      at: response.pointer,
      what: `${response.status}: the content type is ${mediaType === '' ? 'missing' : mediaType}`,
      play: changes(response, (answer) => ({
        ...answer,
        mediaType,
        headers: { ...answer.headers, 'content-type': mediaType },
      })),
    }));
}

function statusDamages(response: ResponseOnTrial, inlined: InlinedOperation): Damage[] {
  const documented = documentedAnswers(descriptionOf(inlined), inlined.pointer);
  const success = response.status.startsWith('2');
  const others = success ? [201, 202, 204, 302, 404, 418, 500] : [200, 418, 500];
  return others
    .filter((status) => !documented.some((one) => one.status === String(status)))
    .filter((status) => status < 500 || !response.status.startsWith('5'))
    .map((status) => ({
      operator: 'answer with another status',
      at: response.pointer,
      what: `${status} instead of ${response.status}`,
      play: changes(response, (answer) => ({
        ...answer,
        status,
        ...(status === 204 && { text: '', mediaType: '', headers: {} }),
      })),
    }));
}

/** Errors in another shape: that of another error, and those that servers have by habit. */
function errorDamages(response: ResponseOnTrial, responses: readonly ResponseOnTrial[]): Damage[] {
  if (response.status.startsWith('2') || !response.json) return [];
  const shapes = [
    { error: 'invalid' },
    { errors: [{ message: 'invalid' }] },
    {},
    ...responses.flatMap(({ status, json, values }) =>
      status !== response.status && json ? values.slice(0, 1) : [],
    ),
  ];
  const texts = new Set(shapes.map((shape) => JSON.stringify(shape)));
  return [...texts].map((text) => ({
    operator: 'error of a wrong shape',
    at: response.schema,
    what: `${response.status}: the body is ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`,
    play: sends(response, JSON.parse(text), 'the schema of this error allows the body'),
  }));
}

function headerDamages(documented: readonly DocumentedAnswer[]): Damage[] {
  return documented.flatMap((one) =>
    one.headers.map(({ name, required, pointer }) => ({
      operator: 'answer without a header',
      at: pointer,
      what: `${one.status}: ${name} is missing`,
      play: required
        ? withoutHeader(documented, one, name)
        : { kind: 'equivalent' as const, reason: 'the header is optional' },
    })),
  );
}

function withoutHeader(
  documented: readonly DocumentedAnswer[],
  one: DocumentedAnswer,
  name: string,
): Play {
  const key = name.toLowerCase();
  return {
    kind: 'answers',
    drift: (answer) =>
      answerFor(documented, answer.status) === one && key in answer.headers
        ? { ...answer, headers: without(answer.headers, key) as Answer['headers'] }
        : undefined,
  };
}

function sends(response: ResponseOnTrial, value: unknown, reason: string): Play {
  if (response.allows(value)) return { kind: 'equivalent', reason };
  return changes(response, (answer) => ({ ...answer, text: textOf(response, value) }));
}

function changes(response: ResponseOnTrial, change: (answer: Answer) => Answer): Play {
  return {
    kind: 'answers',
    drift: (answer) => (response.isOf(answer) ? change(answer) : undefined),
  };
}

function textOf({ mediaType }: ResponseOnTrial, value: unknown): string {
  return isJson(mediaType) || typeof value !== 'string' ? JSON.stringify(value) : value;
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

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
