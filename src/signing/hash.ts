import { nodeHashing } from './hash-node.js';
import { portableHashing } from './hash-portable.js';

/** The hashes that signing needs; all give lower-case hex, and text counts as UTF-8. */
export interface Hashing {
  sha256Hex(data: string | Uint8Array): string;
  /** RFC 2104. */
  hmacSha256Hex(key: string, text: string): string;
  /** RFC 5869, 32 bytes. */
  hkdfSha256Hex(keyMaterial: string, salt: string, info: string): string;
}

// Asked for at run time, not imported: bundlers for browsers then have nothing to resolve.
const crypto = globalThis.process?.getBuiltinModule?.('node:crypto');

/** The fastest hashes that this platform has without waiting. */
export const { sha256Hex, hmacSha256Hex, hkdfSha256Hex }: Hashing =
  typeof crypto?.hash === 'function' ? nodeHashing(crypto) : portableHashing;
