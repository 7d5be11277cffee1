import { codeMembers } from '../../lib/error-codes.js';
import {
  allExamplesOf,
  asDescription,
  dereference,
  described,
  examplesOf,
  type HeaderObject,
  type LinkObject,
  type MaybeReference,
  type MediaTypeObject,
  type OpenApiDocument,
  type OperationObject,
  type ParameterObject,
  type ResponseObject,
  type SecurityRequirement,
  type ServerObject,
} from '../../lib/openapi/document.js';
import { operationsBelow, type LocatedOperation } from '../../lib/openapi/operations.js';
import { step } from '../../lib/openapi/pointer.js';
import { listOperations } from '../../lib/operation-list.js';
import type { CodeSample } from '../samples/samples.js';
import { code, linkText } from '../text/markdown.js';
import { docsLink, isSafe, link, type Link } from './links.js';
import {
  idOf,
  SchemaReader,
  writtenAs,
  type Field,
  type SchemaObject,
  type Shape,
} from './schema.js';

/** Where requests go. */
export interface Server {
  url: string;
  description: string;
  variables: Field[];
}

/** What the docs say of a request and its answers, whoever sends it. */
export interface Request {
  id: string;
  title: string;
  /** Upper case. */
  method: string;
  /** Of a webhook its name, of a callback the expression that gives the address. */
  path: string;
  /** The webhook or the callback by which the API sends it; undefined if others send it. */
  sentBy?: string;
  /** Markdown. */
  description: string;
  deprecated: boolean;
  safeToRepeat?: boolean | undefined;
  /** Its own servers; undefined if they are those of the site. */
  servers?: Server[];
  /** Ways to sign in; each is what travels together, such as the names of headers. */
  signIn: string[][];
  /** What each of these ways has to be allowed, such as scopes of OAuth 2. */
  scopes: string[][];
  /** Content-Type of the request, if it has to be sent. */
  contentType?: string;
  /** The permission that the sources name; undefined if they name none. */
  permission?: string;
  /** By place: path, query, header, cookie. */
  parameters: { in: 'path' | 'query' | 'header' | 'cookie'; fields: Field[] }[];
  body?: { required: boolean; description: string; contents: Content[] };
  /** Those of success, and `default` if there is no other. */
  responses: Response[];
  errors: Response[];
  /** What the API sends because of it. */
  callbacks: Request[];
  samples: CodeSample[];
  sources: Source[];
  /** The numbers of the decisions that its texts name. */
  decisions: string[];
  externalDocs?: Link;
}

/** A body of one media type. */
export interface Content {
  mediaType: string;
  shape?: Shape;
  examples: Example[];
}

/** An example of a body. */
export interface Example {
  title: string;
  description: string;
  value: unknown;
  /** As it is printed. */
  text: string;
  /** Of the text: `json`, or empty. */
  language: string;
  /** Code of the error that the example is about, if it is about one. */
  code?: string;
}

/** A response with one status. */
export interface Response {
  status: string;
  /** Markdown. */
  description: string;
  headers: Field[];
  contents: Content[];
  /** How other operations go on with it: Markdown, a line each. */
  links: string[];
}

/** Where the facts of an operation are from. */
interface Source {
  document: string;
  url?: string;
  date?: string;
  undated?: boolean;
  note?: string;
}

interface DocsOperationObject extends OperationObject {
  'x-sources'?: Source[];
  'x-permission'?: string;
}

/** Scheme of `components.securitySchemes`. */
export interface SchemeObject {
  type?: string;
  scheme?: string;
  in?: string;
  name?: string;
  description?: string;
  bearerFormat?: string;
  openIdConnectUrl?: string;
  flows?: Record<string, Record<string, string | Record<string, string>>>;
}

/**
 * What reads the requests of a document.
 *
 * @param contentType - that of a request whose body, if it has one, is JSON
 */
