import { extname, resolve } from 'node:path';
import { UserError } from './cli.js';
import { requireOpenApi31 } from './openapi/check.js';
import { keysOf } from './openapi/pointer.js';
import { parseFile, readText } from './openapi/source.js';

/** An OpenAPI document after bundling, as far as the generators read it. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string };
  tags?: { name: string; 'x-displayName'?: string }[];
  'x-tagGroups'?: { name: string; 'x-family'?: string; tags?: string[] }[];
  servers?: ServerObject[];
  paths?: Record<string, PathItemObject | undefined>;
  webhooks?: Record<string, PathItemObject>;
  components?: Record<string, Record<string, unknown> | undefined>;
  security?: SecurityRequirement[];
}

/** Server Object. */
export interface ServerObject {
  url: string;
  description?: string;
  variables?: Record<string, { enum?: string[]; default: string; description?: string }>;
}

/** Security Requirement Object: the scopes needed of each scheme. */
export type SecurityRequirement = Record<string, string[]>;

/** The methods that a Path Item Object may have. */
export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Path Item Object; the operations are looked up by method. */
export interface PathItemObject {
  $ref?: string;
  parameters?: MaybeReference<ParameterObject>[];
  [method: string]: unknown;
}

/** A Reference Object, or the object itself. */
export type MaybeReference<T> = T | { $ref: string };

/** Operation Object. */
export interface OperationObject {
  operationId?: string;
  tags?: string[];
  summary?: string;
  description?: string;
  deprecated?: boolean;
  externalDocs?: { url: string };
  parameters?: MaybeReference<ParameterObject>[];
  requestBody?: MaybeReference<RequestBodyObject>;
  responses?: Record<string, MaybeReference<ResponseObject>>;
  security?: SecurityRequirement[];
  'x-safe-to-repeat'?: boolean;
  'x-pagination'?: PaginationDeclaration;
}

/** `x-pagination` of an operation: how a list is read page by page. */
export interface PaginationDeclaration {
  in: 'query' | 'body';
  /** Name of the parameter, or of the member at the top of the body. */
  offset: string;
  limit: string;
  /** JSON Pointer into the body of a success: the records of the page. */
  records: string;
  /** JSON Pointer to the number of records that match in all. */
  total?: string;
  /** Records that can be reached at all. */
  reachable?: number;
}

/** Parameter Object. */
export interface ParameterObject {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  description?: string;
  required?: boolean;
  deprecated?: boolean;
  example?: unknown;
  examples?: Record<string, MaybeReference<{ value?: unknown }>>;
  schema?: unknown;
  'x-bound-by-client'?: boolean;
}

/** Request Body Object. */
export interface RequestBodyObject {
  description?: string;
  required?: boolean;
  content?: Record<string, MediaTypeObject>;
}

/** Response Object. */
export interface ResponseObject {
  description?: string;
  content?: Record<string, MediaTypeObject>;
}

/** Media Type Object. */
export interface MediaTypeObject {
  schema?: unknown;
  example?: unknown;
  examples?: Record<string, MaybeReference<ExampleObject>>;
}

/** Example Object. */
export interface ExampleObject {
  summary?: string;
  value?: unknown;
}

/**
 * Reads a bundled document.
 *
 * @throws UserError if it is no OpenAPI 3.1
 */
export function readBundle(path: string): OpenApiDocument {
  if (extname(path) === '.json') {
    // Many times faster than a parser that knows places, which only a broken file needs.
    try {
      const document = JSON.parse(readText(path)) as OpenApiDocument;
      if (/^3\.1\.\d+/.test(document.openapi)) return document;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  const file = parseFile(resolve(path));
  requireOpenApi31(file);
  return file.document.toJS() as OpenApiDocument;
}

/**
 * Follows references inside a bundled document until the object itself.
 *
 * @throws UserError if a reference leads nowhere
 */
export function dereference<T extends object>(
  document: OpenApiDocument,
  value: MaybeReference<T>,
): T {
  let current: unknown = value;
  for (let hops = 0; hops < 50; hops += 1) {
    if (typeof current !== 'object' || current === null || !('$ref' in current)) {
      return current as T;
    }
    const { $ref } = current as { $ref: string };
    current = keysOf($ref.slice(1)).reduce<unknown>(
      (node, name) => (node as Record<string, unknown> | undefined)?.[name],
      document,
    );
    if (current === undefined) throw new UserError(`the reference ${$ref} leads nowhere.`);
  }
  throw new UserError(`the reference ${(value as { $ref: string }).$ref} goes round in a circle.`);
}
