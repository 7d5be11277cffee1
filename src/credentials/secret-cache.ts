import type { SecretSource } from '../attempt.js';
import type { Credentials, Secret, SignInContext } from './credentials.js';
import { SharedWork } from './shared-work.js';

/**
 * Life left from which on a secret is renewed, in milliseconds. A token lives 24 hours and has to
 * outlast a call with all its retries. Keys are those of the metadata service, which has a new one
 * by then.
 */
const margins: Readonly<Record<Secret['kind'], number>> = { token: 10 * 60_000, key: 40 * 60_000 };

/**
 * Wait after an attempt to renew that brought nothing new, in milliseconds: an outage of IAM must
 * not cost each call a request.
 */
const pause = 60_000;

/**
 * Keeps the secret of a source, asks for it once however many calls wait, and renews it before it
 * expires. The call that sees it near its end waits for the new one, and others go on with the old;
 * if the source fails, all go on with the old until its end.
 *
 * `get` throws AbortedError if its signal aborts, and what the source throws, if there is no valid
 * secret.
 *
 * @param context - what the source is told, with the signal that ends its work
 * @param options - `now`: milliseconds of a clock that never steps, so that a step of the system's
 *   clock changes nothing
 */
export function cacheSecrets(
  credentials: Credentials,
  context: (signal: AbortSignal) => SignInContext,
  { now = () => performance.now() }: { now?: () => number } = {},
): SecretSource {
  let current: Secret | undefined;
  /** By the clock that never steps. */
  let currentEnd = Infinity;
  let refused = false;
  /** Until then nothing is renewed ahead of its end. */
  let renewalPausedUntil = 0;
  /** Until then refusals are not news: the source gave the same again. */
  let refusalPausedUntil = 0;

  const valid = (): Secret | undefined =>
    current !== undefined && !refused && currentEnd > now() ? current : undefined;

  const renewal = new SharedWork(async (signal): Promise<Secret> => {
    try {
      const fetched = await credentials.getSecret(context(signal));
      // Nobody waits any more, and a later attempt may have brought a newer one.
      if (signal.aborted) return fetched;
      if (current !== undefined && isSame(current, fetched)) {
        renewalPausedUntil = refusalPausedUntil = now() + pause;
      } else {
        current = fetched;
      }
      currentEnd = now() + (fetched.expiresAt ?? Infinity) - Date.now();
      refused = false;
      return current;
    } catch (error) {
      if (!signal.aborted) renewalPausedUntil = now() + pause;
      throw error;
    }
  });

  const isFresh = ({ kind }: Secret): boolean => currentEnd - now() > margins[kind];

  return Object.freeze<SecretSource>({
    fresh() {
      const secret = valid();
      return secret !== undefined && isFresh(secret) ? secret : undefined;
    },
    async get(caller) {
      const old = valid();
      if (old !== undefined) {
        if (isFresh(old) || renewal.running || now() < renewalPausedUntil) return old;
      }
      try {
        return await renewal.join(caller);
      } catch (error) {
        const left = valid();
        if (left === undefined || caller.aborted) throw error;
        return left;
      }
    },
    refuse(secret) {
      if (secret === current && now() >= refusalPausedUntil) refused = true;
    },
  });
}

/** Whether two secrets sign in alike. They have no properties that could be listed. */
function isSame(one: Secret, other: Secret): boolean {
  const members = ['kind', 'projectId', 'token', 'ak', 'sk', 'securityToken'];
  return members.every((name) => Reflect.get(one, name) === Reflect.get(other, name));
}
