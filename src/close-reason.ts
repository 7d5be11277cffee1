import type { CloseReason } from '../generated/alerts/types.js';

/** The values of `CloseReason`, each a member, so that the compiler misses one that is not here. */
const closeReasons: Readonly<Record<CloseReason, true>> = {
  'False detection': true,
  Resolved: true,
  Repeated: true,
  Other: true,
};

/**
 * The change that closes an alert or an incident. A comment that is left out stays as it was.
 *
 * @throws TypeError if the reason is none of the four that the API knows
 */
export function closingWith(reason: CloseReason, comment: string | undefined) {
  if (!Object.hasOwn(closeReasons, reason)) {
    const known = Object.keys(closeReasons).map((one) => `"${one}"`);
    throw new TypeError(
      `"reason" is ${JSON.stringify(reason)}, expected one of ${known.join(', ')}.`,
    );
  }
  return {
    handle_status: 'Closed' as const,
    close_reason: reason,
    ...(comment !== undefined && { close_comment: comment }),
  };
}
