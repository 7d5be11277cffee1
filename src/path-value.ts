/**
 * Checks a value before it becomes a segment of a path: encoding keeps `/` and `%` from changing the
 * path, but nothing can keep an empty segment or a dot segment (RFC 3986, 5.2.4) in it.
 *
 * @throws TypeError that names the value
 */
export function requirePathValue(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') {
    throw new TypeError(`"${name}" is missing: expected the text of an id.`);
  }
  if (value === '.' || value === '..' || /\p{Cc}/u.test(value)) {
    throw new TypeError(`"${name}" is no id: ${JSON.stringify(value)}.`);
  }
  return value;
}
