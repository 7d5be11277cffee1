import type { Credentials, Secret, SignInContext } from './credentials.js';
import { singleFlight } from './single-flight.js';

/** The secrets of one client. */
export interface SecretCache {
  /** The secret that needs no renewal yet, without waiting; undefined if there is none. */
  fresh(): Secret | undefined;
  /**
   * A secret that is valid as far as anybody knows.
   *
   * @throws AbortedError if the signal of the context aborts
   * @throws what the source throws, if there is no valid secret
   */
  get(context: SignInContext): Promise<Secret>;
  /**
   * Tells that the gateway has refused a secret (401). The next `get` asks the source again; it gives
   * the same object if the source has nothing else, so that sending again would be in vain.
   */
  refuse(secret: Secret): void;
}

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
 * @param options - `now`: the time in milliseconds since 1970
 */
export function cacheSecrets(
  credentials: Credentials,
  { now = Date.now }: { now?: () => number } = {},
): SecretCache {
  const flight = singleFlight<Secret>();
  let current: Secret | undefined;
  let refused = false;
  /** Until then nothing is renewed ahead of its end. */
  let renewalPausedUntil = 0;
  /** Until then refusals are not news: the source gave the same again. */
  let refusalPausedUntil = 0;

  const lifeLeft = ({ expiresAt = Number.POSITIVE_INFINITY }: Secret): number => expiresAt - now();

  const valid = (): Secret | undefined =>
    current !== undefined && !refused && lifeLeft(current) > 0 ? current : undefined;

  async function renew(context: SignInContext, signal: AbortSignal): Promise<Secret> {
    try {
      const fetched = await credentials.getSecret({ ...context, signal });
      // Nobody waits any more, and a later attempt may have brought a newer one.
      if (signal.aborted) return fetched;
      if (current !== undefined && isSame(current, fetched)) {
        renewalPausedUntil = refusalPausedUntil = now() + pause;
      } else {
        current = fetched;
      }
      refused = false;
      return current;
    } catch (error) {
      if (!signal.aborted) renewalPausedUntil = now() + pause;
      throw error;
    }
  }

  const isFresh = (secret: Secret): boolean => lifeLeft(secret) > margins[secret.kind];

  return Object.freeze<SecretCache>({
    fresh() {
      const secret = valid();
      return secret !== undefined && isFresh(secret) ? secret : undefined;
    },
    async get(context) {
      const old = valid();
      if (old !== undefined) {
        if (isFresh(old) || flight.running || now() < renewalPausedUntil) return old;
      }
      try {
        return await flight.join(context.signal, (signal) => renew(context, signal));
      } catch (error) {
        const left = valid();
        if (left === undefined || context.signal?.aborted) throw error;
        return left;
      }
    },
    refuse(secret) {
      if (secret === current && now() >= refusalPausedUntil) refused = true;
    },
  });
}

/** Whether two secrets are the same in each member. */
function isSame(one: Secret, other: Secret): boolean {
  return (
    Object.keys(one).length === Object.keys(other).length &&
    Object.entries(one).every(([key, value]) => other[key as keyof Secret] === value)
  );
}
