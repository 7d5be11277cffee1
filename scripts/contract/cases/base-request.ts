import type { Body, ContractRequest, Credentials } from '../case.js';
import type { ContractOperation, ContractParameter } from '../operation.js';
import { samplesOf } from './samples.js';
import type { SchemaSet } from './schemas.js';
import { isObject } from '../../lib/openapi/document.js';
import { fillPath, isScalar, writeParameter } from '../../lib/openapi/serialization.js';
import { isJson } from '../oracle/media-type.js';
import { isValidBody, isValidParameter, writeBody } from './serialization.js';

/** Values of parameters. */
export type ParameterValues = ReadonlyMap<ContractParameter, unknown>;

/** What goes into a request; what is left out is by example, and optional parameters are away. */
export interface RequestParts {
  readonly parameters?: ParameterValues;
  readonly headers?: Readonly<Record<string, string>>;
  readonly credentials?: Credentials;
  /** `null` sends none. */
  readonly body?: Body | null;
}

/** Valid requests of an operation, from which the cases depart. */
export type BaseRequest = NonNullable<ReturnType<typeof baseRequest>>;

/** Reads the examples of an operation; undefined if no valid request can be made. */
export function baseRequest(set: SchemaSet, operation: ContractOperation) {
  // What tells operations of one path apart is never sent.
  if (operation.path.includes('#')) return undefined;
  const values = new Map<ContractParameter, unknown>();
  for (const parameter of operation.parameters) {
    if (isOpaque(set, parameter) && !parameter.required) continue;
    const { example, examples, schema } = parameter;
    const given = [example, ...examples.map((one) => one.value)];
    const isValid = (value: unknown): boolean => isValidParameter(set, parameter, value) === true;
    const value = firstOf(set, given, schema, isValid);
    if (value !== undefined) values.set(parameter, value);
    else if (parameter.required) return undefined;
  }
  const only = (test: (parameter: ContractParameter) => boolean): ParameterValues =>
    new Map([...values].filter(([parameter]) => test(parameter)));
  const required = only((parameter) => parameter.required);
  const content = operation.body;
  const examples = content?.examples.map(({ value }) => value) ?? [];
  const body =
    content &&
    writeBody(
      content,
      firstOf(set, examples, content.schema, (value) => isValidBody(set, content, value)),
    );
  if (content?.required === true && body === undefined) return undefined;
  const untyped = isJson(content?.mediaType ?? 'application/json') ? typeWithoutBody(set) : {};
  const make = (parts?: RequestParts): ContractRequest | undefined =>
    requestOf(operation, { parameters: required, body, ...parts }, untyped);
  if (make() === undefined) return undefined;
  return {
    /** Makes a request; undefined if a value cannot be written. */
    make,
    /** Makes a request with a value of a parameter beside the required ones. */
    makeWith: (parameter: ContractParameter, value: unknown): ContractRequest | undefined =>
      make({ parameters: new Map([...required, [parameter, value]]) }),
    /** The value of a parameter by example, otherwise made from its schema. */
    valueOf: (parameter: ContractParameter): unknown => values.get(parameter),
    /** The values of the required parameters. */
    required,
    /** The values of the others. */
    optional: only((parameter) => !parameter.required),
    /** The required parameters, and the others that have an example. */
    exemplary: only((parameter) => parameter.required || parameter.example !== undefined),
    /** The first valid example, otherwise one made from the schema; undefined for none. */
    body,
  };
}

/** The media type that a description wants of requests without a body, too: OpenAPI ignores it among the parameters. */
export function typeWithoutBody({ description }: SchemaSet): ContractRequest['headers'] {
  const type = description.document['x-content-type'];
  return typeof type === 'string' ? { 'Content-Type': type } : {};
}

/** Whether a value of a parameter comes from an answer, such as the place at which the next page begins. */
export function isOpaque(set: SchemaSet, { in: place, name, schema }: ContractParameter): boolean {
  if (place !== 'query') return false;
  if (/(^|[_[-])(cursor|marker)\]?$|Cursor$|Marker$|token\]?$/i.test(name)) return true;
  // A text of no format is no time after which something has happened.
  const isText = set
    .merged([schema])
    .every(({ types, format, values }) => types.has('string') && (format ?? values) === undefined);
  return isText && /(^|ing_?|\[)(after|before)\]?$/i.test(name);
}

/** The first value that passes a test: of the given ones, then of those made from a schema, which takes its time. */
function firstOf(
  set: SchemaSet,
  given: readonly unknown[],
  schema: string,
  test: (value: unknown) => boolean,
): unknown {
  const isUsable = (value: unknown): boolean => value !== undefined && test(value);
  const found = given.find(isUsable);
  if (found !== undefined) return found;
  const extents = ['minimal', 'full'] as const;
  const made = extents.map((extent) => samplesOf(set, [schema], extent)[0]);
  return [...made, ...made.map(flat)].find(isUsable);
}

/** An object without the lists and objects inside of it, for which a query or a form may have no place. */
function flat(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => isScalar(one)));
}

function requestOf(
  operation: ContractOperation,
  { parameters = new Map(), headers: more, credentials, body }: RequestParts,
  untyped: ContractRequest['headers'],
): ContractRequest | undefined {
  const query: (readonly [string, string])[] = [];
  const headers: Record<string, string> = body ? {} : { ...untyped };
  const cookies: string[] = [];
  let { path } = operation;
  for (const [parameter, value] of parameters) {
    const { name, in: place } = parameter;
    const written = writeParameter(parameter, value);
    if (written === undefined) return undefined;
    for (const [key, text] of written) {
      if (place === 'query') query.push([key, text]);
      else if (place === 'header') headers[name] = text;
      else if (place === 'cookie') cookies.push(`${name}=${encodeURIComponent(text)}`);
      else path = fillPath(path, parameter, text);
    }
  }
  if (cookies.length > 0) headers['Cookie'] = cookies.join('; ');
  return {
    method: operation.method,
    path,
    query,
    headers: { ...headers, ...more },
    credentials: credentials ?? { kind: 'default' },
    ...(body && { body }),
  };
}
