import {
  described,
  type OpenApiDocument,
  type ParameterObject,
  type RequestBodyObject,
} from '../lib/openapi/document.js';
import { serializationOf } from '../lib/openapi/serialization.js';
import { listOperations, type ListedOperation } from '../lib/operation-list.js';
import { jsonType, resolveSchema } from '../lib/schemas.js';

/** Why the client cannot write a value as a parameter asks for it; undefined if it can. */
function unwritable(document: OpenApiDocument, parameter: ParameterObject): string | undefined {
  const { in: place, style, mediaType } = serializationOf(parameter);
  const type = jsonType(document, parameter.schema);
  if (mediaType !== undefined) return `is written as ${mediaType}`;
  if (['deepObject', 'label', 'matrix'].includes(style)) return `has the style ${style}`;
  if (type === 'object' || (type === 'boolean' && place === 'path')) return `is of type ${type}`;
  return type === 'array' && place !== 'query' ? 'is of type array' : undefined;
}

/** Names of operations that mean something else in a client. */
const takenNames: Readonly<Record<string, string>> = {
  paginate: 'a client has its paged lists by this name',
  then: 'what has a method of this name is taken for a promise',
};

/** What a description asks of a client and the generated one does not do, as sentences. */
export function clientGaps(document: OpenApiDocument): string[] {
  return listOperations(document).flatMap((operation) => [...gapsOf(document, operation)]);
}

function* gapsOf(document: OpenApiDocument, operation: ListedOperation): Generator<string> {
  const { id, object, path, servers, parameters, requestBody } = operation;
  if (Object.hasOwn(takenNames, id)) yield `${id}: ${takenNames[id]}.`;
  if (object.callbacks !== undefined) yield `${id}: the requests of its callbacks have no types.`;
  if (path.includes('#')) yield `${id}: what stands after "#" in its path is no part of a request.`;
  const { content = {} } = described<RequestBodyObject>(document, object.requestBody ?? {});
  const others = Object.keys(content).filter((mediaType) => mediaType !== requestBody?.mediaType);
  if (others.length > 0) {
    yield `${id}: the client sends no ${others.join(', no ')}, but ${requestBody?.mediaType}.`;
  }
  if (servers !== undefined) {
    yield `${id} has servers of its own: the client sends it to the server of all others.`;
  }
  for (const { parameter } of parameters) {
    const why = unwritable(document, parameter);
    if (why === undefined) continue;
    yield `${id}: the parameter "${parameter.name}" (${parameter.in}) ${why}, which the client cannot write.`;
  }
  if (requestBody === undefined || !/\bform\b/.test(requestBody.mediaType)) return;
  const { properties = {} } = resolveSchema(document, requestBody.schema);
  for (const [name, member] of Object.entries(properties)) {
    // How the members of an object are written in a form, the client does not know.
    if (jsonType(document, member) !== 'object') continue;
    yield `${id}: the member "${name}" of the form is of type object, which the client cannot write.`;
  }
}
