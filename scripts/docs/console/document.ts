import { asDescription, isObject, type JsonObject } from '../../lib/openapi/document.js';
import { inertMarkdown, withTexts } from '../texts.js';

const loopback = /^http:\/\/(127\.0\.0\.1|localhost)(:(\d+))?(?=\/|$)/;

/** A server on the reader's machine gets its port as a variable: it may have had to take another. */
function withPort(server: JsonObject): JsonObject {
  const [head, host, , port] = loopback.exec(String(server['url'])) ?? [];
  if (head === undefined || host === undefined) return server;
  return {
    ...server,
    url: `http://${host}:{port}${String(server['url']).slice(head.length)}`,
    variables: { port: { default: port ?? '80' } },
  };
}

/** The alternatives of a security requirement that a reader can type in: one key each. */
function typedSecurity(security: unknown): unknown {
  if (!Array.isArray(security)) return security;
  const single = security.filter((one) => isObject(one) && Object.keys(one).length <= 1);
  return single.length > 0 ? single : security;
}

function namesIn(security: unknown): string[] {
  return Array.isArray(security)
    ? security.filter(isObject).flatMap((one) => Object.keys(one))
    : [];
}

/**
 * Copies a document with every reference replaced by what it points to, recursive ones aside: the
 * resolver of Swagger UI fails on a page that was opened as a file.
 */
function withoutReferences(document: JsonObject): Record<string, unknown> {
  const { at, followPointer } = asDescription(document);
  const copy = (node: unknown, open: readonly string[]): unknown => {
    if (Array.isArray(node)) return node.map((item) => copy(item, open));
    if (!isObject(node)) return node;
    const { $ref, ...rest } = node;
    if (typeof $ref === 'string' && $ref.startsWith('#/') && !open.includes($ref)) {
      const target = copy(at(followPointer(decodeURIComponent($ref.slice(1)))), [...open, $ref]);
      return isObject(target) ? { ...target, ...copyMembers(rest, open) } : target;
    }
    return copyMembers(node, open);
  };
  const copyMembers = (object: JsonObject, open: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [key, copy(value, open)]));
  return copyMembers(document, []);
}

/**
 * The description as the console shows it: texts without HTML, servers on the reader's machine first, and of the ways to
 * sign in those that can be typed. A signature cannot: it is made anew for each request.
 */
export function consoleDocument(document: JsonObject): JsonObject {
  const copy = withoutReferences(withTexts(document, inertMarkdown));
  const servers = (Array.isArray(copy['servers']) ? copy['servers'] : []).filter(isObject);
  const isLocal = (server: JsonObject) => loopback.test(String(server['url']));
  copy['servers'] = [
    ...servers.filter(isLocal).map(withPort),
    ...servers.filter((server) => !isLocal(server)),
  ];
  const used = new Set<string>();
  const narrow = (holder: Record<string, unknown>) => {
    if (!('security' in holder)) return;
    holder['security'] = typedSecurity(holder['security']);
    namesIn(holder['security']).forEach((name) => used.add(name));
  };
  narrow(copy);
  for (const item of Object.values(isObject(copy['paths']) ? copy['paths'] : {})) {
    if (!isObject(item)) continue;
    for (const operation of Object.values(item)) {
      if (isObject(operation)) narrow(operation);
    }
  }
  const components = isObject(copy['components']) ? copy['components'] : {};
  const schemes = isObject(components['securitySchemes']) ? components['securitySchemes'] : {};
  copy['components'] = {
    // Recursive schemas are still pointed to.
    ...(JSON.stringify(copy['paths'] ?? {}).includes('"$ref":"#/components/')
      ? { ...components }
      : {}),
    securitySchemes: Object.fromEntries(Object.entries(schemes).filter(([name]) => used.has(name))),
  };
  return copy;
}

/**
 * Where the console may send requests, for `connect-src`: this machine, and over https the hosts of
 * the description's servers. A variable in a host allows every name in its place.
 */
export function connectSources(document: JsonObject): string {
  const servers = (Array.isArray(document['servers']) ? document['servers'] : []).filter(isObject);
  const hosts = servers.flatMap((server) => {
    const host = /^https:\/\/([^/]+)/.exec(String(server['url']))?.[1];
    if (host === undefined) return [];
    // Only the first labels can be left open in a policy.
    const open = host.lastIndexOf('}');
    return [`https://${open < 0 ? host : `*${host.slice(open + 1)}`}`];
  });
  const own = hosts.map((host) =>
    host.startsWith('https://*') ? `https://*.${host.split('.').slice(1).join('.')}` : host,
  );
  return ['http://127.0.0.1:*', 'http://localhost:*', ...new Set(own)].join(' ');
}
