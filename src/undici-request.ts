import { promisify } from 'node:util';
import {
  NotSentError,
  UndecodableError,
  type Cancellation,
  type FetchInit,
  type HttpHeaders,
  type HttpResponse,
  type UndiciDispatcher,
} from './http.js';

/** An address: the part that connections are made to, and the rest. */
export interface Target {
  readonly origin: string;
  readonly path: string;
}

type HeaderFields = Record<string, string | string[] | undefined>;

/** Sends one request by a dispatcher of undici of any version, and gives its answer with the body. */
export function sendBy(
  dispatcher: UndiciDispatcher,
  { origin, path }: Target,
  { method, headers, body, cancellation }: FetchInit,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    // Not signed: what stands between may compress in its own way. In a copy, since the client compares
    // the headers that it has signed with those that the gateway found.
    const sent = { ...headers, 'accept-encoding': 'gzip, deflate, br' };
    // The client has time-outs of its own.
    const options = {
      origin,
      path,
      method,
      headers: sent,
      body,
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    dispatcher.dispatch(options as never, handlerOf(resolve, reject, cancellation) as never);
  });
}

/**
 * Collects one answer. It speaks both of undici's languages for handlers: that of versions 7 and
 * newer, and that of version 6 and of what still stands on it.
 */
function handlerOf(
  resolve: (response: HttpResponse) => void,
  reject: (error: unknown) => void,
  cancellation: Cancellation,
): object {
  let abort: ((reason: Error) => void) | undefined;
  let isSent = false;
  let status = 0;
  let fields: HeaderFields = {};
  const chunks: Uint8Array[] = [];
  const start = (stop: (reason: Error) => void): void => {
    abort = stop;
    // Aborted while the request waited for a connection: it must not be sent any more.
    if (cancellation.isOver) stop(cancellation.signal.reason as Error);
    else isSent = true;
  };
  const end = (): void => resolve(responseOf(status, fields, chunks));
  const fail = (error: unknown): void => {
    const message = (error as Error | undefined)?.message ?? String(error);
    reject(isSent ? error : new NotSentError(message, { cause: error }));
  };
  cancellation.onceOver(() => {
    const reason: unknown = cancellation.signal.reason;
    fail(reason);
    abort?.(reason as Error);
  });
  return {
    onRequestStart: (controller: { abort(reason: Error): void }) =>
      start((reason) => controller.abort(reason)),
    onResponseStart(_: unknown, code: number, headers: HeaderFields) {
      status = code;
      fields = headers;
    },
    onResponseData: (_: unknown, chunk: Uint8Array) => void chunks.push(chunk),
    onResponseEnd: end,
    onResponseError: (_: unknown, error: unknown) => fail(error),
    onConnect: start,
    onHeaders(code: number, headers: readonly (Uint8Array | string)[]) {
      status = code;
      fields = readFields(headers);
      return true;
    },
    onData: (chunk: Uint8Array) => chunks.push(chunk) > 0,
    onComplete: end,
    onError: fail,
  };
}

/** Headers as version 6 gives them: names and values in turn, as bytes. */
function readFields(fields: readonly (Uint8Array | string)[]): HeaderFields {
  const texts = fields.map((field) =>
    typeof field === 'string' ? field : Buffer.from(field).toString('latin1'),
  );
  const headers: HeaderFields = {};
  for (let at = 0; at < texts.length; at += 2) {
    const name = texts[at]?.toLowerCase() ?? '';
    const value = texts[at + 1] ?? '';
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}

/** Decodes as fetch does: a byte order mark is no text. */
const utf8 = new TextDecoder();

function responseOf(
  status: number,
  fields: HeaderFields,
  chunks: readonly Uint8Array[],
): HttpResponse {
  const headers = headersOf(fields);
  const read = (): Uint8Array | Promise<Uint8Array> => {
    const [first] = chunks;
    const whole = chunks.length === 1 && first ? first : Buffer.concat(chunks);
    const encoding = headers.get('content-encoding');
    return encoding === null || whole.length === 0 ? whole : decode(whole, encoding);
  };
  return {
    status,
    headers,
    text: async () => utf8.decode(await read()),
    arrayBuffer: async () => new Uint8Array(await read()).buffer,
  };
}

/** Headers as undici gives them: by their names in lower case. */
function headersOf(fields: HeaderFields): HttpHeaders {
  return {
    get: (name) => fields[name.toLowerCase()]?.toString() ?? null,
    *[Symbol.iterator]() {
      for (const [name, value] of Object.entries(fields)) {
        for (const one of [value ?? []].flat()) yield [name, one];
      }
    },
  };
}

/** Loaded with the first compressed answer, as all that few programs need: an import is to be quick. */
const zlib = () => process.getBuiltinModule('node:zlib');

const decoders: Readonly<Record<string, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  gzip: (bytes) => promisify(zlib().gunzip)(bytes),
  'x-gzip': (bytes) => promisify(zlib().gunzip)(bytes),
  br: (bytes) => promisify(zlib().brotliDecompress)(bytes),
  // With the wrapper of zlib by the standard (RFC 9110, 8.4.1.2), without it by some servers.
  deflate: (bytes) =>
    promisify(((bytes[0] ?? 0) & 0x0f) === 8 ? zlib().inflate : zlib().inflateRaw)(bytes),
  identity: async (bytes) => bytes,
};

/** Undoes encodings, the last one first (RFC 9110, 8.4). */
async function decode(bytes: Uint8Array, encodings: string): Promise<Uint8Array> {
  let decoded = bytes;
  for (const name of encodings.toLowerCase().split(',').reverse()) {
    const decoder = decoders[name.trim() || 'identity'];
    if (decoder === undefined) {
      throw new UndecodableError(`with the unknown content encoding ${JSON.stringify(encodings)}`);
    }
    try {
      decoded = await decoder(decoded);
    } catch {
      throw new UndecodableError(`with a body that is no ${name.trim()}, as its headers say`);
    }
  }
  return decoded;
}
