// @ts-check
import { describeNode, hasText, isPlainObject, nodeRule } from './document-nodes.js';

const mark = 'x-resource-id';

/** Members of the mark; anything else is a typing mistake that no test of a server would notice. */
const knownMembers = ['collection', 'list', 'state', 'of'];

/** What the value of a filter is, other than the value of a member. */
const filters = ['from', 'to', 'list', 'exact', 'text', 'condition'];

/** What marks of an operation name. */
const ofOperations = {
  'x-keeps': 'the collection of the records that it leaves as they are',
  'x-missing': 'the code of its refusal, or write true where none is documented',
};

/**
 * A mark that a value is the id of a record says of which collection, and nothing that is not known;
 * `x-answer-of` names an operation, `x-filter-member` and `x-shows-member` a member, `x-repeats` an input,
 * `x-filter-by` how a filter is read, `x-filter-operators` those of a condition, `x-total-of` and
 * `x-listed-by` a list, `x-keeps` a collection, and `x-missing` a code or that there is none.
 */
export const resourceIdsDeclared = nodeRule(function* (node) {
  yield* wrongList(node, node.kind === 'operation' ? 'x-listed-by' : 'x-total-of');
  if (node.kind === 'operation')
    for (const [name, wanted] of Object.entries(ofOperations)) {
      const value = node.value[name];
      if (value === undefined || hasText(value) || (name === 'x-missing' && value === true))
        continue;
      yield {
        message: `The ${name} of ${describeNode(node)} is no text: name ${wanted}.`,
        path: [...node.path, name],
      };
    }
  if (node.kind !== 'schema' && node.kind !== 'parameter') return;
  const declared = node.value[mark];
  const place = describeNode(node);
  if (declared !== undefined) {
    const path = [...node.path, mark];
    if (!isPlainObject(declared) || !hasText(declared.collection))
      yield {
        message: `The ${mark} of ${place} names no collection: write { collection: pets }, as in the life cycle of the record.`,
        path,
      };
    for (const member of Object.keys(isPlainObject(declared) ? declared : {}))
      if (!knownMembers.includes(member) || !hasText(declared[member]))
        yield {
          message: `The ${mark} of ${place} has the member ${member} that is unknown or no text: use ${knownMembers.join(', ')}.`,
          path: [...path, member],
        };
  }
  for (const name of ['x-answer-of', 'x-filter-member', 'x-shows-member', 'x-repeats'])
    if (name in node.value && !hasText(node.value[name]))
      yield {
        message: `The ${name} of ${place} is no text: name what it stands for.`,
        path: [...node.path, name],
      };
  const by = node.value['x-filter-by'];
  const values = isPlainObject(by) ? Object.values(by) : undefined;
  if (by !== undefined && !(values?.every(Array.isArray) ?? filters.includes(by)))
    yield {
      message: `The x-filter-by of ${place} is unknown: use ${filters.join(', ')}, or lists of the values that a member has, by those of the filter.`,
      path: [...node.path, 'x-filter-by'],
    };
  const operators = node.value['x-filter-operators'];
  if (operators !== undefined && !(Array.isArray(operators) && operators.every(hasText)))
    yield {
      message: `The x-filter-operators of ${place} are no list of texts: name those of a condition.`,
      path: [...node.path, 'x-filter-operators'],
    };
  const maker = node.value['x-answer-of'];
  if (hasText(maker) && !operationIds(node).includes(maker))
    yield {
      message: `The x-answer-of of ${place} names ${maker}, which is no operation: write an operationId.`,
      path: [...node.path, 'x-answer-of'],
    };
});

/**
 * What is wrong with a mark that names a list and what it is asked by.
 * @param {import('./document-nodes.js').DocumentNode} node
 * @param {string} name
 */
function* wrongList(node, name) {
  const declared = node.value[name];
  if (declared === undefined) return;
  const { operation, query = {}, ...rest } = isPlainObject(declared) ? declared : {};
  const isKnown = operationIds(node).includes(operation ?? '');
  if (isKnown && isPlainObject(query) && Object.keys(rest).length === 0) return;
  yield {
    message: `The ${name} of ${describeNode(node)} names no list: write { operation: listPets, query: { sold: true } }, by its operationId.`,
    path: [...node.path, name],
  };
}

/**
 * The ids of all operations of the document that a node is in.
 * @param {import('./document-nodes.js').DocumentNode} node
 * @returns {unknown[]}
 */
function operationIds(node) {
  let root = node;
  while (root.parent !== null) root = root.parent;
  const paths = isPlainObject(root.value.paths) ? root.value.paths : {};
  return Object.values(paths).flatMap((item) =>
    Object.values(isPlainObject(item) ? item : {}).map((operation) => operation?.operationId),
  );
}
