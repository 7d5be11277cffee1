import {
  lookUp,
  type Reference,
  type ReferenceOperation,
  type ReferenceValue,
} from './reference.js';
import { asFact } from './schema-shape.js';
import type { ApiShape, Direction, Member, OperationShape, ResponseShape, Shape } from './shape.js';

/**
 * Brings the reference table into the common form.
 *
 * @throws Error when the table uses a name of a schema, an enum or an envelope that it lacks
 */
export function shapeOfReference(reference: Reference): ApiShape {
  const mapValues = <T, R>(table: Readonly<Record<string, T>>, convert: (value: T) => R) =>
    Object.fromEntries(Object.entries(table).map(([name, value]) => [name, convert(value)]));
  return {
    operations: mapValues(reference.operations, (operation) => operationOf(operation, reference)),
    schemas: mapValues(reference.schemas, ({ direction, members }) => ({
      direction,
      shape: objectOf(members, direction, reference),
    })),
    enums: mapValues(reference.enums, (values) => ({ keywords: { type: 'string' }, values })),
    servers: { [reference.server.url]: { region: reference.server.regions } },
    tags: reference.tags,
  };
}

function operationOf(operation: ReferenceOperation, reference: Reference): OperationShape {
  const { body } = operation;
  const path = reference.basePath + operation.path;
  return {
    method: operation.method,
    path,
    tags: [operation.tag],
    security: reference.security.map((headers) => [...headers].sort().join(' + ')),
    parameters: {
      ...pathParametersOf(path, reference),
      ...parametersOf(operation.query ?? {}, 'query', reference),
    },
    ...(body
      ? {
          body: {
            required: true,
            mediaTypes: [body.mediaType],
            schema: body.schema,
            shape: shapeOfValue({ schema: body.schema }, 'request', reference),
          },
        }
      : {}),
    responses: {
      200: answerOf(operation, reference),
      ...Object.fromEntries(
        Object.entries(reference.errorResponses).map(([status, names]) => [
          status,
          jsonResponse(
            names.flatMap((name) =>
              Object.entries(lookUp(reference.schemas, name, 'schema').members),
            ),
            reference,
          ),
        ]),
      ),
    },
  };
}

function pathParametersOf(path: string, reference: Reference): OperationShape['parameters'] {
  const names = [...path.matchAll(/\{(.+?)\}/g)].map(([, name = '']) => name);
  const values = names.map((name): [string, ReferenceValue] => [
    name,
    { ...lookUp(reference.pathParameters, name, 'path parameter'), required: true },
  ]);
  return parametersOf(Object.fromEntries(values), 'path', reference);
}

function parametersOf(
  values: Readonly<Record<string, ReferenceValue>>,
  place: string,
  reference: Reference,
): OperationShape['parameters'] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { in: place, ...memberOf(value, 'request', reference) },
    ]),
  );
}

function answerOf({ answer }: ReferenceOperation, reference: Reference): ResponseShape {
  if (answer.file) {
    return {
      headers: headersOf(reference),
      mediaTypes: [answer.file],
      shape: { keywords: { type: 'string', format: 'binary' } },
    };
  }
  if (answer.schema) {
    return jsonResponse(
      Object.entries(lookUp(reference.schemas, answer.schema, 'schema').members),
      reference,
    );
  }
  const envelope = answer.envelope ? lookUp(reference.envelopes, answer.envelope, 'envelope') : {};
  return jsonResponse(
    [
      ...Object.entries(envelope).map(([name, type]): [string, ReferenceValue] => [name, { type }]),
      ...Object.entries(answer.members ?? {}),
      ...(answer.data ? [['data', answer.data] as [string, ReferenceValue]] : []),
    ],
    reference,
  );
}

function jsonResponse(
  members: readonly (readonly [string, ReferenceValue])[],
  reference: Reference,
): ResponseShape {
  return {
    headers: headersOf(reference),
    mediaTypes: ['application/json'],
    shape: objectOf(Object.fromEntries(members), 'response', reference),
  };
}

function headersOf(reference: Reference): Record<string, Member> {
  return Object.fromEntries(
    Object.entries(reference.responseHeaders).map(([name, value]) => [
      name.toLowerCase(),
      memberOf(value, 'response', reference),
    ]),
  );
}

function memberOf(value: ReferenceValue, direction: Direction, reference: Reference): Member {
  return { required: value.required === true, shape: shapeOfValue(value, direction, reference) };
}

function objectOf(
  members: Readonly<Record<string, ReferenceValue>>,
  direction: Direction,
  reference: Reference,
): Shape {
  return {
    keywords: { type: 'object' },
    // Requests are closed so that a typing mistake is caught; answers may grow.
    closed: direction === 'request',
    members: Object.fromEntries(
      Object.entries(members).map(([name, value]) => [name, memberOf(value, direction, reference)]),
    ),
  };
}

function shapeOfValue(value: ReferenceValue, direction: Direction, reference: Reference): Shape {
  if (value.schema) {
    const { members } = lookUp(reference.schemas, value.schema, 'schema');
    return objectOf(members, direction, reference);
  }
  const keywords: Record<string, string> = {};
  for (const name of ['type', 'format', 'default', 'minimum', 'maximum'] as const) {
    if (value[name] !== undefined) keywords[name] = asFact(value[name]);
  }
  if (value.type === 'integer') keywords['format'] = 'int32';
  if (value.layout === 'time') keywords['pattern'] = reference.timePattern;
  return {
    keywords,
    ...(value.enum ? { values: lookUp(reference.enums, value.enum, 'enum') } : {}),
    ...(value.open ? { closed: false } : {}),
    ...(value.items ? { items: shapeOfValue(value.items, direction, reference) } : {}),
  };
}
