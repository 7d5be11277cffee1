import fc, { type Arbitrary } from 'fast-check';
import { isObject } from '../../lib/description.js';
import type { JsonType } from './json.js';
import type { MergedSchema, Schemas } from './merged-schema.js';
import { samplesOf, schemasOf } from './samples.js';
import type { SchemaSet } from './schemas.js';
import { formatSamples, nameFor, textSamples } from './text-samples.js';

/** Which texts are drawn: `body` has control characters and may be empty, `ascii` fits a header. */
export type Alphabet = 'body' | 'query' | 'ascii';

/** Deeper values are not drawn but taken from the samples, so that recursive schemas come to an end. */
const maxDepth = 4;

/** Keywords by which a schema says more than what values are drawn by. */
const intricate = ['not', 'if', 'oneOf', 'anyOf', 'dependentSchemas', 'minProperties'];

/**
 * Draws valid values of schemas; undefined if none can be made. What servers in good faith read in
 * different ways is never drawn: lone surrogates, NUL, numbers beyond 2^53, -0.
 */
export function valueArbitrary(
  set: SchemaSet,
  schemas: Schemas,
  alphabet: Alphabet = 'body',
): Arbitrary<unknown> | undefined {
  return draw(schemas, 0);

  function draw(wanted: Schemas, depth: number): Arbitrary<unknown> | undefined {
    const drawn =
      depth < maxDepth
        ? oneOf(set.merged(wanted).map((merged) => drawOne(merged, depth)))
        : undefined;
    // What is wrong inside would spoil the whole, so it is sorted out where it is.
    const isChecked = depth === 0 || wanted.some(isIntricate);
    const valid = drawn && isChecked ? often(drawn, (value) => set.isValid(wanted, value)) : drawn;
    if (valid !== undefined) return valid;
    const samples = (['minimal', 'full'] as const).flatMap((extent) =>
      samplesOf(set, wanted, extent),
    );
    return samples.length === 0 ? undefined : fc.constantFrom(...samples);
  }

  function isIntricate(pointer: string): boolean {
    const schema = set.description.at(pointer);
    return isObject(schema) && intricate.some((keyword) => schema[keyword] !== undefined);
  }

  function drawOne(merged: MergedSchema, depth: number): Arbitrary<unknown> | undefined {
    if (merged.values !== undefined) return fc.constantFrom(...merged.values);
    const ways: Readonly<Record<JsonType, () => Arbitrary<unknown> | undefined>> = {
      null: () => fc.constant(null),
      boolean: () => fc.boolean(),
      integer: () => (merged.types.has('number') ? undefined : drawInteger(merged)),
      number: () => drawNumber(merged),
      string: () => drawText(merged, alphabet),
      array: () => drawArray(merged, depth),
      object: () => drawObject(merged, depth),
    };
    return oneOf([...merged.types].map((type) => ways[type]()));
  }

  function drawArray(merged: MergedSchema, depth: number): Arbitrary<unknown[]> | undefined {
    const start = [
      ...merged.prefixItems,
      ...merged.contains.flatMap(({ schema, min }) => Array.from({ length: min }, () => [schema])),
    ].map((one) => draw(one, depth + 1));
    const items = merged.items && draw(merged.items, depth + 1);
    const least = Math.max(0, merged.minItems - start.length);
    const lengths = {
      minLength: least,
      maxLength: Math.max(0, Math.min(merged.maxItems - start.length, least + 5)),
    };
    const known = start.filter((one) => one !== undefined);
    if (known.length < start.length || (items === undefined && least > 0)) return undefined;
    const rest =
      items === undefined
        ? fc.constant([])
        : merged.uniqueItems
          ? fc.uniqueArray(items, { ...lengths, selector: (one) => JSON.stringify(one) })
          : fc.array(items, lengths);
    return fc.tuple(fc.tuple(...known), rest).map(([first, second]) => [...first, ...second]);
  }

  function drawObject(merged: MergedSchema, depth: number): Arbitrary<object> | undefined {
    const names = new Set([...merged.required, ...merged.properties.keys()]);
    const members = [...names, ...extraNames(set, merged, names)].flatMap((name) => {
      const drawn = draw(schemasOf(merged, name), depth + 1);
      return drawn === undefined ? [] : [[name, drawn] as const];
    });
    const requiredKeys = [...merged.required];
    const model = Object.fromEntries(members);
    return requiredKeys.every((name) => Object.hasOwn(model, name))
      ? fc.record(model, { requiredKeys }).map((value) => completed(merged, value))
      : undefined;
  }
}

/** Those of the drawn values that pass a test; undefined if they are so few that it would take for ever. */
export function often<Value>(
  drawn: Arbitrary<Value>,
  test: (value: Value) => boolean,
): Arbitrary<Value> | undefined {
  const passed = fc.sample(drawn, { seed: 1, numRuns: 40 }).filter(test).length;
  return passed < 10 ? undefined : drawn.filter(test);
}

