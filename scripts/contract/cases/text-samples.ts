import fc, { type Arbitrary } from 'fast-check';
import type { MergedSchema } from './merged-schema.js';

/** A valid value of each format that JSON Schema or OpenAPI names, and of what a text may hold, so that whoever checks it is content. */
export const formatSamples: Readonly<Record<string, readonly string[]>> = {
  'date-time': ['2025-07-18T14:44:46Z', '2024-02-29T00:00:00.5+08:00'],
  date: ['2025-07-18', '2024-02-29'],
  time: ['14:44:46Z', '00:00:00Z'],
  duration: ['P1DT2H', 'PT30S'],
  email: ['someone@example.com', 'a.b@example.org'],
  'idn-email': ['someone@example.com', 'a.b@example.org'],
  hostname: ['example.com', 'a.example.org'],
  'idn-hostname': ['example.com', 'a.example.org'],
  ipv4: ['192.0.2.1', '198.51.100.7'],
  ipv6: ['2001:db8::1', '2001:db8::2'],
  url: ['https://example.com/a', 'https://example.org/b'],
  uri: ['https://example.com/a', 'https://example.org/b'],
  'uri-reference': ['/a/b', 'c'],
  iri: ['https://example.com/a', 'https://example.org/b'],
  'iri-reference': ['/a/b', 'c'],
  'uri-template': ['/a/{b}', '/c'],
  uuid: ['c19470f3-5eaf-4572-82e8-2ff094495919', '909494e3-558e-46b6-a9eb-07a18e18ca62'],
  'json-pointer': ['/a/b', '/c'],
  'relative-json-pointer': ['1/a', '0'],
  regex: ['^a+$', 'b'],
  byte: ['dGV4dA==', 'AAAA'],
  // Of texts whose content is JSON, which no server has to take for anything else.
  json: ['{"a":1}', '{}'],
  'json-base64': ['eyJhIjoxfQ==', 'e30='],
};

/** Times for a pattern: of the texts that it allows, most name days that there are not. */
const times = ['2025-07-18T14:44:46', '2024-02-29T00:00:00'].flatMap((time) => [
  ...['Z', '.000Z', '.000Z+0800', 'Z+0800', '+08:00', '.000+08:00', ''].map((end) => time + end),
  time.replace('T', ' '),
  time.slice(0, 10),
]);

/** Two or more texts that fit the limits, patterns and format of a schema, as far as they can be made. */
export function textSamples(
  schema: Pick<MergedSchema, 'patterns' | 'minLength' | 'maxLength' | 'format'>,
): string[] {
  const fits = (text: string): boolean => {
    const length = [...text].length;
    return (
      length >= schema.minLength &&
      length <= schema.maxLength &&
      schema.patterns.every((pattern) => new RegExp(pattern, 'u').test(text))
    );
  };
  const plain = ['text', 'another', 'a', 'b', '1', '/a', 'A1', 'a-b', ''].map((text) =>
    [...text.padEnd(Math.min(schema.minLength, maxPadding), 'x')]
      .slice(0, schema.maxLength)
      .join(''),
  );
  const known = formatSamples[schema.format ?? ''];
  const ofPattern = schema.patterns.length > 0 ? times : [];
  const found = [...new Set((known ?? [...ofPattern, ...plain]).filter(fits))];
  const [pattern] = schema.patterns;
  if (found.length > 1 || pattern === undefined) return found;
  const drawn = textsMatching(pattern);
  // Where nothing can be drawn, only examples can help.
  const more = drawn === undefined ? [] : fc.sample(drawn, { seed: 1, numRuns: 60 });
  return [...new Set([...found, ...more.filter(fits)])].slice(0, 3);
}

/** A text that fits a pattern, for the name of a member. */
export function nameFor(pattern: string): string | undefined {
  const anyText = { minLength: 0, maxLength: Infinity, format: undefined };
  return textSamples({ ...anyText, patterns: [pattern] })[0];
}

/** Nobody asks for texts longer than this in earnest, and a server may refuse them for their size. */
const maxPadding = 100_000;

/** Texts that match a pattern; undefined for one that fast-check cannot draw from, such as look-arounds. */
export function textsMatching(pattern: string): Arbitrary<string> | undefined {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'));
  } catch {
    return undefined;
  }
}
