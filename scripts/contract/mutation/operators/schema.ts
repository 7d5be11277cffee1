import type { JsonObject } from '../../../lib/openapi/document.js';
import { step } from '../../../lib/openapi/pointer.js';
import { jsonTypes, listOf, objectOf, without } from '../../cases/json.js';
import type { SchemaSet } from '../../cases/schemas.js';
import { otherValue, renamed, withValueAt, type Operator } from './operators.js';

/** A change of one schema, apart from the schemas inside it. */
export interface SchemaEdit {
  readonly operator: Operator;
  /** Where in the schema, as a JSON pointer from it; empty for the schema as a whole. */
  readonly at: string;
  /** What is done, in a few words. */
  readonly what: string;
  /** The schema after the change. */
  readonly schema: JsonObject;
}

/** Finds what the values of an enumeration may be confused with. */
export type SimilarValues = SchemaSet['similarValues'];

/**
 * All changes of a schema, apart from the schemas inside it, that change which values it allows.
 *
 * @param isText - whether its values are texts in a request: of a parameter, or in a form
 */
export function* schemaEdits(
  schema: JsonObject,
  similarValues: SimilarValues,
  isText = false,
): Generator<SchemaEdit> {
  yield* requiredEdits(schema);
  yield* enumEdits(schema, similarValues);
  yield* constEdits(schema);
  yield* typeEdits(schema, isText);
  yield* limitEdits(schema);
  yield* textEdits(schema);
  yield* objectEdits(schema);
  yield* branchEdits(schema);
  yield* defaultEdits(schema);
}

/** The schema with another value at a pointer. */
function set(
  operator: Operator,
  schema: JsonObject,
  at: string,
  value: unknown,
  what: string,
): SchemaEdit {
  return { operator, at, what, schema: withValueAt(schema, at, value) };
}

/** The schema without the value at a pointer. */
function drop(operator: Operator, schema: JsonObject, at: string, what: string): SchemaEdit {
  return set(operator, schema, at, undefined, what);
}

function* requiredEdits(schema: JsonObject): Generator<SchemaEdit> {
  const required = listOf(schema['required']) as string[];
  for (const [index, member] of required.entries()) {
    const what = `${member} is no longer required`;
    yield drop('drop required', schema, `/required/${index}`, what);
  }
  for (const member of Object.keys(objectOf(schema['properties']))) {
    if (required.includes(member)) continue;
    const what = `${member} becomes required`;
    const edit = set('add required', schema, '/required', [...required, member], what);
    yield { ...edit, at: `/properties${step(member)}` };
  }
}

function* enumEdits(schema: JsonObject, similarValues: SimilarValues): Generator<SchemaEdit> {
  const list = listOf(schema['enum']);
  if (list.length === 0) return;
  for (const [index, value] of (list.length > 1 ? list : []).entries()) {
    const what = `${JSON.stringify(value)} is no longer listed`;
    yield drop('drop enum value', schema, `/enum/${index}`, what);
  }
  const text = list.find((value) => typeof value === 'string');
  const cased = [text?.toLowerCase(), text?.toUpperCase()].filter((value) => value !== undefined);
  // Values by which the enumeration is likely to grow.
  const likely = new Set([...similarValues(list), ...cased].filter((one) => !list.includes(one)));
  for (const value of likely) {
    const what = `${JSON.stringify(value)} is listed as well`;
    yield set('widen enum', schema, '/enum', [...list, value], what);
  }
  yield drop('drop enum', schema, '/enum', 'any value of the type is allowed');
}

function* constEdits(schema: JsonObject): Generator<SchemaEdit> {
  if (!('const' in schema)) return;
  const other = otherValue(schema['const']);
  const [was, is] = [schema['const'], other].map((value) => JSON.stringify(value));
  yield drop('drop const', schema, '/const', `any value beside ${was} is allowed`);
  yield set('change const', schema, '/const', other, `${is} takes the place of ${was}`);
}

function* defaultEdits(schema: JsonObject): Generator<SchemaEdit> {
  if (!('default' in schema)) return;
  const other = otherValue(schema['default']);
  const was = JSON.stringify(schema['default']);
  yield set('change default', schema, '/default', other, `the default ${was} becomes another`);
  yield drop('drop default', schema, '/default', `the default ${was} is dropped`);
}

