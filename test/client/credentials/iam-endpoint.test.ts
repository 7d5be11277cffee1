import { describe, expect, test } from '@jest/globals';
import { resolveIamEndpoint } from '../../../src/endpoint.js';

describe('resolveIamEndpoint()', () => {
  const variable = (value: string) => ({ HUAWEICLOUD_SDK_IAM_ENDPOINT: value });

  test.each([
    ['a region', { region: 'cn-north-4' }, {}, 'https://iam.cn-north-4.myhuaweicloud.com'],
    ['no region', {}, {}, 'https://iam.myhuaweicloud.com'],
    [
      'an option',
      { iamEndpoint: 'https://iam.example/' },
      variable('https://x'),
      'https://iam.example',
    ],
    [
      'a variable',
      { region: 'cn-north-4' },
      variable('https://iam.example'),
      'https://iam.example',
    ],
    ['a variable without a scheme', {}, variable('iam.example'), 'https://iam.example'],
    ['a loopback', { iamEndpoint: 'http://127.0.0.1:8080' }, {}, 'http://127.0.0.1:8080'],
  ])('The address of IAM with %s', (_, context, env, expected) => {
    expect(resolveIamEndpoint(context, env)).toBe(expected);
  });

  test.each([
    [
      { iamEndpoint: 'http://iam.example' },
      {},
      /^The "iamEndpoint" http:\/\/iam\.example must begin with https/,
    ],
    [{ iamEndpoint: 'http://169.254.169.254' }, {}, /must begin with https/],
    [
      { iamEndpoint: 'iam' },
      {},
      /"iamEndpoint" "iam" is no address: expected one such as https:\/\/iam\./,
    ],
    [{ iamEndpoint: 'https://me:planted@iam.example' }, {}, /must hold neither a user/],
    [{ iamEndpoint: 'https://me:planted@iam.example:port' }, {}, /"iamEndpoint" is no address/],
    [
      {},
      variable('http://iam.example'),
      /"HUAWEICLOUD_SDK_IAM_ENDPOINT" http:\/\/iam\.example must/,
    ],
    [{ region: 'x.evil.example/' }, {}, /"region" is no region/],
  ])('%j with %j is refused', (context, env, message) => {
    const resolve = (): unknown => resolveIamEndpoint(context, env);
    expect(resolve).toThrow(TypeError);
    expect(resolve).toThrow(message);
    expect(resolve).not.toThrow(/planted/);
  });
});
