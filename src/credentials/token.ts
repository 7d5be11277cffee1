import { AuthenticationError } from '../errors.js';
import { safeCause } from '../safe-cause.js';
import type { Credentials, TokenSecret } from './credentials.js';
import { asItIs, failureText } from './failure-text.js';
import { headerValueFault } from './header-value.js';

/**
 * Signs in with a token of IAM for the project: the value of `X-Subject-Token` of IAM's answer, valid
 * for 24 hours.
 *
 * @param value - the token, or a function that gets one. The function is called for the first request
 *   and again when the gateway refuses what it gave.
 * @throws TypeError if the token is empty or cannot stand in a header; the message never holds it
 */
export function token(value: string | (() => Promise<string> | string)): Credentials {
  if (typeof value !== 'function') {
    const secret = makeSecret(value, (fault) => {
      const expected = fault === 'is missing' ? ': expected the IAM token of the project' : '';
      return new TypeError(`"token" ${fault}${expected}.`);
    });
    return Object.freeze<Credentials>({ name: 'token', getSecret: async () => secret });
  }
  return Object.freeze<Credentials>({
    name: 'token',
    async getSecret() {
      let got: string;
      try {
        got = await value();
      } catch (cause) {
        throw new AuthenticationError(
          `The function given as "token" failed: ${failureText(cause)}`,
          { cause: safeCause(cause, asItIs) },
        );
      }
      return makeSecret(
        got,
        (fault) =>
          new AuthenticationError(
            `What the function given as "token" returned ${fault}: expected the IAM token of the project.`,
          ),
      );
    },
  });
}

function makeSecret(value: string, makeError: (fault: string) => Error): TokenSecret {
  const fault = headerValueFault(value);
  if (fault !== undefined) throw makeError(fault);
  return Object.freeze<TokenSecret>({ kind: 'token', token: value });
}
