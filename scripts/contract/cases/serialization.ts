import { concreteMediaType, isObject } from '../../lib/openapi/document.js';
import {
  delimiters,
  isScalar,
  memberSerialization,
  writeParameter,
  type Pairs,
} from '../../lib/openapi/serialization.js';
import { bareMediaType, isJson, readJson } from '../oracle/media-type.js';
import {
  type ContractBody,
  type ContractOperation,
  type ContractParameter,
  pathParameters,
} from '../operation.js';
import type { Body, ContractRequest } from '../case.js';
import { mapObject, objectOf } from './json.js';
import type { Schemas } from './merged-schema.js';
import type { SchemaSet } from './schemas.js';

/** Whether a value of a parameter is valid as it stands in a request; undefined if it cannot be written. */
export function isValidParameter(
  set: SchemaSet,
  parameter: ContractParameter,
  value: unknown,
): boolean | undefined {
  const written = writeParameter(parameter, value);
  return written && readParameter(set, parameter, written).length > 0;
}

/** The same; undefined also if servers in good faith read what stands in the request in different ways. */
export function isSurelyValid(
  set: SchemaSet,
  parameter: ContractParameter,
  value: unknown,
): boolean | undefined {
  const isPlain = !isAmbiguous(parameter, writeParameter(parameter, value) ?? []);
  return isPlain ? isValidParameter(set, parameter, value) : undefined;
}

/**
 * The valid values for which what stands in a request, or in a header of an answer, may stand, whichever
 * way it is read in good faith: as a text, as a number or truth value, as a list or as an object.
 */
export function readParameter(
  set: SchemaSet,
  parameter: ContractParameter,
  written: Pairs,
): unknown[] {
  const schemas = [parameter.schema];
  return readingsOf(parameter, written)
    .flatMap((text) => typedReadings(set, schemas, text))
    .filter((value) => set.isValid(schemas, value));
}

