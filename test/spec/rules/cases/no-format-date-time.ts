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
      error(
        'oas3-valid-media-example',
        'paths /widgets get responses 200 content application/json examples listWidgetsResponse value data 0 id',
        '"id" property must match format "date-time"',
      ),
      error(
        'oas3-valid-media-example',
        'paths /widgets post responses 200 content application/json examples createWidgetResponse value id',
        '"id" property must match format "date-time"',
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
