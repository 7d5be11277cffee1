import { isObject, step, type Description, type JsonObject } from '../../lib/description.js';
import { jsonTypes, typeOf, type JsonType } from './json.js';

/** JSON pointers to schemas that all apply to one value. */
export type Schemas = readonly string[];

/**
 * Schemas that apply together, read as one: references, `allOf`, and one branch of each `oneOf`,
 * `anyOf` and `if`. It is a guide to values, not a judge of them: `not` and what else is rare is left
 * out, so whoever makes a value asks a validator for the last word.
 */
export interface MergedSchema {
  readonly types: ReadonlySet<JsonType>;
  /** Of `enum` and `const`; undefined if every value is allowed. */
  readonly values: readonly unknown[] | undefined;
  readonly examples: readonly unknown[];
  readonly minimum: number;
  readonly maximum: number;
  readonly exclusiveMinimum: number;
  readonly exclusiveMaximum: number;
  readonly multiples: readonly number[];
  readonly minLength: number;
  readonly maxLength: number;
  readonly patterns: readonly string[];
  readonly format: string | undefined;
  readonly minItems: number;
  readonly maxItems: number;
  readonly uniqueItems: boolean;
  /** Undefined if there are no items beyond those of `prefixItems`. */
  readonly items: Schemas | undefined;
  readonly prefixItems: readonly Schemas[];
  readonly contains: readonly { readonly schema: string; readonly min: number }[];
  readonly properties: ReadonlyMap<string, Schemas>;
  readonly required: ReadonlySet<string>;
  readonly dependentRequired: ReadonlyMap<string, readonly string[]>;
  readonly minProperties: number;
  readonly maxProperties: number;
  readonly patternProperties: ReadonlyMap<string, Schemas>;
  readonly propertyNames: Schemas;
  /** Undefined if unknown members are not allowed. */
  readonly additionalProperties: Schemas | undefined;
  /** The branches that were taken, in the order of the description. */
  readonly branches: readonly string[];
  /** Schemas of `if` that must not hold, since the other side was taken. */
  readonly unless: readonly string[];
}

/** More combinations of branches than this are not worth their requests. */
const maxAlternatives = 48;

/** What one combination of branches consists of. */
interface Expansion {
  readonly pointers: readonly string[];
  readonly branches: readonly string[];
  readonly unless: readonly string[];
}

/**
 * All ways to read schemas as one, a way per combination of branches; empty if nothing can satisfy
 * them.
 */
export function mergedSchemas(description: Description, schemas: Schemas): MergedSchema[] {
  return expand(description, schemas).flatMap((expansion) => {
    const merged = merge(description, expansion);
    return merged === undefined ? [] : [merged];
  });
}

