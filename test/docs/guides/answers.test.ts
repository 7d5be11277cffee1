import { describe, expect, test } from '@jest/globals';
import { createSecMasterClient } from '../../../src/index.js';
import { createSandbox } from '../../../src/sandbox/index.js';
import { blocks, operations, validator } from './guide-code.js';

describe('JSON in the guides', () => {
  const [answered, described] = [true, false].map((byTheSandbox) =>
    blocks(
      'json',
      ({ flags }) => flags.some((flag) => flag.startsWith('sandbox=')) === byTheSandbox,
    ),
  ) as [ReturnType<typeof blocks>, ReturnType<typeof blocks>];

  test.each(answered)('is part of an answer of the sandbox: $code', async ({ flags, code }) => {
    expect(flags).toEqual(['sandbox=listWorkflows']);
    const sandbox = createSandbox({ seed: 'soc' });
    const { workflows } = createSecMasterClient(sandbox.clientOptions());
    const answer = await workflows.listWorkflows({ limit: 1 });
    expect(answer).toMatchObject(JSON.parse(code) as object);
  });

  test.each(described)('is an answer of the description: $code', ({ flags, code }) => {
    const value: unknown = JSON.parse(code);
    const [kind, name] = (flags[0] ?? '').split('=');
    if (kind === 'error') {
      expect(validator(`/components/schemas/${name}`)(value)).toEqual([]);
    } else if (kind === 'provider-state') {
      // What a hook gets is no answer; another test proves how it is called.
      expect(value).toEqual({
        action: expect.stringMatching(/^(setup|teardown)$/),
        state: expect.any(String),
        params: expect.any(Object),
      });
    } else {
      expect(kind).toBe('excerpt');
      const operation = operations.find(({ id }) => id === name);
      const examples = operation?.responses.find(({ status }) => status === '200')?.examples;
      expect(examples?.[0]?.value).toMatchObject(value as object);
    }
  });
});