export function requestReader(document: OpenApiDocument, contentType?: string) {
  const description = asDescription(document);
  /** The operations that are being read: a callback may be one that asks for it, whose own are shown once. */
  const above = new Set<string>();
  return { readRequest, readSent, readServer };

  /**
   * @param id - of the operation, or what stands for it
   * @param security - what signs it in unless it says otherwise
   * @param sentBy - name of the callback or webhook that it is
   */
  function readRequest(
    id: string,
    { method, path, pointer, item, object: given, servers }: Omit<LocatedOperation, 'parameters'>,
    parameters: readonly ParameterObject[],
    security: readonly SecurityRequirement[] = [],
    sentBy?: string,
  ): Request {
    const object = given as DocsOperationObject;
    const reader = new SchemaReader(document);
    const responses = Object.entries(object.responses ?? {})
      .filter(([status]) => !status.startsWith('x-'))
      .map(([status, response]) => readResponse(status, response, sentBy));
    const isFailure = ({ status }: Response) => !/^([123]|default$)/.test(status);
    const ways = object.security ?? security;
    const body = object.requestBody && described(document, object.requestBody);
    const types = Object.keys(body?.content ?? {});
    const isJsonBody = types.length === 0 || types.some((type) => /[/+]json\b/.test(type));
    const texts = {
      description: [object.description, item.description].filter(Boolean).join('\n\n'),
      parameters: (['path', 'query', 'header', 'cookie'] as const).flatMap((place) => {
        const own = parameters.filter((parameter) => parameter.in === place);
        const fields = own.map((parameter) => valueField(reader, parameter, place));
        return fields.length === 0 ? [] : [{ in: place, fields }];
      }),
      body: body && {
        required: body.required ?? false,
        description: body.description ?? '',
        contents: readContents(body.content, 'body', sentBy ? undefined : 'readOnly'),
      },
      responses: responses.filter((response) => !isFailure(response)),
      errors: responses.filter(isFailure),
      callbacks: readCallbacks(pointer, Object.keys(object.callbacks ?? {})),
    };
    return {
      ...texts,
      id,
      ...(sentBy !== undefined && { sentBy }),
      title: object.summary ?? item.summary ?? id,
      method: method.toUpperCase(),
      path,
      deprecated: object.deprecated === true,
      safeToRepeat: object['x-safe-to-repeat'],
      servers: servers?.map(readServer),
      signIn: ways.map(headersOf),
      scopes: ways
        .map((way) => [...new Set(Object.values(way).flat())])
        .filter((names) => names.length > 0),
      contentType: isJsonBody ? contentType : undefined,
      permission: object['x-permission'],
      samples: [],
      sources: (object['x-sources'] ?? []).map(({ url, ...source }) => ({
        ...source,
        ...(url !== undefined && isSafe(url) && { url }),
      })),
      decisions: decisionsIn(texts),
      externalDocs: docsLink(object.externalDocs),
    };
  }

  function readCallbacks(pointer: string, names: readonly string[]): Request[] {
    if (above.has(pointer)) return [];
    above.add(pointer);
    const callbacks = names.flatMap((name) => readSent(`${pointer}/callbacks${step(name)}`, name));
    above.delete(pointer);
    return callbacks;
  }

  /**
   * What the API sends itself.
   *
   * @param name - of the callback
   */
  function readSent(pointer: string, name?: string): Request[] {
    return operationsBelow(description, pointer).map(({ parameters, ...located }) => {
      const { object, path } = located;
      const objects = parameters.map((parameter) => parameter.object);
      return readRequest(object.operationId ?? name ?? path, located, objects, [], name ?? path);
    });
  }

  function readServer({ url, description: text = '', variables = {} }: ServerObject): Server {
    const reader = new SchemaReader(document);
    return {
      url,
      description: text,
      variables: Object.entries(variables).map(([name, variable]) =>
        reader.field(name, true, { type: 'string', ...variable }, `server.${name}`),
      ),
    };
  }

  /** What travels with a request that is signed in by one way: names of headers, else of the schemes. */
  function headersOf(way: SecurityRequirement): string[] {
    return Object.keys(way).map((name) => {
      const found = document.components?.['securitySchemes']?.[name];
      if (found === undefined) return name;
      const scheme = dereference<SchemeObject>(document, found as SchemeObject);
      if (scheme.type === 'apiKey') return scheme.name ?? name;
      return scheme.type === 'mutualTLS' ? name : 'Authorization';
    });
  }

  /** A parameter or a header. */
  function valueField(
    reader: SchemaReader,
    value: HeaderObject & {
      name: string;
      deprecated?: boolean;
      'x-resource-id'?: { collection?: string };
    },
    place: string,
  ): Field {
    const schema = value.schema ?? Object.values(value.content ?? {})[0]?.schema ?? {};
    const field = reader.field(
      value.name,
      value.required === true,
      schema,
      `${place}.${value.name}`,
    );
    const examples = examplesOf(document, value).map((example) => example.value);
    const texts = examples.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
    return {
      ...field,
      ...idOf(value),
      ...writtenAs(value),
      description: value.description ?? field.description,
      examples: [...new Set([...texts, ...field.examples])],
      marks: value.deprecated === true ? [...field.marks, 'deprecated'] : field.marks,
    };
  }

  function readContents(
    content: Record<string, MediaTypeObject> = {},
    anchor: string,
    hidden?: 'readOnly' | 'writeOnly',
  ): Content[] {
    return Object.entries(content).map(([mediaType, object]) => {
      const { schema, encoding } = object;
      const reader = new SchemaReader(document, hidden);
      return {
        mediaType,
        shape:
          schema === undefined
            ? undefined
            : withEncoding(reader.body(schema as SchemaObject, anchor), encoding),
        examples: allExamplesOf(document, object).map((example) => {
          const { value, externalValue } = example;
          const isText = typeof value === 'string';
          return {
            title: example.summary ?? example.name,
            description: [example.description, externalValue && linkText(link(externalValue))]
              .filter(Boolean)
              .join('\n\n'),
            value,
            text: isText ? value : (JSON.stringify(value, null, 2) ?? ''),
            language: isText ? '' : 'json',
            code: codeMembers
              .map((member) => (value as Record<string, unknown> | null)?.[member])
              .find((found) => typeof found === 'string'),
          };
        }),
      };
    });
  }

  /** A form with what is said of how each part of it is sent. */
  function withEncoding(shape: Shape, encoding: MediaTypeObject['encoding'] = {}): Shape {
    const fields = shape.fields.map((field): Field => {
      const { contentType: type, headers = {}, style, explode } = encoding[field.name] ?? {};
      const texts = Object.entries(headers).map(
        ([name, header]) => `${code(name)} · ${described(document, header).description ?? ''}`,
      );
      const limits =
        type === undefined ? [] : [{ keyword: 'contentMediaType' as const, values: [type] }];
      return {
        ...field,
        ...((style ?? explode) !== undefined && writtenAs({ in: 'query', style, explode })),
        description: [field.description, ...texts].filter(Boolean).join('\n\n'),
        limits: [...field.limits, ...limits],
      };
    });
    return { ...shape, fields };
  }

  function readResponse(
    status: string,
    given: MaybeReference<ResponseObject>,
    sentBy?: string,
  ): Response {
    const response = described(document, given);
    const reader = new SchemaReader(document);
    return {
      status,
      description: response.description ?? '',
      headers: Object.entries(response.headers ?? {}).map(([name, header]) => {
        const value = described<HeaderObject>(document, header);
        return valueField(reader, { name, ...value }, status);
      }),
      contents: readContents(response.content, status, sentBy ? undefined : 'writeOnly'),
      links: Object.entries(response.links ?? {}).map(([name, one]) => linkLine(name, one)),
    };
  }

  /** Where a link leads, and what it takes along. */
  function linkLine(name: string, given: MaybeReference<LinkObject>): string {
    const { operationId, operationRef, ...taken } = described(document, given);
    const { parameters = {}, requestBody: body, server, description: words = '' } = taken;
    const target = () => listOperations(document).find((one) => operationRef === `#${one.pointer}`);
    const to = operationId ?? (operationRef && target()?.id) ?? operationRef ?? name;
    const text = (value: unknown) =>
      code(typeof value === 'string' ? value : JSON.stringify(value));
    const parts = [
      ...(name === to ? [] : [code(name)]),
      ...Object.entries({ ...parameters, ...(body !== undefined && { body }) }).map(
        ([key, value]) => `${code(key)} = ${text(value)}`,
      ),
      ...(server === undefined ? [] : [code(server.url)]),
      words,
    ];
    return [code(to), ...parts.filter(Boolean)].join(' · ').replaceAll(/\s+/g, ' ');
  }
}

/** The numbers of decisions that texts name. */
function decisionsIn(texts: object): string[] {
  const found = JSON.stringify(texts).matchAll(/`([A-Z]\d{2,})(?=`)/g);
  return [...new Set([...found].map(([, number]) => number as string))].sort();
}
