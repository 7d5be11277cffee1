// @ts-check
import { createRulesetFunction } from '@stoplight/spectral-core';
import { objectParts } from './object-parts.js';

/**
 * The parts of an OpenAPI document as typed nodes, so that a rule can ask for "every schema" without
 * mistaking example data or a property that happens to be called `schema` for one.
 */

/** @typedef {import('@stoplight/spectral-core').RulesetFunctionContext} Context */
/** @typedef {import('@stoplight/spectral-core').IFunctionResult} Finding */
/** @typedef {Record<string, any>} PlainObject */
/** @typedef {(string | number)[]} Path */

/**
 * @typedef {object} DocumentNode
 * @property {string} kind what the node is: `operation`, `schema`, `parameter`, …
 * @property {PlainObject} value the object itself, references resolved
 * @property {Path} path the way to it in the resolved document
 * @property {DocumentNode | null} parent the node that it stands in; null for the document
 * @property {string} relation the member of the parent that leads here, such as `properties`
 * @property {string} key the name or index below that member; empty when there is none
 */

/**
 * Whether a value is an object with members, neither null nor a list.
 * @param {unknown} value
 * @returns {value is PlainObject}
 */
export function isPlainObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether a value is a text with more than white space in it.
 * @param {unknown} value
 * @returns {value is string}
 */
export function hasText(value) {
  return typeof value === 'string' && value.trim() !== '';
}

/**
 * The nodes of each document: all rules walk the same ones.
 * @type {WeakMap<PlainObject, DocumentNode[]>}
 */
const walked = new WeakMap();

/**
 * Every node of a resolved document, parents before their children, once for each way that leads to
 * it. Damaged parts (null, a text where an object should be) are passed over: `oas3-schema` reports
 * them.
 * @param {PlainObject} document the resolved document
 * @returns {DocumentNode[]}
 */
export function documentNodes(document) {
  const known = walked.get(document);
  if (known !== undefined) return known;
  const nodes = [
    ...nodesBelow({
      kind: 'document',
      value: document,
      path: [],
      parent: null,
      relation: '',
      key: '',
    }),
  ];
  walked.set(document, nodes);
  return nodes;
}

/**
 * @param {DocumentNode} node
 * @returns {Generator<DocumentNode>}
 */