function* typeEdits(schema: JsonObject, isText: boolean): Generator<SchemaEdit> {
  const { type, enum: list } = schema;
  const types = (typeof type === 'string' ? [type] : listOf(type)) as string[];
  if (types.length === 0) return;
  const written = (names: readonly string[]) => (names.length === 1 ? names[0] : names);
  const named = types.filter((name) => name !== 'null');
  for (const name of named) {
    for (const other of jsonTypes) {
      if (types.includes(other) || (other === 'null' && types.length > 1)) continue;
      // A text can be read as a list or as members, and a format of whole numbers asks for such.
      if (isText && name === 'string' && ['array', 'object'].includes(other)) continue;
      if (other === 'number' && wholeNumbers.has(String(schema['format']))) continue;
      const changed = written(types.map((own) => (own === name ? other : own)));
      const what = `${other} takes the place of ${name}`;
      yield set('change type', schema, '/type', changed, what);
    }
  }
  // Values that are listed have their types, and a text of any type is a text.
  if (list === undefined && !('const' in schema) && !(isText && types.includes('string'))) {
    yield drop('drop type', schema, '/type', 'a value of any type is allowed');
  }
  if (isText) return;
  if (!types.includes('null')) {
    // An enumeration without null would shut it out again.
    const open = Array.isArray(list) ? { ...schema, enum: [...listOf(list), null] } : schema;
    const nullable = [...types, 'null'];
    yield set('add null', open, '/type', nullable, 'null is allowed as well');
  } else if (named.length > 0) {
    yield set('drop null', schema, '/type', written(named), 'null is no longer allowed');
  }
}

/** The formats of whole numbers, with the least and the greatest of them. */
const wholeNumbers: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['int32', [-(2 ** 31), 2 ** 31 - 1]],
  ['int64', [-(2 ** 63), 2 ** 63]],
]);

/** Keywords that limit a size. */
const sizeLimits = ['Length', 'Items', 'Properties', 'Contains'].flatMap((of) => [
  `min${of}`,
  `max${of}`,
]);

/** Keywords that limit a number or a size, with the least limit. */
const limits: Readonly<Record<string, number>> = {
  minimum: -Infinity,
  maximum: -Infinity,
  exclusiveMinimum: -Infinity,
  exclusiveMaximum: -Infinity,
  multipleOf: 1,
  ...Object.fromEntries(sizeLimits.map((keyword) => [keyword, 0])),
};

/** Limits dropped, and moved by one to either side; `uniqueItems` turned over. */
function* limitEdits(schema: JsonObject): Generator<SchemaEdit> {
  for (const [keyword, least] of Object.entries(limits)) {
    const limit = schema[keyword];
    if (typeof limit !== 'number') continue;
    yield drop('drop limit', schema, `/${keyword}`, `${keyword} ${limit} is dropped`);
    for (const moved of [limit - 1, limit + 1]) {
      if (moved < least) continue;
      const what = `${keyword} ${limit} becomes ${moved}`;
      yield set('shift limit', schema, `/${keyword}`, moved, what);
    }
  }
  if (schema['uniqueItems'] === true) {
    yield drop('drop limit', schema, '/uniqueItems', 'items may come again');
  } else if (schema['type'] === 'array') {
    const edit = set('add limit', schema, '/uniqueItems', true, 'items may not come again');
    yield { ...edit, at: '/items' };
  }
}

/** `pattern` and `format`: dropped, and the pattern loosened and tightened where it can be. */
function* textEdits(schema: JsonObject): Generator<SchemaEdit> {
  const { pattern, format } = schema;
  if (typeof pattern === 'string') {
    yield drop('drop pattern', schema, '/pattern', `the pattern ${pattern} is dropped`);
    for (const [shift, shifted] of shiftedPatterns(pattern)) {
      yield set('shift pattern', schema, '/pattern', shifted, shift);
    }
  }
  const [least, greatest] = wholeNumbers.get(String(format)) ?? [];
  const isImplied = Number(schema['minimum']) >= least! && Number(schema['maximum']) <= greatest!;
  if (typeof format === 'string' && !isImplied) {
    yield drop('drop format', schema, '/format', `the format ${format} is dropped`);
  }
}

