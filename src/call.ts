import type { ApiResponse, Operation, Parameter } from '../generated/shared.js';
import { errorOfAnswer, errorOfEnvelope, isFailedEnvelope } from './answer-error.js';
import { requestIdOf, type Answer } from './attempt.js';
import { encodeForm, encodeJson, jsonContentType, type EncodedBody } from './body.js';
import type { Timeouts } from './deadline.js';
import type { Bounds, Exchange, Exchanged, Outgoing, SecretSource } from './exchange.js';
import { checkCallOptions, type CallOptions } from './options.js';
import { requirePathValue } from './path-value.js';
import type { RetryOptions } from './retry.js';
import { encodeComponent } from './signing/canonical-url.js';

/** Input of a method: parameters by their keys, and `body`. */
export type Input = Readonly<Record<string, unknown>>;

/** What the calls of one client have in common. */
export interface CallContext {
  readonly exchange: Exchange;
  readonly secrets: SecretSource;
  /** Address without a slash at its end. */
  readonly baseUrl: string;
  readonly timeouts: Timeouts;
  readonly retry: RetryOptions;
  /** Sent with each request, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The operations that the client knows, by namespace and id. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  /** Gives the value of a parameter that the client binds, by its name on the wire. */
  readonly bound: (name: string, bounds: Bounds) => string | Promise<string>;
}

/** Kept beside the clients and not in them, so that printing a client shows none of it. */
const contexts = new WeakMap<object, CallContext>();

/** Keeps what stands behind a client. */
export function keepContext(client: object, context: CallContext): void {
  contexts.set(client, context);
}

/**
 * What stands behind a client.
 *
 * @throws TypeError if it is no client of this package
 */
export function contextOf(client: object): CallContext {
  const context = contexts.get(client);
  if (context !== undefined) return context;
  throw new TypeError('"client" is not one that createSecMasterClient or createClient has made.');
}

/**
 * Sends one operation and gives its success.
 *
 * @throws SecMasterError if the server refuses or fails, or cannot be reached
 * @throws TypeError if the input lacks an id or holds what the operation does not take
 */
export async function callOperation(
  context: CallContext,
  operation: Operation,
  callId: string,
  input: Input = {},
  options: CallOptions = noOptions,
): Promise<ApiResponse<unknown>> {
  const { id: operationId, requestBody } = operation;
  refuseUnknown(operation, input);
  const { timeouts, retry } = callSettings(context, options);
  const { signal } = options;
  const begun = performance.now();
  const bounds = { operationId, timeouts, signal, begun };
  const values = await collectValues(context, operation, input, bounds);
  const multipart = requestBody?.mediaType === 'multipart/form-data';
  let body: EncodedBody | undefined;
  if (input['body'] !== undefined) {
    body = multipart
      ? await encodeForm(operationId, input['body'])
      : encodeJson(operationId, input['body']);
  } else if (requestBody?.required) {
    throw new TypeError(`${operationId} needs a "body".`);
  }
  const binary = isBinary(operation);
  const headers = values.headers;
  Object.assign(headers, context.headers);
  headers['accept'] = binary ? '*/*' : 'application/json';
  // Reads and deletions too (decision D12).
  headers['content-type'] = body?.contentType ?? jsonContentType;
  if (options.headers !== undefined) Object.assign(headers, lowerCased(options.headers));
  const exchanged = await context.exchange.send({
    timeouts,
    retry,
    signal,
    begun,
    callId,
    operationId,
    source: context.secrets,
    projectId: values.projectId,
    safeToRepeat: operation.safeToRepeat,
    reads: binary ? 'bytes' : operation.response === undefined ? 'text' : 'json',
    type: operation.response?.type,
    request: {
      method: operation.method,
      url: context.baseUrl + values.path + (values.query === '' ? '' : `?${values.query}`),
      headers,
      body: body?.bytes,
    },
  });
  return responseOf({ operationId }, exchanged, ({ bytes, data, headers }) =>
    bytes === undefined
      ? data
      : fileOf(bytes, headers.get('content-type') ?? '', fileName(headers)),
  );
}

const noOptions: CallOptions = {};

/** How a call is bounded and repeated: as it is told, else as the client was. */
export function callSettings(
  context: Pick<CallContext, 'timeouts' | 'retry'>,
  options: CallOptions,
): Pick<Outgoing, 'timeouts' | 'retry'> {
  if (options === noOptions) return context;
  checkCallOptions(options);
  const { timeouts, retry } = options;
  return {
    timeouts: timeouts ? { ...context.timeouts, ...defined(timeouts) } : context.timeouts,
    retry: retry ? { ...context.retry, ...defined(retry) } : context.retry,
  };
}

