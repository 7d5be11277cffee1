import { nothingToHide, type Redact } from './redact.js';

/** What is read of the errors of transports. Not by instanceof: they may come from another realm. */
export interface ErrorLike {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** Causes of causes that are read; a chain may lead back to its beginning. */
const deepest = 4;

/** An error and its causes, the outermost first. */
export function* chainOf(error: unknown): Generator<ErrorLike> {
  let current: unknown = error;
  for (let depth = 0; depth <= deepest; depth += 1) {
    if (typeof current !== 'object' || current === null) return;
    yield current;
    current = (current as ErrorLike).cause;
  }
}

/** What an error says; `fetch` says only "fetch failed", so the reason one level down is added. */
export function failureText(error: unknown): string {
  const [outer, inner] = chainOf(error);
  const said = String(outer?.message || outer?.code || error);
  const reason = inner?.message || inner?.code;
  return reason && reason !== said ? `${said} (${String(reason)})` : said;
}

/**
 * A copy of an error with its name, message, code and causes, and nothing else: transports hang
 * requests and raw bytes of answers on their errors, and both may hold credentials.
 */
export function safeCause(error: unknown, redact: Redact = nothingToHide): unknown {
  if (typeof error === 'string') return redact(error);
  let copy: unknown;
  for (const { name, message, code } of [...chainOf(error)].reverse()) {
    const inner = copy === undefined ? undefined : { cause: copy };
    copy = new Error(redact(String(message ?? '')), inner);
    (copy as Error).name = String(name ?? 'Error');
    if (code !== undefined) Object.assign(copy as Error, { code });
  }
  return copy ?? error;
}
