import { describe, expect, test } from '@jest/globals';
import {
  authorization,
  canonicalRequestOf,
  payloadHash,
  signRequest,
} from '../../../src/signing/index.js';

describe('signRequest()', () => {
  const credentials = { ak: 'AK', sk: 'hidden-sk' };
  const date = new Date('2025-07-18T14:44:46Z');
  const request = { method: 'POST', url: 'https://h/a?b=1', headers: {}, body: '{}' };

  describe('Signing a request', () => {
    test('adds only what is needed', () => {
      const added = signRequest(request, credentials, { date });
      expect(Object.keys(added)).toEqual(['x-sdk-date', 'authorization']);
      expect(added.authorization).toMatch(
        /^SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=[0-9a-f]{64}$/,
      );
    });

    test('adds and signs project and security token', () => {
      const full = { ...credentials, projectId: 'p', securityToken: 't' };
      const added = signRequest(request, full, { date });
      expect(added).toMatchObject({ 'x-project-id': 'p', 'x-security-token': 't' });
      expect(added.authorization).toContain(
        'SignedHeaders=host;x-project-id;x-sdk-date;x-security-token,',
      );
    });

    test('keeps the project that the request names', () => {
      const headers = { 'X-Project-Id': 'of the call' };
      const added = signRequest({ ...request, headers }, { ...credentials, projectId: 'p' });
      expect(added).not.toHaveProperty('x-project-id');
      expect(added.authorization).toContain('x-project-id');
    });

    test('takes the time of its option, then of the header, then now', () => {
      const headers = { 'X-Sdk-Date': '20200101T000000Z' };
      const dateOf = (added: Record<string, string>) => added['x-sdk-date'];
      expect(dateOf(signRequest({ ...request, headers }, credentials, { date }))).toBe(
        '20250718T144446Z',
      );
      expect(dateOf(signRequest({ ...request, headers }, credentials))).toBe('20200101T000000Z');
      expect(dateOf(signRequest(request, credentials))).toMatch(/^20\d{6}T\d{6}Z$/);
      const wrong = { ...request, headers: { 'x-sdk-date': 'yesterday' } };
      expect(() => signRequest(wrong, credentials)).toThrow(
        'The header "x-sdk-date" must be a time',
      );
    });

    test.each([
      ['a form', { body: new FormData() }],
      ['another type than JSON', { body: 'x', headers: { 'Content-Type': 'text/plain' } }],
    ])('leaves the payload of %s unsigned', (_, change) => {
      const added = signRequest({ ...request, ...change }, credentials, { date });
      expect(added['x-sdk-content-sha256']).toBe('UNSIGNED-PAYLOAD');
      expect(added.authorization).toContain('x-sdk-content-sha256');
    });

    test('uses a hash of the payload that it is given', () => {
      const contentSha256 = payloadHash('{}');
      const added = signRequest({ ...request, body: undefined }, credentials, {
        date,
        contentSha256,
      });
      expect(added['x-sdk-content-sha256']).toBe(contentSha256);
      const headers = { 'X-Sdk-Content-Sha256': 'UNSIGNED-PAYLOAD' };
      const second = signRequest({ ...request, headers }, credentials, { date });
      expect(second).not.toHaveProperty('x-sdk-content-sha256');
      expect(canonicalRequestOf({ ...request, headers })).toMatch(/\nUNSIGNED-PAYLOAD$/);
    });

    test('signs the host that the request names in place of that of its address', () => {
      const named = { ...request, headers: { Host: 'own.example' } };
      expect(canonicalRequestOf(named)).toContain('\nhost:own.example\n');
      expect(canonicalRequestOf(request)).toContain('\nhost:h\n');
      const sameHost = { ...request, url: 'https://own.example/a?b=1' };
      expect(signRequest(named, credentials, { date })).toEqual(
        signRequest(sameHost, credentials, { date }),
      );
    });

    test('changes nothing that it is given, and gives the same each time', () => {
      const frozen = Object.freeze({ ...request, headers: Object.freeze({ 'X-A': ' 1 ' }) });
      const sign = () => signRequest(frozen, Object.freeze({ ...credentials }), { date });
      expect(sign()).toEqual(sign());
    });

    test('signs what the canonical request of the sent request says', () => {
      const headers = { 'x-a': '1', 'content-type': 'application/json' };
      const added = signRequest({ ...request, headers }, credentials, { date });
      const sent = { ...request, headers: { ...headers, ...added } };
      expect(added.authorization).toBe(
        authorization({
          ...credentials,
          date: '20250718T144446Z',
          canonicalRequest: canonicalRequestOf(sent),
        }),
      );
    });

    test.each([
      ['no access key', { ak: '', sk: 'hidden-sk' }, '"ak" must be a key'],
      ['an access key with white space', { ak: 'A K', sk: 'hidden-sk' }, '"ak" must be a key'],
      ['no secret key', { ak: 'AK', sk: undefined as never }, '"sk" must be a key'],
      ['a line feed after the secret key', { ak: 'AK', sk: 'hidden-sk\n' }, '"sk" must be a key'],
      [
        'a broken security token',
        { ak: 'AK', sk: 'hidden-sk', securityToken: 'hidden\n' },
        'The header "x-security-token" must be a line',
      ],
    ])('refuses %s and quotes no credentials', (_, wrong, message) => {
      const sign = () => signRequest(request, wrong);
      expect(sign).toThrow(message);
      expect(sign).not.toThrow(/hidden/);
    });
  });
});
