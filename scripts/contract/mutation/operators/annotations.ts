import { without } from '../json.js';
import { otherValue } from './values.js';
import type { SchemaOperator } from './edit.js';

/** `default`: changed and dropped. */
export const annotations: SchemaOperator = (schema) => {
  if (!('default' in schema)) return [];
  const value = schema['default'];
  return [
    {
      operator: 'change default',
      at: '/default',
      what: `the default ${JSON.stringify(value)} becomes another`,
      wanted: 'nothing that an answer shows',
      schema: { ...schema, default: otherValue(value) },
    },
    {
      operator: 'drop default',
      at: '/default',
      what: `the default ${JSON.stringify(value)} is dropped`,
      wanted: 'nothing that an answer shows',
      schema: without(schema, 'default'),
    },
  ];
};
