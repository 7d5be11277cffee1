import type { Dispatcher } from 'undici';
import type { Fetch, HttpHeaders, HttpResponse } from './http.js';

/** Loaded with the first request: it takes longer to load than all the rest. */
let undici: typeof import('undici') | undefined;

/**
 * The transport of Node.js: the client under Node's own fetch, without the streams and copies that
 * fetch puts around it. It follows no redirects, keeps connections alive, and goes through undici's
 * global dispatcher, so that a proxy which is set there is used.
 */
export const transport: Fetch = async (url, { method, headers, body, signal }) => {
  const pathAt = url.indexOf('/', url.indexOf('//') + 2);
  undici ??= await import('undici');
  return new NodeResponse(
    await undici.getGlobalDispatcher().request({
      origin: pathAt < 0 ? url : url.slice(0, pathAt),
      path: pathAt < 0 ? '/' : url.slice(pathAt),
      method: method as Dispatcher.HttpMethod,
      headers,
      body,
      signal,
      // The client has time-outs of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
    }),
  );
};

class NodeResponse implements HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly #body: Dispatcher.ResponseData['body'];

  constructor({ statusCode, headers, body }: Dispatcher.ResponseData) {
    this.status = statusCode;
    this.headers = new NodeHeaders(headers);
    this.#body = body;
  }

  text(): Promise<string> {
    return this.#body.text();
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#body.arrayBuffer();
  }
}

/** Headers as undici gives them: by their names in lower case. */
class NodeHeaders implements HttpHeaders {
  readonly #headers: Dispatcher.ResponseData['headers'];

  constructor(headers: Dispatcher.ResponseData['headers']) {
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
