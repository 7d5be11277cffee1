import { isObject, type JsonObject } from '../lib/description.js';

/** Members of a description that hold Markdown. */
const textMembers = new Set(['description']);

/** Members below which nothing is text: values of examples and schemas. */
const valueMembers = new Set(['example', 'examples', 'default', 'enum', 'const', 'value']);

/**
 * Copies a document with every Markdown text passed through a function.
 *
 * @param change takes the text and the JSON pointer of its place
 */
export function withTexts(
  document: JsonObject,
  change: (text: string, pointer: string) => string,
): JsonObject {
  const copy = (node: unknown, pointer: string, named: boolean): unknown => {
    if (Array.isArray(node))
      return node.map((item, index) => copy(item, `${pointer}/${index}`, false));
    if (!isObject(node)) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => {
        const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        // A map such as `properties` has names for keys: one may be called "description".
        if (!named && textMembers.has(key) && typeof value === 'string') {
          return [key, change(value, place)];
        }
        if (!named && valueMembers.has(key) && !(key === 'examples' && isObject(value))) {
          return [key, value];
        }
        return [key, copy(value, place, !named && namedMaps.has(key))];
      }),
    );
  };
  return copy(document, '', false) as JsonObject;
}

/** Members whose keys are names that an author chose. */
const namedMaps = new Set([
  'properties',
  'patternProperties',
  'schemas',
  'responses',
  'parameters',
  'requestBodies',
  'headers',
  'securitySchemes',
  'links',
  'callbacks',
  'pathItems',
  'paths',
  'content',
  'examples',
  'variables',
  '$defs',
]);
