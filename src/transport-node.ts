import type { Dispatcher } from 'undici';
import type { Cancellation, Fetch, HttpHeaders, HttpResponse } from './http.js';

/** Loaded with the first request: it takes longer to load than all the rest. */
let undici: typeof import('undici') | undefined;

/**
 * The transport of Node.js: the client under Node's own fetch, without the streams and copies that
 * fetch puts around it. An answer is given when its body is there, since the client reads every body
 * to its end. It follows no redirects, keeps connections alive, and goes through undici's global
 * dispatcher, so that a proxy which is set there is used.
 */
export const transport: Fetch = async (url, init) => {
  undici ??= await import('undici');
  const dispatcher = undici.getGlobalDispatcher();
  const pathAt = url.indexOf('/', url.indexOf('//') + 2);
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(
      {
        origin: pathAt < 0 ? url : url.slice(0, pathAt),
        path: pathAt < 0 ? '/' : url.slice(pathAt),
        method: init.method as Dispatcher.HttpMethod,
        headers: init.headers,
        body: init.body,
        // The client has time-outs of its own.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      new AnswerHandler(resolve, reject, init.cancellation),
    );
  });
};

type HeaderFields = Readonly<Record<string, string | string[] | undefined>>;

/** Collects one answer. */
class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #resolve: (response: HttpResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #cancellation: Cancellation;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: HeaderFields = {};
  readonly #chunks: Buffer[] = [];

  constructor(
    resolve: (response: HttpResponse) => void,
    reject: (error: unknown) => void,
    cancellation: Cancellation,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#cancellation = cancellation;
    cancellation.onceOver(this.#abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Aborted while the request waited for a connection: it must not be sent any more.
    if (this.#cancellation.isOver) this.#abort();
  }

  onResponseStart(_: unknown, status: number, headers: HeaderFields): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#resolve(new NodeResponse(this.#status, this.#headers, this.#chunks));
  }

  onResponseError(_: unknown, error: Error): void {
    this.#reject(error);
  }

  readonly #abort = (): void => {
    const reason: unknown = this.#cancellation.reason;
    this.#controller?.abort(reason as Error);
    this.#reject(reason);
  };
}

/** Decodes as fetch does: a byte order mark is no text. */
const utf8 = new TextDecoder();

class NodeResponse implements HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly #chunks: readonly Buffer[];

  constructor(status: number, headers: HeaderFields, chunks: readonly Buffer[]) {
    this.status = status;
    this.headers = new NodeHeaders(headers);
    this.#chunks = chunks;
  }

  async text(): Promise<string> {
    return utf8.decode(this.#bytes());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(this.#bytes()).buffer;
  }

  #bytes(): Buffer {
    const [first] = this.#chunks;
    return this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
  }
}

/** Headers as undici gives them: by their names in lower case. */
class NodeHeaders implements HttpHeaders {
  readonly #headers: HeaderFields;

  constructor(headers: HeaderFields) {
    this.#headers = headers;
  }

  get(name: string): string | null {
    const value = this.#headers[name.toLowerCase()];
    return value === undefined ? null : String(value);
  }

  *[Symbol.iterator](): Iterator<[string, string]> {
    for (const [name, value] of Object.entries(this.#headers)) {
      for (const one of [value ?? []].flat()) yield [name, one];
    }
  }
}
