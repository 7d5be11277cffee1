import createClient, { type Client } from 'openapi-fetch';
import { operations, type Operation } from '../generated/operations.js';
import type { paths } from '../generated/types.js';
import { jsonContentType } from './body.js';
import type { CallContext } from './call.js';
import { contextOf } from './context.js';
import { nextCallId } from './hooks.js';
import { canonicalUrl } from './signing/canonical-url.js';
import type { SecMasterClient } from './secmaster-client.js';
import { decodeComponent } from './signing/percent-encoding.js';

/**
 * Calls by path and method: an openapi-fetch client on the endpoint of a client, signed in, retried
 * and timed out like its methods. It answers as openapi-fetch does, with the documented errors as
 * values. An entry of its own, so that programs which do not need it do not carry it.
 *
 * @throws TypeError if it is no client of `createSecMasterClient`
 */
export function rawClient(client: SecMasterClient): Client<paths> {
  const context = contextOf(client);
  return createClient<paths>({ baseUrl: context.baseUrl, fetch: makeRawFetch(context) });
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
  return async (request) => {
    const { method, url, signal } = request;
    if (request.bodyUsed) throw new TypeError(`${method} ${url}: the body was used already.`);
    const { pathname } = new URL(url);
    const operation = operationOf(method, pathname);
    const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
    const headers = Object.fromEntries(
      [...request.headers].filter(([name]) => !ownHeaders.has(name)),
    );
    if (!headers['content-type']?.startsWith('multipart/'))
      headers['content-type'] = jsonContentType;
    const { answer } = await context.exchange.send({
      callId: nextCallId(),
      operationId: operation?.id ?? `${method} ${pathname}`,
      source: context.secrets,
      projectId: operation && projectIdOf(operation, pathname),
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
    const empty = [204, 205, 304].includes(answer.status);
    return new Response(empty ? null : (answer.bytes ?? answer.text), {
      status: answer.status,
      headers: [...answer.headers].filter(([name]) => !bodyHeaders.has(name.toLowerCase())),
    });
  };
}
/** The operation of a path; where several fit, the one with the longest literal text. */
function operationOf(method: string, path: string): Operation | undefined {
  const literals = ({ path: template }: Operation): number =>
    template.replace(/\{[^}]+\}/g, '').length;
  return Object.values(operations as Readonly<Record<string, Operation>>)
    .filter((operation) => operation.method === method && fits(operation.path, path))
    .sort((one, other) => literals(other) - literals(one))[0];
}

/** The project that a path names, so that a signature can cover it as those of the methods do. */
function projectIdOf({ path: template }: Operation, path: string): string | undefined {
  // Counted from the end: the address of the server may have a path of its own.
  const fromEnd = template.split('/').reverse().indexOf('{project_id}');
  const segment = path.split('/').reverse()[fromEnd];
  return segment === undefined ? undefined : decodeComponent(segment);
}

function fits(template: string, path: string): boolean {
  return new RegExp(`${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
}
