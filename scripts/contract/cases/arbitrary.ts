import fc, { type Arbitrary } from 'fast-check';
import { isObject } from '../../lib/description.js';
import { typeOf, type JsonType } from './json.js';
import type { MergedSchema, Schemas } from './merged-schema.js';
import { samplesOf, schemasOf } from './samples.js';
import type { SchemaSet } from './schemas.js';
import { formatSamples, nameFor, textSamples } from './text-samples.js';

/** Which texts are drawn: `body` has control characters and may be empty, `ascii` fits a header. */
export type Alphabet = 'body' | 'query' | 'ascii';

/** From here on only what is required is filled in. */
const fullDepth = 3;
const maxDepth = 7;

/** How many values are drawn to learn whether enough of them are valid. */
const trials = 60;

/**
 * Draws valid values of schemas; undefined if none can be made. What servers in good faith read in
 * different ways is never drawn: lone surrogates, NUL, numbers beyond 2^53, -0.
 */
export function valueArbitrary(
  set: SchemaSet,
  schemas: Schemas,
  alphabet: Alphabet = 'body',
): Arbitrary<unknown> | undefined {
  const drawn = draw(set, schemas, alphabet, 0);
  const valid = drawn && onlyValid(set, schemas, drawn);
  if (valid !== undefined) return valid;
  const samples = (['minimal', 'full'] as const).flatMap((extent) =>
    samplesOf(set, schemas, extent),
  );
  return samples.length === 0 ? undefined : fc.constantFrom(...samples);
}

/** The valid ones of the drawn values; undefined if there are so few that a filter would draw for ever. */
function onlyValid(
  set: SchemaSet,
  schemas: Schemas,
  drawn: Arbitrary<unknown>,
): Arbitrary<unknown> | undefined {
  const isValid = (value: unknown): boolean => set.isValid(schemas, value);
  const valid = fc.sample(drawn, { seed: 1, numRuns: trials }).filter(isValid).length;
  return valid * 10 < trials ? undefined : drawn.filter(isValid);
}

function draw(
  set: SchemaSet,
  schemas: Schemas,
  alphabet: Alphabet,
  depth: number,
): Arbitrary<unknown> | undefined {
  if (depth > maxDepth) return undefined;
  const ways = set
    .merged(schemas)
    .flatMap((merged) => drawMerged(set, merged, alphabet, depth) ?? []);
  if (ways.length === 0) return undefined;
  const drawn = fc.oneof(...ways);
  // What is wrong inside would spoil the whole, so it is sorted out where it is.
  return depth > 0 && isIntricate(set, schemas) ? onlyValid(set, schemas, drawn) : drawn;
}

/** Whether schemas say more than what values are drawn by. */
function isIntricate(set: SchemaSet, schemas: Schemas): boolean {
  const rare = [
    'not',
    'if',
    'oneOf',
    'anyOf',
    'dependentSchemas',
    'minProperties',
    'maxProperties',
  ];
  return schemas.some((pointer) => {
    const schema = set.description.at(pointer);
    return isObject(schema) && rare.some((keyword) => schema[keyword] !== undefined);
  });
}

function drawMerged(
  set: SchemaSet,
  merged: MergedSchema,
  alphabet: Alphabet,
  depth: number,
): Arbitrary<unknown> | undefined {
  if (merged.values !== undefined) return fc.constantFrom(...merged.values);
  const types = [...merged.types].filter(
    (type) => type !== 'integer' || !merged.types.has('number'),
  );
  const ways = types.flatMap((type) => drawType(set, merged, type, alphabet, depth) ?? []);
  return ways.length === 0 ? undefined : fc.oneof(...ways);
}

function drawType(
  set: SchemaSet,
  merged: MergedSchema,
  type: JsonType,
  alphabet: Alphabet,
  depth: number,
): Arbitrary<unknown> | undefined {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return drawInteger(merged);
    case 'number':
      return drawNumber(merged);
    case 'string':
      return drawText(merged, alphabet);
    case 'array':
      return drawArray(set, merged, alphabet, depth);
    case 'object':
      return drawObject(set, merged, alphabet, depth);
  }
}

