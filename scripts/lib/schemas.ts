import { dereference, type OpenApiDocument } from './openapi/document.js';

/** A schema, as far as the generators look into one. */
export interface Schema {
  $ref?: string;
  description?: string;
  deprecated?: boolean;
  type?: string | string[];
  format?: unknown;
  contentMediaType?: unknown;
  contentEncoding?: unknown;
  properties?: Record<string, unknown>;
  required?: string[];
  items?: unknown;
  prefixItems?: unknown[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  minLength?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  allOf?: unknown[];
  oneOf?: unknown[];
  anyOf?: unknown[];
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
}

/** Media types of what a text can hold. */
const textual = /^text\/|[/+](json|xml|yaml|javascript)\b/i;

/** Whether a schema stands for raw bytes; text that carries bytes in base64 stays a string. */
export function isBinary({ format, contentMediaType, contentEncoding }: Schema): boolean {
  const isBytes = contentMediaType !== undefined && !textual.test(String(contentMediaType));
  return format === 'binary' || (isBytes && contentEncoding === undefined);
}

const jsonTypes = ['object', 'array', 'string', 'number', 'integer', 'boolean'] as const;

/** A type of JSON; `null` is left out, because it is the absence of a value. */
export type JsonType = (typeof jsonTypes)[number];

/** A schema with its reference followed; a boolean schema and what is none at all say nothing. */
export function resolveSchema(document: OpenApiDocument, schema: unknown): Schema {
  return typeof schema === 'object' && schema !== null ? dereference<Schema>(document, schema) : {};
}

/** The type that a schema demands of every value; undefined if it allows several or does not tell. */
export function jsonType(document: OpenApiDocument, schema: unknown): JsonType | undefined {
  const type = demandedType(schema, []);
  return jsonTypes.find((known) => known === type);

  function demandedType(given: unknown, above: readonly unknown[]): string | undefined {
    // A schema that is part of itself demands nothing by that.
    if (typeof given !== 'object' || given === null || above.includes(given)) return undefined;
    const { $ref, type, allOf = [], oneOf = [], anyOf = [] } = given as Schema;
    const types = [type ?? []].flat();
    if (types.length === 1) return types[0];
    const inside = (part: unknown) => demandedType(part, [...above, given]);
    const target = $ref === undefined ? [] : [dereference(document, { $ref })];
    const agreed = (choice: readonly unknown[]) => {
      const [first, ...others] = choice.map(inside);
      return others.every((other) => other === first) ? first : undefined;
    };
    return (
      [...target, ...allOf].map(inside).find((found) => found !== undefined) ??
      agreed(oneOf) ??
      agreed(anyOf)
    );
  }
}

/** A schema and what it consists of: all of `allOf`, and what it refers to beside other members. */
function partsOf(
  document: OpenApiDocument,
  given: unknown,
  choices = false,
  above: readonly Schema[] = [],
): Schema[] {
  const schema = resolveSchema(document, given);
  if (above.includes(schema)) return [];
  const { $ref, allOf = [], oneOf = [], anyOf = [] } = schema;
  const target = $ref === undefined ? [] : [{ $ref }];
  const parts = [...allOf, ...target, ...(choices ? [...oneOf, ...anyOf] : [])];
  return [schema, ...parts.flatMap((part) => partsOf(document, part, choices, [...above, schema]))];
}

/**
 * The schemas of a member of an object: of the object itself and of all that it is composed of.
 *
 * @param choices - whether to look into `oneOf` and `anyOf` as well, which may not apply
 */
export function memberSchemas(
  document: OpenApiDocument,
  schema: unknown,
  name: string,
  choices = false,
): unknown[] {
  return partsOf(document, schema, choices).flatMap(({ properties = {} }) =>
    Object.hasOwn(properties, name) ? [properties[name]] : [],
  );
}

/** The names of the component schemas that extend one of them by `allOf`, and of those that extend these. */
export function descendantsOf({ components = {} }: OpenApiDocument, name: string): string[] {
  const schemas = Object.entries(components['schemas'] ?? {}) as [string, Schema][];
  const found = new Set([name]);
  for (const above of found) {
    const $ref = `#/components/schemas/${above}`;
    for (const [below, { allOf = [] }] of schemas) {
      if (allOf.some((part) => (part as Schema).$ref === $ref)) found.add(below);
    }
  }
  found.delete(name);
  return [...found];
}

/** What a value of a component schema may be as well: those that extend it, if its discriminator names no others. */
export function subtypesOf(document: OpenApiDocument, name: string): string[] {
  const { discriminator, oneOf, anyOf } = resolveSchema(document, {
    $ref: `#/components/schemas/${name}`,
  });
  const isBase = discriminator !== undefined && (oneOf ?? anyOf) === undefined;
  return isBase ? descendantsOf(document, name) : [];
}

/** The names of the members that an object has to have: by itself and by all that it is composed of. */
export function requiredMembers(document: OpenApiDocument, schema: unknown): string[] {
  return partsOf(document, schema).flatMap(({ required = [] }) => required);
}
