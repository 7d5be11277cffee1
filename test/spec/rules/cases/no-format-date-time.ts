import { error, type DamageCase } from './damage-case.js';

export const noFormatDateTime: DamageCase[] = [
  {
    name: 'a member with format date-time',
    damage: (document) => {
      document.components.schemas.Widget.properties.id.format = 'date-time';
    },
    expected: [
      error(
        'no-format-date-time',
        'components schemas Widget properties id format',
        "The format date-time of schema Widget, member id refuses the API's times, which are not RFC 3339: refer to the schema of its time layout instead.",
      ),
    ],
  },
  {
    name: 'another format',
    damage: (document) => {
      document.components.schemas.Widget.properties.id.format = 'password';
    },
    expected: [],
  },
];
