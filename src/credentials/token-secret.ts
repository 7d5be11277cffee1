import type { Credentials, TokenSecret } from './credentials.js';
import { headerValueFault } from './header-value.js';

/** A token that prints nothing of itself: what it holds are no properties of its own. */
class HiddenToken implements TokenSecret {
  readonly kind = 'token';
  readonly #parts: Omit<TokenSecret, 'kind'>;

  constructor(parts: Omit<TokenSecret, 'kind'>) {
    this.#parts = parts;
    Object.freeze(this);
  }

  get token() {
    return this.#parts.token;
  }
  get projectId() {
    return this.#parts.projectId;
  }
  get expiresAt() {
    return this.#parts.expiresAt;
  }
}

/**
 * The secret for a token from any source.
 *
 * @param makeError - the error for a token with a fault; it must not quote the token
 */
export function makeTokenSecret(
  parts: Omit<TokenSecret, 'kind'>,
  makeError: (fault: string) => Error,
): TokenSecret {
  const fault = headerValueFault(parts.token);
  if (fault !== undefined) throw makeError(fault);
  return new HiddenToken(parts);
}

/**
 * A source that has one token.
 *
 * @throws TypeError if it is empty or cannot stand in a header; the message never holds it
 */
export function fixedToken(token: string): Credentials {
  const secret = makeTokenSecret({ token }, (fault) => {
    const expected = fault === 'is missing' ? ': expected the IAM token of the project' : '';
    return new TypeError(`"token" ${fault}${expected}.`);
  });
  return Object.freeze<Credentials>({ name: 'token', getSecret: async () => secret });
}
