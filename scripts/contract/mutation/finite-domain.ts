import { Ajv2020 } from 'ajv/dist/2020.js';
import { isObject, step, type JsonObject } from '../../lib/description.js';
import { valueAt } from './json.js';

/** Keywords that say nothing of a value. */
const annotations = [
  'title',
  'description',
  'default',
  'examples',
  'example',
  'deprecated',
  '$schema',
];

/** Keywords by which a schema tells scalar values apart: by type, or one by one. */
const leafKeywords = new Set([...annotations, 'type', 'enum', 'const']);

/** Keywords by which it tells objects apart: member by member. */
const objectKeywords = new Set([
  ...leafKeywords,
  'required',
  'properties',
  'additionalProperties',
  'oneOf',
  'anyOf',
  'allOf',
  'not',
]);

const combinators = ['oneOf', 'anyOf', 'allOf'] as const;

/** How many values are compared at most. */
const most = 100_000;

/** One value of each type that no schema lists: a schema of types and lists cannot tell more apart. */
const representatives: readonly unknown[] = [
  null,
  true,
  false,
  20040611,
  1.5,
  'a text that no schema lists',
  [],
  {},
];

const absent = Symbol('absent');

/**
 * Whether two schemas allow the same values, or the second no more than the first, decided by
 * comparing them on one value of every kind that they can tell apart. A schema around both that differs
 * nowhere else then allows the same values too.
 *
 * @returns how many values were compared; undefined if the answer is no, or if they hold keywords by which the kinds of values are too many to compare
 */
export function comparedAlike(
  before: unknown,
  after: unknown,
  question: 'same' | 'no more' = 'same',
): number | undefined {
  if (!isObject(before) || !isObject(after)) return undefined;
  const isLeaf = [before, after].every((schema) => holdsOnly(schema, leafKeywords));
  const values = isLeaf ? listed([before, after]) : objects(before, after);
  if (values === undefined) return undefined;
  const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false });
  const left = ajv.compile(before);
  const right = ajv.compile(after);
  let count = 0;
  for (const value of values) {
    const [was, is] = [left(value), right(value)];
    if (is && !was) return undefined;
    if (question === 'same' && was !== is) return undefined;
    count += 1;
  }
  return count;
}

/**
 * The same for a schema that was changed at a pointer: decided by the innermost schema around the
 * change by which it can be.
 */
export function changedAlike(before: unknown, after: unknown, at: string): number | undefined {
  for (let place = at; ; place = place.slice(0, place.lastIndexOf('/'))) {
    const left = valueAt(before, place);
    const count = comparedAlike(left, valueAt(after, place));
    if (count !== undefined || place === '') return count;
  }
}

function holdsOnly(schema: JsonObject, keywords: ReadonlySet<string>): boolean {
  return Object.keys(schema).every((keyword) => keywords.has(keyword));
}

/** The values that leaf schemas list, and one of each type beside them. */
function listed(schemas: readonly JsonObject[]): unknown[] {
  const own = schemas.flatMap((schema) => [
    ...(Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : []),
    ...('const' in schema ? [schema['const']] : []),
  ]);
  const texts = new Set<string>();
  return [...own, ...representatives].filter((value) => {
    const text = JSON.stringify(value);
    if (texts.has(text)) return false;
    texts.add(text);
    return true;
  });
}

/** Objects with every combination of kinds of members, and one value of every other kind. */
function objects(before: JsonObject, after: JsonObject): Iterable<unknown> | undefined {
  const parts = [before, after].map(partsOf);
  const all = parts.flatMap((list) => list ?? []);
  if (parts.includes(undefined)) return undefined;
  const names = new Set<string>();
  for (const schema of all) {
    // What only the outermost schemas say, and both alike, holds apart from everything else.
    if (schema === before || schema === after) continue;
    for (const name of membersOf(schema)) names.add(name);
  }
  // A closed schema inside refuses also what only the outermost one names.
  const closedInside = all.some(
    (schema) => schema !== before && schema !== after && schema['additionalProperties'] === false,
  );
  for (const name of [...membersOf(before), ...membersOf(after)]) {
    if (closedInside || !sameMember(before, after, name)) names.add(name);
  }
  const needed = requiredOf([before, after]).filter((name) => !names.has(name));
  const filled: Record<string, unknown> = {};
  for (const name of needed) {
    const value = anyValueOf(before, name);
    if (value === undefined) return undefined;
    filled[name] = value;
  }
  const domains: [string, unknown[]][] = [];
  for (const name of names) {
    const leaves = all
      .map((schema) => valueAt(schema, `/properties${step(name)}`))
      .filter((schema) => schema !== undefined);
    if (!leaves.every((leaf) => isObject(leaf) && holdsOnly(leaf, leafKeywords))) return undefined;
    domains.push([name, [absent, ...listed(leaves as JsonObject[])]]);
  }
  domains.push(['a member that no schema names', [absent, null]]);
  const size = domains.reduce((product, [, values]) => product * values.length, 1);
  return size > most ? undefined : combinations(domains, filled);
}

function* combinations(
  domains: readonly (readonly [string, readonly unknown[]])[],
  filled: JsonObject,
): Generator {
  yield* representatives;
  const walk = function* (index: number, value: JsonObject): Generator {
    const domain = domains[index];
    if (domain === undefined) {
      yield value;
      return;
    }
    const [name, values] = domain;
    for (const one of values) {
      yield* walk(index + 1, one === absent ? value : { ...value, [name]: one });
    }
  };
  yield* walk(0, filled);
}

/** A schema with all schemas that it holds for the same value; undefined if it holds other keywords. */
function partsOf(schema: JsonObject): JsonObject[] | undefined {
  if (!holdsOnly(schema, objectKeywords)) return undefined;
  const inner = [
    ...combinators.flatMap((keyword) =>
      Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : [],
    ),
    ...('not' in schema ? [schema['not']] : []),
  ];
  const parts = [schema];
  for (const one of inner) {
    const found = isObject(one) ? partsOf(one) : undefined;
    if (found === undefined) return undefined;
    parts.push(...found);
  }
  const additional = schema['additionalProperties'];
  return additional === undefined || typeof additional === 'boolean' ? parts : undefined;
}

function membersOf(schema: JsonObject): string[] {
  const { properties } = schema;
  return [...(isObject(properties) ? Object.keys(properties) : []), ...requiredOf([schema])];
}

function requiredOf(schemas: readonly JsonObject[]): string[] {
  return schemas.flatMap(({ required }) => (Array.isArray(required) ? (required as string[]) : []));
}

function sameMember(before: JsonObject, after: JsonObject, name: string): boolean {
  const [left, right] = [before, after].map((schema) =>
    JSON.stringify([
      valueAt(schema, `/properties${step(name)}`),
      requiredOf([schema]).includes(name),
    ]),
  );
  return left === right;
}

/** A value for a member that has to be there and matters no further. */
function anyValueOf(schema: JsonObject, name: string): unknown {
  const leaf = valueAt(schema, `/properties${step(name)}`);
  if (leaf === undefined) return 'any';
  if (!isObject(leaf) || !holdsOnly(leaf, leafKeywords)) return undefined;
  const validate = new Ajv2020({ strict: false, logger: false, validateSchema: false }).compile(
    leaf,
  );
  return listed([leaf]).find((value) => validate(value) && value !== null);
}
