import type { JsonObject } from '../../../lib/description.js';
import { without } from '../json.js';
import type { SchemaEdit, SchemaOperator } from './edit.js';

const combinators = ['oneOf', 'anyOf', 'allOf'] as const;

/** Keywords that hold further schemas and are dropped as a whole. */
const applicators = [
  'not',
  'if',
  'then',
  'else',
  'items',
  'prefixItems',
  'contains',
  'propertyNames',
  'patternProperties',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedProperties',
  'unevaluatedItems',
] as const;

/** `oneOf` and its like: each branch dropped, all of them, one kind turned into another. */
export const branches: SchemaOperator = (schema) => [
  ...combinators.flatMap((keyword) => branchEdits(schema, keyword)),
  ...applicators
    .filter((keyword) => keyword in schema)
    .map((keyword) => ({
      operator: 'drop applicator',
      at: `/${keyword}`,
      what: `${keyword} is dropped`,
      wanted: `a value that ${keyword} refuses`,
      schema: without(schema, keyword),
    })),
];

function branchEdits(schema: JsonObject, keyword: (typeof combinators)[number]): SchemaEdit[] {
  const list = schema[keyword];
  if (!Array.isArray(list)) return [];
  const rest = without(schema, keyword);
  const other = keyword === 'oneOf' ? 'anyOf' : 'oneOf';
  return [
    ...(list.length > 1 ? list : []).map((_, index) => ({
      operator: 'drop branch',
      at: `/${keyword}/${index}`,
      what: `branch ${index + 1} of ${keyword} is dropped`,
      wanted: `a value of branch ${index + 1} alone`,
      schema: { ...schema, [keyword]: list.toSpliced(index, 1) },
    })),
    {
      operator: `drop ${keyword}`,
      at: `/${keyword}`,
      what: `${keyword} is dropped`,
      wanted: `a value that no branch of ${keyword} allows`,
      schema: rest,
    },
    ...(keyword === 'allOf'
      ? []
      : [
          {
            operator: `${keyword} to ${other}`,
            at: `/${keyword}`,
            what: `${keyword} becomes ${other}`,
            wanted: 'a value of two branches at once',
            schema: { ...rest, [other]: list as unknown },
          },
        ]),
  ];
}
