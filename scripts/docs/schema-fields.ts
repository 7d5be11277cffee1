import { dereference, type OpenApiDocument } from '../lib/openapi/document.js';

/** Keywords that limit a value, in the order in which they are printed. */
const limitKeywords = [
  ...(['format', 'enum', 'const', 'default', 'minimum', 'exclusiveMinimum', 'maximum'] as const),
  ...(['exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength', 'pattern'] as const),
  ...(['minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'] as const),
];

/** A keyword that limits a value. */
export type LimitKeyword = (typeof limitKeywords)[number];

/** A Schema Object, as far as the docs print it. */
export interface SchemaObject extends Partial<Record<LimitKeyword, unknown>> {
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  example?: unknown;
  examples?: unknown[];
  properties?: Record<string, SchemaObject>;
  required?: string[];
  items?: SchemaObject;
  additionalProperties?: boolean | SchemaObject;
  oneOf?: SchemaObject[];
  anyOf?: SchemaObject[];
  allOf?: SchemaObject[];
  deprecated?: boolean;
  readOnly?: boolean;
  writeOnly?: boolean;
}

/** A member of a body, at any depth. */
export interface Field {
  /** From the top of the body: `data[].id`. */
  path: string;
  required: boolean;
  /** With its reference followed; texts beside the reference win. */
  schema: SchemaObject;
  type: TypeName;
}

/** What a type is called, and which schema of the document that name stands for. */
export interface TypeName {
  /** `string`, `Pet`, `Pet[]`. */
  text: string;
  /** Name of the schema in the document; undefined if it is none. */
  schema?: string;
}

/** One of several forms that a schema leaves the choice between. */
export interface Form {
  keyword: 'oneOf' | 'anyOf';
  /** Where the choice is: empty for the schema itself. */
  path: string;
  title: string;
  schema: SchemaObject;
}

/** A schema with its references followed; what stands beside a reference wins over its target. */
export function resolveSchema(document: OpenApiDocument, schema: SchemaObject): SchemaObject {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...beside } = schema;
  const target = dereference<SchemaObject>(document, { $ref });
  return { ...resolveSchema(document, target), ...beside };
}

/** What the type of a schema is called. */
export function typeName(document: OpenApiDocument, schema: SchemaObject): TypeName {
  const { $ref, type, items, properties, oneOf, anyOf, allOf } = schema;
  const name = /^#\/components\/schemas\/([^/]+)$/.exec($ref ?? '')?.[1];
  if (name !== undefined) return { text: name, schema: name };
  if ($ref !== undefined) return typeName(document, resolveSchema(document, schema));
  if (items !== undefined) {
    const { text, schema: item } = typeName(document, items);
    return { text: `${text}[]`, ...(item !== undefined && { schema: item }) };
  }
  if (Array.isArray(type)) return { text: type.join(' | ') };
  if (type !== undefined) return { text: type };
  const parts = oneOf ?? anyOf;
  if (parts !== undefined) {
    return { text: parts.map((part) => typeName(document, part).text).join(' | ') };
  }
  if (allOf?.length === 1 && allOf[0] !== undefined) return typeName(document, allOf[0]);
  if (schema.const !== undefined) return { text: typeof schema.const };
  return { text: properties === undefined && allOf === undefined ? 'any' : 'object' };
}

/** The limits of a value, each with its values as texts. */
export function limitsOf(schema: SchemaObject): { keyword: LimitKeyword; values: string[] }[] {
  return limitKeywords.flatMap((keyword) => {
    const value = schema[keyword];
    if (value === undefined || value === false) {
      return keyword === 'default' && value === false ? [{ keyword, values: ['false'] }] : [];
    }
    const values = keyword === 'enum' ? (value as unknown[]) : [value];
    return [{ keyword, values: values.map(valueText) }];
  });
}

/** A value as it is printed: texts without quotes, but an empty one visible. */
export function valueText(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

/**
 * The members of a schema, those of members that are objects included.
 *
 * @param follow - whether to print members behind references as well, or to leave them to the
 *   schema that has the name
 */
export function fieldsOf(
  document: OpenApiDocument,
  schema: SchemaObject,
  follow: boolean,
): Field[] {
  return membersOf(schema, '', []);

  function membersOf(given: SchemaObject, prefix: string, above: readonly string[]): Field[] {
    const { properties = {}, required = [], allOf = [] } = resolveSchema(document, given);
    const own = Object.entries(properties).flatMap(([name, member]) => {
      const path = `${prefix}${name}`;
      return [
        {
          path,
          required: required.includes(name),
          schema: resolveSchema(document, member),
          type: typeName(document, member),
        },
        ...below(member, path, above),
      ];
    });
    return [...own, ...allOf.flatMap((part) => membersOf(part, prefix, above))];
  }

  function below(member: SchemaObject, path: string, above: readonly string[]): Field[] {
    const name = member.$ref;
    if (name !== undefined && (!follow || above.includes(name))) return [];
    const inside = name === undefined ? above : [...above, name];
    const { items } = resolveSchema(document, member);
    if (items === undefined) return membersOf(member, `${path}.`, inside);
    const item = `${path}[]`;
    const hasFacts = items.$ref === undefined && (items.description ?? limitsOf(items)[0]);
    return [
      ...(hasFacts
        ? [{ path: item, required: true, schema: items, type: typeName(document, items) }]
        : []),
      ...below(items, item, inside),
    ];
  }
}

/** The forms that a schema leaves the choice between, and those of its members. */
export function formsOf(document: OpenApiDocument, schema: SchemaObject, follow: boolean): Form[] {
  const resolved = resolveSchema(document, schema);
  const places = [
    { path: '', schema: resolved },
    ...fieldsOf(document, schema, follow).filter(({ type }) => follow || !type.schema),
  ];
  return places.flatMap(({ path, schema: place }) =>
    (['oneOf', 'anyOf'] as const).flatMap((keyword) =>
      (place[keyword] ?? []).map((part, index) => ({
        keyword,
        path,
        title:
          resolveSchema(document, part).title ?? `${typeName(document, part).text} ${index + 1}`,
        schema: part,
      })),
    ),
  );
}
