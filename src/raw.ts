import createClient, { type Client } from 'openapi-fetch';
import { jsonContentType } from './body.js';
import { contextOf, type CallContext } from './call.js';
import { nextCallId } from './hooks.js';
import { routerOf } from './router.js';
import { canonicalUrl, decodeComponent } from './signing/canonical-url.js';

/**
 * Calls by path and method: an openapi-fetch client on the endpoint of a client, signed in, retried
 * and timed out like its methods. It answers as openapi-fetch does, with the documented errors as
 * values. An entry of its own, so that programs which do not need it do not carry it.
 *
 * The type parameter is `paths` of a family: `rawClient<paths>(client)`, with
 * `import type { paths } from 'secmaster-openapi/workflows/types'`.
 *
 * @throws TypeError if it is no client of this package
 */
export function rawClient<Paths extends object>(client: object): Client<Paths> {
  const context = contextOf(client);
  return createClient<Paths>({ baseUrl: context.baseUrl, fetch: makeRawFetch(context) });
}

/** Headers that the transport sets by itself, or that a request of fetch has whether asked or not. */
const ownHeaders = new Set(['content-length', 'host', 'connection']);

/** Headers of an answer that say how its body came, which is decoded here. */
const bodyHeaders = new Set(['content-encoding', 'content-length', 'transfer-encoding']);

/**
 * A `fetch` for calls by path and method: signs in, retries and times out as the methods do, and
 * gives answers of whatever status.
 */
function makeRawFetch(context: CallContext): (request: Request) => Promise<Response> {
  const base = new URL(context.baseUrl).pathname.replace(/\/$/, '');
  const find = routerOf(Object.values(context.tables).flatMap((table) => Object.values(table)));
  return async (request) => {
    const { method, url, signal } = request;
    if (request.bodyUsed) throw new TypeError(`${method} ${url}: the body was used already.`);
    const { pathname } = new URL(url);
    const route = find(method, pathname.slice(base.length).split('/'));
    const operation = route?.operation;
    const projectId = route?.path['project_id'];
    const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
    const headers = Object.fromEntries(
      [...request.headers].filter(([name]) => !ownHeaders.has(name)),
    );
    if (!headers['content-type']?.startsWith('multipart/'))
      headers['content-type'] = jsonContentType;
    const call = { callId: nextCallId(), operationId: operation?.id ?? `${method} ${pathname}` };
    const sent = context.exchange.send({
      ...call,
      source: context.secrets,
      projectId: projectId && decodeComponent(projectId),
      safeToRepeat: operation?.safeToRepeat ?? false,
      reads: 'bytes',
      timeouts: context.timeouts,
      retry: context.retry,
      signal,
      // One form is signed and sent, whatever openapi-fetch and the platform made of it.
      request: {
        method,
        url: canonicalUrl(url),
        headers: { ...context.headers, ...headers },
        body,
      },
    });
    const { answer } = await context.exchange.reporting(call, sent);
    const empty = [204, 205, 304].includes(answer.status);
    return new Response(empty ? null : (answer.bytes ?? answer.text), {
      status: answer.status,
      headers: [...answer.headers].filter(([name]) => !bodyHeaders.has(name.toLowerCase())),
    });
  };
}
