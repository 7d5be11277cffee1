import { error, type DamageCase } from './damage-case.js';

export const enumValuesExplained: DamageCase[] = [
  {
    name: 'a value of a shared schema without explanation is found once',
    damage: (document) => {
      document.components.schemas.Color.enum.push('GREEN');
    },
    expected: [
      error(
        'enum-values-explained',
        'components schemas Color enum 2',
        'The value GREEN of schema Color is not explained: add the line "- `GREEN`: meaning" to the description beside it.',
      ),
    ],
  },
  {
    name: 'an explained value that is not one',
    damage: (document) => {
      document.components.schemas.Color.description += '- `GREEN`: like grass\n';
    },
    expected: [
      error(
        'enum-values-explained',
        'components schemas Color description',
        'The description of schema Color explains GREEN, which is not one of its values: remove the line or add the value.',
      ),
    ],
  },
  {
    name: 'a line without a meaning explains nothing',
    damage: (document) => {
      document.components.schemas.Color.description =
        'Color.\n\n- `RED`:\n\n- `BLUE`: like the sky';
    },
    expected: [
      error(
        'enum-values-explained',
        'components schemas Color enum 0',
        'The value RED of schema Color is not explained: add the line "- `RED`: meaning" to the description beside it.',
      ),
    ],
  },
  {
    name: 'a value of a parameter',
    damage: (document) => {
      document.paths['/widgets'].get.parameters[1].description = 'Order.\n\n- `ASC`: oldest first';
    },
    expected: [
      error(
        'enum-values-explained',
        'paths /widgets get parameters 1 schema enum 1',
        'The value DESC of parameter order is not explained: add the line "- `DESC`: meaning" to the description beside it.',
      ),
    ],
  },
  {
    name: 'a value that only a branch has',
    damage: (document) => {
      document.components.schemas.NewWidget.oneOf[0].properties.command.enum = ['MAKE', 'BUY'];
    },
    expected: [
      error(
        'enum-values-explained',
        'components schemas NewWidget oneOf 0 properties command enum 1',
        'The value BUY of schema Make one, member command is not explained: add the line "- `BUY`: meaning" to the description beside it.',
      ),
    ],
  },
  {
    name: 'an enumeration of constants',
    damage: (document) => {
      const { Color } = document.components.schemas;
      delete Color.enum;
      Color.oneOf = [{ const: 'RED' }, { const: 'BLUE' }, { const: 'GREEN' }];
    },
    expected: [
      error(
        'enum-values-explained',
        'components schemas Color oneOf 2 const',
        'The value GREEN of schema Color is not explained: add the line "- `GREEN`: meaning" to the description beside it.',
      ),
    ],
  },
  {
    name: 'a constant may explain itself',
    damage: (document) => {
      const { Color } = document.components.schemas;
      delete Color.enum;
      Color.oneOf = [
        { const: 'RED' },
        { const: 'BLUE' },
        { const: 'GREEN', description: 'Like grass.' },
      ];
    },
    expected: [],
  },
  {
    name: 'items of a list are explained at the list',
    damage: (document) => {
      document.components.schemas.Widget.properties.sizes = {
        type: 'array',
        description: 'Sizes.\n\n- `S`: small\n- `L`: large',
        items: { type: 'string', enum: ['S', 'L'] },
      };
    },
    expected: [],
  },
];
