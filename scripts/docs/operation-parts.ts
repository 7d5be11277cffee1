import {
  dereference,
  examplesOf,
  type HeaderObject,
  type MaybeReference,
  type MediaTypeObject,
  type NamedExample,
  type OpenApiDocument,
  type OperationObject,
  type ResponseObject,
} from '../lib/openapi/document.js';
import { listOperations, type ListedOperation } from '../lib/operation-list.js';
import type { RequestHeader } from './request-headers.js';
import type { CodeSample } from './samples/samples.js';
import type { SchemaObject } from './schema-fields.js';

/** A tag with its operations. */
export interface OperationGroup {
  name: string;
  /** Name for readers, in the document's language. */
  title: string;
  description: string;
  operations: DocsOperation[];
}

/** An operation with what the docs print of it beside the usual. */
export interface DocsOperation extends ListedOperation {
  object: OperationObject & {
    tags?: string[];
    externalDocs?: { url: string; description?: string };
    'x-sources'?: Source[];
    'x-codeSamples'?: CodeSample[];
    'x-request-headers'?: RequestHeader[];
  };
}

/** Where the facts of an operation are from. */
export interface Source {
  document: string;
  url?: string;
  date?: string;
  undated?: boolean;
  note?: string;
}

/** A body of one media type. */
export interface Content {
  mediaType: string;
  schema?: SchemaObject;
  examples: TitledExample[];
}

/** An example with the name that readers see. */
interface TitledExample extends NamedExample {
  summary: string;
}

/** A header of an answer. */
interface HeaderPart extends HeaderObject {
  name: string;
  schema?: SchemaObject;
}

/** An answer with one status. */
export interface ResponsePart {
  status: string;
  /** Name in the document's components; undefined if it is written in place. */
  component?: string;
  description: string;
  headers: HeaderPart[];
  contents: Content[];
}

/** The operations of a document under their first tags, in the document's order. */
export function groupsOf(document: OpenApiDocument): OperationGroup[] {
  const tags = (document.tags ?? []).map((tag) => ({
    name: tag.name,
    title: tag['x-displayName'] ?? tag.name,
    description: tag.description ?? '',
    operations: [] as DocsOperation[],
  }));
  for (const operation of listOperations(document) as DocsOperation[]) {
    const name = operation.object.tags?.[0] ?? '';
    let group = tags.find((tag) => tag.name === name);
    if (group === undefined) {
      group = { name, title: name, description: '', operations: [] };
      tags.push(group);
    }
    group.operations.push(operation);
  }
  return tags.filter(({ operations }) => operations.length > 0);
}

/** The bodies of a request or an answer, by media type. */
function contentsOf(
  document: OpenApiDocument,
  content: Record<string, MediaTypeObject> = {},
): Content[] {
  return Object.entries(content).map(([mediaType, object]) => ({
    mediaType,
    schema: object.schema as SchemaObject | undefined,
    examples: examplesOf(document, object).map((example) => ({
      ...example,
      name: example.name || 'example',
      summary: example.summary ?? example.name,
    })),
  }));
}

/** One answer, its reference followed. */
export function responseOf(
  document: OpenApiDocument,
  status: string,
  given: MaybeReference<ResponseObject>,
): ResponsePart {
  const response = dereference(document, given);
  const component =
    '$ref' in given ? /^#\/components\/responses\/(.+)$/.exec(given.$ref)?.[1] : undefined;
  return {
    status,
    ...(component !== undefined && { component }),
    description: response.description ?? '',
    headers: Object.entries(response.headers ?? {}).map(([name, header]) => ({
      name,
      ...(dereference(document, header) as Omit<HeaderPart, 'name'>),
    })),
    contents: contentsOf(document, response.content),
  };
}

/** The answers of an operation. */
export function responsesOf(document: OpenApiDocument, operation: DocsOperation): ResponsePart[] {
  return Object.entries(operation.object.responses ?? {})
    .filter(([status]) => !status.startsWith('x-'))
    .map(([status, response]) => responseOf(document, status, response));
}

/** The body of a request. */
export function requestBodyOf(
  document: OpenApiDocument,
  operation: DocsOperation,
): { description: string; required: boolean; contents: Content[] } | undefined {
  if (operation.object.requestBody === undefined) return undefined;
  const body = dereference(document, operation.object.requestBody);
  return {
    description: body.description ?? '',
    required: body.required === true,
    contents: contentsOf(document, body.content),
  };
}

/** The code samples of an operation by their labels, in the order in which these first appear. */
export function samplesByLabel({ object }: DocsOperation): Map<string, CodeSample[]> {
  const groups = new Map<string, CodeSample[]>();
  for (const sample of object['x-codeSamples'] ?? []) {
    groups.set(sample.label, [...(groups.get(sample.label) ?? []), sample]);
  }
  return groups;
}

/** An example as it is printed: JSON laid out, a text as it is. */
export function exampleText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
