import { request, type Dispatcher } from 'undici';
import type { Fetch, HttpHeaders, HttpResponse } from './http.js';

/**
 * The transport of Node.js: the client under Node's own fetch, without the streams and copies that
 * fetch puts around it. It follows no redirects, and keeps connections alive.
 */
export const transport: Fetch = async (url, { method, headers, body, signal }) =>
  new NodeResponse(
    await request(url, {
      method: method as Dispatcher.HttpMethod,
      headers,
      body,
      signal,
      // The client has time-outs of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
    }),
  );

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
