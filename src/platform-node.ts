import type * as tls from 'node:tls';
import {
  defaultConnections,
  type Fetch,
  type TransportOptions,
  type UndiciDispatcher,
} from './http.js';
import { refuseUnknownEncodings } from './platform-fetch.js';
import { makeRoutes, oneProxy, proxiesOfEnvironment } from './undici-routes.js';
import { sendBy } from './undici-request.js';

export { certainlyNeverSent, certificateAdvice, userAgent, withLog } from './platform-fetch.js';

/**
 * The transport of Node.js: connections of undici, which is the client under Node's own fetch,
 * without the streams and copies that fetch puts around them. An answer is given when its body is
 * there, since the client reads every body to its end. It follows no redirects and keeps connections
 * alive.
 *
 * They are connections of its own. The dispatcher that a process has for all is somebody else's:
 * Node's own fetch puts one there that is of another version of undici and takes other handlers
 * (https://github.com/nodejs/undici/issues/3973). That is also why undici is loaded by its parts: the
 * whole puts a dispatcher of its own there.
 *
 * @throws TypeError if an option or a variable of the environment is wrong
 */
export function makeTransport(options: TransportOptions): Fetch {
  const { fetch, dispatcher, proxy, ca, connections = defaultConnections } = options;
  const owner = fetch !== undefined ? 'fetch' : 'dispatcher';
  for (const [name, value] of Object.entries({ dispatcher, proxy: proxy || undefined, ca })) {
    if (value === undefined || name === owner || (fetch ?? dispatcher) === undefined) continue;
    throw new TypeError(`Give either "${owner}" or "${name}": it makes its connections itself.`);
  }
  if (fetch !== undefined) return refuseUnknownEncodings(fetch);
  if (dispatcher !== undefined) return throughDispatcher(dispatcher);
  const context = ca === undefined ? undefined : trusting(ca);
  const proxies =
    proxy === undefined
      ? proxiesOfEnvironment(process.env)
      : proxy === false
        ? undefined
        : oneProxy(proxy);
  const routeTo = makeRoutes({ context, connections }, proxies);
  return async (url, init) => {
    const target = splitUrl(url);
    return (await routeTo(target.origin))(target, init);
  };
}

function throughDispatcher(dispatcher: UndiciDispatcher): Fetch {
  if (typeof dispatcher?.dispatch !== 'function') {
    throw new TypeError(
      '"dispatcher" is no dispatcher of undici: expected one such as new ProxyAgent(…).',
    );
  }
  return (url, init) => sendBy(dispatcher, splitUrl(url), init);
}

/** Splits an address into the part that connections are made to, and the rest. */
function splitUrl(url: string): { origin: string; path: string } {
  const pathAt = url.indexOf('/', url.indexOf('//') + 2);
  return pathAt < 0
    ? { origin: url, path: '/' }
    : { origin: url.slice(0, pathAt), path: url.slice(pathAt) };
}

/** What newer versions of Node.js have beside what its oldest supported one has. */
type NewerTls = typeof tls & { getCACertificates?: (type: 'default') => string[] };

/** Trusts what Node.js trusts, and the certificates that are given. */
function trusting(ca: NonNullable<TransportOptions['ca']>): tls.SecureContext {
  const { X509Certificate } = process.getBuiltinModule('node:crypto');
  const nodeTls: NewerTls = process.getBuiltinModule('node:tls');
  let given: string[] = [];
  try {
    given = [ca].flat().map((one) => {
      const text = typeof one === 'string' ? one : Buffer.from(one).toString('latin1');
      new X509Certificate(text);
      return text;
    });
  } catch {
    given = [];
  }
  if (given.length === 0) {
    throw new TypeError(
      '"ca" is no certificate: expected its text in PEM, which begins with -----BEGIN CERTIFICATE-----, not the path of its file.',
    );
  }
  // Since Node.js 22.15; before, what NODE_EXTRA_CA_CERTS adds cannot be listed.
  const usual = nodeTls.getCACertificates?.('default') ?? nodeTls.rootCertificates;
  return nodeTls.createSecureContext({ ca: [...usual, ...given] });
}
