import fc, { type Arbitrary } from 'fast-check';
import { isObject } from '../../lib/openapi/document.js';
import type { MergedSchema, Schemas } from './merged-schema.js';
import { samplesLike } from './samples.js';
import type { SchemaSet } from './schemas.js';
import { formatSamples, textSamples, textsMatching } from './text-samples.js';

/** Which texts are drawn: `body` has control characters and may be empty, `ascii` fits a header. */
export type Alphabet = 'body' | 'query' | 'ascii';

/**
 * Draws valid values of schemas; undefined if none can be made. Each is like a sample, whose members
 * and items it has, with other texts and numbers. What servers in good faith read in different ways is
 * never drawn: lone surrogates, NUL, numbers beyond 2^53, -0.
 */
export function valueArbitrary(
  set: SchemaSet,
  schemas: Schemas,
  alphabet: Alphabet = 'body',
): Arbitrary<unknown> | undefined {
  return draw(schemas, 0);

  function draw(wanted: Schemas, depth: number): Arbitrary<unknown> | undefined {
    const ways = set.merged(wanted).map((merged) => ({
      merged,
      samples: samplesLike(set, wanted, merged, 'full', depth),
    }));
    const drawn = oneOf(
      ways.flatMap(({ merged, samples }) =>
        samples.map((sample) => drawLike(sample, merged, depth + 1)),
      ),
    );
    // What is wrong inside would spoil the whole, so it is sorted out where there are several ways.
    if (drawn === undefined || (depth > 0 && ways.length === 1)) return drawn;
    return (
      often(drawn, (value) => set.isValid(wanted, value)) ??
      fc.constantFrom(...ways.flatMap(({ samples }) => samples))
    );
  }

  function drawLike(sample: unknown, merged: MergedSchema, depth: number): Arbitrary<unknown> {
    const { values, required, types, isOfProse } = merged;
    if (isOfProse) return fc.constant(sample);
    if (values !== undefined) return fc.constantFrom(...values);
    const inside = (one: unknown, wanted: Schemas): Arbitrary<unknown> =>
      draw(wanted, depth) ?? fc.constant(one);
    const integers = types.has('integer') ? drawInteger(merged) : undefined;
    const ways: (Arbitrary<unknown> | undefined)[] = [
      types.has('null') ? fc.constant(null) : undefined,
      types.has('boolean') ? fc.boolean() : undefined,
      types.has('number') ? drawNumber(merged) : integers,
      types.has('string') ? drawText(merged, alphabet) : undefined,
    ];
    if (Array.isArray(sample)) {
      const { prefixItems, items, minItems, maxItems, uniqueItems } = merged;
      const fixed = merged.contains.length > 0 ? sample.length : prefixItems.length;
      const first = fc.tuple(
        ...sample
          .slice(0, fixed)
          .map((item, index) => inside(item, prefixItems[index] ?? items ?? [])),
      );
      const more = (items && draw(items, depth)) ?? fc.constant(null);
      const minLength = Math.max(0, minItems - fixed);
      const most = items === undefined ? 0 : Math.min(maxItems - fixed, minLength + 5);
      const lengths = { minLength, maxLength: Math.max(minLength, most) };
      const rest = uniqueItems
        ? fc.uniqueArray(more, { ...lengths, selector: (item) => JSON.stringify(item) })
        : fc.array(more, lengths);
      ways.push(fc.tuple(first, rest).map((parts) => parts.flat(1)));
    } else if (isObject(sample)) {
      const members = Object.entries(sample).map(([name, member]) => [
        name,
        inside(member, merged.schemasOf(name)),
      ]);
      const model = Object.fromEntries(members) as Record<string, Arbitrary<unknown>>;
      ways.push(fc.record(model, { requiredKeys: [...required], noNullPrototype: true }));
    }
    return oneOf(ways) ?? fc.constant(sample);
  }
}

/** Those of the drawn values that pass a test; undefined if they are so few that it would take for ever. */
export function often<Value>(
  drawn: Arbitrary<Value>,
  test: (value: Value) => boolean,
): Arbitrary<Value> | undefined {
  // Most values pass most tests, and then the first of them tell; to draw values takes long.
  const passed = (numRuns: number) => fc.sample(drawn, { seed: 1, numRuns }).filter(test).length;
  return passed(12) < 10 && passed(40) < 10 ? undefined : drawn.filter(test);
}

/** Any of the ways that there are; undefined if there are none. */
export function oneOf<Value>(
  ways: readonly (Arbitrary<Value> | undefined)[],
): Arbitrary<Value> | undefined {
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

const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

/** The signs of the widest alphabet, each set with its weight; the others have the first of them. */
const signs = [
  { weight: 8, arbitrary: fc.constantFrom(...ascii) },
  { weight: 3, arbitrary: fc.constantFrom(...'工作流剧本事件告警é߀ЖΩعहไ한ー') },
  { weight: 1, arbitrary: fc.constantFrom(...'🚀👍𠮷') },
  { weight: 1, arbitrary: fc.constantFrom('\t', '\n', '\r', '\u0001', '\u007f', '\u2028') },
];
const sets: Readonly<Record<Alphabet, number>> = { ascii: 1, query: 3, body: 4 };

function drawText(merged: MergedSchema, alphabet: Alphabet): Arbitrary<string> | undefined {
  const { minLength, maxLength, patterns, format } = merged;
  const samples = textSamples(merged);
  const known = samples.length > 0 ? fc.constantFrom(...samples) : undefined;
  if (format !== undefined && formatSamples[format] !== undefined) return known;
  const [pattern] = patterns;
  // A time is one of the samples, since hardly any text of its form is one.
  if (samples.some((text) => /^\d{4}-\d{2}-\d{2}/.test(text))) return known;
  if (pattern !== undefined) return textsMatching(pattern)?.filter(isPortable) ?? known;
  const unit = fc.oneof(...signs.slice(0, sets[alphabet]));
  const short = Math.min(maxLength, minLength + 40);
  // Servers limit the length of addresses and of headers, and rightly so.
  const long = Math.min(maxLength, minLength + (alphabet === 'body' ? 2000 : 150));
  const longer = { minLength: Math.max(minLength, short), maxLength: long, size: 'max' } as const;
  return fc.oneof(
    { weight: 12, arbitrary: fc.string({ unit, minLength, maxLength: short }) },
    { weight: 1, arbitrary: fc.string({ unit, ...longer }) },
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
