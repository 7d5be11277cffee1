/**
 * Why a value cannot stand in a header, in words that go on from its name; undefined if it can. The
 * value itself is never quoted: it is a secret, and the platform's own error would show it.
 */
export function headerValueFault(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return 'is missing';
  if (!/^[\x21-\x7e]+$/.test(value)) {
    return 'holds white space, control characters or text beyond ASCII';
  }
  return undefined;
}
