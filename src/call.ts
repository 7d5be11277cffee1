import type { ApiResponse, Operation, Parameter } from '../generated/shared.js';
import { errorOfAnswer, errorOfEnvelope, isFailedEnvelope } from './answer-error.js';
import {
  requestIdOf,
  type Answer,
  type Bounds,
  type Outgoing,
  type SecretSource,
} from './attempt.js';
import { encodeBody, isJson, jsonContentType, type EncodedBody } from './body.js';
import type { Timeouts } from './deadline.js';
import type { Exchange, Exchanged } from './exchange.js';
import { checkCallOptions, requirePathValue, type CallOptions } from './options.js';
import type { RetryOptions } from './retry.js';
import { encodeComponent } from './signing/canonical-url.js';
import { requireScalar } from './values.js';

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
  const settings = callSettings(context, operationId, options);
  const { path, query, headers, projectId } = await collectValues(
    context,
    operation,
    input,
    settings,
  );
  const given = input['body'];
  if (given === undefined && requestBody?.required) {
    throw new TypeError(`${operationId} needs a "body".`);
  }
  const body =
    given === undefined || requestBody === undefined
      ? undefined
      : await encodeBody(operationId, given, requestBody.mediaType);
  const expected = operation.response?.mediaType;
  const asJson = expected === undefined || isJson(expected);
  const asText = expected === undefined || /^text\//i.test(expected);
  addHeaders(headers, context, asJson ? 'application/json' : '*/*', body, options);
  const { signal, begun, timeouts, retry } = settings;
  // Written out: a spread of objects takes V8 ten times as long.
  const exchanged = await context.exchange.send({
    operationId,
    signal,
    begun,
    timeouts,
    retry,
    callId,
    source: context.secrets,
    projectId,
    safeToRepeat: operation.safeToRepeat,
    reads: asText ? 'text' : asJson ? 'json' : 'bytes',
    type: operation.response?.type,
    request: {
      method: operation.method,
      url: context.baseUrl + path + (query[0] ? `?${query.join('&')}` : ''),
      headers,
      body: body?.bytes,
    },
  });
  return responseOf(operationId, exchanged, ({ bytes, data, headers, text }) => {
    if (bytes !== undefined) return fileOf(bytes, headers);
    return asJson ? data : text;
  });
}

const noOptions: CallOptions = {};

/** What bounds a call and how it is repeated: as its options say, else as those of the client. */
export function callSettings(
  context: Pick<CallContext, 'timeouts' | 'retry'>,
  operationId: string,
  options: CallOptions,
): Bounds & Pick<Outgoing, 'retry'> {
  if (options !== noOptions) checkCallOptions(options);
  const { timeouts, retry, signal } = options;
  return {
    operationId,
    signal,
    begun: performance.now(),
    timeouts: timeouts ? { ...context.timeouts, ...defined(timeouts) } : context.timeouts,
    retry: retry ? { ...context.retry, ...defined(retry) } : context.retry,
  };
}

/** Adds the headers that each request has, and those of its caller. */
export function addHeaders(
  headers: Record<string, string>,
  context: Pick<CallContext, 'headers'>,
  accept: string,
  body: EncodedBody | undefined,
  options: CallOptions,
): void {
  Object.assign(headers, context.headers);
  headers['accept'] = accept;
  // Reads and deletions too (decision D12).
  headers['content-type'] = body?.contentType ?? jsonContentType;
  for (const name in options.headers) {
    headers[name.toLowerCase()] = options.headers[name] as string;
  }
}

/** Without the members that are undefined, so that a spread keeps what they would replace. */
export function defined<Options extends object>(
  options: Options = {} as Options,
): Partial<Options> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Partial<Options>;
}

/**
 * The success that an exchange ended with.
 *
 * @param read - gives what the caller gets of it
 * @throws SecMasterError if it is none
 */
export function responseOf<Data>(
  operationId: string,
  { answer, attempts, outcome }: Exchanged,
  read: (answer: Answer) => Data,
): ApiResponse<Data> {
  const { status, headers, redact } = answer;
  const failed = { operationId, answer, attempts, outcome };
  if (status < 200 || status >= 300) throw errorOfAnswer(failed);
  if (isFailedEnvelope(answer.data)) throw errorOfEnvelope(failed);
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
export function fileOf(bytes: ArrayBuffer, headers: Answer['headers']): Blob {
  const type = headers.get('content-type') ?? '';
  const name = fileName(headers);
  return name === undefined ? new Blob([bytes], { type }) : new File([bytes], name, { type });
}

/**
 * The name of a file by `Content-Disposition` (RFC 6266), without the folders that a server might put
 * before it.
 */
function fileName(headers: Answer['headers']): string | undefined {
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

async function collectValues(
  { bound }: CallContext,
  operation: Operation,
  input: Input,
  bounds: Bounds,
) {
  let { path } = operation;
  let projectId: string | undefined;
  const query: string[] = [];
  const headers: Record<string, string> = {};
  for (const parameter of operation.parameters) {
    const { key, name = key } = parameter;
    const given = input[key];
    if (parameter.in === 'path') {
      const value = given === undefined && parameter.boundByClient ? bound(name, bounds) : given;
      // What is known already is not waited for.
      const id = requirePathValue(
        key,
        value instanceof Promise ? await value : value,
        `${operation.id}: `,
      );
      if (name === 'project_id') projectId = id;
      path = path.replace(`{${name}}`, encodeComponent(id));
    } else if (given === undefined || given === null) {
      if (parameter.required) throw new TypeError(`${operation.id} needs "${key}".`);
    } else if (!parameter.in) {
      const items = [given].flat().map((one) => requireValue(operation, parameter, one));
      const { delimiter } = parameter;
      for (const text of delimiter && items.length ? [items.join(delimiter)] : items) {
        query.push(`${encodeComponent(name)}=${encodeComponent(text)}`);
      }
    } else {
      const value = requireValue(operation, parameter, given);
      if (parameter.in === 'header') headers[name.toLowerCase()] = value;
      else
        headers['cookie'] =
          `${headers['cookie'] ? `${headers['cookie']}; ` : ''}${name}=${encodeComponent(value)}`;
    }
  }
  return { path, query, headers, projectId };
}

function requireValue({ id }: Operation, parameter: Parameter, value: unknown): string {
  const { key, minimum = -Infinity, maximum = Infinity } = parameter;
  if (minimum !== -Infinity || maximum !== Infinity) {
    if (!Number.isInteger(value) || (value as number) < minimum || (value as number) > maximum) {
      throw new TypeError(
        `${id}: "${key}" must be a whole number from ${minimum} to ${maximum}, not ${String(value)}.`,
      );
    }
  }
  return requireScalar(id, key, value);
}

function refuseUnknown({ id, parameters, requestBody }: Operation, input: Input): void {
  const known = [...parameters.map(({ key }) => key), ...(requestBody ? ['body'] : [])];
  for (const key in input) {
    if (known.includes(key)) continue;
    throw new TypeError(`${id} takes no "${key}": expected "${known.join('", "')}".`);
  }
}
