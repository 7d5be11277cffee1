import { sleep } from '../../deadline.js';
import type { SandboxRequest } from '../core/request.js';
import type { Handled, SandboxServer } from '../sandbox.js';

/**
 * What the standard `fetch` is told beside the address, as far as a sandbox reads it. The types of Node.js
 * alone have no `HeadersInit` and no `BodyInit`.
 */
export interface SandboxInit {
  readonly method?: string | undefined;
  readonly headers?: RequestInit['headers'];
  readonly body?: RequestInit['body'];
  readonly signal?: AbortSignal | null | undefined;
}

/** The signature of the standard `fetch`. */
export type SandboxFetch = (input: string | URL | Request, init?: SandboxInit) => Promise<Response>;

/** The `fetch` of a sandbox: no request leaves the process, whatever host it is for. */
export function fetchOf(server: SandboxServer): SandboxFetch {
  return async (input, init) => {
    // A body that is a stream needs to be told so.
    const request = new Request(input, { ...init, duplex: 'half' } as RequestInit);
    const { signal } = request;
    signal.throwIfAborted();
    const handled = await server.handle(await requestOf(request));
    if (handled.latency > 0) await sleep(handled.latency, signal);
    signal.throwIfAborted();
    return responseOf(handled, request.method);
  };
}

async function requestOf(request: Request): Promise<SandboxRequest> {
  const { host, pathname, search } = new URL(request.url);
  return {
    method: request.method,
    target: pathname + search,
    headers: { host, ...Object.fromEntries(request.headers) },
    body: new Uint8Array(await request.arrayBuffer()),
  };
}

function responseOf({ response, broken }: Handled, method: string): Response {
  const { status, headers, body } = response;
  if (broken === 'reset') throw connectionError();
  const bytes = body as Uint8Array<ArrayBuffer>;
  const hasNone = status === 204 || status === 304 || method === 'HEAD';
  if (broken !== 'cut') return new Response(hasNone ? null : bytes, { status, headers });
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, Math.floor(bytes.length / 2)));
      controller.error(connectionError());
    },
  });
  return new Response(stream, { status, headers });
}

/** What the `fetch` of Node.js throws when a server ends the connection. */
function connectionError(): TypeError {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  return new TypeError('fetch failed', { cause });
}
