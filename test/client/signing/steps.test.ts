import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import {
  canonicalHeaders,
  canonicalQuery,
  canonicalUri,
  canonicalUrl,
  derivedScope,
  formatSdkDate,
  headersToSign,
  isUnsignedPayload,
  payloadHash,
  signedHeaders,
} from '../../../src/signing/index.js';
import { propertyRuns } from '../../lib/property-runs.js';

describe('The steps of signing', () => {
  describe('The canonical path', () => {
    test.each([
      ['', '/'],
      ['/', '/'],
      ['/a', '/a/'],
      ['/a/', '/a/'],
      ['/a//b', '/a//b/'],
      ['/a b/流', '/a%20b/%E6%B5%81/'],
      ['/a%20b', '/a%20b/'],
      ['/a%2Fb', '/a%2Fb/'],
      ['/a%2fb', '/a%2Fb/'],
      ['/a%252Fb', '/a%252Fb/'],
      ["/-_.~!*'()", '/-_.~%21%2A%27%28%29/'],
      ['/a+b:c@d\\', '/a%2Bb%3Ac%40d%5C/'],
      ['/.../.a', '/.../.a/'],
    ])('of %p is %p', (path, expected) => {
      expect(canonicalUri(path)).toBe(expected);
    });

    test.each(['/a/../b', '/.', '/%2e%2E', '/a/.%2e/b', '/%2e'])('refuses %p', (path) => {
      expect(() => canonicalUri(path)).toThrow(/dot segment/);
    });

    test.each(['/100%', '/%zz', '/%E6%B5', '/%FF'])('refuses %p', (path) => {
      expect(() => canonicalUri(path)).toThrow(/write a literal "%" as "%25"/);
    });

    test('refuses half a surrogate pair', () => {
      expect(() => canonicalUri('/\ud83d')).toThrow(/half a surrogate pair/);
    });
  });

  describe('The canonical query', () => {
    test.each([
      ['', ''],
      ['?', ''],
      ['?b=2&a=1', 'a=1&b=2'],
      ['a=2&a=10&a=1', 'a=1&a=10&a=2'],
      ['a&b=', 'a=&b='],
      ['=v&&', '=v'],
      ['a=b=c?', 'a=b%3Dc%3F'],
      ['a=1+2&b=1%2B2&c=1%202', 'a=1%202&b=1%2B2&c=1%202'],
      ["q='()*!~", 'q=%27%28%29%2A%21~'],
      ['B=1&a=1&A=1', 'A=1&B=1&a=1'],
      ['n=流&n=a', 'n=a&n=%E6%B5%81'],
      ['n=a/b&n=a-b', 'n=a-b&n=a%2Fb'],
      ['n=\u{1f600}&n=\uff5e', 'n=%EF%BD%9E&n=%F0%9F%98%80'],
      ['a=1&a%2F=1&a-=1', 'a=1&a-=1&a%2F=1'],
    ])('of the text %p is %p', (text, expected) => {
      expect(canonicalQuery(text)).toBe(expected);
    });

    test.each([
      ['an object', { b: [true, 2n], a: '', c: null, d: undefined }, 'a=&b=2&b=true'],
      [
        'pairs',
        [
          ['a', '1+1'],
          ['a', [3, undefined]],
        ] as [string, string][],
        'a=1%2B1&a=3',
      ],
      [
        'parameters',
        new URLSearchParams([
          ['a', 'x y'],
          ['a', '+%'],
        ]),
        'a=%2B%25&a=x%20y',
      ],
    ])('of %s drops what is missing and keeps a plus', (_, query, expected) => {
      expect(canonicalQuery(query)).toBe(expected);
    });

    test.each([[{ a: { b: 1 } }], [{ a: [new Date(0)] }], [{ a: () => 1 }]])(
      'refuses the value of %p',
      (query) => {
        expect(() => canonicalQuery(query as never)).toThrow(
          /^The query parameter "a" must be text/,
        );
      },
    );

    test('refuses a broken escape', () => {
      expect(() => canonicalQuery('a=100%')).toThrow(/write a literal "%" as "%25"/);
    });
  });

  describe('The address that is signed and sent', () => {
    const printable = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('%', '%25'));
    const inPath = printable.map((text) => text.replace(/[?#]/g, ''));
    const addresses = fc
      .tuple(inPath, printable)
      .map(([path, query]) => `https://H.example:443/x${path}?${query.replaceAll('#', '')}`)
      .filter((url) => !/\/\.{1,2}(?=\/|\?|$)/.test(url));

    test('is not changed by parsing it, nor by a second time', () => {
      fc.assert(
        fc.property(addresses, (url) => {
          const ours = canonicalUrl(url);
          expect(new URL(ours).href).toBe(ours);
          expect(new Request(ours).url).toBe(ours);
          expect(canonicalUrl(ours)).toBe(ours);
        }),
        { numRuns: propertyRuns },
      );
    });

    test('has the parameters of the one that was given', () => {
      const parametersOf = (url: string) =>
        [...new URL(url).searchParams].map((pair) => JSON.stringify(pair)).sort();
      fc.assert(
        fc.property(addresses, (url) => {
          // The text of a parameter that WHATWG drops or trims is no part of this promise.
          fc.pre(!/[\t\n\r\0-\x1f]|\s$/.test(url));
          expect(parametersOf(canonicalUrl(url))).toEqual(parametersOf(url));
        }),
        { numRuns: propertyRuns },
      );
    });

    test.each([
      ['https://h', 'https://h/'],
      ['HTTPS://H:443?b&a', 'https://h/?a=&b='],
      ['https://h/a??b', 'https://h/a?%3Fb='],
      ['https://h:8443/a?#f', 'https://h:8443/a'],
      ["https://h/~'!*?~'!*", 'https://h/~%27%21%2A?~%27%21%2A='],
      ['http://[::1]:80/a/', 'http://[::1]/a/'],
      ['https://流.example/a', 'https://xn--qzw.example/a'],
    ])('of %p is %p', (url, expected) => {
      expect(canonicalUrl(url)).toBe(expected);
    });

    test.each([
      '',
      '/a',
      'h/a',
      'ftp://h/a',
      'https:///a',
      'https:\\\\h\\a',
      'https://h:99999/',
      'https://h\\@x/',
    ])('refuses %p', (url) => {
      expect(() => canonicalUrl(url)).toThrow('"url" must be an absolute address');
    });

    test('refuses a password and does not quote it', () => {
      expect(() => canonicalUrl('https://user:hidden@h/')).toThrow(
        /^"url" must hold neither a user nor a password\.$/,
      );
    });
  });

  describe('The headers', () => {
    test('are signed but for those that HTTP stacks rewrite and names with _', () => {
      const given = {
        'X-Project-Id': 'p',
        Host: 'h',
        'Content-Type': 'application/json',
        'Content-Length': '2',
        'User-Agent': 'u',
        Authorization: 'a',
        Connection: 'close',
        TEST_UNDERSCORE: 'v',
        'x-other': 'o',
      };
      expect(headersToSign(given)).toEqual({ host: 'h', 'x-other': 'o', 'x-project-id': 'p' });
    });

    test('are in lower case, trimmed and sorted', () => {
      const headers = { 'X-B': ' two  words\t', 'x-a': '', Host: 'h' };
      expect(canonicalHeaders(headers)).toBe('host:h\nx-a:\nx-b:two  words\n');
      expect(signedHeaders(headers)).toBe('host;x-a;x-b');
    });

    test.each([
      ['a line feed', { 'x-a': 'hidden\nx-b:1' }],
      ['text beyond ASCII', { 'x-a': 'hidden流' }],
      ['no text', { 'x-a': undefined as never }],
    ])('with %s are refused, and the value is not quoted', (_, headers) => {
      expect(() => headersToSign(headers)).toThrow(
        /^The header "x-a" must be a line of printable ASCII text\.$/,
      );
    });

    test('are refused by name', () => {
      expect(() => headersToSign({ 'X-A': '1', 'x-a': '2' })).toThrow('"x-a" is given twice');
      expect(() => headersToSign({ 'x a': '1' })).toThrow('"x a" is no name of a header');
    });
  });

  describe('The payload', () => {
    test('is hashed by its bytes', () => {
      const bytes = new TextEncoder().encode('--流程--');
      const hash = payloadHash('流程');
      expect(payloadHash(bytes.subarray(2, -2))).toBe(hash);
      expect(payloadHash(Buffer.from('流程'))).toBe(hash);
      expect(payloadHash(undefined)).toBe(payloadHash(new Uint8Array()));
      expect(() => payloadHash({} as never)).toThrow('must be text or bytes');
    });

    test.each([
      ['', 'application/json', false],
      ['', 'application/json;charset=UTF-8', false],
      ['', 'application/merge-patch+json', false],
      ['', undefined, false],
      ['', 'application/octet-stream', true],
      ['', 'application/jsonlines', true],
      ['', 'multipart/form-data; boundary=x', true],
      [undefined, 'multipart/form-data; boundary=x', false],
      [new FormData(), undefined, true],
    ])('%p of type %p is unsigned: %p', (body, type, expected) => {
      expect(isUnsignedPayload(body, type)).toBe(expected);
    });
  });

  describe('The date and the scope', () => {
    test('are in UTC', () => {
      const date = formatSdkDate(new Date('2025-07-18T00:44:46.999+08:00'));
      expect(date).toBe('20250717T164446Z');
      expect(derivedScope(date, { region: 'r', service: 's' })).toBe('20250717/r/s');
    });

    test.each([new Date(NaN), new Date('+012345-01-01T00:00:00Z')])('refuse %p', (date) => {
      expect(() => formatSdkDate(date)).toThrow('"date" must be a time such as 20250718T144446Z');
    });

    test.each([
      [{ region: '', service: 's' }, 'region'],
      [{ region: 'r', service: 's/t' }, 'service'],
    ])('refuse %p', (derived, name) => {
      expect(() => derivedScope('20250717T164446Z', derived)).toThrow(`"derived.${name}"`);
    });
  });
});
