import { referencesBelow } from '../families.js';
import {
  concreteMediaType,
  described,
  isJson,
  isObject,
  type JsonObject,
  type OpenApiDocument,
  type ParameterObject,
  type RequestBodyObject,
  type ResponseObject,
} from '../openapi/document.js';
import { visitSchemas, without, type SchemaNode } from '../openapi/members.js';
import { hasNoContent, locateOperations } from '../openapi/operations.js';
import { makePatternsUnicode } from '../openapi/patterns.js';
import { valueAt } from '../openapi/pointer.js';
import { addressText } from '../openapi/serialization.js';
import { mendForAjv } from '../openapi/validators.js';
import { listOperations } from '../operation-list.js';
import { jsonType, memberSchemas, resolveSchema, type Schema } from '../schemas.js';

/** Whether a value holds a reference to another file. */
export function refersElsewhere(value: unknown): boolean {
  return [...referencesBelow(value)].some((reference) => !reference.startsWith('#'));
}

/**
 * A bundled document as Prism can read it. A bundler leaves references inside extensions alone,
 * so they still lead to files beside the description; Prism would open them beside the bundle and
 * refuse the document. Extensions that hold such references are left out, and so are those among the
 * paths, which Prism takes for paths and dies of with the first request.
 */
export function withoutOpenExtensions<T>(document: T): T {
  return without(
    document,
    (name, member, _, parent) =>
      name.startsWith('x-') && (parent === 'paths' || refersElsewhere(member)),
  );
}

/** The names of all members that a schema and its parts declare; undefined if others may be among them. */
function declaredNames(
  document: OpenApiDocument,
  given: unknown,
  above: readonly unknown[] = [],
): string[] | undefined {
  const schema = resolveSchema(document, given) as SchemaNode;
  if (above.includes(schema)) return [];
  const { properties, allOf, anyOf, oneOf, if: condition, then, else: otherwise } = schema;
  const isOpen = ![undefined, false].includes(schema['additionalProperties'] as false);
  if (isOpen || schema['patternProperties'] !== undefined) return undefined;
  const parts = [allOf, anyOf, oneOf, condition, then, otherwise].flat().filter(isObject);
  const inside = parts.map((part) => declaredNames(document, part, [...above, schema]));
  return inside.includes(undefined)
    ? undefined
    : [...Object.keys(properties ?? {}), ...inside.flatMap((names) => names ?? [])];
}

/**
 * A copy of a document in the keywords of the draft of JSON Schema that Prism knows: it passes over
 * `prefixItems`, so that each item has to be as `items` says, over what depends on a member, and over most
 * of what stands beside a reference, and allows any members where those of several schemas are all. It asks
 * for what the server alone sets, where that is nested.
 */
export function withFormerKeywords<T extends OpenApiDocument>(document: T): T {
  const copy = structuredClone(document);
  makePatternsUnicode(copy);
  visitSchemas(copy, (schema) => {
    mendForAjv(schema);
    const { $ref, required } = schema as Schema;
    let { allOf = [] } = schema as Schema;
    if ($ref !== undefined && Object.keys(schema).length > 1) {
      delete schema['$ref'];
      allOf = [...allOf, { $ref }];
      schema['allOf'] = allOf;
    }
    const isSet = (name: string) =>
      memberSchemas(copy, schema, name, true).some(
        (member) => (resolveSchema(copy, member) as SchemaNode)['readOnly'] === true,
      );
    if (required !== undefined) schema['required'] = required.filter((name) => !isSet(name));
    const names =
      schema['unevaluatedProperties'] === false ? declaredNames(copy, schema) : undefined;
    if (names !== undefined) schema['propertyNames'] ??= { enum: names };
    for (const part of allOf.map((one) => resolveSchema(copy, one) as SchemaNode)) {
      if (part['additionalProperties'] !== false) continue;
      const own = declaredNames(copy, { ...part, allOf: undefined });
      if (own !== undefined) part['propertyNames'] ??= { enum: own };
    }
    const { prefixItems, items = true, dependentRequired, dependentSchemas } = schema;
    if (dependentRequired !== undefined || dependentSchemas !== undefined) {
      schema['dependencies'] = Object.assign({}, dependentSchemas, dependentRequired);
    }
    if (prefixItems === undefined) return;
    Object.assign(schema, { items: prefixItems, additionalItems: items });
    delete schema['prefixItems'];
  });
  return copy;
}

/** A schema without null, which no text stands for: Prism reads lists and objects where they are all that may come. */
function withoutNull(document: OpenApiDocument, given: unknown): Schema {
  const schema = resolveSchema(document, given);
  const { type, anyOf = [], oneOf = [], ...rest } = schema;
  const isNull = (one: unknown) => resolveSchema(document, one).type === 'null';
  const [form, ...others] = [...anyOf, ...oneOf].filter((one) => !isNull(one));
  if (type === undefined && form !== undefined && others.length === 0) {
    return { ...withoutNull(document, form), ...rest };
  }
  const types = [type ?? []].flat().filter((one) => one !== 'null');
  return types.length === 1 ? { ...schema, type: types[0]! } : schema;
}

/**
 * Makes a request body readable, in place: of each list in a form Prism has to be told how it is written, where
 * that is as usual; of what it is told so it refuses characters that need not be encoded, above all in a part; and
 * of a syntax that it does not know it takes every body for a text.
 */
