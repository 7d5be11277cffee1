import type { Hashing } from './hash.js';

/** SHA-256 by Node's own module, also that of Deno and Bun. */
export function nodeHashing(crypto: typeof import('node:crypto')): Hashing {
  return {
    sha256Hex: (data) => crypto.hash('sha256', data, 'hex'),
    hmacSha256Hex: (key, text) => crypto.createHmac('sha256', key).update(text).digest('hex'),
    hkdfSha256Hex: (keyMaterial, salt, info) =>
      Buffer.from(crypto.hkdfSync('sha256', keyMaterial, salt, info, 32)).toString('hex'),
  };
}
