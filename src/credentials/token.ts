import { AuthenticationError } from '../errors.js';
import { failureText, safeCause } from '../causes.js';
import type { Credentials, Secret, TokenSecret } from './credentials.js';

/**
 * Signs in with a token of IAM for the project: the value of `X-Subject-Token` of IAM's answer, valid
 * for 24 hours.
 *
 * @param value - the token, or a function that gets one. The function is called for the first request
 *   and again when the gateway refuses what it gave.
 * @throws TypeError if the token is empty or cannot stand in a header; the message never holds it
 */
export function token(value: string | (() => Promise<string> | string)): Credentials {
  if (typeof value !== 'function') return fixedToken(value);
  const failure = (what: string, cause?: unknown) =>
    new AuthenticationError(what, { outcome: 'not-sent', cause: safeCause(cause) });
  return Object.freeze<Credentials>({
    name: 'token',
    async getSecret() {
      let got: string;
      try {
        got = await value();
      } catch (cause) {
        throw failure(`The function given as "token" failed: ${failureText(cause)}`, cause);
      }
      return makeTokenSecret({ token: got }, (fault) =>
        failure(
          `What the function given as "token" returned ${fault}: expected the IAM token of the project.`,
        ),
      );
    },
  });
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
  return hiddenSecret({ kind: 'token', ...parts });
}

/** A secret that prints nothing of itself but its kind: what it holds are no properties of its own. */
export function hiddenSecret<Kind extends Secret>({ kind, ...parts }: Kind): Kind {
  const getters = Object.fromEntries(
    Object.entries(parts).map(([name, value]) => [name, { get: () => value as unknown }]),
  );
  const holder: object = Object.create(Object.prototype, getters);
  return Object.freeze(Object.assign(Object.create(holder) as Kind, { kind }));
}

/**
 * Why a value cannot stand in a header, in words that go on from its name; undefined if it can. The
 * value itself is never quoted: it is a secret, and the platform's own error would show it.
 */
export function headerValueFault(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return 'is missing';
  if (/^[\x21-\x7e]+$/.test(value)) return undefined;
  return 'holds white space, control characters or text beyond ASCII';
}
