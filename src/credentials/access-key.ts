import type { Credentials, KeySecret } from './credentials.js';
import { signer } from '../signing/signer.js';
import { headerValueFault } from './header-value.js';

/** An access key, permanent or temporary. */
export interface AccessKeyOptions {
  /** Access key id (AK). */
  ak: string;
  /** Secret access key (SK). */
  sk: string;
  /** Security token of a temporary key. */
  securityToken?: string | undefined;
  /** Project of the requests, if the client is not told. */
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

/** An access key that prints nothing of itself: what it holds are no properties of its own. */
class HiddenKey implements KeySecret {
  readonly kind = 'key';
  readonly #parts: Omit<KeySecret, 'kind' | 'signer'>;

  constructor(parts: Omit<KeySecret, 'kind' | 'signer'>) {
    this.#parts = parts;
    Object.freeze(this);
  }

  get signer() {
    return signer;
  }
  get ak() {
    return this.#parts.ak;
  }
  get sk() {
    return this.#parts.sk;
  }
  get securityToken() {
    return this.#parts.securityToken;
  }
  get projectId() {
    return this.#parts.projectId;
  }
  get iamEndpoint() {
    return this.#parts.iamEndpoint;
  }
  get expiresAt() {
    return this.#parts.expiresAt;
  }
}

/**
 * The secret for an access key from any source.
 *
 * @param makeError - the error for a part with a fault; it must not quote the part
 * @param more - what only some sources know
 */
export function makeKeySecret(
  { ak, sk, securityToken, projectId }: AccessKeyOptions,
  makeError: (part: keyof AccessKeyOptions, fault: string) => Error,
  more: { readonly expiresAt?: number | undefined; readonly iamEndpoint?: string } = {},
): KeySecret {
  const parts: AccessKeyOptions = {
    ak,
    sk,
    ...(securityToken !== undefined && { securityToken }),
    ...(projectId !== undefined && { projectId }),
  };
  for (const [part, value] of Object.entries(parts)) {
    const fault = headerValueFault(value);
    if (fault !== undefined) throw makeError(part as keyof AccessKeyOptions, fault);
  }
  return new HiddenKey({ ...parts, ...more });
}
