import type { Middleware } from 'openapi-fetch';

/** The vendor's pages ask for exactly this on every operation but the import. */
const jsonContentType = 'application/json;charset=UTF-8';

/**
 * Checks a token before it becomes a header: the platform's own error would quote it.
 *
 * @throws TypeError if the token is empty or cannot stand in a header
 */
export function requireToken(token: string): string {
  if (typeof token !== 'string' || token === '') {
    throw new TypeError('"token" is missing: expected the IAM token of the project.');
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new TypeError('"token" holds white space, control characters or text beyond ASCII.');
  }
  return token;
}

/** Adds the token and the content type of the vendor to each request. */
export function sendVendorHeaders(token: string): Middleware {
  return {
    onRequest({ request }) {
      request.headers.set('X-Auth-Token', token);
      // Reads and deletions too (decision D12); a multipart body brings a type of its own.
      if (!request.headers.get('Content-Type')?.startsWith('multipart/')) {
        request.headers.set('Content-Type', jsonContentType);
      }
    },
  };
}