/** Without the members that are undefined, so that a spread keeps what they would replace. */
export function defined<Options extends object>(
  options: Options = {} as Options,
): Partial<Options> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Partial<Options>;
}

/** Headers by their names in lower case. */
export function lowerCased(headers: CallOptions['headers'] = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/**
 * The success that an exchange ended with.
 *
 * @param read - gives what the caller gets of it
 * @throws SecMasterError if it is none
 */
export function responseOf<Data>(
  call: { readonly operationId: string },
  { answer, attempts, outcome }: Exchanged,
  read: (answer: Answer) => Data,
): ApiResponse<Data> {
  const { status, headers, redact } = answer;
  const { operationId } = call;
  if (status < 200 || status >= 300) {
    throw errorOfAnswer({ operationId, answer, attempts, outcome });
  }
  if (isFailedEnvelope(answer.data)) {
    throw errorOfEnvelope({ operationId, answer, attempts, outcome });
  }
  return {
    data: read(answer),
    status,
    headers,
    requestId: requestIdOf(headers, redact),
    attempts,
    fileName: fileName(headers),
  };
}

/** Bytes as a file of their own name, if they have one. */
export function fileOf(bytes: ArrayBuffer, type: string, name: string | undefined): Blob {
  return name === undefined ? new Blob([bytes], { type }) : new File([bytes], name, { type });
}

/**
 * The name of a file by `Content-Disposition` (RFC 6266), without the folders that a server might put
 * before it.
 */
export function fileName(headers: Answer['headers']): string | undefined {
  const value = headers.get('content-disposition');
  if (value === null) return undefined;
  let name = /;\s*filename\s*=\s*"?([^";]+)/i.exec(value)?.[1];
  const encoded = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(value)?.[1];
  try {
    if (encoded !== undefined) name = decodeURIComponent(encoded);
  } catch {
    // Then the plain one counts.
  }
  name = name?.replace(/.*[\\/]|\p{Cc}/gsu, '').trim();
  return /^\.{0,2}$/.test(name ?? '') ? undefined : name;
}

interface Values {
  path: string;
  query: string;
  headers: Record<string, string>;
  projectId?: string;
}

async function collectValues(
  { bound }: CallContext,
  operation: Operation,
  input: Input,
  bounds: Bounds,
): Promise<Values> {
  const query: string[] = [];
  const values: Values = { path: operation.path, query: '', headers: {} };
  for (const parameter of operation.parameters) {
    const { key, name } = parameter;
    const given = input[key];
    if (parameter.in === 'path') {
      const value = given === undefined && parameter.boundByClient ? bound(name, bounds) : given;
      // What is known already is not waited for.
      const id = requirePathValue(key, value instanceof Promise ? await value : value);
      if (name === 'project_id') values.projectId = id;
      values.path = values.path.replace(`{${name}}`, encodeComponent(id));
    } else if (given === undefined || given === null) {
      if (parameter.required) throw new TypeError(`${operation.id} needs "${key}".`);
    } else if (parameter.in === 'query') {
      for (const one of [given].flat()) {
        const value = requireScalar(operation, parameter, one);
        query.push(`${encodeComponent(name)}=${encodeComponent(value)}`);
      }
    } else if (parameter.in === 'header') {
      values.headers[name.toLowerCase()] = requireScalar(operation, parameter, given);
    }
  }
  values.query = query.join('&');
  return values;
}

function requireScalar({ id }: Operation, parameter: Parameter, value: unknown): string {
  const { key, minimum = -Infinity, maximum = Infinity } = parameter;
  if (minimum !== -Infinity || maximum !== Infinity) {
    if (!Number.isInteger(value) || Number(value) < minimum || Number(value) > maximum) {
      throw new TypeError(
        `${id}: "${key}" must be a whole number from ${minimum} to ${maximum}, not ${String(value)}.`,
      );
    }
  }
  if (!['string', 'number', 'boolean'].includes(typeof value)) {
    throw new TypeError(`${id}: "${key}" must be a text, a number or a boolean.`);
  }
  return String(value);
}

function refuseUnknown({ id, parameters, requestBody }: Operation, input: Input): void {
  for (const key in input) {
    if (parameters.some((parameter) => parameter.key === key)) continue;
    if (key === 'body' && requestBody !== undefined) continue;
    const known = [
      ...parameters.map((parameter) => parameter.key),
      ...(requestBody ? ['body'] : []),
    ];
    throw new TypeError(
      `${id} takes no "${key}": expected ${known.map((one) => `"${one}"`).join(', ')}.`,
    );
  }
}

function isBinary({ response }: Operation): boolean {
  return response !== undefined && !/^(application\/(.+\+)?json|text\/)/i.test(response.mediaType);
}
