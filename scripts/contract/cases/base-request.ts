import type { Body, ContractRequest, Credentials } from '../case.js';
import type { ContractOperation, ContractParameter } from '../operation.js';
import { samplesOf } from './samples.js';
import type { SchemaSet } from './schemas.js';
import { isValidBody, isValidText, writeBody, writeParameter } from './serialization.js';

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
  const values = new Map<ContractParameter, unknown>();
  for (const parameter of operation.parameters) {
    const value = exampleOf(set, parameter);
    if (value !== undefined) values.set(parameter, value);
    else if (parameter.required) return undefined;
  }
  const only = (test: (parameter: ContractParameter) => boolean): ParameterValues =>
    new Map([...values].filter(([parameter]) => test(parameter)));
  const required = only((parameter) => parameter.required);
  const body = operation.body && exampleBody(set, operation.body);
  if (operation.body?.required === true && body === undefined) return undefined;
  const byExample: RequestParts = { parameters: required, body };
  const make = (parts?: RequestParts): ContractRequest | undefined =>
    requestOf(operation, { ...byExample, ...parts });
  if (make() === undefined) return undefined;
  return {
    /** Makes a request; undefined if a value cannot be written. */
    make,
    /** The value of a parameter by example, otherwise made from its schema. */
    valueOf: (parameter: ContractParameter): unknown => values.get(parameter),
    /** The values of the required parameters. */
    required,
    /** The required parameters, and the others that have an example. */
    exemplary: only((parameter) => parameter.required || parameter.example !== undefined),
    /** The first valid example, otherwise one made from the schema; undefined for none. */
    body,
  };
}

function exampleOf(set: SchemaSet, parameter: ContractParameter): unknown {
  const { example, examples, schema } = parameter;
  for (const value of candidates(set, [example, ...examples.map((one) => one.value)], schema)) {
    const written = value === undefined ? undefined : writeParameter(parameter, value);
    if (written !== undefined && isValidText(set, parameter, written)) return value;
  }
  return undefined;
}

function exampleBody(
  set: SchemaSet,
  body: NonNullable<ContractOperation['body']>,
): Body | undefined {
  const given = body.examples.map(({ value }) => value);
  for (const value of candidates(set, given, body.schema)) {
    const isValid = value !== undefined && isValidBody(set, body, value);
    const written = isValid ? writeBody(body, value) : undefined;
    if (written !== undefined) return written;
  }
  return undefined;
}

/** The given values, then the first of each extent that is made from a schema, which takes its time. */
function* candidates(set: SchemaSet, given: readonly unknown[], schema: string): Iterable<unknown> {
  yield* given;
  for (const extent of ['minimal', 'full'] as const) yield samplesOf(set, [schema], extent)[0];
}

function requestOf(
  operation: ContractOperation,
  { parameters = new Map(), headers: more, credentials, body }: RequestParts,
): ContractRequest | undefined {
  const query: (readonly [string, string])[] = [];
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  let { path } = operation;
  for (const [parameter, value] of parameters) {
    const { name, style } = parameter;
    const written = writeParameter(parameter, value);
    if (written === undefined) return undefined;
    if (written.in === 'query') query.push(...written.pairs);
    else if (written.in === 'header') headers[name] = written.text;
    else if (written.in === 'cookie') cookies.push(`${name}=${encodeURIComponent(written.text)}`);
    else path = path.replace(`{${name}}`, () => encodePath(style, written.text));
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

/** The delimiters of lists stay as they are; in a plain text they are no different encoded. */
function encodePath(style: string, text: string): string {
  const encoded = encodeURIComponent(text).replaceAll('%2C', ',');
  return style === 'matrix' ? encoded.replaceAll('%3B', ';').replaceAll('%3D', '=') : encoded;
}
