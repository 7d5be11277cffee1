import { error, type DamageCase, type Damageable } from './damage-case.js';

const place = 'paths /widgets get';

/** Damages the declaration of listWidgets; `below` is where the finding is, from there. */
const declared = (name: string, change: object, below: string, wrong: string): DamageCase => ({
  name,
  damage: (document) => {
    Object.assign(document.paths['/widgets'].get['x-pagination'], change);
  },
  expected: [
    error(
      'pagination-declared',
      `${place} x-pagination${below}`,
      `The x-pagination of operation listWidgets ${wrong}`,
    ),
  ],
});

const noParameter = (member: string) =>
  `gives no integer as ${member}: set it to the name of an integer parameter of the query.`;
const noRecords =
  'leads to no array by records: set it to the JSON Pointer of one in the 200 answer.';
const noTotal =
  'leads to no integer by total: set it to the JSON Pointer of one in the 200 answer.';

/** Lets a body hold what pages, as searches do. */
function pageInBody(document: Damageable): void {
  const { properties } = document.components.schemas.NewWidget;
  const integer = { type: 'integer', format: 'int32' };
  properties.from = { ...integer, description: 'Records to pass over.' };
  properties.size = { ...integer, description: 'Records on a page.' };
  const page = document.paths['/widgets'].get.responses['200'].content['application/json'];
  document.paths['/widgets'].post.responses['200'].content['application/json'] = {
    schema: {
      type: 'object',
      allOf: [
        { type: 'object', properties: { 'a/b': { ...page.schema, description: 'The page.' } } },
      ],
    },
    examples: { createWidgetResponse: { summary: 'None', value: { 'a/b': { data: [] } } } },
  };
  document.paths['/widgets'].post['x-pagination'] = {
    in: 'body',
    offset: 'from',
    limit: 'size',
    records: '/a~1b/data',
  };
}

export const paginationDeclared: DamageCase[] = [
  {
    name: 'an answer without a list, whatever its query takes',
    damage: (document) => {
      const { get } = document.paths['/widgets'];
      delete get['x-pagination'];
      const { properties } = get.responses['200'].content['application/json'].schema;
      const text = { type: 'string', description: 'No list.' };
      for (const [name, { type }] of Object.entries<{ type?: unknown }>(properties))
        if (type === 'array') properties[name] = text;
      get.responses['200'].content['application/json'].examples.listWidgetsResponse.value.data = '';
    },
    expected: [],
  },
  {
    name: 'a list with offset and limit that does not say',
    damage: (document) => {
      delete document.paths['/widgets'].get['x-pagination'];
    },
    expected: [
      error(
        'pagination-declared',
        place,
        'The operation listWidgets takes offset and limit, but does not say how it pages: declare x-pagination.',
      ),
    ],
  },
  {
    name: 'a list with the offset among the parameters of its path',
    damage: (document) => {
      const path = document.paths['/widgets'];
      delete path.get['x-pagination'];
      path.parameters = [path.get.parameters.shift()];
    },
    expected: [
      error(
        'pagination-declared',
        place,
        'The operation listWidgets takes offset and limit, but does not say how it pages: declare x-pagination.',
      ),
    ],
  },
  {
    name: 'an offset alone, which needs no declaration',
    damage: (document) => {
      delete document.paths['/widgets'].get['x-pagination'];
      document.paths['/widgets'].get.parameters.splice(2, 1);
    },
    expected: [],
  },
  {
    name: 'a text instead of a declaration',
    damage: (document) => {
      document.paths['/widgets'].get['x-pagination'] = 'offset';
    },
    expected: [
      error(
        'pagination-declared',
        `${place} x-pagination`,
        'The x-pagination of operation listWidgets is no object: give it the members in, offset, limit and records.',
      ),
    ],
  },
  declared(
    'an unknown member',
    { page: 'page' },
    ' page',
    'has the unknown member page: use in, offset, limit, records, total, reachable, inferred, x-source.',
  ),
  declared(
    'a place that there is not',
    { in: 'header' },
    ' in',
    'does not say where offset and limit stand: set in to query or body.',
  ),
  declared('no name of the offset', { offset: undefined }, '', noParameter('offset')),
  declared('an unknown parameter', { limit: 'size' }, ' limit', noParameter('limit')),
  declared('a parameter that is text', { offset: 'order' }, ' offset', noParameter('offset')),
  declared('no pointer to the records', { records: undefined }, '', noRecords),
  declared('a pointer without its slash', { records: 'data' }, ' records', noRecords),
  declared('a pointer that leads nowhere', { records: '/records' }, ' records', noRecords),
  declared('records that are a number', { records: '/total' }, ' records', noRecords),
  declared('a total that leads nowhere', { total: '/count' }, ' total', noTotal),
  declared('a total that is a list', { total: '/data' }, ' total', noTotal),
  {
    name: 'no record within reach',
    damage: (document) => {
      document.paths['/widgets'].get['x-pagination'].reachable = 0;
    },
    expected: [
      error(
        'limits-with-source',
        `${place} x-pagination reachable`,
        'The reachable of operation listWidgets has no source: write where it is published as x-source beside it, or remove it.',
      ),
      error(
        'pagination-declared',
        `${place} x-pagination reachable`,
        'The x-pagination of operation listWidgets gives no whole number above 0 as reachable: correct it, or leave it out.',
      ),
    ],
  },
  {
    name: 'an offset and a limit that are texts, which nothing can count on',
    damage: (document) => {
      const { get } = document.paths['/widgets'];
      delete get['x-pagination'];
      for (const parameter of get.parameters) {
        if (['offset', 'limit'].includes(parameter.name)) parameter.schema = { type: 'string' };
      }
    },
    expected: [],
  },
  { name: 'a list that pages in its body', damage: pageInBody, expected: [] },
  {
    name: 'a body that holds no offset',
    damage: (document) => {
      pageInBody(document);
      document.paths['/widgets'].post['x-pagination'].offset = 'command';
    },
    expected: [
      error(
        'pagination-declared',
        'paths /widgets post x-pagination offset',
        'The x-pagination of operation createWidget gives no integer as offset: set it to the name of an integer at the top of the body.',
      ),
    ],
  },
];
