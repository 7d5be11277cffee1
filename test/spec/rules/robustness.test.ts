import { expect, test } from '@jest/globals';
import { isNight } from '../../lib/at-night.js';
import { cleanDocument } from './clean-document.js';
import { lintWithOwnRules } from './lint.js';

// What the rules of others do with damage is not ours to test.

/** The ways to every object and list of a document. */
function* containers(value: unknown, path: string[] = []): Generator<string[]> {
  if (typeof value !== 'object' || value === null) return;
  yield path;
  for (const [key, member] of Object.entries(value)) yield* containers(member, [...path, key]);
}

const ways = [...containers(cleanDocument())].filter((path) => path.length > 0);

const damages = [null, 'text', [null], { $ref: 7 }].map((damage, turn) => ({ damage, turn }));

test.each(damages)(
  'no rule throws when any one part of the document is $damage',
  async ({ damage, turn }) => {
    expect(ways.length).toBeGreaterThan(100);
    // By day each part has one of the damages.
    const tried = ways.filter((_, index) => isNight || index % damages.length === turn);
    for (const way of tried) {
      const document = cleanDocument();
      const parent = way.slice(0, -1).reduce((at: any, key) => at[key], document);
      parent[way.at(-1) ?? ''] = damage;
      await expect(lintWithOwnRules(document)).resolves.toBeInstanceOf(Array);
    }
  },
);

test('a schema that contains itself is judged and ends', async () => {
  const document = cleanDocument();
  const { properties } = document.components.schemas.Widget;
  Object.assign(properties, {
    parent: { $ref: '#/components/schemas/Widget' },
    parts: {
      type: 'array',
      description: 'Widgets around it.',
      items: { type: 'object', additionalProperties: { $ref: '#/components/schemas/Widget' } },
    },
    'x y$': { type: 'string' },
  });
  expect(await lintWithOwnRules(document)).toMatchObject([
    {
      code: 'text-present',
      message: 'The description of schema Widget, member x y$ is missing or blank: write one.',
    },
  ]);
});
