import { expect, test } from '@jest/globals';
import { paragraphsOf } from './decisions.js';

test('a paragraph of a log belongs to the first word of the heading above it', () => {
  const markdown =
    '# Log\n\nIntro.\n\n## D01 Case\n\nUpper case.\n\n## S01: Headers\n\n## D02\nTwo.\n';
  expect(paragraphsOf(markdown)).toEqual([
    { id: 'D01', text: 'Upper case.' },
    { id: 'S01', text: '' },
    { id: 'D02', text: 'Two.' },
  ]);
});
