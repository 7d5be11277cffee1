import { expect, test } from '@jest/globals';
import { createHash, createHmac } from 'node:crypto';
import { blocks, description, guides } from './guide-code.js';

test('The guide to signing in names the regions of the description', () => {
  const [, section = ''] =
    /\{#regions\}([^#]*)/.exec(guides.find(({ name }) => name === 'sign-in')?.source ?? '') ?? [];
  const regions = description.at('/servers/0/variables/region/enum');
  expect([...section.matchAll(/`([a-z-]+-\d+)`/g)].map(([, region]) => region)).toEqual(regions);
});

test('The worked signature is what its own text says', () => {
  const text = (flag: string) =>
    blocks('text', ({ flags }) => flags.includes(flag))[0]?.code as string;
  const hash = createHash('sha256').update(text('canonical-request')).digest('hex');
  expect(text('string-to-sign').split('\n')[2]).toBe(hash);
  const signature = createHmac('sha256', 'EXAMPLE-SK').update(text('string-to-sign')).digest('hex');
  expect(text('output')).toContain(`Signature=${signature}`);
});
