import { AuthenticationError } from '../errors.js';
import { failureText, safeCause } from '../causes.js';
import type { Credentials } from './credentials.js';
import { fixedToken, makeTokenSecret } from './token-secret.js';

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
  return Object.freeze<Credentials>({
    name: 'token',
    async getSecret() {
      let got: string;
      try {
        got = await value();
      } catch (cause) {
        throw new AuthenticationError(
          `The function given as "token" failed: ${failureText(cause)}`,
          { outcome: 'not-sent', cause: safeCause(cause) },
        );
      }
      return makeTokenSecret(
        { token: got },
        (fault) =>
          new AuthenticationError(
            `What the function given as "token" returned ${fault}: expected the IAM token of the project.`,
            { outcome: 'not-sent' },
          ),
      );
    },
  });
}