function oneOf(ways: readonly (Arbitrary<unknown> | undefined)[]): Arbitrary<unknown> | undefined {
  const known = ways.filter((way) => way !== undefined);
  return known.length === 0 ? undefined : fc.oneof(...known);
}

function drawInteger(merged: MergedSchema): Arbitrary<number> | undefined {
  const [step] = merged.multiples;
  const by = step !== undefined && Number.isInteger(step) ? step : 1;
  const widest = merged.format === 'int32' ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER;
  const least = Math.max(-widest, merged.minimum, Math.floor(merged.exclusiveMinimum) + 1);
  const most = Math.min(widest, merged.maximum, Math.ceil(merged.exclusiveMaximum) - 1);
  const min = Math.ceil(least / by);
  const max = Math.floor(most / by);
  return min > max ? undefined : fc.integer({ min, max }).map((count) => count * by || 0);
}

/** Numbers with two decimals, so that every server reads the same number. */
function drawNumber(merged: MergedSchema): Arbitrary<unknown> | undefined {
  const integers = drawInteger(merged);
  const [by] = merged.multiples;
  if (by !== undefined) {
    if (Number.isInteger(by)) return integers;
    const counts = fc.integer({ min: -1000, max: 1000 });
    return counts.map((count) => Number((count * by).toPrecision(12)) || 0);
  }
  const min = Math.ceil(Math.max(-1e12, merged.minimum, merged.exclusiveMinimum) * 100);
  const max = Math.floor(Math.min(1e12, merged.maximum, merged.exclusiveMaximum) * 100);
  const hundredths = min > max ? undefined : fc.integer({ min, max });
  return oneOf([integers, hundredths?.map((count) => count / 100 || 0)]);
}

const plain = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const foreign = [...'工作流剧本事件告警é߀ЖΩعहไ한ー'];
const pictures = [...'🚀👍𠮷'];
const controls = ['\t', '\n', '\r', '\u0001', '\u007f', '\u2028'];

/** The signs of an alphabet, each set with its weight. */
const signs: Readonly<Record<Alphabet, readonly (readonly [number, readonly string[]])[]>> = {
  ascii: [[8, plain]],
  query: [
    [8, plain],
    [3, foreign],
    [1, pictures],
  ],
  body: [
    [8, plain],
    [3, foreign],
    [1, pictures],
    [1, controls],
  ],
};

function drawText(merged: MergedSchema, alphabet: Alphabet): Arbitrary<string> | undefined {
  const { minLength, maxLength, patterns, format } = merged;
  const samples = textSamples(merged);
  const known = samples.length > 0 ? fc.constantFrom(...samples) : undefined;
  if (format !== undefined && formatSamples[format] !== undefined) return known;
  const [pattern] = patterns;
  if (pattern !== undefined) return drawMatching(pattern) ?? known;
  const unit = fc.oneof(
    ...signs[alphabet].map(([weight, set]) => ({ weight, arbitrary: fc.constantFrom(...set) })),
  );
  const short = Math.min(maxLength, minLength + 40);
  // Servers limit the length of addresses and of headers, and rightly so.
  const long = Math.min(maxLength, minLength + (alphabet === 'body' ? 2000 : 150));
  const longer = { minLength: Math.max(minLength, short), maxLength: long, size: 'max' } as const;
  return fc.oneof(
    { weight: 12, arbitrary: fc.string({ unit, minLength, maxLength: short }) },
    { weight: 1, arbitrary: fc.string({ unit, ...longer }) },
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

/** Names of members that the schema does not list but allows. */
function extraNames(set: SchemaSet, merged: MergedSchema, known: ReadonlySet<string>): string[] {
  const more = Math.max(0, Math.min(merged.minProperties, 50) - 2);
  return [
    ...[...merged.patternProperties.keys()].flatMap((pattern) => nameFor(pattern) ?? []),
    ...(merged.additionalProperties === undefined
      ? []
      : ['more', '更多', ...Array.from({ length: more }, (_, index) => `more${index}`)]),
  ].filter((name) => !known.has(name) && set.isValid(merged.propertyNames, name));
}

/** Without the members that lack another one that they depend on, and without those too many. */
function completed(merged: MergedSchema, value: Record<string, unknown>): Record<string, unknown> {
  const isRequired = ([name]: [string, unknown]): boolean => merged.required.has(name);
  const members = Object.entries(value).filter(
    (member) =>
      isRequired(member) ||
      (merged.dependentRequired.get(member[0]) ?? []).every((other) => Object.hasOwn(value, other)),
  );
  return Object.fromEntries(
    members
      .toSorted((one, other) => Number(isRequired(other)) - Number(isRequired(one)))
      .slice(0, merged.maxProperties),
  );
}

/** Whether a value can be sent and read back unchanged by everyone. */
export function isPortable(value: unknown): boolean {
  if (typeof value === 'string') return /^[^\0\p{Cs}]*$/u.test(value);
  if (typeof value === 'number')
    return Math.abs(value) <= Number.MAX_SAFE_INTEGER && !Object.is(value, -0);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(
    ([name, one]) => name !== '__proto__' && isPortable(name) && isPortable(one),
  );
}
