import { error, type DamageCase } from './damage-case.js';

const path = 'paths /widgets get operationId';

export const operationIdForm: DamageCase[] = [
  {
    name: 'starts with a capital letter',
    damage: (document) => {
      document.paths['/widgets'].get.operationId = 'ListWidgets';
    },
    expected: [
      error(
        'operation-id-form',
        path,
        'operationId ListWidgets is not camelCase: write letters and digits only, the first one small.',
      ),
    ],
  },
  {
    name: 'has a separator in it',
    damage: (document) => {
      document.paths['/widgets'].get.operationId = 'list_widgets';
    },
    expected: [
      error(
        'operation-id-form',
        path,
        'operationId list_widgets is not camelCase: write letters and digits only, the first one small.',
      ),
    ],
  },
];
