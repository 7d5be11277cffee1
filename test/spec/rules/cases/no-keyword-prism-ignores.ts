import { error, type DamageCase } from './damage-case.js';

/** Each refused keyword with a value that is valid for it. */
const keywords = {
  unevaluatedProperties: { type: 'string' },
  unevaluatedItems: false,
  minContains: 1,
  maxContains: 1,
  $dynamicRef: '#widget',
  $dynamicAnchor: 'widget',
  $recursiveRef: '#',
  $recursiveAnchor: 'widget',
  $schema: 'https://json-schema.org/draft/2020-12/schema',
};

/** A schema that no example is judged by, so that no other rule stumbles over the damage. */
const order = 'paths /widgets get parameters 1 schema';

const patternMessage = (pattern: string) =>
  `The pattern ${pattern} in parameter order is not a regular expression with the u flag, and the mock would stop validating the whole body: correct it.`;

export const noKeywordPrismIgnores: DamageCase[] = [
  ...Object.entries(keywords).map(([keyword, value]) => ({
    name: keyword,
    damage: ((document) => {
      document.paths['/widgets'].get.parameters[1].schema[keyword] = value;
    }) satisfies DamageCase['damage'],
    expected: [
      error(
        'no-keyword-prism-ignores',
        `${order} ${keyword}`,
        `${keyword} in parameter order is ignored by the mock: say it with draft-07 keywords.`,
      ),
    ],
  })),
  {
    name: 'a keyword deep inside',
    damage: (document) => {
      document.components.schemas.NewWidget.oneOf[1].properties.source_id = {
        not: { minContains: 2 },
      };
    },
    expected: [
      error(
        'no-keyword-prism-ignores',
        'components schemas NewWidget oneOf 1 properties source_id not minContains',
        'minContains in schema Copy one, member source_id is ignored by the mock: say it with draft-07 keywords.',
      ),
    ],
  },
  {
    name: 'keywords that are written for the mock in those of a former draft',
    damage: (document) => {
      Object.assign(document.paths['/widgets'].get.parameters[1].schema, {
        prefixItems: [{ type: 'string' }],
        dependentRequired: { id: ['color'] },
        dependentSchemas: { id: { required: ['color'] } },
        unevaluatedProperties: false,
      });
    },
    expected: [],
  },
  {
    name: 'a member that is called like a keyword is none',
    damage: (document) => {
      document.components.schemas.Widget.properties.minContains = {
        type: 'string',
        description: 'A name like any other.',
      };
    },
    expected: [],
  },
  {
    name: 'a pattern that does not compile',
    damage: (document) => {
      document.paths['/widgets'].get.parameters[1].schema.pattern = '(';
    },
    expected: [
      error(
        'limits-with-source',
        `${order} pattern`,
        'The pattern of parameter order has no source: write where it is published as x-source beside it, or remove it.',
      ),
      error('no-keyword-prism-ignores', `${order} pattern`, patternMessage('(')),
      error('oas3-schema', `${order} pattern`, '"pattern" property must match format "regex".'),
    ],
  },
  {
    name: 'a patternProperties name that compiles only without the u flag',
    damage: (document) => {
      document.paths['/widgets'].get.parameters[1].schema.patternProperties = {
        '\\-': { type: 'string', description: 'A remark.' },
      };
    },
    expected: [
      error('no-keyword-prism-ignores', `${order} patternProperties \\-`, patternMessage('\\-')),
    ],
  },
];
