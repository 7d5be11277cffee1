import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The hashes that signing needs; all give lower-case hex, and text counts as UTF-8. */
export interface Hashing {
  sha256Hex(data: string | Uint8Array): string;
  /** RFC 2104. */
  hmacSha256Hex(key: string, text: string): string;
  /** RFC 5869, 32 bytes. */
  hkdfSha256Hex(keyMaterial: string, salt: string, info: string): string;
}

/** SHA-256 in plain JavaScript: what browsers offer instead, WebCrypto, is asynchronous. */
export const hashing: Hashing = {
  sha256Hex: (data) => bytesToHex(sha256(typeof data === 'string' ? utf8ToBytes(data) : data)),
  hmacSha256Hex: (key, text) => bytesToHex(hmac(sha256, utf8ToBytes(key), utf8ToBytes(text))),
  hkdfSha256Hex: (keyMaterial, salt, info) =>
    bytesToHex(hkdf(sha256, utf8ToBytes(keyMaterial), utf8ToBytes(salt), utf8ToBytes(info), 32)),
};
