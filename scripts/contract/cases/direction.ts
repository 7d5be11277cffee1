import {
  asDescription,
  isObject,
  oncePerDescription,
  type Description,
} from '../../lib/openapi/document.js';
import { visitSchemas } from '../../lib/openapi/members.js';
import { listOf, objectOf, without as withoutMembers } from './json.js';

/** The name by which a schema keeps the schemas of its members that are not sent. */
export const unsentMembers = 'x-unsent';

/**
 * A description as it is for requests: members that are `readOnly` are not sent, so no schema has them.
 */
export const forRequests = oncePerDescription((description) => without(description, 'readOnly'));

/** A description as it is for answers: members that are `writeOnly` are not expected. */
export const forAnswers = oncePerDescription((description) => without(description, 'writeOnly'));

/** By which a member is no part of requests, or of answers. */
export type Mark = 'readOnly' | 'writeOnly';

/** Whether a schema, or what it refers to, says so of itself. */
export function isMarked(description: Description, schema: unknown, keyword: Mark): boolean {
  return [schema, description.follow(schema)].some((one) => objectOf(one)[keyword] === true);
}

/** A description in which no schema requires members of a kind; itself if it has none of them. */
function without(description: Description, keyword: Mark): Description {
  const copy = structuredClone(description.document);
  let isSame = true;
  visitSchemas(copy, (schema) => {
    const { required } = schema;
    const properties = objectOf(schema['properties']);
    const marked = Object.keys(properties).filter((name) =>
      isMarked(description, properties[name], keyword),
    );
    if (marked.length === 0) return;
    isSame = false;
    if (keyword === 'readOnly') {
      // Another schema may require it nevertheless.
      schema[unsentMembers] = Object.fromEntries(marked.map((name) => [name, properties[name]]));
      schema['properties'] = withoutMembers(properties, ...marked);
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
  keyword: Mark,
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
