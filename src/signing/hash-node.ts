import { createHmac, hash, hkdfSync } from 'node:crypto';
import type { Hashing } from './hash-portable.js';

/** SHA-256 by Node's own module. */
export const hashing: Hashing = {
  sha256Hex: (data) => hash('sha256', data, 'hex'),
  hmacSha256Hex: (key, text) => createHmac('sha256', key).update(text).digest('hex'),
  hkdfSha256Hex: (keyMaterial, salt, info) =>
    Buffer.from(hkdfSync('sha256', keyMaterial, salt, info, 32)).toString('hex'),
};
