import {
  concreteMediaType,
  isJson,
  preferredMediaType,
  type OpenApiDocument,
  type ParameterObject,
} from '../lib/openapi/document.js';
import type { Family } from '../lib/families.js';
import { queryDelimiter } from '../lib/openapi/serialization.js';
import { listOperations, type ListedOperation } from '../lib/operation-list.js';
import { paginationOf } from '../lib/pagination.js';
import { jsonType, resolveSchema } from '../lib/schemas.js';
import { generatedHeader, isDeclarable, objectKey } from './typescript-text.js';

/** Methods that HTTP itself declares free of side effects (RFC 9110, 9.2.1). */
const safeMethods = ['get', 'head', 'options', 'trace'];

/** What the file itself exports under this name, so that an operation of such an id is only in the table. */
const tableName = 'operations';

/** Names that stand for something else in the file. */
const usedNames = new Set([tableName, 'Entry', 'Family', 'Methods', 'Operation']);

/** The limits of an integer parameter, so that a client can refuse a value before it is sent. */
function integerRange(
  document: OpenApiDocument,
  { schema }: ParameterObject,
): { minimum?: number; maximum?: number } {
  const { type, minimum, maximum } = resolveSchema(document, schema);
  return type === 'integer' ? { minimum, maximum } : {};
}

/** What a client expects of a success. */
function expectedResponse(
  document: OpenApiDocument,
  { successes }: ListedOperation,
): object | undefined {
  const contents = successes.flatMap(({ content }) =>
    Object.entries(content).map(
      ([name, { schema }]) => [mediaTypeOf(document, name, schema), schema] as const,
    ),
  );
  const mediaType = preferredMediaType(contents.map(([name]) => name));
  if (mediaType === undefined) return undefined;
  const asJson = contents.filter(([name]) => isJson(name));
  const [type, ...others] = new Set(asJson.map(([, schema]) => jsonType(document, schema)));
  return { mediaType, type: others.length === 0 ? type : undefined };
}

/** The media type of a body; what may be a text or a file under a range of types is left to the caller. */
function mediaTypeOf(document: OpenApiDocument, mediaType: string, schema: unknown): string {
  return jsonType(document, schema) === 'string' ? mediaType : concreteMediaType(mediaType);
}

function tableEntry(document: OpenApiDocument, operation: ListedOperation): object {
  const { requestBody } = operation;
  return {
    id: operation.id,
    method: operation.method.toUpperCase(),
    path: operation.path,
    parameters: operation.parameters.map(({ key, parameter }) => ({
      key,
      name: parameter.name === key ? undefined : parameter.name,
      in: parameter.in === 'query' ? undefined : parameter.in,
      required: parameter.required === true || undefined,
      boundByClient: parameter['x-bound-by-client'] === true || undefined,
      ...integerRange(document, parameter),
      delimiter: queryDelimiter(parameter),
    })),
    requestBody: requestBody && {
      mediaType: mediaTypeOf(document, requestBody.mediaType, requestBody.schema),
      required: requestBody.required,
    },
    response: expectedResponse(document, operation),
    safeToRepeat: operation.object['x-safe-to-repeat'] ?? safeMethods.includes(operation.method),
    pagination: paginationEntry(document, operation),
  };
}

function paginationEntry(
  document: OpenApiDocument,
  operation: ListedOperation,
): object | undefined {
  const pagination = paginationOf(document, operation);
  if (pagination === undefined) return undefined;
  const { in: place, offset, limit, records, total, reachable } = pagination.declared;
  const maxLimit = pagination.limit.maximum;
  return {
    in: place === 'body' ? place : undefined,
    offset,
    limit,
    records,
    total,
    reachable,
    maxLimit,
  };
}

/** The table of the operations of a family. */
export function operationsText({ name, document }: Family): string {
  const operations = listOperations(document).map((operation, index) => ({
    id: operation.id,
    // Each by itself, so that a bundler can leave out what a program does not use.
    name:
      isDeclarable(operation.id) && !usedNames.has(operation.id)
        ? operation.id
        : `operation${index}_`,
    entry: JSON.stringify(tableEntry(document, operation)),
  }));
  const exported = operations
    .filter(({ id }) => id !== tableName)
    .map(({ id, name }) => (id === name ? id : `${name} as ${JSON.stringify(id)}`));
  return [
    generatedHeader(`Operations of the family "${name}".`, document),
    `import type { Operation } from '../shared.js';
import type { Family, Methods } from './methods.js';

/** An operation, with the method that a client makes of it. */
type Entry<Id extends keyof Methods<unknown>> = Operation<Family> & { readonly id: Id };`,
    ...operations.map(
      ({ id, name, entry }) => `const ${name}: Entry<${JSON.stringify(id)}> = ${entry};`,
    ),
    exported.length === 0 ? '' : `export { ${exported.join(', ')} };`,
    `/** The operations by id, in the order of the description. */
export const operations = { ${operations
      .map(({ id, name }) => (id === name ? id : `${objectKey(id)}: ${name}`))
      .join(', ')} };`,
  ].join('\n\n');
}
