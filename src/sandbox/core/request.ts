import type { Readings } from '../life-cycle/rules.js';
import { faultOf, type DescribedOperation, type Validator } from './described.js';
import { readJson } from './json.js';
import { latin1, readForm, type FormPart } from './multipart.js';
import { gatewayRefusal, invalid, invalidParameters, Refusal } from './refusal.js';

/** A request as it came. */
export interface SandboxRequest {
  readonly method: string;
  /** Path and query, as they were on the wire. */
  readonly target: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An answer, ready to be sent. */
export interface SandboxResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A request that is valid, with its values in their types. */
export interface ReadRequest {
  readonly path: Readonly<Record<string, string>>;
  /** Those that were given or have a default. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** The parts by their names, if the body is a form. */
  readonly parts: ReadonlyMap<string, FormPart>;
}

/** Values of a parameter that are not documented, and pass if a reading is `taken`. */
interface Tolerance {
  readonly reading: string;
  /** The documented value that one stands for; the same if it is documented or stands for none. */
  readonly meant: (value: unknown) => unknown;
}

/** How the requests of a family are read. */
export interface RequestRules {
  readonly validators: Readonly<Record<string, Validator>>;
  /** Codes of the service for parameters that it has a code of its own for. */
  readonly parameterCodes?: Readonly<Record<string, string>>;
  /** By the operation and the parameter. */
  readonly tolerances?: Readonly<Record<string, Readonly<Record<string, Tolerance>>>>;
}

/** The readings that hold, and what notes those that an answer rests on. */
export interface ReadingNotes {
  readonly readings: Readings;
  readonly restsOn: (numbers: readonly string[]) => void;
}

/**
 * Splits the path of a request.
 *
 * @throws Refusal if it is no path
 */
export function segmentsOf(target: string): string[] {
  const [path = ''] = target.split('?', 1);
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    throw gatewayRefusal(400, 'Bad request: the path cannot be decoded.');
  }
}

/**
 * Reads a request as the description has it.
 *
 * @throws Refusal by the service if a parameter or the body is invalid
 */
export function readRequest(
  request: SandboxRequest,
  operation: DescribedOperation,
  path: Readonly<Record<string, string>>,
  { validators, parameterCodes = {}, tolerances = {} }: RequestRules,
  notes: ReadingNotes = { readings: {}, restsOn: () => {} },
): ReadRequest {
  const query = readQuery(request.target, operation);
  for (const [name, { reading, meant }] of Object.entries(tolerances[operation.id] ?? {})) {
    const value = meant(query[name]);
    if (notes.readings[reading] !== 'taken' || value === query[name]) continue;
    query[name] = value;
    notes.restsOn([reading]);
  }
  const values = Object.fromEntries([
    ...Object.entries(path).map(([name, value]) => [`path.${name}`, value]),
    ...Object.entries(query).map(([name, value]) => [`query.${name}`, value]),
  ]) as Record<string, unknown>;
  const validate = validators[operation.parametersSchema ?? ''];
  if (validate !== undefined && !validate(values)) {
    const name = /^\/\w+\.([^/]+)/.exec(validate.errors?.[0]?.instancePath ?? '')?.[1] ?? '';
    throw invalid(
      faultOf(validate).replace(/\b(path|query|header)\./, 'parameter '),
      parameterCodes[name],
    );
  }
  return { path, query, ...readBody(request, operation, validators) };
}

function readQuery(target: string, { parameters }: DescribedOperation): Record<string, unknown> {
  const described = parameters.filter((parameter) => parameter.in === 'query');
  const values: Record<string, unknown> = {};
  const pairs = pairsOf(target);
  // The gateway hands on what it does not know, and the service passes over it.
  for (const { name, type, items, delimiter, default: usual, required } of described) {
    // A default of what has to be there is what a client writes, not what the service takes it for.
    if (usual !== undefined && !required) values[name] = usual;
    const [text, ...more] = pairs.flatMap(([one, value]) => (one === name ? [value] : []));
    if (text === undefined) continue;
    const isList = type === 'array';
    const texts = isList && delimiter !== undefined ? text.split(delimiter) : [text, ...more];
    if (more.length > 0 && (!isList || delimiter !== undefined)) {
      throw invalid(`parameter ${name} comes twice`);
    }
    values[name] = isList ? texts.map((one) => typedValue(one, items)) : typedValue(text, type);
  }
  return values;
}

function pairsOf(target: string): [string, string][] {
  try {
    return pairsIn(target, decodeURIComponent);
  } catch {
    throw unreadable('the query cannot be decoded');
  }
}

/** The names and values in the query of a request, in their order. */
export function pairsIn(target: string, decode: (text: string) => string): [string, string][] {
  const [, ...query] = target.split('?');
  return query
    .join('?')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.replaceAll('+', '%20').split('=');
      return [decode(name), decode(value.join('='))];
    });
}

/** The value of a text in an address; a text that does not fit the type stays one, and is refused. */
function typedValue(text: string, type: string | undefined): unknown {
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  if (type === 'integer' && /^-?(0|[1-9]\d{0,15})$/.test(text)) return Number(text);
  return text;
}

function readBody(
  { headers, body: bytes }: SandboxRequest,
  { body }: DescribedOperation,
  validators: Readonly<Record<string, Validator>>,
): Pick<ReadRequest, 'body' | 'parts'> {
  if (body === undefined) return { body: undefined, parts: new Map() };
  if (bytes.length === 0) {
    if (body.required) throw invalid('the body is missing');
    return { body: undefined, parts: new Map() };
  }
  const contentType = headers['content-type'] ?? '';
  const mediaType = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  // Nobody knows whether a body without a media type is refused (D12).
  if (mediaType !== '' && mediaType !== body.mediaType) {
    throw invalid(`the media type is ${mediaType}, expected ${body.mediaType}`);
  }
  let value: unknown;
  const parts = new Map<string, FormPart>();
  try {
    if (body.mediaType === 'multipart/form-data') {
      for (const part of readForm(bytes, contentType)) {
        if (parts.has(part.name)) throw invalid(`the part ${part.name} comes twice`);
        parts.set(part.name, part);
      }
      value = Object.fromEntries(
        [...parts].map(([name, { bytes: content }]) => [name, latin1(content)]),
      );
    } else value = readJson(bytes);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw unreadable((error as Error).message);
  }
  const validate = validators[body.schema ?? ''];
  if (validate !== undefined && !validate(value)) throw invalid(`the body ${faultOf(validate)}`);
  return { body: value, parts };
}

/**
 * The gateway's refusal of a query or body that is none. The description knows no 400 but that of the service, so
 * its members are there as well.
 */
function unreadable(fault: string): Refusal {
  const message = `Bad request: ${fault}.`;
  return new Refusal(400, {
    error_code: 'APIG.0201',
    error_msg: message,
    code: invalidParameters,
    message,
  });
}