function drawInteger(merged: MergedSchema): Arbitrary<number> | undefined {
  const [step] = merged.multiples;
  const by = step !== undefined && Number.isInteger(step) ? step : 1;
  const widest = merged.format === 'int32' ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER;
  const min = Math.max(-widest, merged.minimum, Math.floor(merged.exclusiveMinimum) + 1);
  const max = Math.min(widest, merged.maximum, Math.ceil(merged.exclusiveMaximum) - 1);
  const lowest = Math.ceil(min / by);
  const highest = Math.floor(max / by);
  if (lowest > highest) return undefined;
  return fc.integer({ min: lowest, max: highest }).map((count) => count * by || 0);
}

/** Numbers with two decimals, so that every server reads the same number. */
function drawNumber(merged: MergedSchema): Arbitrary<number> | undefined {
  const integers = drawInteger(merged);
  if (merged.multiples.length > 0) {
    const by = merged.multiples[0] ?? 1;
    return Number.isInteger(by)
      ? integers
      : fc
          .integer({ min: -1000, max: 1000 })
          .map((count) => Number((count * by).toPrecision(12)) || 0);
  }
  const min = Math.max(-1e12, merged.minimum, merged.exclusiveMinimum) * 100;
  const max = Math.min(1e12, merged.maximum, merged.exclusiveMaximum) * 100;
  if (Math.ceil(min) > Math.floor(max)) return integers;
  const decimals = fc
    .integer({ min: Math.ceil(min), max: Math.floor(max) })
    .map((hundredths) => hundredths / 100 || 0);
  return integers === undefined ? decimals : fc.oneof(integers, decimals);
}

const plain = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const foreign = [...'工作流剧本事件告警é߀ЖΩعहไ한ー'];
const pictures = [...'🚀👍𠮷'];
const controls = ['\t', '\n', '\r', '\u0001', '\u007f', '\u2028'];

function drawText(merged: MergedSchema, alphabet: Alphabet): Arbitrary<string> | undefined {
  const { minLength, maxLength, patterns, format } = merged;
  const samples = textSamples(merged);
  const known = samples.length > 0 ? fc.constantFrom(...samples) : undefined;
  if (format !== undefined && formatSamples[format] !== undefined) return known;
  const [pattern] = patterns;
  if (pattern !== undefined) return drawMatching(pattern) ?? known;
  const unit = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...plain) },
    ...(alphabet === 'ascii'
      ? []
      : [
          { weight: 3, arbitrary: fc.constantFrom(...foreign) },
          { weight: 1, arbitrary: fc.constantFrom(...pictures) },
        ]),
    ...(alphabet === 'body' ? [{ weight: 1, arbitrary: fc.constantFrom(...controls) }] : []),
  );
  const short = Math.min(maxLength, minLength + 40);
  // Servers limit the length of addresses and of headers, and rightly so.
  const long = Math.min(maxLength, minLength + (alphabet === 'body' ? 2000 : 150));
  return fc.oneof(
    { weight: 12, arbitrary: fc.string({ unit, minLength, maxLength: short }) },
    {
      weight: 1,
      arbitrary: fc.string({
        unit,
        minLength: Math.max(minLength, short),
        maxLength: long,
        size: 'max',
      }),
    },
  );
}

/** Undefined for patterns that fast-check cannot draw from, such as look-arounds. */
function drawMatching(pattern: string): Arbitrary<string> | undefined {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u')).filter(isPortable);
  } catch {
    return undefined;
  }
}