function makeReadable(document: OpenApiDocument, { content = {} }: RequestBodyObject): void {
  for (const [mediaType, media] of Object.entries(content)) {
    const isForm = /\bform\b/.test(mediaType);
    const isKnown = isForm || isJson(mediaType) || mediaType.includes('*');
    if (!isKnown && jsonType(document, media.schema) !== 'string') delete media.schema;
    const schema = isForm ? resolveSchema(document, media.schema) : {};
    if (schema.properties === undefined) continue;
    const members = Object.entries(schema.properties).map(
      ([name, member]) => [name, withoutNull(document, member)] as const,
    );
    // Bodies in JSON may share it.
    media.schema = { ...schema, properties: Object.fromEntries(members) };
    for (const [name, member] of members) {
      const given = media.encoding?.[name];
      const isList = jsonType(document, member) === 'array';
      if (!isList && given === undefined) continue;
      const usual = isList ? { style: 'form', explode: true } : {};
      media.encoding = { ...media.encoding, [name]: { ...usual, ...given, allowReserved: true } };
    }
  }
}

/** A parameter in the form in which Prism reads it, or `parameters.js` if it is written as JSON. */
function readable(document: OpenApiDocument, parameter: ParameterObject): ParameterObject {
  const [mediaType = '', media] = Object.entries(parameter.content ?? {})[0] ?? [];
  if (!isJson(mediaType)) {
    const { schema } = parameter;
    return schema === undefined
      ? parameter
      : { ...parameter, schema: withoutNull(document, schema) };
  }
  const { content: _, ...rest } = parameter;
  return { ...rest, style: 'unspecified', schema: media?.schema ?? {} };
}

/** The header that all cookies are in, as `parameters.js` reads it: of values in several parts it knows no form. */
function cookieHeader(document: OpenApiDocument, cookies: ParameterObject[]): ParameterObject {
  const required = cookies.filter((cookie) => cookie.required).map(({ name }) => name);
  const schemas = cookies.map(({ name, schema = {} }) => {
    const type = jsonType(document, schema);
    return [name, type === 'object' || type === 'array' ? {} : schema];
  });
  const properties = Object.fromEntries(schemas);
  const schema = { type: 'object', required, properties };
  return { name: 'Cookie', in: 'header', style: 'form', required: required.length > 0, schema };
}

/** The name of a parameter of the path in ASCII, and none that is a member of every object, as which Prism looks it up. */
function pathName(name: string): string {
  return name in {} ? `${name}_` : addressText(name);
}

/**
 * A copy of a document in which each operation has all its parameters and its body in forms that Prism checks, and
 * answers in media types, not in ranges of them. It is without what is to be ignored, which Prism asks for or sends:
 * content of responses that HTTP gives none, and a header `Content-Type` beside the media types; and without
 * callbacks, which Prism sends to wherever a request says, a refused one included.
 */
export function withReadableRequests<T extends OpenApiDocument>(document: T): T {
  const copy = structuredClone(document);
  for (const { object, item, parameters } of locateOperations(copy)) {
    const readables = parameters.map((parameter) => readable(copy, parameter.object));
    const cookies = readables.filter((parameter) => parameter.in === 'cookie');
    const others = readables
      .filter((parameter) => parameter.in !== 'cookie')
      .map((one) => (one.in === 'path' ? { ...one, name: pathName(one.name) } : one));
    object.parameters = cookies.length > 0 ? [...others, cookieHeader(copy, cookies)] : others;
    delete item.parameters;
    delete object.callbacks;
    makeReadable(copy, described<RequestBodyObject>(copy, object.requestBody ?? {}));
    for (const [status, given] of Object.entries(object.responses ?? {})) {
      const { content = {}, ...rest } = described<ResponseObject>(copy, given);
      for (const name of Object.keys(rest.headers ?? {})) {
        if (/^content-type$/i.test(name)) Reflect.deleteProperty(rest.headers ?? {}, name);
      }
      const sent = Object.entries(content).map(([mediaType, media]) => {
        const isText = jsonType(copy, media.schema) === 'string';
        return [isText ? mediaType : concreteMediaType(mediaType), media];
      });
      const isRange = Object.keys(content).some((mediaType) => mediaType.includes('*'));
      if (!hasNoContent(status) && !isRange) continue;
      const response = hasNoContent(status) ? rest : { ...rest, content: Object.fromEntries(sent) };
      object.responses = { ...object.responses, [status]: response };
    }
  }
  // It compares the path of a request as it travels.
  const paths = Object.entries(copy.paths ?? {}).map(([path, item]) => [
    addressText(path.replaceAll(/(?<=\{)[^{}]+/g, pathName)),
    item,
  ]);
  return { ...copy, paths: Object.fromEntries(paths) };
}

/**
 * A copy of a document whose answers can also be had as JSON. The mock refuses a request that accepts
 * a media type which the answer does not have (406); servers rarely do, and clients count on it:
 * generated SDKs ask for JSON on every call, downloads included. JSON comes last, so that
 * whoever accepts anything gets what is documented.
 */
export function withJsonAnswers<T extends JsonObject>(document: T): T {
  const copy = structuredClone(document);
  const responses = [
    ...listOperations(copy).flatMap(({ object }) => Object.values(object.responses ?? {})),
    ...Object.values(valueAt(copy, ['components', 'responses']) ?? {}),
  ] as { content?: Record<string, unknown> }[];
  for (const { content } of responses) {
    const [first] = Object.values(content ?? {});
    if (content !== undefined && first !== undefined) content['application/json'] ??= first;
  }
  return copy;
}
