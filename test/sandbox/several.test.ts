import { describe, expect, test } from '@jest/globals';
import { createSandbox } from '../../src/sandbox/index.js';
import { home, ids, newVersion } from './world.js';

describe('Twenty sandboxes at once', () => {
  test('know nothing of each other', async () => {
    const all = [...Array(20).keys()].map((number) => ({
      number,
      sandbox: createSandbox({ auth: 'off', random: String(number) }),
    }));
    await Promise.all(
      all.flatMap(({ number, sandbox: { fetch: own } }) =>
        [...Array(number).keys()].map(() =>
          own(`http://any${home}/soc/workflows/${ids.workflow}/versions`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(newVersion),
          }),
        ),
      ),
    );
    const counts = all.map(
      ({ sandbox: { control } }) => control.state().workspaces[0]?.collections['versions']?.length,
    );
    expect(counts).toEqual([...Array(20).keys()].map((number) => number + 1));
  });
});
