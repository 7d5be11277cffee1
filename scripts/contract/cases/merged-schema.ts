import { fullFormats } from 'ajv-formats/dist/formats.js';
import {
  isJson,
  isObject,
  objectAt,
  type Description,
  type JsonObject,
} from '../../lib/openapi/document.js';
import { step } from '../../lib/openapi/pointer.js';
import { unsentMembers } from './direction.js';
import { jsonTypes, listOf, objectOf, same, typeOf, type JsonType } from './json.js';

/** JSON pointers to schemas that all apply to one value. */
export type Schemas = readonly string[];

/**
 * Schemas that apply together, read as one: references, `allOf`, and one branch of each `oneOf`,
 * `anyOf` and `if`. It is a guide to values, not a validator of them: `not` and what else is rare is
 * left out, so whoever makes a value asks a validator for the last word.
 */
export type MergedSchema = NonNullable<ReturnType<typeof merge>>;

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
  return expand(description, schemas).flatMap((expansion) => merge(description, expansion) ?? []);
}

/** The pointer behind the `$ref` of a schema; undefined if it has none within the document. */
export function referenceOf({ $ref: reference }: JsonObject): string | undefined {
  return typeof reference === 'string' && reference.startsWith('#/')
    ? decodeURIComponent(reference.slice(1))
    : undefined;
}

/** Pointers to the schemas that a keyword such as `allOf` lists. */
export function schemasIn(schema: JsonObject, pointer: string, keyword: string): string[] {
  return [...listOf(schema[keyword]).keys()].map((index) => `${pointer}/${keyword}/${index}`);
}

function expand(description: Description, schemas: Schemas): Expansion[] {
  const nothing: Expansion[] = [{ pointers: [], branches: [], unless: [] }];
  return schemas.map((pointer) => expandOne(pointer, new Set())).reduce(combine, nothing);

  function expandOne(pointer: string, seen: ReadonlySet<string>): Expansion[] {
    const schema = description.at(pointer);
    if (schema === false) return [];
    if (seen.has(pointer) || !isObject(schema)) return nothing;
    const inside = new Set([...seen, pointer]);
    const go = (next: string): Expansion[] => expandOne(next, inside);
    const take = (branch: string): Expansion[] =>
      go(branch).map((one) => ({ ...one, branches: [branch, ...one.branches] }));
    const condition = `${pointer}/if`;
    const then = combine(go(condition), take(`${pointer}/then`));
    const otherwise = take(`${pointer}/else`).map((one) => ({
      ...one,
      unless: [...one.unless, condition],
    }));
    const dependent = Object.keys(objectOf(schema['dependentSchemas'])).filter((name) =>
      listOf(schema['required']).includes(name),
    );
    return [
      [referenceOf(schema) ?? [], schemasIn(schema, pointer, 'allOf')].flat().map(go),
      ['oneOf', 'anyOf']
        .filter((keyword) => Array.isArray(schema[keyword]))
        .map((keyword) => schemasIn(schema, pointer, keyword).flatMap(take)),
      schema['if'] === undefined ? [] : [[...then, ...otherwise]],
      dependent.map((name) => go(`${pointer}/dependentSchemas${step(name)}`)),
    ]
      .flat()
      .reduce(combine, [{ pointers: [pointer], branches: [], unless: [] }]);
  }
}

/** Each of the expansions with each of the choices. */
function combine(expansions: readonly Expansion[], choices: readonly Expansion[]): Expansion[] {
  return expansions
    .flatMap((one) =>
      choices.map((choice) => ({
        pointers: [...new Set([...one.pointers, ...choice.pointers])],
        branches: [...one.branches, ...choice.branches],
        unless: [...one.unless, ...choice.unless],
      })),
    )
    .slice(0, maxAlternatives);
}

