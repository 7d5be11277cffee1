import { expect, test } from '@jest/globals';
import { NotCreated } from '../../../scripts/contract/fixtures/fixture.js';

type Given = ConstructorParameters<typeof NotCreated>;

test.each([
  [undefined, 'gets no answer'],
  [400, 'is answered with 400'],
  [200, 'is answered with 200, but with no new id'],
])('a record that a creation did not make, by its status %p: it %s', (status, seen) => {
  const resource = { name: 'trees' } as Given[0];
  const request = { method: 'POST', path: '/trees' } as Given[1];
  const { message } = new NotCreated(resource, request, status);
  expect(message).toBe(`None of trees could be created: POST /trees ${seen}.`);
});
