import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { hashing as native } from '../../../src/signing/hash-node.js';
import { hashing as portable } from '../../../src/signing/hash-portable.js';
import { propertyRuns } from '../../lib/property-runs.js';

describe('The hashes', () => {
  const text = fc.string({ unit: 'binary' });
  /** Longer than a block of SHA-256 as well, from where on HMAC hashes the key first. */
  const key = fc.string({ unit: 'binary', maxLength: 200, size: 'max' });

  // Empty input of FIPS 180-4's example files; test case 2 of RFC 4231; HKDF has the vendor's vectors.
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const jefe = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';

  test.each([
    ['Node', native],
    ['plain JavaScript', portable],
  ])('The hashes by %s are the published ones', (_, hashing) => {
    expect(hashing.sha256Hex('')).toBe(empty);
    expect(hashing.hmacSha256Hex('Jefe', 'what do ya want for nothing?')).toBe(jefe);
  });

  test('Node and plain JavaScript give the same hashes', () => {
    fc.assert(
      fc.property(key, text, text, fc.uint8Array({ maxLength: 300 }), (a, b, c, bytes) => {
        for (const data of [a, bytes]) {
          expect(portable.sha256Hex(data)).toBe(native.sha256Hex(data));
        }
        expect(portable.hmacSha256Hex(a, b)).toBe(native.hmacSha256Hex(a, b));
        expect(portable.hkdfSha256Hex(a, b, c)).toBe(native.hkdfSha256Hex(a, b, c));
      }),
      { numRuns: propertyRuns },
    );
  });
});