/** How a parameter stands in a request to an operation; undefined if it is not there. */
export function writtenIn(
  { path }: ContractOperation,
  { in: place, name }: ContractParameter,
  request: ContractRequest,
): Pairs | undefined {
  if (place === 'query') {
    // `name[member]` is how an object is sent with the style deepObject.
    const pairs = request.query.filter(([one]) => one === name || one.startsWith(`${name}[`));
    return pairs.length === 0 ? undefined : pairs;
  }
  const header = (wanted: string): string | undefined =>
    Object.entries(request.headers).find(
      ([one]) => one.toLowerCase() === wanted.toLowerCase(),
    )?.[1];
  const cookie = (header('Cookie') ?? '').split(/;\s*/).find((one) => one.startsWith(`${name}=`));
  let text = decoded(cookie?.slice(name.length + 1));
  if (place === 'header') text = header(name);
  if (place === 'path') text = decoded(pathParameters(path, request.path)[name]);
  return text === undefined ? undefined : [[name, text]];
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether servers in good faith read a text in different ways. */
function isAmbiguous({ in: place }: ContractParameter, written: Pairs): boolean {
  return written.some(([, text]) => {
    if (text.trim() === '') return true;
    if (place === 'query') return false;
    if (text !== text.trim()) return true;
    // Path segments of dots are resolved on the way, and headers carry ASCII.
    if (place === 'path') return /^\.+$/.test(text);
    return !/^[\x20-\x7e]*$/.test(text) || (place === 'cookie' && /[;,"\\ ]/.test(text));
  });
}

/** How bodies of a media type are written here; undefined for one in which no value can be written. */
export function syntaxOf(
  mediaType: string,
): 'json' | 'multipart' | 'urlencoded' | 'text' | undefined {
  const bare = bareMediaType(concreteMediaType(mediaType));
  if (isJson(bare)) return 'json';
  if (bare === 'multipart/form-data') return 'multipart';
  if (bare === 'application/x-www-form-urlencoded') return 'urlencoded';
  return bare.startsWith('text/') || bare === 'application/octet-stream' ? 'text' : undefined;
}

/** Writes a value as a body of its media type; undefined if there is none, or it cannot be written in that. */
export function writeBody(
  { mediaType, encoding, texts }: ContractBody,
  value: unknown,
): Body | undefined {
  const syntax = value === undefined ? undefined : syntaxOf(mediaType);
  if (syntax === 'json') return { kind: 'json', value, mediaType: concreteMediaType(mediaType) };
  if (syntax === 'text') {
    // One without a character is none.
    return typeof value === 'string' && value !== ''
      ? { kind: 'text', text: value, mediaType }
      : undefined;
  }
  if (syntax === undefined || !isObject(value)) return undefined;
  if (syntax === 'multipart') {
    // A part of a form is text, or written as such, and a list of one item is one: not every server reads
    // several, nor one without a character.
    const parts = mapObject(value, (one) =>
      Array.isArray(one) && one.length === 1 && one[0] !== '' ? one[0] : one,
    );
    const isText = Object.values(objectOf(parts)).every(isScalar);
    return isText
      ? { kind: 'form', parts: asTexts(parts) as Record<string, string>, texts }
      : undefined;
  }
  const parts: Record<string, string[]> = {};
  for (const [name, one] of Object.entries(value)) {
    // Of an item without a character some servers make none.
    if (Array.isArray(one) && one.includes('')) return undefined;
    const member = memberSerialization(name, encoding);
    const isPlain = isScalar(one) || Array.isArray(one) || member.style !== 'form';
    const written = isPlain && one !== null ? writeParameter(member, one) : undefined;
    if (written === undefined) return undefined;
    for (const [key, text] of written) (parts[key] ??= []).push(text);
  }
  return { kind: 'urlencoded', parts, mediaType };
}

/**
 * Whether it is sure that a body may be left out: where its members may not, it is not said what a request
 * without it does.
 */
export function mayBeLeftOut(set: SchemaSet, { required, schema }: ContractBody): boolean {
  return !required && set.merged([schema]).every((one) => one.required.size === 0);
}

/** Whether a value can be written as a body, and is valid after all that its syntax does to it. */
export function isValidBody(set: SchemaSet, body: ContractBody, value: unknown): boolean {
  if (writeBody(body, value) === undefined) return false;
  const schemas = [body.schema];
  const syntax = syntaxOf(body.mediaType);
  if (syntax === 'json') {
    // Where a body may be left out, servers take null for none: nothing is said of it either way.
    return set.isValid(schemas, value) || (!body.required && value === null);
  }
  const texts = asTexts(value);
  // In a form, a list of one item is written as the item.
  const written = mapObject(texts, (one) =>
    Array.isArray(one) && one.length === 1 ? one[0] : one,
  );
  return typedReadings(set, schemas, written).some((one) => set.isValid(schemas, one));
}

/** Every value, of texts only, for which a written parameter may stand. */
function readingsOf(parameter: ContractParameter, written: Pairs): unknown[] {
  const { name, style, explode } = parameter;
  // These styles put a sign in front.
  const start = style === 'label' || style === 'matrix' ? 1 : 0;
  const texts = written.filter(([one]) => one === name).map(([, text]) => text.slice(start));
  if (parameter.mediaType !== undefined) return texts.map(readJson);
  if (style === 'deepObject') {
    const members = written.filter(([key]) => key.startsWith(`${name}[`));
    return [
      Object.fromEntries(members.map(([key, text]) => [key.slice(name.length + 1, -1), text])),
    ];
  }
  const scalar = texts.length === 1 ? texts : [];
  if (parameter.in === 'query' && explode) {
    return [...scalar, texts, Object.fromEntries(written)];
  }
  const between = style === 'label' && explode ? '.' : style === 'matrix' && explode ? ';' : ',';
  const bare = (text: string): string =>
    style === 'matrix' && text.startsWith(`${name}=`) ? text.slice(name.length + 1) : text;
  const items = texts.flatMap((text) => text.split(delimiters[style] ?? between));
  // Around and between the items of a header, spaces and empty items say nothing (RFC 9110, 5.6.1).
  const parts = parameter.in === 'header' ? items.map((one) => one.trim()).filter(Boolean) : items;
  const list = parts.map(bare);
  const members = explode
    ? parts.map((part) => part.split('=', 2) as [string, string | undefined])
    : list.flatMap((part, index) => (index % 2 === 0 ? [[part, list[index + 1]] as const] : []));
  return [
    ...scalar.map(bare),
    list,
    ...(members.every(([, text]) => text !== undefined) ? [Object.fromEntries(members)] : []),
  ];
}

/**
 * The values for which texts may stand, as the schemas ask for them: each text stays a text where that
 * is valid, and is read as a number or a truth value where it can only be valid as one.
 */
function typedReadings(set: SchemaSet, schemas: Schemas, texts: unknown): unknown[] {
  const read = (inside: Schemas, text: unknown): unknown =>
    typedReadings(set, inside, text).find((value) => set.isValid(inside, value)) ?? text;
  // A list of one item looks like the item.
  const readMember = (inside: Schemas, text: unknown): unknown => {
    const own = read(inside, text);
    if (typeof text !== 'string' || set.isValid(inside, own)) return own;
    const list = read(inside, [text]);
    return set.isValid(inside, list) ? list : own;
  };
  if (Array.isArray(texts)) {
    return set
      .merged(schemas)
      .map(({ prefixItems, items }) =>
        texts.map((text, index) => read(prefixItems[index] ?? items ?? [], text)),
      );
  }
  if (isObject(texts)) {
    return set
      .merged(schemas)
      .map((merged) => mapObject(texts, (text, name) => readMember(merged.schemasOf(name), text)));
  }
  return [texts, ...scalarsOf(texts)];
}

/** The number or truth value for which a text may stand. */
function scalarsOf(text: unknown): unknown[] {
  if (text === 'true' || text === 'false') return [text === 'true'];
  const number = typeof text === 'string' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
  return number ? [Number(text)] : [];
}

/** A value in which every scalar has become text. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  return isObject(value) ? mapObject(value, asTexts) : String(value);
}
