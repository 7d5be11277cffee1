import { createHash } from 'node:crypto';

/**
 * What an overlay records of the English that a text was translated from: the first eight hex digits
 * of its SHA-256.
 */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
