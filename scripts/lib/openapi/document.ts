import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { UserError } from '../cli.js';
import { requireOpenApi } from './check.js';
import { lift } from './lift.js';
import { keysOf, valueAt } from './pointer.js';
import { parseFile, readText } from './source.js';

/** A JSON object whose members are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether the value is an object, and neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An OpenAPI document after bundling. */
export interface OpenApiDocument extends JsonObject {
  openapi: string;
  info: { title: string; version: string; summary?: string; description?: string };
  tags?: TagObject[];
  'x-tagGroups'?: { name: string; 'x-family'?: string; tags?: string[] }[];
  servers?: ServerObject[];
  paths?: Record<string, PathItemObject | undefined>;
  webhooks?: Record<string, PathItemObject>;
  components?: Record<string, Record<string, unknown> | undefined>;
  security?: SecurityRequirement[];
}

/** Tag Object. */
export interface TagObject {
  name: string;
  description?: string;
  'x-displayName'?: string;
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
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** One of them, in lower case. */
export type Method = (typeof methods)[number];

/** Whether a member of a Path Item Object is one of its operations. */
export function isMethod(name: string): name is Method {
  return methods.some((method) => method === name);
}

/** Path Item Object; the operations are looked up by method. */
export type PathItemObject = {
  $ref?: string;
  summary?: string;
  description?: string;
  servers?: ServerObject[];
  parameters?: MaybeReference<ParameterObject>[];
} & Partial<Record<Method, OperationObject>>;

/** A Reference Object, or the object itself. */
export type MaybeReference<T> = T | { $ref: string };

/** Operation Object. */
export interface OperationObject {
  operationId?: string;
  tags?: string[];
  summary?: string;
  description?: string;
  deprecated?: boolean;
  externalDocs?: { url: string; description?: string };
  servers?: ServerObject[];
  parameters?: MaybeReference<ParameterObject>[];
  requestBody?: MaybeReference<RequestBodyObject>;
  responses?: Record<string, MaybeReference<ResponseObject>>;
  security?: SecurityRequirement[];
  callbacks?: Record<string, unknown>;
  'x-safe-to-repeat'?: boolean;
  'x-missing'?: string | true;
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
  /** Members of this declaration that are our reading, because no source says them. */
  inferred?: string[];
}

/** Parameter Object. */
export interface ParameterObject extends ExampleHolder {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  description?: string;
  required?: boolean;
  deprecated?: boolean;
  style?: string;
  explode?: boolean;
  schema?: unknown;
  content?: Record<string, MediaTypeObject>;
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
  headers?: Record<string, MaybeReference<HeaderObject>>;
  content?: Record<string, MediaTypeObject>;
  links?: Record<string, MaybeReference<LinkObject>>;
}

/** Link Object: how another operation takes what a response gives. */
export interface LinkObject {
  operationId?: string;
  operationRef?: string;
  parameters?: Record<string, unknown>;
  requestBody?: unknown;
  description?: string;
  server?: ServerObject;
}

/** Header Object: a parameter whose name and place are known. */
export type HeaderObject = Omit<ParameterObject, 'name' | 'in'>;

/** Media Type Object. */
export interface MediaTypeObject extends ExampleHolder {
  schema?: unknown;
  encoding?: Record<string, EncodingObject>;
}

/** Encoding Object: how a member of a form is sent. */
interface EncodingObject {
  contentType?: string;
  headers?: Record<string, MaybeReference<HeaderObject>>;
  style?: string;
  explode?: boolean;
  allowReserved?: boolean;
}

/** The members of an object that may have one example or several. */
export interface ExampleHolder {
  example?: unknown;
  examples?: Record<string, MaybeReference<ExampleObject>>;
}

/** Example Object. */
interface ExampleObject {
  summary?: string;
  description?: string;
  value?: unknown;
  externalValue?: string;
}

/** An example with its name; that of a lone `example` is empty. */
export interface NamedExample extends ExampleObject {
  name: string;
}

/**
 * Reads a bundled document.
 *
 * @param note - takes what is said of one in OpenAPI 3.0, which is read as 3.1
 * @throws UserError if there is none, or it is no OpenAPI
 */
export function readBundle(path: string, note: (text: string) => void = () => {}): OpenApiDocument {
  if (!existsSync(path)) throw new UserError(`${path} does not exist; build it (npm run build).`);
  if (extname(path) === '.json') {
    // Many times faster than a parser that knows places, which only a broken file needs.
    try {
      const document: unknown = JSON.parse(readText(path));
      if (isObject(document) && /^3\.[01]\.\d/.test(String(document['openapi']))) {
        return lift(document as OpenApiDocument, path, note);
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  const file = parseFile(resolve(path));
  requireOpenApi(file);
  return lift(file.document.toJS() as OpenApiDocument, path, note);
}

/**
 * The pointer that a reference inside the document stands for.
 *
 * @throws UserError if it leads out of the document, or is no pointer
 */
function pointerOf(reference: string): string {
  if (reference !== '#' && !reference.startsWith('#/')) {
    throw new UserError(`the reference ${reference} leads out of the document; bundle it first.`);
  }
  try {
    return decodeURIComponent(reference.slice(1));
  } catch {
    throw new UserError(`the reference ${reference} has a "%" that must be written as "%25".`);
  }
}

/** The reference that a value is; undefined if it is none. */
export function referenceOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  return typeof value['$ref'] === 'string' ? value['$ref'] : undefined;
}

/** The reference that a value is, if it says nothing else but words: a schema may. */
function loneReferenceOf(value: unknown): string | undefined {
  const isAlone = isObject(value) && Object.keys(value).every((name) => referenceMembers.has(name));
  return isAlone ? referenceOf(value) : undefined;
}

const referenceMembers = new Set(['$ref', 'summary', 'description']);

/** A bundled document with its parts by JSON Pointer. */
export interface Description {
  readonly document: JsonObject;
  /**
   * The value behind a chain of references, or the value itself when it is no reference.
   *
   * @throws UserError if a reference leads nowhere, out of the document or round in a circle
   */
  readonly follow: (value: unknown) => unknown;
  /**
   * The JSON Pointer behind a chain of references.
   *
   * @throws UserError as `follow`
   */
  readonly followPointer: (pointer: string) => string;
  /** The value at a JSON Pointer; undefined when there is none. */
  readonly at: (pointer: string) => unknown;
}

/** A document that needs no other file, by JSON Pointer. */
export function asDescription(document: JsonObject): Description {
  /** Pointers that were followed before: readers of schemas come by the same ones again and again. */
  const known = new Map<string, unknown>();
  const at = (pointer: string): unknown => {
    const found = known.get(pointer) ?? valueAt(document, keysOf(pointer));
    if (found !== undefined) known.set(pointer, found);
    return found;
  };

  /** The end of a chain of references: its value, and its pointer unless it is the start. */
  const end = (start: unknown): { pointer?: string; value: unknown } => {
    let found: { pointer?: string; value: unknown } = { value: start };
    const seen = new Set<string>();
    for (let next = referenceOf(start); next !== undefined; next = loneReferenceOf(found.value)) {
      if (seen.has(next)) throw new UserError(`the reference ${next} goes round in a circle.`);
      seen.add(next);
      const pointer = pointerOf(next);
      found = { pointer, value: at(pointer) };
      if (found.value === undefined) throw new UserError(`the reference ${next} leads nowhere.`);
    }
    return found;
  };

  return {
    document,
    at,
    follow: (value) => end(value).value,
    followPointer: (pointer) => end(at(pointer)).pointer ?? pointer,
  };
}

/**
 * Remembers what was worked out of a description as long as the description is in use. Descriptions do
 * not change.
 */
export function oncePerDescription<Value>(
  workOut: (description: Description) => Value,
): (description: Description) => Value {
  const known = new WeakMap<Description, { readonly value: Value }>();
  return (description) => {
    const found = known.get(description) ?? { value: workOut(description) };
    known.set(description, found);
    return found.value;
  };
}

/** The object at a JSON Pointer; an empty one if there is something else, or nothing. */
export function objectAt(description: Description, pointer: string): JsonObject {
  const value = description.at(pointer);
  return isObject(value) ? value : {};
}

/** Reads a bundled document. @throws UserError as `readBundle` */
export function readDescription(file: string): Description {
  return asDescription(readBundle(file));
}

/**
 * Follows references inside a bundled document until the object itself.
 *
 * @throws UserError if a reference leads nowhere, out of the document or round in a circle
 */
export function dereference<T extends object>(document: JsonObject, value: MaybeReference<T>): T {
  return asDescription(document).follow(value) as T;
}

/**
 * The object behind a Reference Object, with the words that the reference has of its own.
 *
 * @throws UserError as `dereference`
 */
export function described<T extends object>(document: JsonObject, value: MaybeReference<T>): T {
  const target = dereference(document, value);
  const words = Object.entries(value).filter(([name]) => ['summary', 'description'].includes(name));
  return target === value || words.length === 0
    ? target
    : { ...target, ...(Object.fromEntries(words) as object) };
}

/** The examples of a parameter, a header or a body, references followed; of those kept elsewhere the addresses. */
export function allExamplesOf(
  document: JsonObject,
  { example, examples = {} }: ExampleHolder,
): NamedExample[] {
  const named = Object.entries(examples).map(([name, one]) => ({
    name,
    ...described(document, one),
  }));
  return example === undefined ? named : [{ name: '', value: example }, ...named];
}

/** The same without those that are kept elsewhere. */
export function examplesOf(document: JsonObject, holder: ExampleHolder): NamedExample[] {
  return allExamplesOf(document, holder).filter(({ value }) => value !== undefined);
}

/** Whether a media type is JSON, or one of those that are built on it; its parameters do not matter. */
export function isJson(mediaType: string): boolean {
  return /^[^;]*[/+]json\s*(;|$)/i.test(mediaType);
}

/** The media type in which a body is sent that is described under a range of them: JSON, if it is one of them. */
export function concreteMediaType(mediaType: string): string {
  return /^(\*|application)\/\*/.test(mediaType) ? 'application/json' : mediaType;
}

/** The media type that is sent or expected: JSON if there is any, else the first. */
export function preferredMediaType(mediaTypes: readonly string[]): string | undefined {
  return mediaTypes.find(isJson) ?? mediaTypes[0];
}
