import { curlLines } from './curl.js';
import {
  dereference,
  examplesOf,
  isObject,
  type OpenApiDocument,
  type ParameterObject,
  type SecurityRequirement,
} from './openapi/document.js';
import { fillPath, serializationOf, showParameter } from './openapi/serialization.js';
import { listOperations } from './operation-list.js';
import { resolveSchema, type Schema } from './schemas.js';

/** A request that a mock of the document answers with success. */
export interface SampleRequest {
  /** Path and query, from the slash on. */
  target: string;
  headers: Record<string, string>;
}

interface SecurityScheme {
  type: string;
  in?: string;
  name?: string;
  scheme?: string;
}

/** Texts that satisfy the formats that path and query parameters usually have. */
const formatSamples: Record<string, string> = {
  date: '2024-01-31',
  'date-time': '2024-01-31T12:00:00Z',
  email: 'someone@example.com',
  uuid: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  uri: 'https://example.com/',
};

/** A value that satisfies a schema, from its own examples as far as there are any. */
export function schemaSample(
  document: OpenApiDocument,
  given: unknown,
  above: readonly Schema[] = [],
): unknown {
  const schema = resolveSchema(document, given);
  const { type, required = [], properties = {}, items, minLength = 0 } = schema;
  const { allOf = [], oneOf, anyOf } = schema;
  const stated = [
    schema.example,
    schema.examples?.[0],
    schema.default,
    schema.const,
    schema.enum?.[0],
  ];
  const found = stated.find((value) => value !== undefined);
  if (found !== undefined) return found;
  const inside = (part: unknown) => schemaSample(document, part, [...above, schema]);
  if (allOf.length > 0) {
    if (above.includes(schema)) return {};
    const parts = allOf.map(inside);
    const own = { type: 'object', required, properties };
    const objects = parts.filter(isObject);
    return objects.length > 0 ? Object.assign({}, ...objects, inside(own)) : parts[0];
  }
  const [first] = [type ?? []].flat();
  const [choice] = oneOf ?? anyOf ?? [];
  if (first === undefined && choice !== undefined && !above.includes(schema)) return inside(choice);
  if (first === 'null') return null;
  if (first === 'integer' || first === 'number') return schema.minimum ?? 1;
  if (first === 'boolean') return true;
  if (first === 'array') {
    // What contains itself ends with an empty list.
    return above.includes(resolveSchema(document, items)) ? [] : [inside(items)];
  }
  if (first === 'object' || schema.properties !== undefined) {
    if (above.includes(schema)) return {};
    return Object.fromEntries(required.map((name) => [name, inside(properties[name])]));
  }
  return formatSamples[String(schema.format)] ?? 'text'.padEnd(minLength, 't');
}

/** A value for a parameter: its example, else one that its schema allows. */
export function parameterSample(document: OpenApiDocument, parameter: ParameterObject): unknown {
  const [holder = parameter] = Object.values(parameter.content ?? {});
  return examplesOf(document, holder)[0]?.value ?? schemaSample(document, holder.schema);
}

/** Placeholder credentials for the first way of signing in that the operation names. */
function addCredentials(
  document: OpenApiDocument,
  requirement: SecurityRequirement | undefined,
  headers: Record<string, string>,
  query: URLSearchParams,
): void {
  for (const name of Object.keys(requirement ?? {})) {
    const found = document.components?.securitySchemes?.[name];
    if (found === undefined) continue;
    const scheme = dereference<SecurityScheme>(document, found as SecurityScheme);
    if (scheme.type === 'apiKey' && scheme.name !== undefined) {
      if (scheme.in === 'header') headers[scheme.name] = 'placeholder';
      else if (scheme.in === 'query') query.set(scheme.name, 'placeholder');
      else headers.Cookie = `${scheme.name}=placeholder`;
    } else if (scheme.type === 'http' && scheme.scheme?.toLowerCase() === 'basic') {
      headers.Authorization = `Basic ${Buffer.from('user:placeholder').toString('base64')}`;
    } else {
      headers.Authorization = 'Bearer placeholder';
    }
  }
}

/**
 * Makes a request for the first GET operation of a document from the examples of its parameters,
 * with a placeholder for the credentials.
 *
 * @returns `undefined` if the document has no GET operation
 */
export function sampleRequest(document: OpenApiDocument): SampleRequest | undefined {
  const operation = listOperations(document).find(({ method }) => method === 'get');
  if (operation === undefined) return undefined;
  let { path } = operation;
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  for (const { parameter } of operation.parameters) {
    if (parameter.required !== true) continue;
    const written = serializationOf(parameter);
    for (const [name, text] of showParameter(written, parameterSample(document, parameter))) {
      if (parameter.in === 'path') path = fillPath(path, written, text);
      else if (parameter.in === 'query') query.append(name, text);
      else if (parameter.in === 'header') headers[name] = text;
    }
  }
  const [requirement] = operation.object.security ?? document.security ?? [];
  addCredentials(document, requirement, headers, query);
  const search = query.toString();
  return { target: search === '' ? path : `${path}?${search}`, headers };
}

/** A request as a command line for a POSIX shell. */
export function curlLine(base: string, { target, headers }: SampleRequest): string {
  const url = [base + target];
  return curlLines({ options: [], url, headers: Object.entries(headers) }).join(' ');
}
