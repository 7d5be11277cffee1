import { error, type DamageCase } from './damage-case.js';

const open = (path: string, place: string) =>
  error(
    'request-bodies-closed',
    path,
    `The request object ${place} is open: add additionalProperties: false, or additionalProperties: true with a description of what may be in it.`,
  );

export const requestBodiesClosed: DamageCase[] = [
  {
    name: 'an open body, whose branches are open then too',
    damage: (document) => {
      delete document.components.schemas.NewWidget.additionalProperties;
    },
    expected: [
      open('components schemas NewWidget', 'schema NewWidget'),
      open('components schemas NewWidget oneOf 0', 'schema Make one'),
      open('components schemas NewWidget oneOf 1', 'schema Copy one'),
    ],
  },
  {
    name: 'an open object in the items of a list',
    damage: (document) => {
      document.components.schemas.NewWidget.properties.parts = {
        type: 'array',
        description: 'Parts.',
        items: { type: 'object', properties: { id: { type: 'string', description: 'Id.' } } },
      };
    },
    expected: [
      open(
        'components schemas NewWidget properties parts items',
        'schema NewWidget, member parts[]',
      ),
    ],
  },
  {
    name: 'a free-form object without explanation',
    damage: (document) => {
      document.components.schemas.NewWidget.properties.notes = {
        type: 'array',
        description: 'Notes.',
        items: { type: 'object', additionalProperties: {} },
      };
      document.paths['/widgets'].post.requestBody.content[
        'application/json'
      ].examples.createWidgetRequest.value.notes = [];
    },
    expected: [
      error(
        'request-bodies-closed',
        'components schemas NewWidget properties notes items additionalProperties',
        'The request object schema NewWidget, member notes[] is open without a reason: describe what may be in it, or set additionalProperties: false.',
      ),
    ],
  },
  {
    name: 'a body of closed variants is closed',
    damage: (document) => {
      const { NewWidget } = document.components.schemas;
      document.components.schemas.NewWidget = {
        title: 'NewWidget',
        type: 'object',
        description: 'A widget to make, or one to copy.',
        oneOf: [
          { ...NewWidget, oneOf: undefined, title: undefined },
          {
            type: 'object',
            additionalProperties: false,
            required: ['never'],
            properties: { never: { type: 'string', description: 'Never sent.' } },
          },
        ],
      };
    },
    expected: [],
  },
  {
    name: 'an open variant of a body',
    damage: (document) => {
      const { NewWidget } = document.components.schemas;
      document.components.schemas.NewWidget = {
        title: 'NewWidget',
        description: 'A widget to make, or one to copy.',
        oneOf: [
          { ...NewWidget, oneOf: undefined, title: undefined },
          {
            type: 'object',
            required: ['never'],
            properties: { never: { type: 'string', description: 'Never sent.' } },
          },
        ],
      };
    },
    expected: [open('components schemas NewWidget oneOf 1', 'schema NewWidget')],
  },
  {
    name: 'allOf',
    damage: (document) => {
      document.components.schemas.NewWidget.allOf = [{ required: ['color'] }];
    },
    expected: [
      error(
        'request-bodies-closed',
        'components schemas NewWidget allOf',
        "The request schema schema NewWidget uses allOf, whose closed parts refuse each other's members: write the members into one object.",
      ),
    ],
  },
  {
    name: 'answers may stay open',
    damage: (document) => {
      document.components.schemas.Widget.allOf = [{ required: ['id'] }];
    },
    expected: [],
  },
];
