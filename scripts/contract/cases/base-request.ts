import type { Body, ContractRequest, Credentials } from '../request.js';
import type { ContractOperation, ContractParameter } from '../operation.js';
import { isValidBody, writeBody } from './body-text.js';
import { isValidText, writeParameter, type ParameterText } from './parameter-text.js';
import { sampleOf } from './samples.js';
import type { SchemaSet } from './schemas.js';

/** What goes into a request; what is left out is by example, and optional parameters are away. */
export interface RequestParts {
  readonly parameters?: ReadonlyMap<ContractParameter, unknown>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly credentials?: Credentials;
  /** `null` sends none. */
  readonly body?: Body | null;
}

/** Valid requests of an operation, from which the cases depart. */
export interface BaseRequest {
  /** Makes a request; undefined if a value cannot be written. */
  readonly make: (parts?: RequestParts) => ContractRequest | undefined;
  /** The value of a parameter by example, otherwise made from its schema. */
  readonly valueOf: (parameter: ContractParameter) => unknown;
  /** The values of the required parameters. */
  readonly required: ReadonlyMap<ContractParameter, unknown>;
  /** The required parameters, and the others that have an example. */
  readonly exemplary: ReadonlyMap<ContractParameter, unknown>;
  /** The first valid example of the body, otherwise one made from its schema; undefined for none. */
  readonly body: Body | undefined;
}

/** Reads the examples of an operation; undefined if no valid request can be made. */
export function baseRequest(set: SchemaSet, operation: ContractOperation): BaseRequest | undefined {
  const values = new Map<ContractParameter, unknown>();
  for (const parameter of operation.parameters) {
    const value = exampleOf(set, parameter);
    if (value !== undefined) values.set(parameter, value);
    else if (parameter.required) return undefined;
  }
  const only = (test: (parameter: ContractParameter) => boolean): Map<ContractParameter, unknown> =>
    new Map([...values].filter(([parameter]) => test(parameter)));
  const required = only((parameter) => parameter.required);
  const body = operation.body && exampleBody(set, operation.body);
  if (operation.body?.required === true && body === undefined) return undefined;
  const make = (parts: RequestParts = {}): ContractRequest | undefined =>
    requestOf(operation, required, body, parts);
  if (make() === undefined) return undefined;
  return {
    make,
    valueOf: (parameter) => values.get(parameter),
    required,
    exemplary: only((parameter) => parameter.required || parameter.example !== undefined),
    body,
  };
}

function exampleOf(set: SchemaSet, parameter: ContractParameter): unknown {
  const usable = (value: unknown): boolean => {
    const written = value === undefined ? undefined : writeParameter(parameter, value);
    return written !== undefined && isValidText(set, parameter, written);
  };
  const given = [parameter.example, ...parameter.examples.map(({ value }) => value)].find(usable);
  if (given !== undefined) return given;
  return (['minimal', 'full'] as const)
    .map((extent) => sampleOf(set, [parameter.schema], extent))
    .find(usable);
}

function exampleBody(
  set: SchemaSet,
  body: NonNullable<ContractOperation['body']>,
): Body | undefined {
  return [
    ...body.examples.map(({ value }) => value),
    sampleOf(set, [body.schema]),
    sampleOf(set, [body.schema], 'full'),
  ]
    .filter((value) => value !== undefined && isValidBody(set, body, value))
    .map((value) => writeBody(body, value))
    .find((written) => written !== undefined);
}

function requestOf(
  operation: ContractOperation,
  required: ReadonlyMap<ContractParameter, unknown>,
  exampleBody: Body | undefined,
  parts: RequestParts,
): ContractRequest | undefined {
  const query: (readonly [string, string])[] = [];
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  let { path } = operation;
  for (const [parameter, value] of parts.parameters ?? required) {
    const written: ParameterText | undefined = writeParameter(parameter, value);
    if (written === undefined) return undefined;
    if (written.in === 'query') query.push(...written.pairs);
    else if (written.in === 'header') headers[parameter.name] = written.text;
    else if (written.in === 'cookie') {
      cookies.push(`${parameter.name}=${encodeURIComponent(written.text)}`);
    } else path = path.replace(`{${parameter.name}}`, () => encodePath(parameter, written.text));
  }
  if (cookies.length > 0) headers['Cookie'] = cookies.join('; ');
  const body = parts.body === null ? undefined : (parts.body ?? exampleBody);
  return {
    method: operation.method,
    path,
    query,
    headers: { ...headers, ...parts.headers },
    credentials: parts.credentials ?? { kind: 'default' },
    ...(body && { body }),
  };
}

/** The delimiters of lists stay as they are; in a plain text they are no different encoded. */
function encodePath({ style }: ContractParameter, text: string): string {
  const encoded = encodeURIComponent(text).replaceAll('%2C', ',');
  return style === 'matrix' ? encoded.replaceAll('%3B', ';').replaceAll('%3D', '=') : encoded;
}
