import {
  asDescription,
  isObject,
  oncePerDescription,
  type Description,
} from '../../lib/openapi/document.js';
import { visitSchemas } from '../../lib/openapi/members.js';
import { listOf, objectOf } from './json.js';

/** The name by which a schema keeps the schemas of its members that are not sent. */
export const unsentMembers = 'x-unsent';

/**
 * A description as it is for requests: members that are `readOnly` are not sent, so no schema has them.
 */
export const forRequests = oncePerDescription((description) => without(description, 'readOnly'));

/** A description as it is for answers: members that are `writeOnly` are not expected. */
export const forAnswers = oncePerDescription((description) => without(description, 'writeOnly'));

/** Whether a schema, or what it refers to, says so of itself. */
function isMarked(
  description: Description,
  schema: unknown,
  keyword: 'readOnly' | 'writeOnly',
): boolean {
  const schemas = [schema, description.follow(schema)];
  return schemas.some((one) => isObject(one) && one[keyword] === true);
}

/** A description in which no schema requires members of a kind; itself if it has none of them. */
function without(description: Description, keyword: 'readOnly' | 'writeOnly'): Description {
  const copy = structuredClone(description.document);
  let isSame = true;
  visitSchemas(copy, (schema) => {
    const { properties, required } = schema;
    const marked = Object.entries(objectOf(properties))
      .filter(([, member]) => isMarked(description, member, keyword))
      .map(([name]) => name);
    if (marked.length === 0) return;
    isSame = false;
    for (const name of keyword === 'readOnly' ? marked : []) {
      // Another schema may require it nevertheless.
      const unsent = { ...objectOf(schema[unsentMembers]), [name]: objectOf(properties)[name] };
      schema[unsentMembers] = unsent;
      Reflect.deleteProperty(properties as object, name);
    }
    if (required !== undefined) {
      schema['required'] = listOf(required).filter((name) => !marked.includes(String(name)));
    }
  });
  return isSame ? description : asDescription(copy);
}

/** An example without the members that a schema has `readOnly`, or those that it has `writeOnly`. */
export function withoutMarked(
  description: Description,
  keyword: 'readOnly' | 'writeOnly',
  schema: unknown,
  value: unknown,
): unknown {
  const own = description.follow(schema);
  if (!isObject(own)) return value;
  if (Array.isArray(value)) {
    return value.map((item) => withoutMarked(description, keyword, own['items'], item));
  }
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => listOf(own[keyword]));
  const whole = parts.reduce<unknown>(
    (rest, part) => withoutMarked(description, keyword, part, rest),
    value,
  );
  const { properties } = own;
  if (!isObject(whole) || !isObject(properties)) return whole;
  return Object.fromEntries(
    Object.entries(whole).flatMap(([name, member]) => {
      if (!Object.hasOwn(properties, name)) return [[name, member]];
      const schema = properties[name];
      if (isMarked(description, schema, keyword)) return [];
      return [[name, withoutMarked(description, keyword, schema, member)]];
    }),
  );
}
