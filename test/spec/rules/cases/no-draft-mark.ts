import { error, type DamageCase } from './damage-case.js';

const marked = (path: string, text: string, place: string) =>
  error(
    'no-draft-mark',
    path,
    `The ${text} of ${place} is a draft: word it, then remove the mark.`,
  );

export const noDraftMark: DamageCase[] = [
  {
    name: 'a summary that nobody worded',
    damage: (document) => {
      document.paths['/widgets'].post.summary = 'DRAFT: Create a widget';
    },
    expected: [marked('paths /widgets post summary', 'summary', 'operation createWidget')],
  },
  {
    name: 'a mark inside of a description',
    damage: (document) => {
      document.paths['/widgets'].post.description = 'Creates one.\n\n**Refused**: DRAFT: when?';
    },
    expected: [marked('paths /widgets post description', 'description', 'operation createWidget')],
  },
  {
    name: 'a member that nobody worded',
    damage: (document) => {
      document.components.schemas.Widget.properties.id.description = 'DRAFT: Id.';
    },
    expected: [
      marked(
        'components schemas Widget properties id description',
        'description',
        'schema Widget, member id',
      ),
    ],
  },
  {
    name: 'a link to a page that nobody named',
    damage: (document) => {
      document.paths['/widgets'].get.externalDocs.description = 'DRAFT: ListWidgets';
    },
    expected: [
      marked(
        'paths /widgets get externalDocs description',
        'externalDocs description',
        'operation listWidgets',
      ),
    ],
  },
  {
    name: 'a draft in other words',
    damage: (document) => {
      document.paths['/widgets'].post.description = 'Creates a DRAFT, or a draft: one of two.';
    },
    expected: [],
  },
];
