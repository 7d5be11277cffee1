interface ErrorLike {
  message?: unknown;
  code?: unknown;
  cause?: unknown;
}

/** What an error says; `fetch` says only "fetch failed", so the reason one level down is added. */
export function failureText(error: unknown): string {
  const { message, code, cause } = membersOf(error);
  const said = String(message || code || error);
  const { message: reason, code: reasonCode } = membersOf(cause);
  return reason || reasonCode ? `${said} (${String(reason || reasonCode)})` : said;
}

// Not by instanceof: the error may come from another realm.
function membersOf(error: unknown): ErrorLike {
  return typeof error === 'object' && error !== null ? error : {};
}

/** In place of what takes secrets out of a text, where none is known. */
export function asItIs(text: string): string {
  return text;
}
