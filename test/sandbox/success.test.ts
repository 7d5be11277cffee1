import { expect, test } from '@jest/globals';
import { families, SandboxServer } from '../../src/sandbox/sandbox.js';
import { newWorkflow, sendTo } from './world.js';

test('The sandbox answers with the success that an operation documents', async () => {
  const documenting201 = families.map((family) => ({
    ...family,
    described: {
      ...family.described,
      operations: family.described.operations.map((one) => {
        const { 200: success, ...others } = one.answers;
        if (one.id !== 'createAopWorkflow' || success === undefined) return one;
        return { ...one, answers: { 201: success, ...others } };
      }),
    },
  }));
  const server = new SandboxServer({ auth: 'off' }, () => Date.now(), documenting201);
  const { status, body } = await sendTo(server)('POST', '', newWorkflow);
  expect([status, body.data?.['name']]).toEqual([201, newWorkflow.name]);
});
