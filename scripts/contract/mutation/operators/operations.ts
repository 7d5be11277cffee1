import { step, type JsonObject } from '../../../lib/description.js';
import { withValueAt, without } from '../json.js';
import type { DocumentOperator } from './document-edit.js';
import { operationOf } from './parameters.js';

const otherMethods = ['get', 'put', 'post', 'delete', 'patch'];

/** Operations: dropped, served by another method, at another path, one method more. */
export const operations: DocumentOperator = (inlined, { isServed, isFirstOfPath }) => {
  const { document, operation } = inlined;
  const own = operationOf(inlined);
  const paths = (value: JsonObject) => () => ({ ...document, paths: value });
  const method = operation.method.toLowerCase();
  const segments = operation.path.split('/').slice(1);
  const free = otherMethods.filter((other) => !isServed(operation.path, other));
  // A body has no place in every method, and an id is given once.
  const added = without(without(own, 'requestBody'), 'operationId');
  return [
    {
      operator: 'drop operation',
      at: inlined.pointer,
      what: 'the operation is gone',
      wanted: 'any valid request',
      document: paths({}),
    },
    ...free.slice(0, 1).map((other) => ({
      operator: 'change method',
      at: inlined.pointer,
      what: `${other.toUpperCase()} takes the place of ${operation.method}`,
      wanted: 'any valid request',
      document: paths({ [operation.path]: { [other]: own } }),
    })),
    ...segments.flatMap((segment, index) =>
      segment.startsWith('{') || segment === ''
        ? []
        : [
            {
              operator: 'rename path segment',
              at: inlined.pointer,
              what: `${segment} (segment ${index + 1} of the path) is called ${segment}-renamed`,
              wanted: 'any valid request',
              document: paths({
                [`/${segments.with(index, `${segment}-renamed`).join('/')}`]: { [method]: own },
              }),
            },
          ],
    ),
    ...(isFirstOfPath ? free : []).map((other) => ({
      operator: 'add operation',
      at: `/paths${step(operation.path)}`,
      what: `${other.toUpperCase()} is served as well`,
      wanted: `a request with ${other.toUpperCase()}`,
      document: () =>
        withValueAt(document, `/paths${step(operation.path)}`, { [method]: own, [other]: added }),
    })),
  ];
};
