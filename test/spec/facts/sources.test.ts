import { describe, expect, test } from '@jest/globals';
import { eachOperation } from './description-shape.js';
import { readDescription } from '../../../scripts/lib/description.js';
import { FILES } from './files.js';
import { readReference, type ReferenceOperation } from './reference.js';
import { compareSources } from './sources.js';
import { wholeBundle } from '../../lib/whole-bundle.js';

const reference = readReference(FILES.reference);
const description = readDescription(wholeBundle());
const described = [...eachOperation(description)].map(({ operation }) => operation);

describe('the sources of an operation are those of the reference', () => {
  test.each(Object.entries(reference.operations))('%s', (operationId, expected) => {
    const operation = described.find((candidate) => candidate['operationId'] === operationId);
    expect(compareSources(operation ?? {}, expected, reference)).toEqual([]);
  });
});

describe('a wrong source is reported', () => {
  const page = 'https://support.huaweicloud.com/api-secmaster/ShowAopWorkflow.html';
  const other = 'https://support.huaweicloud.com/api-secmaster/Other.html';
  const expected: ReferenceOperation = {
    method: 'GET',
    path: '/workflows',
    tag: 'Workflow Management',
    answer: {},
    sources: { pages: [{ url: page, date: '2026-02-05' }], code: ['TF'] },
  };
  const code = { document: 'TF', date: '2026-08-21' };
  const correct = {
    externalDocs: { url: page },
    'x-sources': [{ document: 'API reference', url: page, date: '2026-02-05' }, code],
  };

  test.each([
    { damage: 'none', operation: correct, reported: [] },
    {
      damage: 'another date',
      operation: {
        ...correct,
        'x-sources': [{ document: 'API reference', url: page, date: '2026-02-06' }, code],
      },
      reported: [
        `x-sources: expected ${page}, 2026-02-05, found (nothing)`,
        `x-sources: expected (nothing), found ${page}, 2026-02-06`,
      ],
    },
    {
      damage: 'code left out',
      operation: { ...correct, 'x-sources': correct['x-sources'].slice(0, 1) },
      reported: ['x-sources: expected TF, 2026-08-21, found (nothing)'],
    },
    {
      damage: 'a link elsewhere',
      operation: { ...correct, externalDocs: { url: other } },
      reported: [`externalDocs.url: expected one of the pages in x-sources, found ${other}`],
    },
  ])('$damage', ({ operation, reported }) => {
    expect(compareSources(operation, expected, reference)).toEqual(reported);
  });
});
