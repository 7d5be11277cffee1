/** Writes a key as one step of a JSON Pointer (RFC 6901). */
export function step(key: string | number): string {
  const text = String(key);
  const isPlain = !text.includes('~') && !text.includes('/');
  return isPlain ? `/${text}` : `/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The keys of a JSON Pointer. */
export function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => (key.includes('~') ? key.replaceAll('~1', '/').replaceAll('~0', '~') : key));
}

/**
 * The file that a reference names, which is empty for its own one, and the place in it. Both are parts of
 * an address (RFC 3986), so they are decoded.
 *
 * @throws URIError for a `%` that encodes nothing
 */
export function partsOf(reference: string): { location: string; fragment: string } {
  const [location = '', fragment = ''] = reference.split('#', 2).map(decodeURIComponent);
  return { location, fragment };
}

/** The value that keys lead to; undefined if there is none. */
export function valueAt(root: unknown, keys: readonly (string | number)[]): unknown {
  let value = root;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null) return undefined;
    // The length of an array is its own, but no item of it.
    if (!Object.prototype.propertyIsEnumerable.call(value, key)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value;
}
