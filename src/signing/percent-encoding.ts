/**
 * Encodes text for one place of a path or query: everything but `A-Za-z0-9-_.~`, the unreserved
 * characters of RFC 3986, 2.3, as the vendor's API request signing guide asks.
 *
 * @throws TypeError if the text has half a surrogate pair, which UTF-8 cannot hold
 */
export function encodeComponent(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text;
  let encoded: string;
  try {
    encoded = encodeURIComponent(text);
  } catch {
    throw new TypeError(
      `${JSON.stringify(text)} cannot be part of an address: it holds half a surrogate pair.`,
    );
  }
  return encoded.replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Undoes the encoding of one part of a path or query, once.
 *
 * @throws TypeError if a `%` begins no escape of UTF-8 text: servers read such text in different ways
 */
export function decodeComponent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TypeError(
      `${JSON.stringify(text)} holds a "%" that begins no escape of UTF-8 text: write a literal "%" as "%25".`,
    );
  }
}
