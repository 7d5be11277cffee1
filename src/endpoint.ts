import { servers } from '../generated/shared.js';
import type { SignInContext } from './credentials/credentials.js';
import { processEnvironment, type Environment } from './credentials/environment.js';
import { nearest } from './nearest.js';

/** The service of the vendor. */
const service = servers[0];

/** Id of a region of the vendor. */
export type Region = (typeof service.variables.region.enum)[number];

/** Where the API is: a region of the vendor, or the address of any server that stands in for it. */
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
  if ((region === undefined) === (endpoint === undefined)) {
    throw new TypeError('Give either "region", such as "cn-north-4", or "endpoint", an address.');
  }
  if (endpoint !== undefined) {
    return checkAddress('endpoint', endpoint, {
      example: 'https://secmaster.cn-north-4.myhuaweicloud.com',
    });
  }
  const known: readonly string[] = service.variables.region.enum;
  const wanted = String(region);
  if (!known.includes(wanted)) {
    throw new TypeError(
      `Unknown "region" ${JSON.stringify(region)}: did you mean ${nearest(wanted, known)}? Expected one of ${known.join(', ')}.`,
    );
  }
  return service.url.replace('{region}', wanted);
}

/** Variable of the vendor's SDKs that replaces the address of IAM. */
const iamVariable = 'HUAWEICLOUD_SDK_IAM_ENDPOINT';

/**
 * The address of IAM, without a slash at its end: that of the client, else that of
 * `HUAWEICLOUD_SDK_IAM_ENDPOINT`, else the vendor's for the region, or for all regions if there is
 * none.
 *
 * @throws TypeError if it is no address, or would send secrets unencrypted to another machine
 */
export function resolveIamEndpoint(
  { iamEndpoint, region }: Pick<SignInContext, 'iamEndpoint' | 'region'>,
  env: Environment = processEnvironment(),
): string {
  if (iamEndpoint !== undefined) return checkIamEndpoint('iamEndpoint', iamEndpoint);
  const replacement = env[iamVariable];
  if (replacement) return checkIamEndpoint(iamVariable, withScheme(replacement));
  if (region === undefined) return 'https://iam.myhuaweicloud.com';
  if (!/^[a-z0-9-]+$/.test(region)) {
    throw new TypeError(`"region" is no region: ${JSON.stringify(region)}.`);
  }
  return `https://iam.${region}.myhuaweicloud.com`;
}

/** Checks an address of IAM from the place that is named. */
export function checkIamEndpoint(name: string, address: string): string {
  return checkAddress(name, address, { example: 'https://iam.cn-north-4.myhuaweicloud.com' });
}

/** Outside of code, the vendor's SDKs take a mere host too. */
export function withScheme(address: string): string {
  return address.includes('://') ? address : `https://${address}`;
}

/**
 * Checks the address of a server, which requests with credentials will go to.
 *
 * @param name - of the option or variable that holds the address, for messages
 * @param rules - `example`: an address that would pass, for messages; `linkLocal`: whether `http://` may also
 *   go to 169.254.0.0/16, which no router forwards (RFC 3927)
 * @returns the address without a slash at its end
 * @throws TypeError if it is no address, would send credentials unencrypted to another machine, or
 *   holds more than a place
 */
export function checkAddress(
  name: string,
  address: string,
  { example, linkLocal = false }: { example: string; linkLocal?: boolean },
): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    // What stands before an @ is a password.
    const shown = String(address).includes('@') ? '' : ` ${JSON.stringify(address)}`;
    throw new TypeError(`The "${name}"${shown} is no address: expected one such as ${example}.`);
  }
  const isNear =
    isLoopback(url.hostname) || (linkLocal && /^169\.254\.\d+\.\d+$/.test(url.hostname));
  const plain = url.protocol === 'http:' && isNear;
  if (url.protocol !== 'https:' && !plain) {
    throw new TypeError(
      `The "${name}" ${url.protocol}//${url.host} must begin with https://; http:// is for a server on this machine only.`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError(
      `The "${name}" at ${url.host} must hold neither a user, a password, a query nor a fragment.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
