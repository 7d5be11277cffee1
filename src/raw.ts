import createClient, { type Client } from 'openapi-fetch';
import type { Operation } from '../generated/shared.js';
import { jsonContentType } from './body.js';
import { contextOf, type CallContext } from './call.js';
import { nextCallId } from './hooks.js';
import { canonicalUrl } from './signing/canonical-url.js';
import { decodeComponent } from './signing/canonical-url.js';

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
  const { pathname: base } = new URL(context.baseUrl);
  const root = treeOf(Object.values(context.tables).flatMap((table) => Object.values(table)));
  return async (request) => {
    const { method, url, signal } = request;
    if (request.bodyUsed) throw new TypeError(`${method} ${url}: the body was used already.`);
    const { pathname } = new URL(url);
    const segments = pathname.slice(base.replace(/\/$/, '').length).split('/');
    const operation = find(root, segments)?.get(method);
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

/** Operations by the segments of their paths. */
interface Tree {
  readonly literals: Map<string, Tree>;
  /** Below a segment that is a parameter, whole or in part. */
  readonly parameters: { readonly pattern: RegExp; readonly below: Tree }[];
  readonly operations: Map<string, Operation>;
}

const newTree = (): Tree => ({ literals: new Map(), parameters: [], operations: new Map() });

function treeOf(operations: readonly Operation[]): Tree {
  const root = newTree();
  for (const operation of operations) {
    let at = root;
    for (const segment of operation.path.split('/')) {
      const known = segment.includes('{') ? parameterBelow(at, segment) : at.literals.get(segment);
      const below = known ?? newTree();
      if (known === undefined) at.literals.set(segment, below);
      at = below;
    }
    at.operations.set(operation.method, operation);
  }
  return root;
}

function parameterBelow({ parameters }: Tree, segment: string): Tree {
  const literals = segment
    .split(/\{[^}]*\}/)
    .map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const pattern = new RegExp(`^${literals.join('.+')}$`);
  const known = parameters.find((one) => one.pattern.source === pattern.source);
  if (known !== undefined) return known.below;
  const below = newTree();
  parameters.push({ pattern, below });
  return below;
}

/** The operations of a path by method; a literal segment is preferred to a parameter. */
function find(tree: Tree, [segment, ...others]: readonly string[]): Tree['operations'] | undefined {
  if (segment === undefined) return tree.operations.size > 0 ? tree.operations : undefined;
  const literal = tree.literals.get(segment);
  const found = literal && find(literal, others);
  if (found !== undefined) return found;
  for (const { pattern, below } of tree.parameters) {
    const operations = pattern.test(segment) ? find(below, others) : undefined;
    if (operations !== undefined) return operations;
  }
  return undefined;
}

/** The project that a path names, so that a signature can cover it as those of the methods do. */
function projectIdOf({ path: template }: Operation, path: string): string | undefined {
  // Counted from the end: the address of the server may have a path of its own.
  const fromEnd = template.split('/').reverse().indexOf('{project_id}');
  const segment = path.split('/').reverse()[fromEnd];
  return segment === undefined ? undefined : decodeComponent(segment);
}
