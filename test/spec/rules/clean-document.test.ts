import { expect, test } from '@jest/globals';
import { cleanDocument } from './clean-document.js';
import { lintDocument } from './lint.js';

test('the complete ruleset finds nothing in the clean document', async () => {
  expect(await lintDocument(cleanDocument())).toEqual([]);
});
