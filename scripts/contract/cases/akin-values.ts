import { isObject, type JsonObject } from '../../lib/description.js';
import { listOf } from './merged-schema.js';
import type { AkinValues } from './variations.js';

/** More values than this from elsewhere tell nothing new. */
const maxValues = 10;

/**
 * Finds what an enumeration may be confused with: the values of others in the document that share a
 * value with it, such as the states of a thing beside those that a client may ask for.
 */
export function akinValues(document: JsonObject): AkinValues {
  const lists: (readonly unknown[])[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isObject(value)) {
      if (Array.isArray(value['enum'])) lists.push(listOf(value['enum']));
      Object.values(value).forEach(visit);
    }
  };
  visit(document);
  return (values) =>
    [...new Set(lists.filter((list) => list.some((one) => values.includes(one))).flat())]
      .filter((one) => !values.includes(one))
      .slice(0, maxValues);
}
