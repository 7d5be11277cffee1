import { isObject } from '../../lib/description.js';
import type { ContractParameter } from '../operation.js';
import { typeOf } from './json.js';
import { typedReadings } from './typed-readings.js';
import type { SchemaSet } from './schemas.js';

/** How a parameter stands in a request: pairs of the query, or one text elsewhere. */
export type ParameterText =
  | { readonly in: 'query'; readonly pairs: readonly (readonly [string, string])[] }
  | { readonly in: 'path' | 'header' | 'cookie'; readonly text: string };

/** Between the items of an array that is written as one text. */
const delimiters: Readonly<Record<string, string>> = { spaceDelimited: ' ', pipeDelimited: '|' };

/**
 * Writes the value of a parameter as its style says; undefined if the style has no way to write it, or
 * none that every server reads alike.
 */
export function writeParameter(
  parameter: ContractParameter,
  value: unknown,
): ParameterText | undefined {
  const { name, explode } = parameter;
  const place = parameter.in;
  if (place === 'query') {
    const pairs = queryPairs(parameter, value);
    return pairs && { in: 'query', pairs };
  }
  if (place !== 'path' && place !== 'header' && place !== 'cookie') return undefined;
  if (parameter.mediaType !== undefined) return { in: place, text: JSON.stringify(value) };
  const parts = partsOf(value, explode, ',');
  if (parts === undefined) return undefined;
  switch (parameter.style) {
    case 'simple':
    case 'form':
      return { in: place, text: parts.join(',') };
    case 'label':
      return { in: place, text: `.${parts.join(explode ? '.' : ',')}` };
    case 'matrix':
      return { in: place, text: matrixText(name, value, parts, explode) };
    default:
      return undefined;
  }
}

/**
 * Whether what stands in the request is valid for the parameter, whichever way a server in good faith
 * reads it: as a text, as the number or truth value that it may stand for, as a list or as an object.
 */
export function isValidText(
  set: SchemaSet,
  parameter: ContractParameter,
  written: ParameterText,
): boolean {
  const schemas = [parameter.schema];
  return readingsOf(parameter, written).some((text) =>
    typedReadings(set, schemas, text).some((value) => set.isValid(schemas, value)),
  );
}

/** Whether servers in good faith read a text in different ways. */
export function isAmbiguous(written: ParameterText): boolean {
  if (written.in === 'query') return written.pairs.some(([, text]) => text.trim() === '');
  const { text } = written;
  if (text.trim() === '' || text !== text.trim()) return true;
  // Path segments of dots are resolved on the way, and headers carry ASCII.
  if (written.in === 'path') return /^\.+$/.test(text);
  return !/^[\x20-\x7e]*$/.test(text) || (written.in === 'cookie' && /[;,"\\ ]/.test(text));
}

/** Every value, of texts only, for which a written parameter may stand. */
function readingsOf(parameter: ContractParameter, written: ParameterText): unknown[] {
  const { name, style, explode } = parameter;
  const pairs = written.in === 'query' ? written.pairs : [];
  const texts =
    written.in === 'query'
      ? pairs.filter(([one]) => one === name).map(([, text]) => text)
      : [plainText(parameter, written.text)];
  if (parameter.mediaType !== undefined) return texts.map((text) => JSON.parse(text) as unknown);
  const deep = pairs.flatMap(([key, text]) =>
    key.startsWith(`${name}[`) ? [[key.slice(name.length + 1, -1), text] as const] : [],
  );
  const scalar = texts.length === 1 ? texts : [];
  if (style === 'deepObject') return [Object.fromEntries(deep)];
  if (written.in === 'query' && explode) return [...scalar, texts, Object.fromEntries(pairs)];
  const between = style === 'label' && explode ? '.' : style === 'matrix' && explode ? ';' : ',';
  const parts = texts.flatMap((text) => text.split(delimiters[style] ?? between));
  const members = explode
    ? parts.map((part) => part.split('=', 2) as [string, string | undefined])
    : parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1]] as const] : []));
  const items = style === 'matrix' && explode ? parts.map(withoutName(name)) : parts;
  return [
    ...scalar.map(style === 'matrix' ? withoutName(name) : (text) => text),
    items,
    ...(members.every(([, text]) => text !== undefined) ? [Object.fromEntries(members)] : []),
  ];
}

/** A text without the sign that its style puts in front. */
function plainText({ name, style, explode }: ContractParameter, text: string): string {
  if (style === 'label') return text.slice(1);
  if (style !== 'matrix') return text;
  return explode ? text.slice(1) : text.slice(name.length + 2);
}

function withoutName(name: string): (part: string) => string {
  return (part) => (part.startsWith(`${name}=`) ? part.slice(name.length + 1) : part);
}

function queryPairs(parameter: ContractParameter, value: unknown): [string, string][] | undefined {
  const { name, style, explode } = parameter;
  if (parameter.mediaType !== undefined) return [[name, JSON.stringify(value)]];
  if (Array.isArray(value)) {
    // No item, no parameter: servers differ in what they make of that.
    if (value.length === 0 || style === 'deepObject') return undefined;
    if (style === 'form' && explode) {
      return value.every(isScalar)
        ? value.map((item) => [name, String(item)] as [string, string])
        : undefined;
    }
    const delimiter = delimiters[style] ?? ',';
    const parts = partsOf(value, false, delimiter);
    return parts && [[name, parts.join(delimiter)]];
  }
  if (isObject(value)) {
    const members = Object.entries(value);
    if (members.length === 0 || !members.every(([, one]) => isScalar(one))) return undefined;
    if (style === 'deepObject') {
      return members.map(([key, one]) => [`${name}[${key}]`, String(one)]);
    }
    if (style === 'form' && explode) return members.map(([key, one]) => [key, String(one)]);
    const parts = partsOf(value, false, ',');
    return style === 'form' && parts ? [[name, parts.join(',')]] : undefined;
  }
  if (style === 'deepObject') return undefined;
  return [[name, String(value)]];
}

/** The texts of which a value consists; undefined if one of them is no scalar or holds the delimiter. */
function partsOf(value: unknown, explode: boolean, delimiter: string): string[] | undefined {
  const parts = Array.isArray(value)
    ? value
    : isObject(value)
      ? Object.entries(value).flatMap(([key, one]) =>
          explode ? [isScalar(one) ? `${key}=${String(one)}` : {}] : [key, one],
        )
      : undefined;
  if (parts === undefined) return [String(value)];
  const texts = parts.map(String);
  const ambiguous = texts.some((text) => text === '' || text.includes(delimiter));
  return parts.length === 0 || ambiguous || !parts.every(isScalar) ? undefined : texts;
}

function matrixText(
  name: string,
  value: unknown,
  parts: readonly string[],
  explode: boolean,
): string {
  if (!explode || isScalar(value)) return `;${name}=${parts.join(',')}`;
  return parts.map((part) => (Array.isArray(value) ? `;${name}=${part}` : `;${part}`)).join('');
}

function isScalar(value: unknown): boolean {
  return !['array', 'object', 'null'].includes(typeOf(value));
}
