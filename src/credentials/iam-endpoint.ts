import { checkAddress } from '../address.js';
import type { SignInContext } from './credentials.js';
import { processEnvironment, type Environment } from './environment.js';

/** Variable of the vendor's SDKs that replaces the address of IAM. */
const variable = 'HUAWEICLOUD_SDK_IAM_ENDPOINT';

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
  const replacement = env[variable];
  if (replacement) return checkIamEndpoint(variable, withScheme(replacement));
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
