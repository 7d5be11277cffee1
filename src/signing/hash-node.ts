import { hash, hkdfSync } from 'node:crypto';
import type { Hashing } from './hash.js';

/** Bytes that SHA-256 takes at a time. */
const blockSize = 64;
/** Bytes that it gives. */
const digestSize = 32;

/** SHA-256 by Node's own module. */
export const hashing: Hashing = {
  sha256Hex: (data) => hash('sha256', data, 'hex'),
  hmacSha256Hex,
  hkdfSha256Hex: (keyMaterial, salt, info) =>
    Buffer.from(hkdfSync('sha256', keyMaterial, salt, info, 32)).toString('hex'),
};

/**
 * HMAC as RFC 2104, 2 defines it, from two one-shot hashes: an `Hmac` object of Node's costs a signed
 * call about a fifth of its time, most of it when it is collected (`npm run bench`).
 */
function hmacSha256Hex(key: string, text: string): string {
  const { inner, outer } = padsOf(key);
  const message = Buffer.allocUnsafe(blockSize + Buffer.byteLength(text));
  message.set(inner);
  message.write(text, blockSize);
  outer.set(hash('sha256', message, 'buffer'), blockSize);
  return hash('sha256', outer, 'hex');
}

interface Pads {
  readonly key: string;
  readonly inner: Buffer;
  /** With room for the inner digest behind it. */
  readonly outer: Buffer;
}

/** A client signs with one key: what was made of it last time is what will be needed next time. */
let lastPads: Pads | undefined;

function padsOf(key: string): Pads {
  if (lastPads?.key === key) return lastPads;
  const bytes = Buffer.from(key);
  const block = Buffer.alloc(blockSize);
  (bytes.length > blockSize ? hash('sha256', bytes, 'buffer') : bytes).copy(block);
  const pad = (value: number): Buffer => Buffer.from(block.map((byte) => byte ^ value));
  const outer = Buffer.concat([pad(0x5c), Buffer.alloc(digestSize)]);
  lastPads = { key, inner: pad(0x36), outer };
  return lastPads;
}
