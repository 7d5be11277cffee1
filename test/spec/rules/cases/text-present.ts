import { error, warning, type DamageCase } from './damage-case.js';

const missing = (name: string, place: string, remove: DamageCase['damage'], path: string) => ({
  name: `${place} without ${name}`,
  damage: remove,
  expected: [
    error('text-present', path, `The ${name} of ${place} is missing or blank: write one.`),
  ],
});

export const textPresent: DamageCase[] = [
  missing(
    'description',
    'info',
    (document) => {
      document.info.description = ' ';
    },
    'info description',
  ),
  missing(
    'description',
    'tag Widgets',
    (document) => {
      document.tags[0].description = '\n';
    },
    'tags 0 description',
  ),
  missing(
    'summary',
    'operation listWidgets',
    (document) => {
      delete document.paths['/widgets'].get.summary;
    },
    'paths /widgets get',
  ),
  missing(
    'description',
    'operation listWidgets',
    (document) => {
      document.paths['/widgets'].get.description = ' ';
    },
    'paths /widgets get description',
  ),
  missing(
    'description',
    'parameter offset',
    (document) => {
      document.paths['/widgets'].get.parameters[0].description = ' ';
    },
    'paths /widgets get parameters 0 description',
  ),
  missing(
    'description',
    'header X-request-id',
    (document) => {
      delete document.paths['/widgets'].get.responses['200'].headers['X-request-id'].description;
    },
    'paths /widgets get responses 200 headers X-request-id',
  ),
  missing(
    'description',
    'request body',
    (document) => {
      delete document.paths['/widgets'].post.requestBody.description;
    },
    'paths /widgets post requestBody',
  ),
  missing(
    'description',
    'response 200',
    (document) => {
      document.paths['/widgets'].post.responses['200'].description = '';
    },
    'paths /widgets post responses 200 description',
  ),
  missing(
    'description',
    'security scheme token',
    (document) => {
      delete document.components.securitySchemes.token.description;
    },
    'components securitySchemes token',
  ),
  missing(
    'summary',
    'example createWidgetRequest',
    (document) => {
      delete document.paths['/widgets'].post.requestBody.content['application/json'].examples
        .createWidgetRequest.summary;
    },
    'paths /widgets post requestBody content application/json examples createWidgetRequest',
  ),
  missing(
    'description',
    'schema Widget',
    (document) => {
      delete document.components.schemas.Widget.description;
    },
    'components schemas Widget',
  ),
  missing(
    'description',
    'schema Widget, member id',
    (document) => {
      delete document.components.schemas.Widget.properties.id.description;
    },
    'components schemas Widget properties id',
  ),
  missing(
    'description',
    'media type application/json, member data[].size.unit',
    (document) => {
      document.paths['/widgets'].get.responses['200'].content[
        'application/json'
      ].schema.properties.data.items = {
        type: 'object',
        properties: {
          size: {
            type: 'object',
            description: 'Size.',
            properties: { unit: { type: 'string' } },
          },
        },
      };
    },
    'paths /widgets get responses 200 content application/json schema properties data items properties size properties unit',
  ),
  missing(
    'description',
    'schema Copy one, member extra',
    (document) => {
      document.components.schemas.NewWidget.oneOf[1].properties.extra = { type: 'string' };
    },
    'components schemas NewWidget oneOf 1 properties extra',
  ),
  {
    name: 'a description that is missing is left to the rule of spectral:oas',
    damage: (document) => {
      delete document.tags[0].description;
    },
    expected: [warning('tag-description', 'tags 0', 'Tag object must have "description".')],
  },
  {
    name: 'a server without description',
    damage: (document) => {
      delete document.servers[0].description;
    },
    expected: [
      error(
        'text-present',
        'servers 0',
        'The description of server https://widgets.{region}.example.org is missing or blank: write one.',
      ),
    ],
  },
  {
    name: 'a summary that ends in a period',
    damage: (document) => {
      document.paths['/widgets'].get.summary = 'List widgets.';
    },
    expected: [
      error(
        'text-present',
        'paths /widgets get summary',
        'The summary of operation listWidgets ends in a period: summaries have none.',
      ),
    ],
  },
  {
    name: 'a description that stops in the middle of a sentence',
    damage: (document) => {
      document.components.schemas.Widget.properties.id.description = 'Id of the widget';
    },
    expected: [
      error(
        'text-present',
        'components schemas Widget properties id description',
        'The description of schema Widget, member id does not end like a sentence: end it with a period.',
      ),
    ],
  },
  {
    name: 'descriptions that end in a list, a table or a code block are whole',
    damage: (document) => {
      document.components.schemas.Widget.properties.id.description =
        'One of:\n- a number\n- a name';
      document.components.schemas.Widget.description = 'As in\n\n```\nGET /widgets\n```\n';
      document.components.schemas.Failure.description = '| a | b |\n|---|---|\n| 1 | 2 |';
      document.paths['/widgets'].get.description = 'Pages (see the *list*!)';
    },
    expected: [],
  },
];