function drawArray(
  set: SchemaSet,
  merged: MergedSchema,
  alphabet: Alphabet,
  depth: number,
): Arbitrary<unknown[]> | undefined {
  const fixed = merged.prefixItems.map((schemas) => draw(set, schemas, alphabet, depth + 1));
  const wanted = merged.contains.flatMap(({ schema, min }) =>
    Array.from({ length: min }, () => draw(set, [schema], alphabet, depth + 1)),
  );
  const start = [...fixed, ...wanted];
  const items = merged.items && draw(set, merged.items, alphabet, depth + 1);
  const least = Math.max(0, merged.minItems - start.length);
  const most = Math.max(
    0,
    Math.min(merged.maxItems - start.length, least + (depth < fullDepth ? 5 : 0)),
  );
  const known = start.filter((one) => one !== undefined);
  if (known.length < start.length || (items === undefined && least > 0)) return undefined;
  const rest =
    items === undefined
      ? fc.constant([])
      : merged.uniqueItems
        ? fc.uniqueArray(items, {
            minLength: least,
            maxLength: most,
            selector: (one) => JSON.stringify(one),
          })
        : fc.array(items, { minLength: least, maxLength: most });
  return fc.tuple(fc.tuple(...known), rest).map(([first, second]) => [...first, ...second]);
}

function drawObject(
  set: SchemaSet,
  merged: MergedSchema,
  alphabet: Alphabet,
  depth: number,
): Arbitrary<Record<string, unknown>> | undefined {
  const members: Record<string, Arbitrary<unknown>> = {};
  const names = new Set([...merged.required, ...merged.properties.keys()]);
  for (const name of names) {
    if (depth >= fullDepth && !merged.required.has(name)) continue;
    const arbitrary = draw(set, schemasOf(merged, name), alphabet, depth + 1);
    if (arbitrary !== undefined) members[name] = arbitrary;
    else if (merged.required.has(name)) return undefined;
  }
  if (depth < fullDepth) {
    for (const name of extraNames(set, merged, names)) {
      const arbitrary = draw(set, schemasOf(merged, name), alphabet, depth + 1);
      if (arbitrary !== undefined) members[name] = arbitrary;
    }
  }
  const required = [...merged.required];
  return fc.record(members, { requiredKeys: required }).map((value) => completed(merged, value));
}

/** Names of members that the schema does not list but allows. */
function extraNames(set: SchemaSet, merged: MergedSchema, known: ReadonlySet<string>): string[] {
  const count = Math.max(2, Math.min(merged.minProperties, 50));
  return [
    ...[...merged.patternProperties.keys()].flatMap((pattern) => nameFor(pattern) ?? []),
    ...(merged.additionalProperties === undefined
      ? []
      : ['more', '更多', ...Array.from({ length: count - 2 }, (_, index) => `more${index}`)]),
  ].filter((name) => !known.has(name) && set.isValid(merged.propertyNames, name));
}

/** Without the members that lack another one that they depend on, and without those too many. */
function completed(merged: MergedSchema, value: Record<string, unknown>): Record<string, unknown> {
  const isKept = ([name]: [string, unknown]): boolean =>
    merged.required.has(name) ||
    (merged.dependentRequired.get(name) ?? []).every((other) => Object.hasOwn(value, other));
  const needed = ([name]: [string, unknown]): boolean => merged.required.has(name);
  const members = Object.entries(value).filter(isKept);
  return Object.fromEntries(
    [...members.filter(needed), ...members.filter((one) => !needed(one))].slice(
      0,
      merged.maxProperties,
    ),
  );
}

/** Whether a value can be sent and read back unchanged by everyone. */
export function isPortable(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPortable);
  if (isObject(value)) {
    return Object.entries(value).every(
      ([name, one]) => name !== '__proto__' && isPortable(name) && isPortable(one),
    );
  }
  if (typeof value === 'number')
    return Math.abs(value) <= Number.MAX_SAFE_INTEGER && !Object.is(value, -0);
  return typeOf(value) !== 'string' || /^[^\0\p{Cs}]*$/u.test(value as string);
}