/** The pattern with an end opened, or with one repetition more or less. */
function shiftedPatterns(pattern: string): [what: string, pattern: string][] {
  const shifted: [string, string][] = [];
  if (pattern.startsWith('^')) shifted.push(['the pattern may begin anywhere', pattern.slice(1)]);
  if (/(?<!\\)\$$/.test(pattern)) {
    shifted.push(['the pattern may end anywhere', pattern.slice(0, -1)]);
  }
  for (const repetition of [/(?<!\\)\{()(\d+)\}/g, /(?<!\\)\{(\d*,)(\d+)\}/g]) {
    for (const { 0: text, 1: lower = '', 2: count, index } of pattern.matchAll(repetition)) {
      const least = lower === '' ? 1 : Number.parseInt(`0${lower}`, 10);
      for (const moved of [Number(count) - 1, Number(count) + 1].filter((one) => one >= least)) {
        const changed = `{${lower}${moved}}`;
        shifted.push([
          `${text} at ${index} of the pattern becomes ${changed}`,
          pattern.slice(0, index) + changed + pattern.slice(index + text.length),
        ]);
      }
    }
  }
  return shifted.filter(([, one]) => one !== '' && compiles(one));
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

/** Objects opened or closed, a property renamed or dropped. */
function* objectEdits(schema: JsonObject): Generator<SchemaEdit> {
  const at = '/additionalProperties';
  if (schema['additionalProperties'] === false) {
    yield drop('open object', schema, at, 'members that are not described are allowed');
  } else if (
    ['properties', 'additionalProperties'].some((keyword) => keyword in schema) ||
    schema['type'] === 'object'
  ) {
    const what = 'members that are not described are refused';
    yield { ...set('close object', schema, at, false, what), at: '' };
  }
  const properties = objectOf(schema['properties']);
  const required = listOf(schema['required']) as string[];
  for (const member of Object.keys(properties)) {
    const other = `${member}_renamed`;
    const index = required.indexOf(member);
    const requiring = (name?: string): JsonObject =>
      index < 0 ? schema : withValueAt(schema, `/required/${index}`, name);
    const place = `/properties${step(member)}`;
    const changed = renamed(properties, member, other);
    const what = `${member} is called ${other}`;
    yield { ...set('rename property', requiring(other), '/properties', changed, what), at: place };
    yield drop('drop property', requiring(), place, `${member} is no longer described`);
  }
}

/** Keywords that hold further schemas, apart from those of branches; they are dropped as a whole. */
const applicators = [
  'not',
  'if',
  'then',
  'else',
  'items',
  'prefixItems',
  'contains',
  'propertyNames',
  'patternProperties',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedProperties',
  'unevaluatedItems',
] as const;

/** Each branch dropped, all of them, `oneOf` turned into `anyOf` and back; other applicators dropped. */
function* branchEdits(schema: JsonObject): Generator<SchemaEdit> {
  for (const keyword of ['oneOf', 'anyOf', 'allOf'] as const) {
    const branches = schema[keyword];
    if (!Array.isArray(branches)) continue;
    const at = `/${keyword}`;
    for (const index of (branches.length > 1 ? branches : []).keys()) {
      const what = `branch ${index + 1} of ${keyword} is dropped`;
      yield drop('drop branch', schema, `${at}/${index}`, what);
    }
    yield drop(`drop ${keyword}`, schema, at, `${keyword} is dropped`);
    if (keyword === 'allOf') continue;
    const other = keyword === 'oneOf' ? 'anyOf' : 'oneOf';
    const operator = keyword === 'oneOf' ? 'oneOf to anyOf' : 'anyOf to oneOf';
    const rest = without(schema, keyword);
    yield { ...set(operator, rest, `/${other}`, branches, `${keyword} becomes ${other}`), at };
  }
  for (const keyword of applicators) {
    if (!(keyword in schema)) continue;
    yield drop('drop applicator', schema, `/${keyword}`, `${keyword} is dropped`);
  }
}
