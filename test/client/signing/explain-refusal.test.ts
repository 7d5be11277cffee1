import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  canonicalRequestOf,
  explainRefusedSignature,
  payloadHash,
} from '../../../src/signing/index.js';
import { propertyRuns } from '../../lib/property-runs.js';

const ours = canonicalRequestOf({
  method: 'POST',
  url: 'https://secmaster.example/v1/p/a%20b?limit=1&name=',
  headers: {
    'x-note': 'a|b: c|x-other:d',
    'x-project-id': 'project',
    'x-sdk-date': '20250718T144446Z',
    'x-security-token': 'hidden-token',
  },
  body: '{"a":1}',
});
const echo = ours.replaceAll('\n', '|');
const refusal = (text: string) =>
  `Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest:${text}`;
const explain = (from: string, to: string) =>
  explainRefusedSignature(refusal(echo.replace(from, to)), ours);

describe('The explanation of a refused signature', () => {
  test.each([
    ['POST|', 'PUT|', 'The method differs: signed "POST", the gateway found "PUT".'],
    [
      'a%20b',
      'a%2520b',
      'The path differs: signed "/v1/p/a%20b/", the gateway found "/v1/p/a%2520b/".',
    ],
    ['&name=', '', 'The query differs: signed "limit=1&name=", the gateway found "limit=1".'],
    ['limit=1&name=', '', 'The query differs: signed "limit=1&name=", the gateway found "".'],
    [
      'host:secmaster.example',
      'host:10.0.0.1:443',
      'The header "host" differs: signed "secmaster.example", the gateway found "10.0.0.1:443".',
    ],
    [
      'x-project-id:project',
      'x-project-id:p2',
      'The header "x-project-id" differs: signed "project", the gateway found "p2".',
    ],
    [
      'T144446Z|',
      'T144447Z|',
      'The header "x-sdk-date" differs: signed "20250718T144446Z", the gateway found "20250718T144447Z".',
    ],
    ['a|b: c', 'a|b: e', 'The header "x-note" has another value than the one that was signed.'],
    [
      'hidden-token',
      'hidden-tokens',
      'The header "x-security-token" has another value than the one that was signed.',
    ],
    [
      '|x-project-id:project',
      '',
      'The header "x-project-id" was signed, but the gateway did not find it.',
    ],
    [
      'host;x-note',
      'host',
      'The list of signed headers differs: signed "host;x-note;x-project-id;x-sdk-date;x-security-token", the gateway found "host;x-project-id;x-sdk-date;x-security-token".',
    ],
    [
      payloadHash('{"a":1}'),
      payloadHash('{}'),
      `The payload hash differs: signed "${payloadHash('{"a":1}')}", the gateway found "${payloadHash('{}')}" (the body "{}").`,
    ],
    [
      payloadHash('{"a":1}'),
      payloadHash(''),
      `The payload hash differs: signed "${payloadHash('{"a":1}')}", the gateway found "${payloadHash('')}" (no body).`,
    ],
  ])('of %p read as %p is one sentence', (from, to, expected) => {
    expect(echo).toContain(from);
    expect(explain(from, to)).toBe(expected);
  });

  test('names a header that the gateway adds', () => {
    const added = echo
      .replace('|host:', '|content-type:application/json|host:')
      .replace('|host;', '|content-type;host;');
    expect(explainRefusedSignature(refusal(added), ours)).toBe(
      'The gateway found a header "content-type" that was not signed. ' +
        'The list of signed headers differs: signed "host;x-note;x-project-id;x-sdk-date;x-security-token", ' +
        'the gateway found "content-type;host;x-note;x-project-id;x-sdk-date;x-security-token".',
    );
  });

  test('tells several lines apart', () => {
    const text = refusal(echo.replace('POST', 'PUT').replace('limit=1', 'limit=2'));
    expect(explainRefusedSignature(text, ours)).toBe(
      'The method differs: signed "POST", the gateway found "PUT". ' +
        'The query differs: signed "limit=1&name=", the gateway found "limit=2&name=".',
    );
  });

  test('shortens long lines to where they begin to differ', () => {
    const long = ours.replace('limit=1', `limit=1&long=${'a'.repeat(500)}b`);
    const text = refusal(long.replaceAll('\n', '|').replace('ab&', 'ac&'));
    expect(explainRefusedSignature(text, long)).toMatch(
      /^The query differs: signed "?…"a{60}b&name=", the gateway found …"a{60}c&name="\.$/,
    );
  });

  test('is found in the whole body of the answer', () => {
    const body = JSON.stringify({
      error_msg: refusal(echo.replace('limit=1', 'limit=2')),
      error_code: 'APIGW.0301',
      request_id: '5a63903e690bcd18d9ddf5c2ca75e827',
    });
    expect(explainRefusedSignature(body, ours)).toMatch(
      /^The query differs: [^]*limit=2&name="\.$/,
    );
    const same = JSON.stringify({ error_msg: refusal(echo), error_code: 'APIGW.0301' });
    expect(explainRefusedSignature(same, ours)).toBeUndefined();
  });

  test.each([
    ['nothing differs', refusal(echo)],
    ['there is no echo', 'Incorrect IAM authentication information: ak AK not exist'],
    ['the echo is empty', refusal('')],
    ['the text is empty', ''],
  ])('is undefined when %s', (_, text) => {
    expect(explainRefusedSignature(text, ours)).toBeUndefined();
  });

  test('is undefined for an echo of what was signed, wherever it is cut off', () => {
    for (let end = 0; end <= echo.length; end += 1) {
      for (const mark of ['', '...', '…']) {
        const text = refusal(echo.slice(0, end) + mark);
        expect([end, explainRefusedSignature(text, ours)]).toEqual([end, undefined]);
      }
    }
  });

  test('tells a difference before the place where the echo is cut off', () => {
    const different = echo.replace('limit=1', 'limit=2');
    const start = different.indexOf('limit=2') + 'limit=2'.length;
    for (let end = start; end <= different.length; end += 1) {
      expect(explainRefusedSignature(refusal(different.slice(0, end)), ours)).toMatch(
        /^The query differs: [^.]*\.$/,
      );
    }
  });

  test('never has a secret, whatever the gateway echoes', () => {
    const piece = fc.constantFrom(
      ...echo.split('|'),
      'authorization:hidden-signature',
      'x-auth-token:hidden-token',
      'cookie:hidden',
      'x-security-token:hidden',
      'GET',
      'a=1',
      '',
      'host;x-sdk-date',
      '...',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = `canonicalRequest:GET|/p/|${pieces.join('|')}`;
        expect(explainRefusedSignature(text, ours) ?? '').not.toContain('hidden');
      }),
      { numRuns: propertyRuns },
    );
  });
});
