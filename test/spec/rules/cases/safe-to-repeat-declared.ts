import { error, type DamageCase } from './damage-case.js';

const undeclared = error(
  'safe-to-repeat-declared',
  'paths /widgets post',
  'The operation createWidget does not say whether it is safe to repeat: set x-safe-to-repeat to true or false.',
);

export const safeToRepeatDeclared: DamageCase[] = [
  {
    name: 'an operation that does not say',
    damage: (document) => {
      delete document.paths['/widgets'].post['x-safe-to-repeat'];
    },
    expected: [undeclared],
  },
  {
    name: 'a text instead of a boolean',
    damage: (document) => {
      document.paths['/widgets'].post['x-safe-to-repeat'] = 'false';
    },
    expected: [{ ...undeclared, path: [...undeclared.path, 'x-safe-to-repeat'] }],
  },
  {
    name: 'a read that must not be repeated',
    damage: (document) => {
      document.paths['/widgets'].get['x-safe-to-repeat'] = false;
    },
    expected: [
      error(
        'safe-to-repeat-declared',
        'paths /widgets get x-safe-to-repeat',
        'The operation listWidgets is a GET request and so safe to repeat: set x-safe-to-repeat to true.',
      ),
    ],
  },
  {
    name: 'a POST that may be repeated',
    damage: (document) => {
      document.paths['/widgets'].post['x-safe-to-repeat'] = true;
    },
    expected: [],
  },
];
