/** What is kept of the errors of transports. */
interface Cause {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  cause?: unknown;
}

/** Causes of causes that are kept; a chain may lead back to its beginning. */
const deepest = 4;

/**
 * A copy of a transport's error with its name, message, code and cause, and nothing else: transports
 * hang requests and raw bytes of answers on their errors, and both may hold credentials.
 */
export function safeCause(
  error: unknown,
  redact: (text: string) => string,
  depth = deepest,
): unknown {
  if (typeof error !== 'object' || error === null) {
    return typeof error === 'string' ? redact(error) : error;
  }
  const { name, message, code, cause } = error as Cause;
  const copy = new Error(
    redact(String(message ?? '')),
    cause === undefined || depth === 0 ? undefined : { cause: safeCause(cause, redact, depth - 1) },
  );
  copy.name = String(name ?? 'Error');
  return code === undefined ? copy : Object.assign(copy, { code });
}
