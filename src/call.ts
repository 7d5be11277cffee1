import type { Client } from 'openapi-fetch';
import type { Operation } from '../generated/operations.js';
import type { paths } from '../generated/types.js';
import { envelopeFailure, refusal, SecMasterError } from './errors.js';
import { toFormData } from './form-data.js';
import { requirePathValue } from './path-value.js';

/** What each call takes beside its input. */
export interface CallOptions {
  /** Ends the call; it then fails with the signal's reason. */
  signal?: AbortSignal;
}

/** Input of a method: parameters by their keys, and `body`. */
export type Input = Readonly<Record<string, unknown>>;

type Params = Record<Operation['parameters'][number]['in'], Record<string, unknown>>;

/**
 * Sends one operation and gives the body of its success.
 *
 * @param bound - values of the parameters that the client binds, by their names on the wire
 * @throws SecMasterError if the server refuses or fails, or cannot be reached
 * @throws TypeError if the input lacks an id or holds what the operation does not take
 */
export async function callOperation(
  raw: Client<paths>,
  operation: Operation,
  bound: Readonly<Record<string, string>>,
  input: Input = {},
  { signal }: CallOptions = {},
): Promise<unknown> {
  const { method, path, requestBody } = operation;
  const multipart = requestBody?.mediaType === 'multipart/form-data';
  const init = {
    params: collectParams(operation, bound, input),
    body: multipart ? toFormData(input.body) : input.body,
    parseAs: isBinary(operation) ? 'blob' : 'json',
    signal,
  };
  let answer: { data?: unknown; error?: unknown; response: Response };
  try {
    // The table and the types are generated from the same description, so the pair exists.
    answer = await raw.request(method.toLowerCase() as 'get', path as never, init as never);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new SecMasterError(`${operation.id} failed: ${messageOf(cause)}`, {
      operationId: operation.id,
      cause,
    });
  }
  const { data, error, response } = answer;
  if (!response.ok) throw refusal(operation.id, response, error);
  const failure = envelopeFailure(operation.id, response, data);
  if (failure !== undefined) throw failure;
  return data;
}

function collectParams(operation: Operation, bound: Input, input: Input): Params {
  const params: Params = { path: {}, query: {}, header: {}, cookie: {} };
  const known = new Set(operation.requestBody === undefined ? [] : ['body']);
  for (const parameter of operation.parameters) {
    known.add(parameter.key);
    const value =
      input[parameter.key] ?? (parameter.boundByClient ? bound[parameter.name] : undefined);
    params[parameter.in][parameter.name] =
      parameter.in === 'path' ? requirePathValue(parameter.key, value) : value;
  }
  const unknown = Object.keys(input).find((key) => !known.has(key));
  if (unknown !== undefined) {
    throw new TypeError(
      `${operation.id} takes no "${unknown}": expected ${[...known].map((key) => `"${key}"`).join(', ')}.`,
    );
  }
  if (operation.requestBody?.required && input.body === undefined) {
    throw new TypeError(`${operation.id} needs a "body".`);
  }
  return params;
}

function isBinary({ response }: Operation): boolean {
  return response !== undefined && !/^(application\/(.+\+)?json|text\/)/i.test(response.mediaType);
}

/** `fetch` says only "fetch failed"; the reason is one level down. */
function messageOf(error: unknown): string {
  // Not by instanceof: the error may come from another realm.
  const { message, cause } = (error ?? {}) as { message?: string; cause?: { message?: string } };
  if (message === undefined) return String(error);
  return cause?.message ? `${message} (${cause.message})` : message;
}
