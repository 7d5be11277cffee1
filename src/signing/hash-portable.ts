import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Hashing } from './hash.js';

/** SHA-256 in plain JavaScript: what browsers offer instead, WebCrypto, is asynchronous. */
export const hashing: Hashing = {
  sha256Hex: (data) => bytesToHex(sha256(typeof data === 'string' ? utf8ToBytes(data) : data)),
  hmacSha256Hex: (key, text) => bytesToHex(hmac(sha256, utf8ToBytes(key), utf8ToBytes(text))),
  hkdfSha256Hex: (keyMaterial, salt, info) =>
    bytesToHex(hkdf(sha256, utf8ToBytes(keyMaterial), utf8ToBytes(salt), utf8ToBytes(info), 32)),
};
