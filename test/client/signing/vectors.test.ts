import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import {
  type Algorithm,
  type DerivedScope,
  type QueryValue,
  authorization,
  canonicalQuery,
  canonicalRequest,
  derivedScope,
  headersToSign,
  payloadHash,
  signRequest,
  stringToSign,
} from '../../../src/signing/index.js';

describe('The vectors of the vendor', () => {
  /**
   * The vendor's vectors for SDK-HMAC-SHA256 and V11-HMAC-SHA256. Those for SDK-HMAC-SM3 are left out:
   * the endpoints of the service sign by SHA-256.
   */
  interface Vectors {
    canonicalQuery: { query: Record<string, QueryValue>; expected: string };
    vectors: {
      id: string;
      algorithm: Algorithm;
      ak: string;
      sk: string;
      derived?: DerivedScope;
      method: string;
      path: string;
      query: [string, string][];
      headers: Record<string, string>;
      body: string;
      /** The guide's example signs the content type, which no SDK does. */
      signsContentType?: boolean;
      canonicalRequest: string[];
      stringToSign: string[];
      authorization: string;
    }[];
  }

  const file = new URL('vectors.json', import.meta.url);
  const { vectors, canonicalQuery: queryVector } = JSON.parse(
    readFileSync(file, 'utf8'),
  ) as Vectors;

  test('There are all 10 vectors of SDK-HMAC-SHA256 and all 7 of V11-HMAC-SHA256', () => {
    const count = (algorithm: Algorithm) =>
      vectors.filter((one) => one.algorithm === algorithm).length;
    expect([count('SDK-HMAC-SHA256'), count('V11-HMAC-SHA256')]).toEqual([10, 7]);
  });

  test('The canonical query of the vendor’s tests is ours', () => {
    expect(canonicalQuery(queryVector.query)).toBe(queryVector.expected);
  });

  describe.each(vectors)('$id', (vector) => {
    const { method, path, query, headers, body, ak, sk, derived } = vector;
    const date = String(headers['X-Sdk-Date']);
    const ours = canonicalRequest({
      method,
      path,
      query,
      headers: vector.signsContentType ? headers : headersToSign(headers),
      payloadHash: payloadHash(body),
    });

    test('has our canonical request', () => {
      expect(ours.split('\n')).toEqual(vector.canonicalRequest);
    });

    test('has our string to sign', () => {
      const scope = derived === undefined ? undefined : derivedScope(date, derived);
      const text = stringToSign(vector.algorithm, date, ours, scope);
      expect(text.split('\n')).toEqual(vector.stringToSign);
    });

    test('has our Authorization header', () => {
      expect(authorization({ ak, sk, date, canonicalRequest: ours, derived })).toBe(
        vector.authorization,
      );
    });
  });

  /** The signer for Go does not sign the host; the guide's example signs the content type. */
  const whole = vectors.filter(
    ({ headers, signsContentType }) => headers.Host && !signsContentType,
  );

  describe('As a whole request', () => {
    test('there are all of the vectors that sign what we sign', () => {
      expect(whole.map(({ id }) => id)).toHaveLength(12);
    });

    test.each(whole)('$id is signed alike', ({ headers, ak, sk, derived, ...vector }) => {
      const { Host, 'X-Sdk-Date': date, ...others } = headers;
      const query = canonicalQuery(vector.query);
      const url = `https://${Host}${vector.path}${query === '' ? '' : `?${query}`}`;
      const { method, body } = vector;
      const time = String(date).replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z');
      const withOption = signRequest(
        { method, url, headers: others, body },
        { ak, sk },
        { date: new Date(time), derived },
      );
      const withHeader = signRequest({ method, url, headers, body }, { ak, sk }, { derived });
      const expected = { authorization: vector.authorization, 'x-sdk-date': date };
      expect(withOption).toEqual(expected);
      expect(withHeader).toEqual(expected);
    });
  });
});
