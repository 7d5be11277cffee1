import type { JsonObject } from '../../../lib/description.js';
import { withValueAt, without } from '../json.js';
import type { InlinedOperation } from '../inline.js';
import type { DocumentEdit, DocumentOperator } from './document-edit.js';

/** A parameter that no description has. */
const newParameter = {
  name: 'undocumented_parameter',
  required: true,
  schema: { type: 'string' },
};

/**
 * Parameters: `required` turned over, renamed, moved, dropped, a new one asked for. Those of the path
 * are left alone: without them, or with others, the document is no OpenAPI.
 */
export const parameters: DocumentOperator = (inlined) => {
  const operation = operationOf(inlined);
  const list = (operation['parameters'] ?? []) as readonly JsonObject[];
  const owner = `${inlined.pointer}/parameters`;
  const taken = new Set(list.map((one) => `${String(one['in'])} ${String(one['name'])}`));
  return [
    ...list.flatMap((parameter, index) =>
      parameter['in'] === 'path' ? [] : editsOf(inlined, parameter, `${owner}/${index}`, taken),
    ),
    ...['query', 'header'].map((place) => ({
      operator: 'add parameter',
      at: inlined.pointer,
      what: `a new ${place} parameter is required`,
      wanted: 'any valid request',
      document: () =>
        withValueAt(inlined.document, owner, [...list, { ...newParameter, in: place }]),
    })),
  ];
};

function editsOf(
  { document }: InlinedOperation,
  parameter: JsonObject,
  at: string,
  taken: ReadonlySet<string>,
): DocumentEdit[] {
  const name = String(parameter['name']);
  const place = String(parameter['in']);
  const required = parameter['required'] === true;
  const put = (value: JsonObject | undefined) => () => withValueAt(document, at, value);
  const other = place === 'query' ? 'header' : 'query';
  return [
    {
      operator: 'flip required parameter',
      at,
      what: `${name} is ${required ? 'no longer' : 'now'} required`,
      wanted: `a request without ${name}`,
      document: put(required ? without(parameter, 'required') : { ...parameter, required: true }),
    },
    {
      operator: 'rename parameter',
      at,
      what: `${name} is called ${name}_renamed`,
      wanted: `a request with a wrong ${name}, or one with a right one`,
      document: put({ ...parameter, name: `${name}_renamed` }),
    },
    ...(taken.has(`${other} ${name}`)
      ? []
      : [
          {
            operator: 'move parameter',
            at,
            what: `${name} moves from ${place} to ${other}`,
            wanted: `a request with a wrong ${name} in ${place}`,
            // Styles are those of the old place.
            document: put({ ...without(without(parameter, 'style'), 'explode'), in: other }),
          },
        ]),
    {
      operator: 'drop parameter',
      at,
      what: `${name} is no longer known`,
      wanted: `a request with a wrong ${name}`,
      document: put(undefined),
    },
    ...explodeEdits(parameter, at, put),
  ];
}

/** How the values of a list are told apart; nothing for a parameter of one value. */
function explodeEdits(
  parameter: JsonObject,
  at: string,
  put: (value: JsonObject) => () => JsonObject,
): DocumentEdit[] {
  const { type } = (parameter['schema'] ?? {}) as { type?: unknown };
  if (type !== 'array' && type !== 'object') return [];
  const style = parameter['style'] ?? (parameter['in'] === 'query' ? 'form' : 'simple');
  const explode = parameter['explode'] ?? style === 'form';
  return [
    {
      operator: 'flip explode',
      at,
      what: `explode becomes ${String(!explode)}`,
      wanted: 'a request with several values',
      document: put({ ...parameter, explode: !explode }),
    },
  ];
}

/** The Operation Object of an inlined document. */
export function operationOf({ document, operation }: InlinedOperation): JsonObject {
  const item = (document['paths'] as JsonObject)[operation.path] as JsonObject;
  return item[operation.method.toLowerCase()] as JsonObject;
}