/** Undefined if nothing can satisfy the schemas. */
function merge(description: Description, expansion: Expansion) {
  const { pointers, branches, unless } = expansion;
  const schemas = pointers.map((pointer) => ({ pointer, schema: objectAt(description, pointer) }));
  /** Collects what each schema has. */
  const all = <Found>(read: (schema: JsonObject, pointer: string) => readonly Found[]): Found[] =>
    schemas.flatMap(({ schema, pointer }) => read(schema, pointer));
  const given = (keyword: string): unknown[] =>
    all((schema) => (schema[keyword] === undefined ? [] : [schema[keyword]]));
  const numbers = (keyword: string): number[] =>
    given(keyword).filter((one) => typeof one === 'number');
  const highest = (keyword: string, least = 0): number => Math.max(least, ...numbers(keyword));
  const lowest = (keyword: string): number => Math.min(Infinity, ...numbers(keyword));
  const pointersOf = (keyword: string): string[] =>
    all((schema, pointer) => (schema[keyword] === undefined ? [] : [`${pointer}/${keyword}`]));
  const names = (keyword: string): Set<string> =>
    new Set(all((schema) => Object.keys(objectOf(schema[keyword]))));
  const schemasOf = (name: string): Schemas =>
    all((schema, pointer) => schemasOfMember(pointer, schema, name));

  const types = jsonTypes.filter((type) =>
    schemas.every(({ schema }) => allowedTypes(schema).includes(type)),
  );
  const lists = [
    ...given('enum').filter((one): one is unknown[] => Array.isArray(one)),
    ...given('const').map((one) => [one]),
  ];
  const values = lists[0]?.filter(
    (value) =>
      types.includes(typeOf(value)) &&
      lists.every((list) => list.some((other) => same(value, other))),
  );
  if (types.length === 0 || values?.length === 0) return undefined;
  const closed = [...given('additionalProperties'), ...given('unevaluatedProperties')];
  const prefixes = all((schema) => [listOf(schema['prefixItems']).length]);
  return {
    types: new Set(types),
    /** Of `enum` and `const`; undefined if every value is allowed. */
    values,
    /** What the value means if it is left out. */
    defaults: given('default'),
    /** Whether of the values that are allowed the examples alone are known to be accepted. */
    isOfProse: given('x-prose-rules').includes(true),
    examples: all(({ examples, example, default: fallback, format }) =>
      [...listOf(examples), example, fallback].filter(
        // One in words, such as `now`, has not the format of what it stands for.
        (one) => one !== undefined && !(isText(one) && isText(format) && !hasFormat(one, format)),
      ),
    ),
    minimum: highest('minimum', -Infinity),
    maximum: lowest('maximum'),
    exclusiveMinimum: highest('exclusiveMinimum', -Infinity),
    exclusiveMaximum: lowest('exclusiveMaximum'),
    multiples: numbers('multipleOf'),
    minLength: highest('minLength'),
    maxLength: lowest('maxLength'),
    patterns: given('pattern').filter(isText),
    format: given('format').find(isText) ?? contentOf(given),
    minItems: highest('minItems'),
    maxItems: lowest('maxItems'),
    uniqueItems: given('uniqueItems').includes(true),
    /** Undefined if there are no items beyond those of `prefixItems`. */
    items: given('items').includes(false) ? undefined : pointersOf('items'),
    prefixItems: Array.from({ length: Math.max(0, ...prefixes) }, (_, index) =>
      all((schema, pointer) => {
        if (index < listOf(schema['prefixItems']).length)
          return [`${pointer}/prefixItems/${index}`];
        return schema['items'] === undefined ? [] : [`${pointer}/items`];
      }),
    ),
    contains: all(({ contains, minContains = 1 }, pointer) =>
      contains === undefined ? [] : [{ schema: `${pointer}/contains`, min: Number(minContains) }],
    ),
    properties: new Map([...names('properties')].map((name) => [name, schemasOf(name)])),
    required: new Set(given('required').flatMap(listOf).filter(isText)),
    /** The members that have to be there beside a member of a name. */
    requiredBeside: (name: string): string[] =>
      given('dependentRequired')
        .flatMap((dependent) => listOf(objectOf(dependent)[name]))
        .filter(isText),
    minProperties: highest('minProperties'),
    maxProperties: lowest('maxProperties'),
    patternProperties: names('patternProperties'),
    propertyNames: pointersOf('propertyNames'),
    /** The schemas of a member of a name. */
    schemasOf,
    /** Undefined if unknown members are not allowed. */
    additionalProperties: closed.includes(false) ? undefined : pointersOf('additionalProperties'),
    /** The branches that were taken, in the order of the description. */
    branches,
    /** Schemas of `if` that must not hold, since the other side was taken. */
    unless,
  };
}

/** The schemas that one schema has for a member of a name. */
function schemasOfMember(pointer: string, schema: JsonObject, name: string): string[] {
  const known = ['properties', unsentMembers]
    .filter((keyword) => Object.hasOwn(objectOf(schema[keyword]), name))
    .map((keyword) => `${pointer}/${keyword}${step(name)}`);
  const matching = Object.keys(objectOf(schema['patternProperties']))
    .filter((pattern) => new RegExp(pattern, 'u').test(name))
    .map((pattern) => `${pointer}/patternProperties${step(pattern)}`);
  const found = [...known, ...matching];
  return found.length === 0 && schema['additionalProperties'] !== undefined
    ? [`${pointer}/additionalProperties`]
    : found;
}

function allowedTypes({ type }: JsonObject): readonly JsonType[] {
  if (type === undefined) return jsonTypes;
  const listed = [type].flat() as JsonType[];
  return listed.includes('number') ? [...listed, 'integer'] : listed;
}

/** What a text holds, where that is no text of its own: JSON, Base64, or JSON in Base64. */
function contentOf(given: (keyword: string) => unknown[]): string | undefined {
  const json = given('contentMediaType').some((type) => isText(type) && isJson(type));
  const base64 = given('contentEncoding').includes('base64');
  if (!json && !base64) return undefined;
  return json ? (base64 ? 'json-base64' : 'json') : 'byte';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether a text has a format of JSON Schema; any has one that nobody knows. */
function hasFormat(text: string, format: string): boolean {
  const known: unknown = fullFormats[format as keyof typeof fullFormats];
  if (known instanceof RegExp) return known.test(text);
  const test = isObject(known) ? known['validate'] : known;
  return typeof test !== 'function' || (test as (value: string) => boolean)(text);
}
