import { visitSchemas, type SchemaNode } from './members.js';

/**
 * Makes OpenAPI 3.1 of a document in 3.0. Nothing changes its place, but what `nullable` stands beside.
 *
 * @param name - what is said of a document that is changed begins with it
 * @param note - takes the sentence
 * @returns the document itself, if it is in another version
 */
export function lift<Document extends object>(
  document: Document,
  name: string,
  note: (text: string) => void,
): Document {
  const { openapi: version } = document as { openapi?: unknown };
  if (typeof version !== 'string' || !/^3\.0\.\d/.test(version)) return document;
  note(
    `${name} is in OpenAPI ${version}; it is read as 3.1: "nullable" becomes the type null, limits that are exclusive become numbers, and members of a schema beside its "$ref" mean nothing.`,
  );
  const lifted = structuredClone(document);
  const schemas: SchemaNode[] = [];
  visitSchemas(lifted, (schema) => schemas.push(schema));
  // The innermost first, since a schema may move into another.
  for (const schema of schemas.toReversed()) liftSchema(schema);
  return { ...lifted, openapi: '3.1.0' };
}

function liftSchema(schema: SchemaNode): void {
  const { $ref: reference } = schema;
  if (typeof reference === 'string') {
    replace(schema, { $ref: reference });
    return;
  }
  for (const [exclusive, limit] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof schema[exclusive] !== 'boolean') continue;
    const moves = schema[exclusive] && schema[limit] !== undefined;
    if (moves) schema[exclusive] = schema[limit];
    Reflect.deleteProperty(schema, moves ? limit : exclusive);
  }
  const { nullable } = schema;
  delete schema['nullable'];
  if (nullable !== true) return;
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(null)) {
    schema['enum'] = [...(schema['enum'] as unknown[]), null];
  }
  const isCombined = ['allOf', 'anyOf', 'oneOf'].some((keyword) => keyword in schema);
  if (typeof schema['type'] === 'string' && !isCombined) {
    schema['type'] = [schema['type'], 'null'];
    return;
  }
  // Beside a combination of schemas it is widely written, and meant, though 3.0 gives it no effect there.
  replace(schema, { anyOf: [{ ...schema }, { type: 'null' }] });
}

function replace(schema: SchemaNode, members: SchemaNode): void {
  for (const name of Object.keys(schema)) Reflect.deleteProperty(schema, name);
  Object.assign(schema, members);
}