/** The pointer behind the `$ref` of a schema; undefined if it has none within the document. */
export function referenceOf(description: Description, schema: JsonObject): string | undefined {
  const reference = schema['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return undefined;
  const pointer = decodeURIComponent(reference.slice(1));
  return description.at(pointer) === undefined ? undefined : pointer;
}

function expand(description: Description, schemas: Schemas): Expansion[] {
  const combine = (expansions: Expansion[], choices: Expansion[]): Expansion[] =>
    expansions
      .flatMap((one) =>
        choices.map((choice) => ({
          pointers: [...new Set([...one.pointers, ...choice.pointers])],
          branches: [...one.branches, ...choice.branches],
          unless: [...one.unless, ...choice.unless],
        })),
      )
      .slice(0, maxAlternatives);
  const nothing: Expansion[] = [{ pointers: [], branches: [], unless: [] }];

  const expandOne = (pointer: string, seen: ReadonlySet<string>): Expansion[] => {
    if (seen.has(pointer)) return nothing;
    const schema = description.at(pointer);
    if (!isObject(schema)) {
      return schema === false ? [] : nothing;
    }
    const inside = new Set([...seen, pointer]);
    const go = (next: string): Expansion[] => expandOne(next, inside);
    let result: Expansion[] = [{ pointers: [pointer], branches: [], unless: [] }];
    const target = referenceOf(description, schema);
    if (target !== undefined) result = combine(result, go(target));
    for (const index of listOf(schema['allOf']).keys()) {
      result = combine(result, go(`${pointer}/allOf/${index}`));
    }
    for (const keyword of ['oneOf', 'anyOf']) {
      if (!Array.isArray(schema[keyword])) continue;
      const choices = [...listOf(schema[keyword]).keys()].flatMap((index) => {
        const branch = `${pointer}/${keyword}/${index}`;
        return go(branch).map((one) => ({ ...one, branches: [branch, ...one.branches] }));
      });
      result = combine(result, choices);
    }
    if (schema['if'] !== undefined) {
      const side = (name: 'then' | 'else'): Expansion[] =>
        (schema[name] === undefined ? nothing : go(`${pointer}/${name}`)).map((one) => ({
          ...one,
          branches: [`${pointer}/${name}`, ...one.branches],
        }));
      result = combine(result, [
        ...combine(go(`${pointer}/if`), side('then')),
        ...side('else').map((one) => ({ ...one, unless: [...one.unless, `${pointer}/if`] })),
      ]);
    }
    for (const name of Object.keys(objectOf(schema['dependentSchemas']))) {
      if (listOf(schema['required']).includes(name)) {
        result = combine(result, go(`${pointer}/dependentSchemas${step(name)}`));
      }
    }
    return result;
  };
  return schemas.reduce(
    (result, pointer) => combine(result, expandOne(pointer, new Set())),
    nothing,
  );
}

function merge(description: Description, expansion: Expansion): MergedSchema | undefined {
  const { pointers, branches, unless } = expansion;
  const schemas = pointers.map((pointer) => ({
    pointer,
    schema: description.at(pointer) as JsonObject,
  }));
  const numbers = (keyword: string): number[] =>
    schemas.flatMap(({ schema }) => (typeof schema[keyword] === 'number' ? [schema[keyword]] : []));
  const names = new Set(
    schemas.flatMap(({ schema }) => Object.keys(objectOf(schema['properties']))),
  );
  const valueLists = schemas.flatMap(({ schema }) => [
    ...(Array.isArray(schema['enum']) ? [schema['enum'] as unknown[]] : []),
    ...(schema['const'] !== undefined ? [[schema['const']]] : []),
  ]);
  const types = schemas.reduce<ReadonlySet<JsonType>>(
    (left, { schema }) => intersect(left, allowedTypes(schema)),
    new Set(jsonTypes),
  );
  const values =
    valueLists.length === 0
      ? undefined
      : valueLists
          .reduce((left, right) => left.filter((one) => right.some((other) => same(one, other))))
          .filter((value) => types.has(typeOf(value)));
  if (types.size === 0 || values?.length === 0) return undefined;

  const ofMember = (name: string): string[] =>
    schemas.flatMap(({ pointer, schema }) => schemasOfMember(pointer, schema, name));
  const closed = schemas.some(
    ({ schema }) =>
      schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false,
  );
  const pointersOf = (keyword: string): string[] =>
    schemas.flatMap(({ pointer, schema }) =>
      schema[keyword] === undefined ? [] : [`${pointer}/${keyword}`],
    );
  const patternProperties = new Map<string, string[]>();
  for (const { pointer, schema } of schemas) {
    for (const pattern of Object.keys(objectOf(schema['patternProperties']))) {
      patternProperties.set(pattern, [
        ...(patternProperties.get(pattern) ?? []),
        `${pointer}/patternProperties${step(pattern)}`,
      ]);
    }
  }
  const prefixes = Math.max(
    0,
    ...schemas.map(({ schema }) => listOf(schema['prefixItems']).length),
  );
  const noItems = schemas.some(({ schema }) => schema['items'] === false);
  const format = schemas.map(({ schema }) => schema['format']).find(isText);
  return {
    types,
    values,
    examples: schemas.flatMap(({ schema }) => [
      ...listOf(schema['examples']),
      ...(schema['example'] === undefined ? [] : [schema['example']]),
      ...(schema['default'] === undefined ? [] : [schema['default']]),
    ]),
    minimum: Math.max(-Infinity, ...numbers('minimum')),
    maximum: Math.min(Infinity, ...numbers('maximum')),
    exclusiveMinimum: Math.max(-Infinity, ...numbers('exclusiveMinimum')),
    exclusiveMaximum: Math.min(Infinity, ...numbers('exclusiveMaximum')),
    multiples: numbers('multipleOf'),
    minLength: Math.max(0, ...numbers('minLength')),
    maxLength: Math.min(Infinity, ...numbers('maxLength')),
    patterns: schemas.flatMap(({ schema }) =>
      isText(schema['pattern']) ? [schema['pattern']] : [],
    ),
    format,
    minItems: Math.max(0, ...numbers('minItems')),
    maxItems: Math.min(Infinity, ...numbers('maxItems')),
    uniqueItems: schemas.some(({ schema }) => schema['uniqueItems'] === true),
    items: noItems ? undefined : pointersOf('items'),
    prefixItems: Array.from({ length: prefixes }, (_, index) =>
      schemas.flatMap(({ pointer, schema }) => {
        const list = listOf(schema['prefixItems']);
        if (index < list.length) return [`${pointer}/prefixItems/${index}`];
        return schema['items'] === undefined ? [] : [`${pointer}/items`];
      }),
    ),
    contains: schemas.flatMap(({ pointer, schema }) =>
      schema['contains'] === undefined
        ? []
        : [
            {
              schema: `${pointer}/contains`,
              min: typeof schema['minContains'] === 'number' ? schema['minContains'] : 1,
            },
          ],
    ),
    properties: new Map([...names].map((name) => [name, ofMember(name)])),
    required: new Set(schemas.flatMap(({ schema }) => listOf(schema['required']).filter(isText))),
    dependentRequired: new Map(
      schemas.flatMap(({ schema }) =>
        Object.entries(objectOf(schema['dependentRequired'])).map(([name, list]) => [
          name,
          listOf(list).filter(isText),
        ]),
      ),
    ),
    minProperties: Math.max(0, ...numbers('minProperties')),
    maxProperties: Math.min(Infinity, ...numbers('maxProperties')),
    patternProperties,
    propertyNames: pointersOf('propertyNames'),
    additionalProperties: closed ? undefined : pointersOf('additionalProperties'),
    branches,
    unless,
  };
}

/** The schemas that one schema has for a member of a name. */
function schemasOfMember(pointer: string, schema: JsonObject, name: string): string[] {
  const known = Object.hasOwn(objectOf(schema['properties']), name)
    ? [`${pointer}/properties${step(name)}`]
    : [];
  const matching = Object.keys(objectOf(schema['patternProperties']))
    .filter((pattern) => new RegExp(pattern, 'u').test(name))
    .map((pattern) => `${pointer}/patternProperties${step(pattern)}`);
  const found = [...known, ...matching];
  return found.length === 0 && schema['additionalProperties'] !== undefined
    ? [`${pointer}/additionalProperties`]
    : found;
}

function allowedTypes(schema: JsonObject): ReadonlySet<JsonType> {
  if (schema['type'] === undefined) return new Set(jsonTypes);
  const listed = (Array.isArray(schema['type']) ? schema['type'] : [schema['type']]) as JsonType[];
  return new Set(listed.includes('number') ? [...listed, 'integer'] : listed);
}

function intersect<T>(left: ReadonlySet<T>, right: ReadonlySet<T>): Set<T> {
  return new Set([...left].filter((one) => right.has(one)));
}

/** Whether two JSON values are written alike. */
export function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
