import {
  asDescription,
  isObject,
  oncePerDescription,
  type Description,
  type JsonObject,
} from '../../lib/openapi/document.js';
import { step } from '../../lib/openapi/pointer.js';
import { listOf } from './json.js';

/**
 * A description as it is for requests: members that are `readOnly` are not sent, so no schema has them.
 */
export const forRequests = oncePerDescription((description) =>
  without(description, 'readOnly', (properties, name) => {
    Reflect.deleteProperty(properties, name);
  }),
);

/** A description as it is for answers: members that are `writeOnly` are not expected. */
export const forAnswers = oncePerDescription((description) =>
  without(description, 'writeOnly', () => {}),
);

/** A description in which no schema requires members of a kind; itself if it has none of them. */
function without(
  description: Description,
  keyword: 'readOnly' | 'writeOnly',
  change: (properties: Record<string, unknown>, name: string) => void,
): Description {
  const isMarked = (schema: unknown): boolean => {
    if (!isObject(schema)) return false;
    if (schema[keyword] === true) return true;
    const target = schema['$ref'] === undefined ? undefined : description.follow(schema);
    return isObject(target) && target[keyword] === true;
  };
  const found: [pointer: string, name: string][] = [];
  const visit = (value: unknown, pointer: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const properties = isObject(value) ? value['properties'] : undefined;
    for (const [name, schema] of Object.entries(isObject(properties) ? properties : {})) {
      if (isMarked(schema)) found.push([pointer, name]);
    }
    for (const [key, member] of Object.entries(value)) visit(member, pointer + step(key));
  };
  visit(description.document, '');
  if (found.length === 0) return description;
  const copy = asDescription(structuredClone(description.document));
  for (const [pointer, name] of found) {
    const schema = copy.at(pointer) as Record<string, unknown> & { properties: JsonObject };
    change(schema.properties, name);
    if (schema['required'] !== undefined) {
      schema['required'] = listOf(schema['required']).filter((one) => one !== name);
    }
  }
  return copy;
}

/** An example without the members that a schema has `readOnly`. */
export function withoutReadOnly(
  description: Description,
  schema: unknown,
  value: unknown,
): unknown {
  const own = description.follow(schema);
  if (!isObject(own)) return value;
  if (Array.isArray(value)) {
    return value.map((item) => withoutReadOnly(description, own['items'], item));
  }
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => listOf(own[keyword]));
  const whole = parts.reduce<unknown>(
    (rest, part) => withoutReadOnly(description, part, rest),
    value,
  );
  const { properties } = own;
  if (!isObject(whole) || !isObject(properties)) return whole;
  return Object.fromEntries(
    Object.entries(whole).flatMap(([name, member]) => {
      if (!Object.hasOwn(properties, name)) return [[name, member]];
      const schema = properties[name];
      const target = description.follow(schema);
      const isReadOnly = [schema, target].some((one) => isObject(one) && one['readOnly'] === true);
      return isReadOnly ? [] : [[name, withoutReadOnly(description, schema, member)]];
    }),
  );
}
