import type { JsonObject } from '../../../lib/openapi/document.js';
import { keysOf } from '../../../lib/openapi/pointer.js';
import { withValue } from '../../cases/json.js';
import type { Drift } from '../mutant.js';

/**
 * The operators: the ways in which a provider may drift, with what a suite has to send or see in order to
 * notice one.
 */
export const wanted = {
  'drop required': 'an object without the member',
  'add required': 'an object without the member',
  'drop enum value': 'the value',
  'widen enum': 'the value',
  'drop enum': 'a value that is not listed',
  'drop const': 'another value',
  'change const': 'the value, or the one in its place',
  'change type': 'a value of one of the two types',
  'drop type': 'a value of another type',
  'drop null': 'null',
  'add null': 'null',
  'drop limit': 'a value beyond the limit',
  'shift limit': 'a value at the limit, or one beyond it',
  'add limit': 'an array with the same item twice',
  'drop pattern': 'a text that breaks the pattern',
  'shift pattern': 'a text that only one of the two patterns allows',
  'drop format': 'a value that breaks the format',
  'open object': 'an object with a member that is not described',
  'close object': 'an object with a member that is not described',
  'rename property': 'an object with the member, or without it',
  'drop property': 'an object with a right or a wrong value of the member',
  'drop branch': 'a value of this branch alone',
  'drop oneOf': 'a value that no branch allows',
  'drop anyOf': 'a value that no branch allows',
  'drop allOf': 'a value that a branch refuses',
  'oneOf to anyOf': 'a value of two branches at once',
  'anyOf to oneOf': 'a value of two branches at once',
  'drop applicator': 'a value that the keyword refuses',
  'change default': 'a request without the value, whose answer shows the default',
  'drop default': 'a request without the value, whose answer shows the default',
  'drop operation': 'any valid request',
  'change method': 'any valid request',
  'rename path segment': 'any valid request',
  'add operation': 'a request with the method',
  'drop security': 'a request without credentials',
  'add anonymous access': 'a request without credentials',
  'drop alternative of security': 'a request that signs in so',
  'drop part of alternative': 'a request that signs in without it',
  'rename credential': 'a request that signs in so',
  'move credential': 'a request that signs in so',
  'flip required parameter': 'a request without the parameter',
  'rename parameter': 'a request with a right or a wrong value of it',
  'move parameter': 'a request with a wrong value in the old place',
  'drop parameter': 'a request with a wrong value of it',
  'flip explode': 'a request with several values',
  'add parameter': 'any valid request',
  'add body': 'a request without a body',
  'optional body': 'a request without a body',
  'required body': 'a request without a body',
  'drop body': 'a request with a body',
  'drop media type of body': 'a request with the media type',
  'change media type of body': 'a request with the media type',
  'drop schema of body': 'an invalid body',
  'any media type of body': 'a request with a media type that is not documented',
  'drop status': 'a request that is answered with the status',
  'change status': 'a request that is answered with the status',
  'drop example': 'a request for the example',
  'change example': 'a request for the example',
  'answer without a member': 'a request that is answered so',
  'answer with an unknown member': 'a request that is answered so',
  'answer with another type': 'a request that is answered so',
  'answer with another text': 'a request that is answered so',
  'answer without its envelope': 'a request that is answered so',
  'answer in an array': 'a request that is answered so',
  'answer with an unreadable body': 'a request that is answered so',
  'answer with a wrong content type': 'a request that is answered so',
  'answer with another status': 'a request that is answered so',
  'error of a wrong shape': 'a request that is answered so',
} as const;

/** The name of an operator. */
export type Operator = keyof typeof wanted;

/** A mutant of the mock, whose pointers lead into the document of its operation. */
export interface Draft {
  readonly operator: Operator;
  /** What it is about. */
  readonly at: string;
  /** The object that differs, around what it is about or in it. */
  readonly changed: string;
  /** What is done, in a few words. */
  readonly what: string;
  readonly drift: Drift;
}

/**
 * A copy of a JSON value in which the value at a pointer is another one, or is taken out when
 * `replacement` is undefined. What lies beside the way is shared with the original.
 */
export function withValueAt<T>(root: T, pointer: string, replacement: unknown): T {
  return withValue(root, keysOf(pointer), replacement) as T;
}

/** A copy of an object with one member under another name, in the same place. */
export function renamed(object: JsonObject, from: string, to: string): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name === from ? to : name, value]),
  );
}

/** Another value of the same type. */
export function otherValue(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value} (changed)`;
  if (Array.isArray(value)) return [...value, null];
  return value === null ? false : { ...(value as object), changed: true };
}
