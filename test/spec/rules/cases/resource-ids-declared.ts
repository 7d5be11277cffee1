import { error, type DamageCase } from './damage-case.js';

const rule = 'resource-ids-declared';
const parameter = 'paths /widgets get parameters 0';

export const resourceIdsDeclared: DamageCase[] = [
  {
    name: 'a mark that names the collection and the state of its record',
    damage: (document) => {
      document.paths['/widgets'].get.parameters[0]['x-resource-id'] = {
        collection: 'widgets',
        state: 'made',
      };
    },
    expected: [],
  },
  {
    name: 'a mark that names no collection',
    damage: (document) => {
      document.paths['/widgets'].get.parameters[0]['x-resource-id'] = { state: 'made' };
    },
    expected: [
      error(
        rule,
        `${parameter} x-resource-id`,
        'The x-resource-id of parameter offset names no collection: write { collection: pets }, as in the life cycle of the record.',
      ),
    ],
  },
  {
    name: 'a mark with an unknown member',
    damage: (document) => {
      document.paths['/widgets'].get.parameters[0]['x-resource-id'] = {
        collection: 'widgets',
        colection: 'widgets',
      };
    },
    expected: [
      error(
        rule,
        `${parameter} x-resource-id colection`,
        'The x-resource-id of parameter offset has the member colection that is unknown or no text: use collection, list, state, of.',
      ),
    ],
  },
  {
    name: 'the answer of an operation that is not there, and a filter of no member',
    damage: (document) => {
      document.paths['/widgets'].get.parameters[0]['x-answer-of'] = 'exportWidget';
      document.paths['/widgets'].get.parameters[0]['x-filter-member'] = '';
    },
    expected: [
      error(
        rule,
        `${parameter} x-answer-of`,
        'The x-answer-of of parameter offset names exportWidget, which is no operation: write an operationId.',
      ),
      error(
        rule,
        `${parameter} x-filter-member`,
        'The x-filter-member of parameter offset is no text: name what it stands for.',
      ),
    ],
  },
  {
    name: 'lists that are known',
    damage: (document) => {
      const list = document.paths['/widgets'].get;
      list['x-listed-by'] = { operation: list.operationId };
      list.parameters[0].schema['x-total-of'] = { operation: list.operationId, query: { a: 1 } };
    },
    expected: [],
  },
  {
    name: 'lists that are not there, or are named otherwise',
    damage: (document) => {
      const list = document.paths['/widgets'].get;
      list['x-listed-by'] = list.operationId;
      list.parameters[0].schema['x-total-of'] = { operation: 'listNone' };
    },
    expected: [
      error(
        rule,
        `${parameter} schema x-total-of`,
        'The x-total-of of parameter offset names no list: write { operation: listPets, query: { sold: true } }, by its operationId.',
      ),
      error(
        rule,
        'paths /widgets get x-listed-by',
        'The x-listed-by of operation listWidgets names no list: write { operation: listPets, query: { sold: true } }, by its operationId.',
      ),
    ],
  },
  {
    name: 'marks of operations that name something',
    damage: (document) => {
      Object.assign(document.paths['/widgets'].get, { 'x-keeps': 'widgets', 'x-missing': true });
    },
    expected: [],
  },
  {
    name: 'marks of operations that name nothing',
    damage: (document) => {
      Object.assign(document.paths['/widgets'].get, { 'x-keeps': true, 'x-missing': '' });
    },
    expected: [
      error(
        rule,
        'paths /widgets get x-keeps',
        'The x-keeps of operation listWidgets is no text: name the collection of the records that it leaves as they are.',
      ),
      error(
        rule,
        'paths /widgets get x-missing',
        'The x-missing of operation listWidgets is no text: name the code of its refusal, or write true where none is documented.',
      ),
    ],
  },
  {
    name: 'a filter that is read in an unknown way',
    damage: (document) => {
      document.paths['/widgets'].get.parameters[0]['x-filter-by'] = 'since';
    },
    expected: [
      error(
        rule,
        `${parameter} x-filter-by`,
        'The x-filter-by of parameter offset is unknown: use from, to, list, exact, text, condition, or lists of the values that a member has, by those of the filter.',
      ),
    ],
  },
  {
    name: 'a filter that is stands for one value, which is no list',
    damage: (document) => {
      document.paths['/widgets'].get.parameters[0]['x-filter-by'] = { open: 'waiting' };
    },
    expected: [
      error(
        rule,
        `${parameter} x-filter-by`,
        'The x-filter-by of parameter offset is unknown: use from, to, list, exact, text, condition, or lists of the values that a member has, by those of the filter.',
      ),
    ],
  },
  {
    name: 'a condition whose operators are no list',
    damage: (document) => {
      document.paths['/widgets'].get.parameters[0]['x-filter-operators'] = '=';
    },
    expected: [
      error(
        rule,
        `${parameter} x-filter-operators`,
        'The x-filter-operators of parameter offset are no list of texts: name those of a condition.',
      ),
    ],
  },
];
