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
  if (style === 'deepObject' || style === 'label' || style === 'matrix') {
    return `has the style ${style}`;
  }
  if (type === 'object' || (type === 'boolean' && place === 'path')) return `is of type ${type}`;
  return type === 'array' && place !== 'query' ? 'is of type array' : undefined;
}

/** The members of a form that are objects: how each is written, the client does not know. */
function objectsIn(
  document: OpenApiDocument,
  { mediaType = '', schema }: Partial<NonNullable<ListedOperation['requestBody']>> = {},
): string[] {
  if (!/\bform\b/.test(mediaType)) return [];
  const { properties = {} } = resolveSchema(document, schema);
  return Object.keys(properties).filter(
    (name) => jsonType(document, properties[name]) === 'object',
  );
}

/** The media types of a request beside the one that the client sends. */
function otherMediaTypes(
  document: OpenApiDocument,
  { object, requestBody }: ListedOperation,
): string[] {
  const { content = {} } = described<RequestBodyObject>(document, object.requestBody ?? {});
  return Object.keys(content).filter((mediaType) => mediaType !== requestBody?.mediaType);
}

/** What a description asks of a client and the generated one does not do, as sentences. */
export function clientGaps(document: OpenApiDocument): string[] {
  return listOperations(document).flatMap((operation) => {
    const { id, path, servers, parameters, requestBody } = operation;
    const others = otherMediaTypes(document, operation);
    return [
      ...(path.includes('#')
        ? [`${id}: what stands after "#" in its path is no part of a request.`]
        : []),
      ...(others.length === 0
        ? []
        : [`${id}: the client sends no ${others.join(', no ')}, but ${requestBody?.mediaType}.`]),
      ...(servers === undefined
        ? []
        : [`${id} has servers of its own: the client sends it to the server of all others.`]),
      ...parameters.flatMap(({ parameter }) => {
        const why = unwritable(document, parameter);
        const text = `${id}: the parameter "${parameter.name}" (${parameter.in}) ${why}`;
        return why === undefined ? [] : [`${text}, which the client cannot write.`];
      }),
      ...objectsIn(document, requestBody).map(
        (name) =>
          `${id}: the member "${name}" of the form is of type object, which the client cannot write.`,
      ),
    ];
  });
}
