/** Variables of the environment, by their names. */
type Environment = Readonly<Record<string, string | undefined>>;

/** The proxies that requests go through, by the scheme of their target. */
export interface Proxies {
  /** The proxy for a target; undefined if it is reached directly. */
  of(target: URL): URL | undefined;
}

/** A proxy for everything. */
export function oneProxy(address: string): Proxies {
  const proxy = checkProxy('proxy', address);
  return { of: () => proxy };
}

/**
 * The proxies of the environment: `HTTPS_PROXY` for `https`, `HTTP_PROXY` for `http`, none for the
 * hosts of `NO_PROXY`. A name in lower case goes before the one in upper case, and an empty value is
 * none. These are the conventions of curl, but for `HTTP_PROXY` in upper case, which curl ignores.
 *
 * @returns undefined if there is none
 * @throws TypeError that names the variable which is no address of a proxy
 */
export function proxiesOfEnvironment(env: Environment): Proxies | undefined {
  const read = (name: string): [name: string, value: string] | undefined =>
    [name, name.toUpperCase()]
      .map((one): [string, string] => [one, env[one]?.trim() ?? ''])
      .find(([one]) => env[one] !== undefined);
  const proxyOf = (name: string): URL | undefined => {
    const [variable, value] = read(name) ?? [name, ''];
    return value === '' ? undefined : checkProxy(variable, value);
  };
  const byScheme: Readonly<Record<string, URL | undefined>> = {
    'http:': proxyOf('http_proxy'),
    'https:': proxyOf('https_proxy'),
  };
  if (byScheme['http:'] === undefined && byScheme['https:'] === undefined) return undefined;
  const exceptions = (read('no_proxy')?.[1] ?? '').split(/[\s,]+/).filter((one) => one !== '');
  return {
    of: (target) =>
      exceptions.some((exception) => covers(exception, target))
        ? undefined
        : byScheme[target.protocol],
  };
}

/** Whether an entry of `NO_PROXY` (`host`, `.domain`, `*.domain`, `host:port`, `*`) is for a target. */
function covers(exception: string, { hostname, port, protocol }: URL): boolean {
  if (exception === '*') return true;
  const [, name = exception, onlyPort] = /^(.+?)(?::(\d+))?$/.exec(exception) ?? [];
  const targetPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  if (onlyPort !== undefined && onlyPort !== targetPort) return false;
  const domain = name.toLowerCase().replace(/^\*?\./, '');
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === domain.replace(/^\[|\]$/g, '') || host.endsWith(`.${domain}`);
}

/** Checks the address of a proxy; what it holds is not quoted, since a password may be a part. */
function checkProxy(name: string, address: unknown): URL {
  let url: URL | undefined;
  try {
    if (typeof address !== 'string') throw new TypeError();
    // The convention allows a mere host with its port.
    url = new URL(address.includes('://') ? address : `http://${address}`);
  } catch {
    url = undefined;
  }
  if (url === undefined || url.hostname === '') {
    throw new TypeError(
      `"${name}" is no address of a proxy: expected one such as http://proxy.example.com:3128.`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(
      `"${name}" names a proxy of the kind ${url.protocol.slice(0, -1)}: expected an address that begins with http:// or https://.`,
    );
  }
  return url;
}

/** The value of `Proxy-Authorization` (RFC 7617) for a proxy whose address has a user. */
export function proxyAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(pair)))}`;
}
