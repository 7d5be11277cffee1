import { error, type DamageCase } from './damage-case.js';

const rule = 'limits-with-source';

const unsourced = (keyword: string, path: string, place: string) =>
  error(
    rule,
    path,
    `The ${keyword} of ${place} has no source: write where it is published as x-source beside it, or remove it.`,
  );

const offset = 'paths /widgets get parameters 0 schema';

/** Keywords that a text member may not have without a source, with a value that spoils no example. */
const limits = {
  minLength: 1,
  maxLength: 64,
  pattern: '^a',
};

export const limitsWithSource: DamageCase[] = [
  {
    name: 'limits whose source is gone',
    damage: (document) => {
      delete document.paths['/widgets'].get.parameters[0].schema['x-source'];
    },
    expected: [
      unsourced('maximum', `${offset} maximum`, 'parameter offset'),
      unsourced('minimum', `${offset} minimum`, 'parameter offset'),
    ],
  },
  {
    name: 'a source without a word',
    damage: (document) => {
      document.paths['/widgets'].get['x-pagination'].reachable = 10000;
      document.paths['/widgets'].get['x-pagination']['x-source'] = ' ';
    },
    expected: [
      unsourced('reachable', 'paths /widgets get x-pagination reachable', 'operation listWidgets'),
    ],
  },
  ...Object.entries(limits).map(([keyword, value]) => ({
    name: `a ${keyword} without a source`,
    damage: ((document) => {
      document.components.schemas.Widget.properties.id[keyword] = value;
    }) satisfies DamageCase['damage'],
    expected: [
      unsourced(
        keyword,
        `components schemas Widget properties id ${keyword}`,
        'schema Widget, member id',
      ),
    ],
  })),
  {
    name: 'a maxItems without a source',
    damage: (document) => {
      document.paths['/widgets'].get.responses['200'].content[
        'application/json'
      ].schema.properties.data.maxItems = 100;
    },
    expected: [
      unsourced(
        'maxItems',
        'paths /widgets get responses 200 content application/json schema properties data maxItems',
        'media type application/json, member data',
      ),
    ],
  },
  {
    name: 'a source beside no limit',
    damage: (document) => {
      document.components.schemas.Widget.properties.id['x-source'] = 'DOC-EN';
    },
    expected: [
      error(
        rule,
        'components schemas Widget properties id x-source',
        'The x-source of schema Widget, member id stands beside no limit: remove it.',
      ),
    ],
  },
];
