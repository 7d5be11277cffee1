import type { Credentials, KeySecret } from './credentials.js';
import { signer } from '../signing/signer.js';
import { headerValueFault, hiddenSecret } from './token.js';

/** An access key, permanent or temporary. */
export interface AccessKeyOptions {
  /** Access key id (AK). */
  ak: string;
  /** Secret access key (SK). */
  sk: string;
  /** Security token of a temporary key. */
  securityToken?: string | undefined;
  /** Project of the requests, if the client has none. */
  projectId?: string | undefined;
}

/**
 * Signs each request with an access key (SDK-HMAC-SHA256).
 *
 * @throws TypeError that names the part which is missing or cannot stand in a header, and holds none
 */
export function accessKey(options: AccessKeyOptions): Credentials {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('accessKey needs an object: accessKey({ ak, sk }).');
  }
  const secret = makeKeySecret(options, (part, fault) => {
    const expected = fault === 'is missing' ? `: expected ${expectations[part]}` : '';
    return new TypeError(`"${part}" ${fault}${expected}.`);
  });
  return Object.freeze<Credentials>({ name: 'access key', getSecret: async () => secret });
}

const expectations: Readonly<Record<keyof AccessKeyOptions, string>> = {
  ak: 'the access key id',
  sk: 'the secret access key',
  securityToken: 'the security token of a temporary key, or none',
  projectId: 'the id of the project, or none',
};

/**
 * The secret for an access key from any source.
 *
 * @param makeError - the error for a part with a fault; it must not quote the part
 * @param more - what only some sources know
 */
export function makeKeySecret(
  { ak, sk, securityToken, projectId }: AccessKeyOptions,
  makeError: (part: keyof AccessKeyOptions, fault: string) => Error,
  more: Pick<KeySecret, 'expiresAt' | 'iamEndpoint'> = {},
): KeySecret {
  const parts: AccessKeyOptions = { ak, sk, securityToken, projectId };
  for (const [part, value] of Object.entries(parts)) {
    const fault = headerValueFault(value);
    const isLeftOut = value === undefined && part !== 'ak' && part !== 'sk';
    if (fault !== undefined && !isLeftOut) throw makeError(part as keyof AccessKeyOptions, fault);
  }
  return hiddenSecret<KeySecret>({ kind: 'key', signer, ...parts, ...more });
}
