// @ts-check
import { describeNode, isPlainObject, nodeRule } from './document-nodes.js';
import { hasType } from './schemas.js';

/** @typedef {import('./document-nodes.js').DocumentNode} DocumentNode */

const extension = 'x-pagination';

/** Members of the declaration; anything else is a typing mistake that no client would notice. */
const knownMembers = [
  ...['in', 'offset', 'limit', 'records', 'total', 'reachable'],
  ...['inferred', 'x-source'],
];

/** Each list that takes an offset and a limit says how it pages, and what it says is there. */
export const paginationDeclared = nodeRule(function* (node) {
  if (node.kind !== 'operation') return;
  const place = describeNode(node);
  const path = [...node.path, extension];
  if (extension in node.value) {
    for (const { wrong, member } of wrongsOf(node.value[extension], node))
      yield {
        message: `The ${extension} of ${place} ${wrong}`,
        path: member === undefined ? path : [...path, member],
      };
  } else if (
    ['offset', 'limit'].every((name) => isInteger(parameterSchema(node, name))) &&
    holdsList(jsonSchema(node.value.responses?.['200']))
  )
    yield {
      message: `The ${place} takes offset and limit, but does not say how it pages: declare ${extension}.`,
      path,
    };
});

/**
 * @param {unknown} declared
 * @param {DocumentNode} operation
 * @returns {{ wrong: string, member?: string }[]}
 */
function wrongsOf(declared, operation) {
  if (!isPlainObject(declared))
    return [{ wrong: 'is no object: give it the members in, offset, limit and records.' }];
  const wrongs = [];
  for (const member of Object.keys(declared))
    if (!knownMembers.includes(member))
      wrongs.push({
        wrong: `has the unknown member ${member}: use ${knownMembers.join(', ')}.`,
        member,
      });
  const inBody = declared.in === 'body';
  if (!inBody && declared.in !== 'query')
    wrongs.push({
      wrong: 'does not say where offset and limit stand: set in to query or body.',
      member: 'in',
    });
  else
    for (const member of ['offset', 'limit']) {
      const name = declared[member];
      const schema = inBody
        ? memberOf(jsonSchema(operation.value.requestBody), name)
        : parameterSchema(operation, name);
      if (!isInteger(schema))
        wrongs.push({
          wrong: `gives no integer as ${member}: set it to the name of ${inBody ? 'an integer at the top of the body' : 'an integer parameter of the query'}.`,
          member,
        });
    }
  for (const { member, type, optional } of [
    { member: 'records', type: 'array', optional: false },
    { member: 'total', type: 'integer', optional: true },
  ]) {
    if (optional && !(member in declared)) continue;
    const schema = atPointer(jsonSchema(operation.value.responses?.['200']), declared[member]);
    if (!isPlainObject(schema) || !hasType(schema, type))
      wrongs.push({
        wrong: `leads to no ${type} by ${member}: set it to the JSON Pointer of one in the 200 answer.`,
        member,
      });
  }
  if ('reachable' in declared && !(Number.isInteger(declared.reachable) && declared.reachable > 0))
    wrongs.push({
      wrong: 'gives no whole number above 0 as reachable: correct it, or leave it out.',
      member: 'reachable',
    });
  return wrongs;
}

/**
 * @param {unknown} schema
 * @returns {boolean}
 */
function isInteger(schema) {
  return isPlainObject(schema) && hasType(schema, 'integer');
}

/**
 * The schema of a parameter in the query, which the operation or its path may have.
 * @param {DocumentNode} operation
 * @param {unknown} name
 * @returns {unknown}
 */
function parameterSchema(operation, name) {
  return [operation.value.parameters, operation.parent?.value.parameters]
    .flatMap((parameters) => (Array.isArray(parameters) ? parameters : []))
    .find((parameter) => parameter?.in === 'query' && parameter.name === name)?.schema;
}

/**
 * The schema of the JSON that a body or an answer holds.
 * @param {unknown} holder
 * @returns {unknown}
 */
function jsonSchema(holder) {
  const content = isPlainObject(holder) && isPlainObject(holder.content) ? holder.content : {};
  return Object.entries(content).find(([type]) => /\bjson\b/i.test(type))?.[1]?.schema;
}

/**
 * Whether an answer is a list, or has one among its members or theirs.
 * @param {unknown} schema
 * @returns {boolean}
 */
function holdsList(schema, depth = 0) {
  if (!isPlainObject(schema)) return false;
  if (hasType(schema, 'array')) return true;
  const { properties, allOf } = schema;
  return (
    (Array.isArray(allOf) && allOf.some((part) => holdsList(part, depth))) ||
    (depth < 2 &&
      isPlainObject(properties) &&
      Object.values(properties).some((member) => holdsList(member, depth + 1)))
  );
}

/**
 * @param {unknown} schema
 * @param {unknown} pointer
 * @returns {unknown}
 */
function atPointer(schema, pointer) {
  if (typeof pointer !== 'string' || (pointer !== '' && !pointer.startsWith('/'))) return undefined;
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(memberOf, schema);
}

/**
 * The schema of an object's member, which a part of an `allOf` may have.
 * @param {unknown} schema
 * @param {unknown} name
 * @returns {unknown}
 */
function memberOf(schema, name) {
  if (!isPlainObject(schema) || typeof name !== 'string') return undefined;
  const { properties, allOf } = schema;
  if (isPlainObject(properties) && Object.hasOwn(properties, name)) return properties[name];
  return (Array.isArray(allOf) ? allOf : [])
    .map((part) => memberOf(part, name))
    .find((member) => member !== undefined);
}
