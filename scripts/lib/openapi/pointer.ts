/** Writes a key as one step of a JSON pointer (RFC 6901). */
export function step(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * The keys of a JSON pointer.
 *
 * @throws URIError if a `%` in it is no part of an encoded character
 */
export function keysOf(pointer: string): string[] {
  return decodeURIComponent(pointer)
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
