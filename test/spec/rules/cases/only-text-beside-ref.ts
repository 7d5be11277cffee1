import { error, type DamageCase } from './damage-case.js';

export const onlyTextBesideRef: DamageCase[] = [
  {
    name: 'a limit beside a $ref',
    damage: (document) => {
      document.components.schemas.Widget.properties.color.maxLength = 4;
    },
    expected: [
      error(
        'only-text-beside-ref',
        'components schemas Widget properties',
        'maxLength stands beside the $ref #/components/schemas/Color at properties/color in schema Widget, where no rule sees it: put it into the referenced schema.',
      ),
    ],
  },
  {
    name: 'a description and a way to filter beside a $ref',
    damage: (document) => {
      const { color } = document.components.schemas.Widget.properties;
      Object.assign(color, { description: 'Color of this one.', 'x-filter-by': 'from' });
    },
    expected: [],
  },
];
