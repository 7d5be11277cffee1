import { servers } from '../generated/operations.js';

/** The service of the vendor. */
const service = servers[0];

/** Id of a region of the vendor. */
export type Region = (typeof service.variables.region.enum)[number];

/** Where the API is: a region of the vendor, or the address of any server that plays it. */
export type Place =
  | { region: Region; endpoint?: undefined }
  | {
      /** Address without the path of an operation, such as `http://127.0.0.1:4010`. */
      endpoint: string;
      region?: undefined;
    };

/**
 * The address that paths of operations are appended to, without a slash at its end.
 *
 * @throws TypeError if there is none or more than one place, an unknown region, no address, or an
 *   address that would send the token unencrypted to another machine
 */
export function resolveEndpoint({ region, endpoint }: Place): string {
  if (region !== undefined && endpoint !== undefined) {
    throw new TypeError('Give either "region" or "endpoint", not both.');
  }
  if (endpoint !== undefined) return checkAddress(endpoint);
  const known: readonly string[] = service.variables.region.enum;
  if (region === undefined || !known.includes(region)) {
    throw new TypeError(
      `Unknown "region" ${JSON.stringify(region)}: expected one of ${known.join(', ')}, or an "endpoint" in its place.`,
    );
  }
  return service.url.replace('{region}', region);
}

function checkAddress(endpoint: string): string {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw new TypeError(
      `The "endpoint" ${JSON.stringify(endpoint)} is no address: expected one such as https://secmaster.cn-north-4.myhuaweicloud.com.`,
    );
  }
  const plain = url.protocol === 'http:' && isLoopback(url.hostname);
  if (url.protocol !== 'https:' && !plain) {
    throw new TypeError(
      `The "endpoint" ${url.origin} must begin with https://; http:// is for a server on this machine only.`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError(
      `The "endpoint" at ${url.host} must hold neither a user, a password, a query nor a fragment.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
