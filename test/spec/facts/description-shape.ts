import { isObject, type Description, type JsonObject } from '../../../scripts/lib/description.js';
import { asFact, shapeOf } from './schema-shape.js';
import type { ApiShape, Direction, Member, OperationShape, ResponseShape, Shape } from './shape.js';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The components to compare by name; others may be called as the description likes. */
export interface ComparedComponents {
  readonly schemas: Readonly<Record<string, Direction>>;
  readonly enums: readonly string[];
}

/**
 * Brings a bundled OpenAPI document into the common form.
 *
 * @throws Error when a `$ref` is broken, an operation has no operationId, or two operations or two
 * parameters of one operation have the same name
 */
export function shapeOfDescription(
  description: Description,
  components: ComparedComponents,
): ApiShape {
  const schemas = childrenOf(childrenOf(description.document, 'components'), 'schemas');
  const named = <T>(names: readonly string[], shape: (name: string) => T) =>
    Object.fromEntries(names.filter((name) => name in schemas).map((name) => [name, shape(name)]));
  return {
    operations: operationsOf(description),
    schemas: named(Object.keys(components.schemas), (name) => ({
      direction: components.schemas[name] ?? 'response',
      shape: shapeOf(schemas[name], description),
    })),
    enums: named(components.enums, (name) => valuesOnly(shapeOf(schemas[name], description))),
    servers: serversOf(description.document),
    tags: objectsIn(description.document['tags']).map((tag) => String(tag['name'])),
  };
}

/** Every operation with its path, its method and the parameters of its path item. */
export function* eachOperation(description: Description): Generator<{
  readonly path: string;
  readonly method: string;
  readonly operation: JsonObject;
  readonly parameters: readonly JsonObject[];
}> {
  for (const [path, reference] of Object.entries(childrenOf(description.document, 'paths'))) {
    const item = description.follow(reference);
    if (!isObject(item)) continue;
    for (const method of METHODS) {
      const operation = item[method];
      if (!isObject(operation)) continue;
      const parameters = [item, operation]
        .flatMap((level) => (Array.isArray(level['parameters']) ? level['parameters'] : []))
        .map(description.follow)
        .filter(isObject);
      yield { path, method, operation, parameters };
    }
  }
}

/** A default of an enum is a fact of the places that use it, and is compared there. */
function valuesOnly({ keywords: { default: _, ...keywords }, values }: Shape): Shape {
  return { keywords, ...(values ? { values } : {}) };
}

function operationsOf(description: Description): Record<string, OperationShape> {
  const operations: Record<string, OperationShape> = {};
  for (const { path, method, operation, parameters } of eachOperation(description)) {
    const operationId = operation['operationId'];
    if (typeof operationId !== 'string') {
      throw new Error(`${method.toUpperCase()} ${path} has no operationId.`);
    }
    if (operationId in operations) throw new Error(`Two operations are called ${operationId}.`);
    const body = description.follow(operation['requestBody']);
    operations[operationId] = {
      method: method.toUpperCase(),
      path,
      tags: Array.isArray(operation['tags']) ? operation['tags'].map(String) : [],
      security: securityOf(operation, description),
      parameters: parametersOf(operationId, parameters, description),
      ...(isObject(body) ? { body: bodyOf(body, description) } : {}),
      responses: Object.fromEntries(
        Object.entries(childrenOf(operation, 'responses')).map(([status, response]) => [
          status,
          responseOf(description.follow(response), description),
        ]),
      ),
    };
  }
  return operations;
}

function parametersOf(
  operationId: string,
  parameters: readonly JsonObject[],
  description: Description,
): OperationShape['parameters'] {
  const shapes: Record<string, Member & { in: string }> = {};
  for (const parameter of parameters) {
    const name = String(parameter['name']);
    if (name in shapes) throw new Error(`${operationId} has two parameters called ${name}.`);
    shapes[name] = { in: String(parameter['in']), ...memberOf(parameter, description) };
  }
  return shapes;
}

function bodyOf(body: JsonObject, description: Description): NonNullable<OperationShape['body']> {
  const content = childrenOf(body, 'content');
  const schema = firstSchema(content);
  const reference = isObject(schema) ? (schema['$ref'] ?? schema['title']) : undefined;
  return {
    required: body['required'] === true,
    mediaTypes: Object.keys(content),
    schema: typeof reference === 'string' ? reference.replace(/^.*\//, '') : '(not named)',
    shape: shapeOf(schema, description),
  };
}

function responseOf(response: unknown, description: Description): ResponseShape {
  if (!isObject(response)) return { headers: {}, mediaTypes: [] };
  const content = childrenOf(response, 'content');
  const schema = firstSchema(content);
  return {
    headers: Object.fromEntries(
      Object.entries(childrenOf(response, 'headers')).map(([name, header]) => [
        name.toLowerCase(),
        memberOf(description.follow(header), description),
      ]),
    ),
    mediaTypes: Object.keys(content),
    ...(schema === undefined ? {} : { shape: shapeOf(schema, description) }),
  };
}

function memberOf(carrier: unknown, description: Description): Member {
  if (!isObject(carrier)) return { required: false, shape: { keywords: {} } };
  return {
    required: carrier['required'] === true,
    shape: shapeOf(carrier['schema'], description),
  };
}

function securityOf(operation: JsonObject, description: Description): string[] {
  const schemes = childrenOf(childrenOf(description.document, 'components'), 'securitySchemes');
  return objectsIn(operation['security'] ?? description.document['security']).map((way) =>
    Object.keys(way)
      .map((name) => {
        const scheme = description.follow(schemes[name]);
        if (!isObject(scheme)) throw new Error(`There is no security scheme ${name}.`);
        return scheme['in'] === 'header'
          ? String(scheme['name'])
          : `${String(scheme['type'])} ${name}`;
      })
      .sort()
      .join(' + '),
  );
}

/** Servers that others reach: an address on the reader's own machine is not a vendor's fact. */
function serversOf(document: JsonObject): ApiShape['servers'] {
  return Object.fromEntries(
    objectsIn(document['servers'])
      .filter((server) => !/^https?:\/\/(127\.0\.0\.1|localhost)([:/]|$)/.test(`${server['url']}`))
      .map((server) => [
        String(server['url']),
        Object.fromEntries(
          Object.entries(childrenOf(server, 'variables')).map(([name, variable]) => [
            name,
            isObject(variable) && Array.isArray(variable['enum'])
              ? variable['enum'].map(asFact)
              : [],
          ]),
        ),
      ]),
  );
}

function firstSchema(content: JsonObject): unknown {
  return objectsIn(Object.values(content))[0]?.['schema'];
}

function childrenOf(node: JsonObject, key: string): JsonObject {
  const children = node[key];
  return isObject(children) ? children : {};
}

function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
