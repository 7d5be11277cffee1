import { error, type DamageCase } from './damage-case.js';

/** The shared response of each error status. */
const errorResponses = {
  '400': 'InvalidRequest',
  '401': 'Unauthorized',
  '403': 'Forbidden',
  '429': 'TooManyRequests',
  '500': 'GatewayFailure',
};

export const namedExamples: DamageCase[] = [
  {
    name: 'a request body without example',
    damage: (document) => {
      delete document.paths['/widgets'].post.requestBody.content['application/json'].examples;
    },
    expected: [
      error(
        'named-examples',
        'paths /widgets post requestBody',
        'The request body has no named example: add one under examples.',
      ),
    ],
  },
  {
    name: 'a JSON answer without example',
    damage: (document) => {
      document.paths['/widgets'].get.responses['200'].content['application/json'].examples = {};
    },
    expected: [
      error(
        'named-examples',
        'paths /widgets get responses 200 content application/json',
        'The media type application/json has no named example: add one under examples.',
      ),
    ],
  },
  {
    name: 'a JSON answer with parameters in its media type',
    damage: (document) => {
      const { content } = document.paths['/widgets'].post.responses['200'];
      content['application/json;charset=UTF-8'] = { schema: { type: 'string' } };
    },
    expected: [
      error(
        'named-examples',
        'paths /widgets post responses 200 content application/json;charset=UTF-8',
        'The media type application/json;charset=UTF-8 has no named example: add one under examples.',
      ),
    ],
  },
  {
    name: 'bytes need no example',
    damage: (document) => {
      document.paths['/widgets'].post.responses['200'].content = {
        'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
      };
    },
    expected: [],
  },
  ...Object.entries(errorResponses).map(([status, name]) => ({
    name: `a shared ${status} without example is found once`,
    damage: ((document) => {
      delete document.components.responses[name].content['application/json'].examples;
    }) satisfies DamageCase['damage'],
    expected: [
      error(
        'named-examples',
        `components responses ${name}`,
        `The response ${status} has no named example: add one under examples.`,
      ),
    ],
  })),
  {
    name: 'an operation without 403',
    damage: (document) => {
      delete document.paths['/widgets'].get.responses['403'];
    },
    expected: [
      error(
        'named-examples',
        'paths /widgets get responses',
        'The operation listWidgets documents no 403 response: add it with a named example.',
      ),
    ],
  },
  {
    name: 'an operation without 502',
    damage: (document) => {
      delete document.paths['/widgets'].get.responses['502'];
    },
    expected: [
      error(
        'named-examples',
        'paths /widgets get responses',
        'The operation listWidgets documents no 502 response: add it with a named example.',
      ),
    ],
  },
  {
    name: 'an example without a name',
    damage: (document) => {
      const mediaType =
        document.paths['/widgets'].post.responses['200'].content['application/json'];
      mediaType.example = mediaType.examples.createWidgetResponse.value;
      delete mediaType.examples;
    },
    expected: [
      error(
        'named-examples',
        'paths /widgets post responses 200 content application/json',
        'The media type application/json has no named example: add one under examples.',
      ),
      error(
        'named-examples',
        'paths /widgets post responses 200 content application/json example',
        'The media type application/json has an example without a name: move it to examples and name it.',
      ),
    ],
  },
];
