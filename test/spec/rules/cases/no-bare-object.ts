import { error, type DamageCase } from './damage-case.js';

const finding = (path: string, place: string) =>
  error(
    'no-bare-object',
    path,
    `The object ${place} does not say what is in it: list its properties, or allow any by additionalProperties.`,
  );

export const noBareObject: DamageCase[] = [
  {
    name: 'a schema with nothing but its type',
    damage: (document) => {
      delete document.components.schemas.Failure.properties;
    },
    expected: [finding('components schemas Failure', 'schema Failure')],
  },
  {
    name: 'an empty list of properties',
    damage: (document) => {
      document.components.schemas.Failure.properties = {};
    },
    expected: [finding('components schemas Failure', 'schema Failure')],
  },
  {
    name: 'object among several types, in the items of a list',
    damage: (document) => {
      document.components.schemas.Widget.properties.parts = {
        type: 'array',
        description: 'Parts.',
        items: { type: ['object', 'null'] },
      };
    },
    expected: [
      finding('components schemas Widget properties parts items', 'schema Widget, member parts[]'),
    ],
  },
  {
    name: 'additionalProperties say enough',
    damage: (document) => {
      document.components.schemas.Failure.additionalProperties = { type: 'string' };
      delete document.components.schemas.Failure.properties;
    },
    expected: [],
  },
];
