import type { HttpHeaders, HttpRequest } from './http.js';

/** A request before it is signed: without credentials. */
export interface MiddlewareRequest extends HttpRequest {
  /** The one that hooks get. */
  readonly callId: string;
  readonly operationId: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
}

/** An answer of whatever status, with its body read. In that of a failure, there are no credentials. */
export interface MiddlewareResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  /** Bytes if the operation answers a file, else text. */
  readonly body: string | ArrayBuffer;
}

/**
 * Stands around each attempt of each call of an operation. It gets the request before it is signed,
 * and sends it on by `next`, as it is or with other headers, body or query. What `next` gives is the
 * answer; what the middleware gives is what the client goes on with. An attempt without an answer is
 * a rejection of `next`. What a middleware throws of its own ends the call as it is.
 *
 * Requests to IAM and the metadata service, which hold credentials, do not pass it.
 *
 * @throws TypeError from `next`, if it is called twice, or with an address on another server
 */
export type Middleware = (
  request: MiddlewareRequest,
  next: (request: MiddlewareRequest) => Promise<MiddlewareResponse>,
) => Promise<MiddlewareResponse>;

/** Passes a request through all middlewares, the first one outermost. */
export function throughMiddleware(
  middlewares: readonly Middleware[],
  request: MiddlewareRequest,
  send: (request: MiddlewareRequest) => Promise<MiddlewareResponse>,
): Promise<MiddlewareResponse> {
  const { origin } = new URL(request.url);
  const from = async (index: number, current: MiddlewareRequest): Promise<MiddlewareResponse> => {
    const middleware = middlewares[index];
    if (middleware === undefined) return send(current);
    let called = false;
    return middleware(current, async (changed) => {
      if (called) throw new TypeError('A middleware called "next" twice.');
      called = true;
      if (new URL(changed.url).origin !== origin) {
        throw new TypeError(
          `A middleware changed the server of ${request.operationId}: the credentials are for ${origin} only.`,
        );
      }
      return from(index + 1, changed);
    });
  };
  return from(0, request);
}