function* nodesBelow(node) {
  yield node;
  for (const [relation, shape] of Object.entries(objectParts[node.kind] ?? {})) {
    const [kind = '', many] = /** @type {[string, string?]} */ (shape.split(/(?=[[{])/));
    const member = node.value[relation];
    for (const [key, value] of entriesOf(member, many)) {
      if (!isPlainObject(value)) continue;
      // A reference that is left is one to a schema around it, which is visited already.
      if (typeof value.$ref === 'string') continue;
      const path = key === '' ? [...node.path, relation] : [...node.path, relation, key];
      yield* nodesBelow({ kind, value, path, parent: node, relation, key: `${key}` });
    }
  }
}

/**
 * @param {unknown} member
 * @param {string | undefined} many
 * @returns {[string | number, unknown][]}
 */
function entriesOf(member, many) {
  if (many === undefined) return [['', member]];
  if (many === '[]') return Array.isArray(member) ? [...member.entries()] : [];
  const entries = isPlainObject(member) ? Object.entries(member) : [];
  return many === '{x-}' ? entries.filter(([key]) => !key.startsWith('x-')) : entries;
}

/**
 * @typedef {object} Place
 * @property {string | null} source the file; null for a document in memory that has no name
 * @property {unknown} data what the whole file holds
 * @property {Path} path the way to the node in the file
 */

/** @type {WeakMap<DocumentNode, Place>} */
const places = new WeakMap();

/**
 * The file and the place in it where a node of the resolved document is written.
 * @param {Context} context
 * @param {DocumentNode} node
 * @returns {Place}
 */
export function writtenAt(context, node) {
  const known = places.get(node);
  if (known !== undefined) return known;
  const place = findPlace(context, node);
  places.set(node, place);
  return place;
}

/**
 * Spectral is asked only where a reference is followed: it loses the rest of a way as soon as a name in
 * it has a character that an address escapes, such as `$` or a space.
 * @param {Context} context
 * @param {DocumentNode} node
 * @returns {Place}
 */
function findPlace(context, node) {
  const { source, data } = context.document;
  if (node.parent === null) return { source, data, path: [] };
  const holder = writtenAt(context, node.parent);
  const path = [...holder.path, ...node.path.slice(node.parent.path.length)];
  const written = valueAt(holder.data, path);
  if (isPlainObject(written) && !('$ref' in written)) return { ...holder, path };
  const item = context.documentInventory.findAssociatedItemForPath([...node.path], true);
  return item === null
    ? { source, data, path: node.path }
    : { source: item.document.source, data: item.document.data, path: item.path };
}

/**
 * What stands at the end of a way, or undefined if the way ends before.
 * @param {unknown} data
 * @param {Path} path
 * @returns {unknown}
 */
export function valueAt(data, path) {
  return path.reduce(
    (value, segment) => /** @type {PlainObject | null | undefined} */ (value)?.[segment],
    data,
  );
}

/**
 * The nodes of each document that the rules look at.
 * @type {WeakMap<PlainObject, DocumentNode[]>}
 */
const written = new WeakMap();

/**
 * The nodes of a resolved document, but of several that are written at the same place only the first.
 * @param {PlainObject} document
 * @param {Context} context
 * @returns {DocumentNode[]}
 */
function writtenNodes(document, context) {
  const known = written.get(document);
  if (known !== undefined) return known;
  const seen = new Set();
  const nodes = documentNodes(document).filter((node) => {
    const { source, path } = writtenAt(context, node);
    const place = JSON.stringify([source, path]);
    return !seen.has(place) && seen.add(place);
  });
  written.set(document, nodes);
  return nodes;
}

/**
 * Makes the function of a rule that looks at one node after the other. Of several nodes that are written
 * at the same place it sees only the first, so that a shared schema gives one finding and not one for
 * each use.
 * @template [Options=null]
 * @param {(node: DocumentNode, context: Context, options: Options) => Iterable<Finding>} check
 * @param {Record<string, object> | null} options JSON Schemas of the options; all of them are needed
 */
export function nodeRule(check, options = null) {
  return createRulesetFunction(
    {
      input: { type: 'object' },
      options: options && {
        type: 'object',
        required: Object.keys(options),
        additionalProperties: false,
        properties: options,
      },
    },
    /**
     * @param {PlainObject} document
     * @param {any} given
     */
    (document, given, context) =>
      writtenNodes(document, context).flatMap((node) => [...check(node, context, given)]),
  );
}

/**
 * The nearest node of a kind, going up from a node that may itself be of that kind.
 * @param {DocumentNode} node
 * @param {string} kind
 * @returns {DocumentNode | undefined}
 */
export function nearest(node, kind) {
  for (let at = /** @type {DocumentNode | null} */ (node); at !== null; at = at.parent) {
    if (at.kind === kind) return at;
  }
  return undefined;
}

/**
 * A node in words, for messages: `operation createWorkflow`, `schema Workflow, member name`.
 * @param {DocumentNode} node
 * @returns {string}
 */
export function describeNode(node) {
  const { kind, value, key, parent } = node;
  switch (kind) {
    case 'operation':
      return `operation ${value.operationId ?? `${node.relation} ${parent?.key}`}`;
    case 'parameter':
    case 'tag':
      return `${kind} ${value.name ?? key}`;
    case 'server':
      return `server ${value.url ?? key}`;
    case 'serverVariable':
      return `server variable ${key}`;
    case 'securityScheme':
      return `security scheme ${key}`;
    case 'requestBody':
      return 'request body';
    case 'mediaType':
      return `media type ${key}`;
    case 'schema':
      return describeSchema(node);
    default:
      return key === '' ? kind : `${kind} ${key}`;
  }
}

/**
 * @param {DocumentNode} node
 * @returns {string}
 */
function describeSchema(node) {
  const { owner, members: names } = schemaOwner(node);
  if (owner === undefined) return 'schema';
  return names === '' ? owner : `${owner}, member ${names}`;
}

/**
 * What a schema belongs to, the nearest titled or named schema or else the parameter, header or media
 * type around it, and the members that lead from there to it.
 * @param {DocumentNode} node a schema
 * @returns {{ owner: string | undefined, members: string }} `members` is like `data.id`, with `[]` for
 *   the items of a list
 */
function schemaOwner(node) {
  const names = [];
  for (let at = /** @type {DocumentNode | null} */ (node); at !== null; at = at.parent) {
    if (at.kind !== 'schema') return { owner: describeNode(at), members: joinNames(names) };
    if (typeof at.value.title === 'string')
      return { owner: `schema ${at.value.title}`, members: joinNames(names) };
    if (at.parent?.kind === 'components')
      return { owner: `schema ${at.key}`, members: joinNames(names) };
    if (at.relation === 'properties') names.unshift(at.key);
    if (at.relation === 'items') names.unshift('[]');
  }
  return { owner: undefined, members: joinNames(names) };
}

/**
 * @param {string[]} names
 * @returns {string}
 */
function joinNames(names) {
  return names.join('.').replaceAll('.[]', '[]');
}
