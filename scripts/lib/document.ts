import { readFileSync, statSync } from 'node:fs';
import { dirname, extname, relative, resolve } from 'node:path';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
} from 'yaml';
import { UserError } from './cli.js';

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

/** Path of a file as a person at the terminal would write it. */
export function displayPath(path: string): string {
  const short = relative(process.cwd(), resolve(path));
  return short === '' || short.startsWith('..') ? resolve(path) : short;
}

/** A parsed file with what is needed to tell the place of a node. */
export interface ParsedFile {
  path: string;
  document: Document.Parsed;
  lines: LineCounter;
}

/** The place of a node as `file:line:column`, counted from 1. */
export function place(file: ParsedFile, node: Node | null | undefined): string {
  const { line, col } = file.lines.linePos(node?.range?.[0] ?? 0);
  return `${displayPath(file.path)}:${line}:${col}`;
}

function readText(path: string, mentionedAt: string): string {
  const shown = displayPath(path);
  try {
    if (statSync(path).isDirectory()) {
      throw new UserError(`${mentionedAt}${shown} is a directory, but a file is needed.`);
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UserError(`${mentionedAt}there is no file ${shown}.`);
    }
    throw new UserError(`${mentionedAt}${shown} cannot be read (${String(code)}).`);
  }
}

/**
 * Parses a file of YAML or JSON.
 *
 * @throws UserError with the place if there is no such file, or it is no valid YAML or JSON
 */
export function parseFile(path: string, mentionedAt = ''): ParsedFile {
  const lines = new LineCounter();
  const document = parseDocument(readText(path, mentionedAt), {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    uniqueKeys: true,
  });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0]);
    const kind = extname(path) === '.json' ? 'JSON' : 'YAML';
    throw new UserError(`${displayPath(path)}:${line}:${col}: invalid ${kind}: ${problem.message}`);
  }
  return { path, document, lines };
}

/** Members whose value is data, so that a `$ref` inside is no reference. */
const dataMembers = new Set(['example', 'default', 'const', 'enum', 'value']);

/** Members whose value maps free names to objects, so that the names inside mean nothing. */
const namedMembers = new Set([
  '$defs',
  'callbacks',
  'content',
  'dependentSchemas',
  'encoding',
  'examples',
  'headers',
  'links',
  'parameters',
  'pathItems',
  'paths',
  'patternProperties',
  'properties',
  'requestBodies',
  'responses',
  'schemas',
  'securitySchemes',
  'variables',
  'webhooks',
]);

interface Reference {
  target: string;
  node: Node;
}

function* references(node: unknown, names = false): Generator<Reference> {
  if (isSeq(node)) {
    for (const item of node.items) yield* references(item);
  } else if (isMap(node)) {
    for (const { key, value } of node.items) {
      const name = String(isScalar(key) ? key.value : key);
      if (names) {
        yield* references(value);
      } else if (name === '$ref' && isScalar(value) && typeof value.value === 'string') {
        yield { target: value.value, node: value };
      } else if (!dataMembers.has(name) && !(name === 'examples' && isSeq(value))) {
        yield* references(value, namedMembers.has(name) && isMap(value));
      }
    }
  }
}

/**
 * Follows a JSON Pointer.
 *
 * @returns whether it leads somewhere; yes as well where it passes through another reference,
 * which the bundler has to judge
 */
function leadsSomewhere(document: Document.Parsed, pointer: string): boolean {
  let node: unknown = document.contents;
  for (const part of pointer.split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      if (node.has('$ref')) return true;
      const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === name);
      if (pair === undefined) return node.has('<<');
      node = pair.value;
    } else if (isSeq(node) && /^\d+$/.test(name) && Number(name) < node.items.length) {
      node = node.items[Number(name)];
    } else {
      return false;
    }
  }
  return true;
}

function requireOpenApi31(file: ParsedFile): void {
  const { contents } = file.document;
  const shown = displayPath(file.path);
  const member = (name: string) => {
    const node: unknown = isMap(contents) ? contents.get(name, true) : undefined;
    return isScalar(node) ? node : undefined;
  };
  const swagger = member('swagger');
  if (swagger !== undefined) {
    throw new UserError(
      `${place(file, swagger)}: this is a Swagger ${String(swagger.value)} document; convert it to OpenAPI 3.1 first.`,
    );
  }
  const version = member('openapi');
  if (version === undefined) {
    throw new UserError(
      `${shown}:1:1: this is not an OpenAPI document: it has no member "openapi" with its version.`,
    );
  }
  if (!/^3\.1\.\d+/.test(String(version.value)) || typeof version.value !== 'string') {
    throw new UserError(
      `${place(file, version)}: this document says OpenAPI ${String(version.value)}; only 3.1 is supported (for example "openapi: 3.1.1").`,
    );
  }
}

/**
 * Reads an OpenAPI 3.1 description with every file that it refers to, and judges what the other
 * tools would report without a place or not at all: missing files, broken references, duplicate
 * keys.
 *
 * @returns the absolute paths of all files read, the entry first
 * @throws UserError with file, line and column
 */
export function checkDocument(entry: string): string[] {
  const files = new Map<string, ParsedFile | undefined>();
  const open = (path: string, mentionedAt?: string): ParsedFile | undefined => {
    if (!files.has(path)) {
      // A reference may point at a text, for example Markdown; that is read but not parsed.
      const parsed = ['.yaml', '.yml', '.json'].includes(extname(path).toLowerCase());
      if (!parsed && mentionedAt !== undefined) readText(path, mentionedAt);
      const isDocument = parsed || mentionedAt === undefined;
      files.set(path, isDocument ? parseFile(path, mentionedAt) : undefined);
    }
    return files.get(path);
  };
  const main = open(resolve(entry));
  if (main !== undefined) requireOpenApi31(main);
  // A Map hands out what is added to it during the loop.
  for (const file of files.values()) {
    if (file === undefined) continue;
    for (const { target, node } of references(file.document.contents)) {
      const at = `${place(file, node)}: `;
      const [location = '', fragment = ''] = target.split('#', 2);
      if (/^[a-z][a-z\d+.-]+:/i.test(location)) continue;
      const other =
        location === ''
          ? file
          : open(resolve(dirname(file.path), location), `${at}broken $ref "${target}": `);
      if (!fragment.startsWith('/') || other === undefined) continue;
      if (!leadsSomewhere(other.document, fragment)) {
        throw new UserError(
          `${at}broken $ref "${target}": ${displayPath(other.path)} has nothing at ${fragment}.`,
        );
      }
    }
  }
  return [...files.keys()];
}

/** Reads a bundled document. */
export function readBundle(path: string): OpenApiDocument {
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
    current = $ref
      .split('/')
      .slice(1)
      .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>(
        (node, name) => (node as Record<string, unknown> | undefined)?.[name],
        document,
      );
    if (current === undefined) throw new UserError(`the reference ${$ref} leads nowhere.`);
  }
  throw new UserError(`the reference ${(value as { $ref: string }).$ref} goes round in a circle.`);
}
