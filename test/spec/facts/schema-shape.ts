import { isObject, type Description, type JsonObject } from '../../../scripts/lib/description.js';
import { both, withBranches } from './merge-shapes.js';
import type { Member, Shape } from './shape.js';

const COMPARED_KEYWORDS = [
  'type',
  'format',
  'pattern',
  'default',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
];

/**
 * Brings a schema into the common form, with `$ref` followed, `allOf` merged and the members of
 * every branch of `oneOf`, `anyOf` and `then`/`else` added to those of the schema itself.
 *
 * @throws Error when a `$ref` is broken or a schema contains itself
 */
export function shapeOf(schema: unknown, description: Description, trail: string[] = []): Shape {
  if (!isObject(schema)) return { keywords: {} };
  const inner = (value: unknown) => shapeOf(value, description, trail);
  let shape = ownShape(schema, inner);
  if (typeof schema['$ref'] === 'string') {
    const reference = schema['$ref'];
    if (trail.includes(reference)) {
      throw new Error(`The schema ${reference} contains itself and cannot be flattened.`);
    }
    const target = description.follow({ $ref: reference });
    shape = both(shapeOf(target, description, [...trail, reference]), shape);
  }
  for (const part of listOf(schema['allOf'])) shape = both(shape, inner(part));
  for (const branches of branchesOf(schema)) shape = withBranches(shape, branches.map(inner));
  return schema['additionalProperties'] === false ? markRefused(shape, schema) : shape;
}

/** The alternatives of a schema; `if` itself is a condition and adds no member. */
function branchesOf(schema: JsonObject): unknown[][] {
  const isConditional = 'then' in schema || 'else' in schema;
  return [
    listOf(schema['oneOf']),
    listOf(schema['anyOf']),
    isConditional ? [schema['then'], schema['else']] : [],
  ].filter((branches) => branches.length > 0);
}

/** `additionalProperties` sees only the members beside it: one that a branch adds is refused. */
function markRefused(shape: Shape, schema: JsonObject): Shape {
  const own = isObject(schema['properties']) ? schema['properties'] : {};
  const members = Object.entries(shape.members ?? {}).map(([name, member]): [string, Member] =>
    name in own
      ? [name, member]
      : [
          name,
          {
            ...member,
            shape: {
              ...member.shape,
              keywords: { ...member.shape.keywords, refusedBy: 'additionalProperties' },
            },
          },
        ],
  );
  return { ...shape, members: Object.fromEntries(members) };
}

/** Writes a JSON value as a fact: a text as it is, anything else as JSON. */
export function asFact(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function ownShape(schema: JsonObject, inner: (value: unknown) => Shape): Shape {
  const keywords: Record<string, string> = {};
  for (const keyword of COMPARED_KEYWORDS) {
    const value = schema[keyword];
    if (value === undefined) continue;
    keywords[keyword] = Array.isArray(value) ? value.map(String).sort().join('|') : asFact(value);
  }
  const values = 'const' in schema ? [schema['const']] : schema['enum'];
  const members = membersOf(schema, inner);
  const rest = schema['additionalProperties'] ?? schema['unevaluatedProperties'];
  const isOpenObject = schema['type'] === 'object' && (rest === undefined || rest === true);
  return {
    keywords,
    ...(Array.isArray(values) ? { values: values.map(asFact) } : {}),
    ...(rest === false ? { closed: true } : {}),
    ...(isOpenObject || isObject(rest) ? { closed: false } : {}),
    ...(members ? { members } : {}),
    ...('items' in schema ? { items: inner(schema['items']) } : {}),
    ...(isObject(rest) && Object.keys(rest).length > 0 ? { additional: inner(rest) } : {}),
  };
}

function membersOf(
  schema: JsonObject,
  inner: (value: unknown) => Shape,
): Record<string, Member> | undefined {
  const required = new Set(listOf(schema['required']).map(String));
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const names = new Set([...Object.keys(properties), ...required]);
  if (names.size === 0) return undefined;
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      { required: required.has(name), shape: inner(properties[name]) },
    ]),
  );
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
