import type { ApiResponse } from '../generated/shared.js';
import { requestIdOf } from './attempt.js';
import { encodeBody, isForm, isJson } from './body.js';
import { addHeaders, callSettings, fileOf, responseOf, type CallContext } from './call.js';
import { ServerError } from './errors.js';
import type { Exchanged } from './exchange.js';
import { requirePathValue, type CallOptions } from './options.js';
import {
  canonicalQuery,
  encodeComponent,
  encodePath,
  type Query,
} from './signing/canonical-url.js';
import { parseJson } from './values.js';

/** A request by path and method, for what the description does not know. */
export interface RequestInput {
  /** `GET` if it is left out. */
  readonly method?: string | undefined;
  /**
   * Path below the endpoint, encoded. `{project_id}` and `{workspace_id}` stand for those of the
   * client: `/v1/{project_id}/workspaces/{workspace_id}/soc/alerts/search`.
   */
  readonly path: string;
  /** Parameters by their names; of an array, each element is sent; undefined ones are left out. */
  readonly query?: Exclude<Query, string> | undefined;
  /** A `FormData` is sent as a form, bytes as they are, all else as JSON. */
  readonly body?: unknown;
  /**
   * Whether a second, identical request changes nothing more, so that it may be sent again when
   * nobody knows what became of it. True for `GET` and `HEAD`, if it is left out; else false.
   */
  readonly safeToRepeat?: boolean | undefined;
}

/**
 * Sends a request that the description does not know, signed in, retried and with the errors of all
 * others.
 *
 * @returns the body of the success: JSON as data, text as text, nothing as undefined, all else as a
 *   `Blob`
 * @throws TypeError if the input is wrong
 */
export async function sendRequest(
  context: CallContext,
  callId: string,
  input: RequestInput,
  options: CallOptions = {},
): Promise<ApiResponse<unknown>> {
  const { method, path, query, safeToRepeat } = checkInput(input);
  const operationId = `${method} ${path}`;
  const settings = callSettings(context, operationId, options);
  let filled = path;
  let projectId: string | undefined;
  for (const name of ['project_id', 'workspace_id']) {
    if (!path.includes(`{${name}}`)) continue;
    const value = requirePathValue(name, await context.bound(name, settings));
    if (name === 'project_id') projectId = value;
    filled = filled.replaceAll(`{${name}}`, encodeComponent(value));
  }
  const search = query === undefined ? '' : canonicalQuery(query);
  const { body: given } = input;
  const body =
    given === undefined ? undefined : await encodeBody(operationId, given, typeOf(given));
  const headers: Record<string, string> = {};
  addHeaders(headers, context, 'application/json, */*;q=0.5', body, options);
  const exchanged = await context.exchange.send({
    ...settings,
    callId,
    source: context.secrets,
    projectId,
    safeToRepeat,
    reads: 'bytes',
    request: {
      method,
      url: `${context.baseUrl}${encodePath(filled)}${search === '' ? '' : `?${search}`}`,
      headers,
      body: body?.bytes,
    },
  });
  return read(operationId, exchanged);
}

/** The media type in which a body is sent that nothing describes. */
function typeOf(body: unknown): string {
  if (isForm(body)) return 'multipart/form-data';
  return body instanceof Uint8Array ? 'application/octet-stream' : 'application/json';
}

/** Reads the body of a success by its type. */
function read(operationId: string, exchanged: Exchanged): ApiResponse<unknown> {
  const { answer, attempts } = exchanged;
  const { bytes = new ArrayBuffer(0), status, headers, redact } = answer;
  const type = headers.get('content-type') ?? '';
  if (bytes.byteLength === 0) return responseOf(operationId, exchanged, () => undefined);
  if (!isJson(type) && !/^text\//i.test(type)) {
    return responseOf(operationId, exchanged, () => fileOf(bytes, headers));
  }
  const text = new TextDecoder().decode(bytes);
  const data = isJson(type) ? parseJson(text) : text;
  if (data === undefined) {
    throw new ServerError(`${operationId} was answered with ${status}, but not with JSON`, {
      operationId,
      status,
      attempts,
      requestId: requestIdOf(headers, redact),
      outcome: 'unknown',
    });
  }
  const decoded = { ...exchanged, answer: { ...answer, text, data } };
  return responseOf(operationId, decoded, () => data);
}

function checkInput(input: RequestInput): RequestInput & { method: string; safeToRepeat: boolean } {
  const { method = 'GET', path, query } = input ?? {};
  if (typeof method !== 'string' || !/^[A-Za-z]+$/.test(method)) {
    throw new TypeError('"method" must be the name of an HTTP method, such as "POST".');
  }
  if (typeof path !== 'string' || !path.startsWith('/') || /[?#]/.test(path)) {
    throw new TypeError(
      '"path" must begin with "/" and hold no query: expected one such as "/v1/{project_id}/workspaces/{workspace_id}/soc/alerts/search"; the query goes to "query".',
    );
  }
  if (query !== undefined && (typeof query !== 'object' || query === null)) {
    throw new TypeError('"query" must be an object of parameters by their names.');
  }
  const left = /\{(?!project_id\}|workspace_id\})[^}]*\}/.exec(path)?.[0];
  if (left !== undefined) {
    throw new TypeError(`"path" holds ${left}, which the client cannot fill in: write its value.`);
  }
  const name = method.toUpperCase();
  return {
    ...input,
    method: name,
    safeToRepeat: input.safeToRepeat ?? (name === 'GET' || name === 'HEAD'),
  };
}
