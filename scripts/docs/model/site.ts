import { codeMembers } from '../../lib/error-codes.js';
import { familiesOf } from '../../lib/families.js';
import {
  asDescription,
  dereference,
  described,
  allExamplesOf,
  examplesOf,
  type HeaderObject,
  type LinkObject,
  type MaybeReference,
  type MediaTypeObject,
  type OpenApiDocument,
  type OperationObject,
  type ParameterObject,
  type RequestBodyObject,
  type ResponseObject,
  type SecurityRequirement,
  type ServerObject,
  type TagObject,
} from '../../lib/openapi/document.js';
import { operationsBelow, type LocatedOperation } from '../../lib/openapi/operations.js';
import { step } from '../../lib/openapi/pointer.js';
import { listOperations } from '../../lib/operation-list.js';
import type { Language } from '../languages.js';
import {
  callsOf,
  localServer,
  samplesOf,
  sampleContext,
  type CodeSample,
} from '../samples/samples.js';
import type { SampleSettings } from '../samples/settings.js';
import { isSafe } from '../text/links.js';
import { code, linkText } from '../text/markdown.js';
import { link, withDocs, type ExternalDocs, type Link } from './links.js';
import {
  idOf,
  SchemaReader,
  writtenAs,
  type Field,
  type SchemaObject,
  type Shape,
} from './schema.js';

/** What the docs say of a description in one language: the pages, the plain edition and the Markdown. */
export interface Site {
  lang: Language;
  title: string;
  version: string;
  /** One sentence. */
  summary: string;
  /** Markdown. */
  description: string;
  contact?: Link;
  license?: Link;
  terms?: Link;
  externalDocs?: Link;
  servers: Server[];
  /** Ways to sign in, by any of which every request is signed in. */
  security: string[][];
  schemes: SecurityScheme[];
  families: Family[];
  operations: ReadonlyMap<string, Operation>;
  /** What the API sends to others by itself. */
  webhooks: Request[];
}

/** Where requests go. */
interface Server {
  url: string;
  description: string;
  variables: Field[];
}

/** A way to sign in. */
interface SecurityScheme {
  name: string;
  /** `apiKey`, `header`, `X-Auth-Token`. */
  kind: string[];
  /** Markdown. */
  description: string;
}

/** A group of tags. */
export interface Family {
  name: string;
  /** Its page, without the ending. */
  file: string;
  tags: Tag[];
}

/** A tag with its operations. */
export interface Tag {
  name: string;
  /** Name for readers. */
  title: string;
  /** Markdown. */
  description: string;
  /** Its page, without the ending. */
  file: string;
  operations: Operation[];
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
  safeToRepeat?: boolean;
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

/** An operation, which others send to the API. */
export interface Operation extends Request {
  /** Its page, without the ending. */
  file: string;
  family: Family;
  tag: Tag;
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

/** The parts of a document that only the docs read. */
interface WholeDocument extends OpenApiDocument {
  info: OpenApiDocument['info'] & {
    contact?: { name?: string; url?: string; email?: string };
    license?: { name: string; url?: string; identifier?: string };
    termsOfService?: string;
  };
  tags?: (TagObject & { externalDocs?: ExternalDocs })[];
  externalDocs?: ExternalDocs;
}

interface DocsOperationObject extends OperationObject {
  'x-sources'?: Source[];
  'x-permission'?: string;
}

interface SchemeObject {
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
 * A name as the name of a file that every system takes: other characters than letters, digits and
 * `._-` become a dash, and names that differ in nothing else get a number.
 *
 * @param taken - names that are used, in lower case; the name is added
 */
function fileName(name: string, taken: Set<string>): string {
  const plain =
    name
      .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 80) || '-';
  let file = plain;
  for (let count = 2; taken.has(file.toLowerCase()); count += 1) file = `${plain}-${count}`;
  taken.add(file.toLowerCase());
  return file;
}

/** Reads what the docs say of a bundled document. */
export function readSite(document: WholeDocument, lang: Language, settings?: SampleSettings): Site {
  const { info, externalDocs } = document;
  const description = asDescription(document);
  const files = new Set<string>();
  const tagFiles = new Set<string>();
  const operations = new Map<string, Operation>();
  const schemes = document.components?.['securitySchemes'] ?? {};
  const context = sampleContext(document, lang, settings);
  const known = new Map((document.tags ?? []).map((tag) => [tag.name, tag]));
  const groupNames = new Map(
    (document['x-tagGroups'] ?? []).map((group) => [group['x-family'] ?? group.name, group.name]),
  );
  const families: Family[] = [];
  const placeOf = new Map<string, { family: Family; namespace: string }>();
  for (const { name, folder, namespace, document: part } of familiesOf(document)) {
    const title = groupNames.get(name) ?? known.get(name)?.['x-displayName'] ?? name;
    const family: Family = { name: title, file: folder, tags: [] };
    families.push(family);
    for (const { method, path } of listOperations(part)) {
      placeOf.set(`${method} ${path}`, { family, namespace });
    }
  }
  for (const listed of listOperations(document)) {
    const { family, namespace } = placeOf.get(`${listed.method} ${listed.path}`)!;
    const name = listed.object.tags?.[0] ?? family.name;
    let tag = family.tags.find((one) => one.name === name);
    if (tag === undefined) {
      const { 'x-displayName': title = name, ...about } = known.get(name) ?? {};
      const file = fileName(name.toLowerCase(), tagFiles);
      tag = { name, title, description: withDocs(about), file, operations: [] };
      family.tags.push(tag);
    }
    const { parameters } = listed;
    const operation: Operation = {
      ...readRequest(
        listed.id,
        { ...listed, parameters: parameters.map(({ parameter }) => parameter) },
        document.security,
      ),
      file: fileName(listed.id, files),
      family,
      tag,
    };
    operation.samples.push(
      ...samplesOf(callsOf(document, listed, { family: family.file, namespace }), {
        ...context,
        ...(listed.servers && { endpoint: localServer(listed.servers) }),
      }),
    );
    tag.operations.push(operation);
    operations.set(listed.id, operation);
  }
  // In the order in which the document declares the tags, as far as it does.
  const order = [...known.keys()];
  const rank = ({ name }: Tag) => (order.includes(name) ? order.indexOf(name) : order.length);
  for (const { tags } of families) tags.sort((one, other) => rank(one) - rank(other));
  return {
    lang,
    title: info.title,
    version: info.version,
    summary: info.summary ?? '',
    description: info.description ?? '',
    ...(info.contact !== undefined && { contact: contactOf(info.contact) }),
    ...(info.license !== undefined && {
      license: link({
        name: [info.license.name, info.license.identifier].filter(Boolean).join(', '),
        url: info.license.url,
      }),
    }),
    ...(info.termsOfService !== undefined && { terms: link({ url: info.termsOfService }) }),
    ...(externalDocs !== undefined && {
      externalDocs: link({ name: externalDocs.description, url: externalDocs.url }),
    }),
    servers: (document.servers ?? []).map((server) => readServer(document, server)),
    security: (document.security ?? []).map((way) => Object.keys(way)),
    schemes: Object.entries(schemes).map(([name, given]) => {
      const scheme = dereference<SchemeObject>(document, given as SchemeObject);
      const { type, in: place, bearerFormat, openIdConnectUrl, description = '', flows } = scheme;
      const kind = [type, scheme.scheme, place, scheme.name, bearerFormat, openIdConnectUrl];
      return {
        name,
        kind: kind.filter((part) => part !== undefined),
        description: `${description}\n\n${flowsText(flows)}`.trim(),
      };
    }),
    families: families.filter(({ tags }) => tags.length > 0),
    operations,
    webhooks: readSent('/webhooks'),
  };

  /** @param name - of the callback */
  function readSent(pointer: string, name?: string): Request[] {
    return operationsBelow(description, pointer).map(({ parameters, ...located }) => ({
      ...readRequest(located.object.operationId ?? name ?? located.path, {
        ...located,
        parameters: parameters.map(({ object }) => object),
      }),
      sentBy: name ?? located.path,
    }));
  }

  /** @param security - what signs it in unless it says otherwise */
  function readRequest(
    id: string,
    located: Omit<LocatedOperation, 'parameters'> & { parameters: ParameterObject[] },
    security: SecurityRequirement[] = [],
  ): Request {
    const { method, path, pointer, item } = located;
    const object = located.object as DocsOperationObject;
    const reader = new SchemaReader(document);
    const responses = Object.entries(object.responses ?? {})
      .filter(([status]) => !status.startsWith('x-'))
      .map(([status, given]) => readResponse(document, status, given));
    const isFailure = ({ status }: Response) => !/^([123]|default$)/.test(status);
    const { externalDocs: page } = object;
    const ways = object.security ?? security;
    const scopes = ways.map((way) => [...new Set(Object.values(way).flat())]);
    const body = object.requestBody && described(document, object.requestBody);
    const types = Object.keys(body?.content ?? {});
    const isJsonBody = types.length === 0 || types.some((type) => /[/+]json\b/.test(type));
    const texts = {
      description: [object.description, item.description].filter(Boolean).join('\n\n'),
      parameters: (['path', 'query', 'header', 'cookie'] as const).flatMap((place) => {
        const fields = located.parameters
          .filter((parameter) => parameter.in === place)
          .map((parameter) => valueField(document, reader, parameter, place));
        return fields.length === 0 ? [] : [{ in: place, fields }];
      }),
      ...(body !== undefined && { body: readBody(document, body) }),
      responses: responses.filter((response) => !isFailure(response)),
      errors: responses.filter(isFailure),
      callbacks: Object.keys(object.callbacks ?? {}).flatMap((name) =>
        readSent(`${pointer}/callbacks${step(name)}`, name),
      ),
    };
    return {
      ...texts,
      id,
      title: object.summary ?? item.summary ?? id,
      method: method.toUpperCase(),
      path,
      deprecated: object.deprecated === true,
      ...(object['x-safe-to-repeat'] !== undefined && { safeToRepeat: object['x-safe-to-repeat'] }),
      ...(located.servers && {
        servers: located.servers.map((server) => readServer(document, server)),
      }),
      signIn: ways.map((way) => headersOf(document, way)),
      scopes: scopes.filter((names) => names.length > 0),
      ...(settings !== undefined && isJsonBody && { contentType: settings.contentType }),
      ...(object['x-permission'] !== undefined && { permission: object['x-permission'] }),
      samples: [],
      sources: (object['x-sources'] ?? []).map(({ url, ...source }) => ({
        ...source,
        ...(url !== undefined && isSafe(url) && { url }),
      })),
      decisions: decisionsIn(texts),
      ...(page !== undefined && { externalDocs: link({ name: page.description, url: page.url }) }),
    };
  }
}

/** The numbers of decisions that texts name. */
function decisionsIn(texts: object): string[] {
  const found = JSON.stringify(texts).matchAll(/`([A-Z]\d{2,})(?=`)/g);
  return [...new Set([...found].map(([, number]) => number as string))].sort();
}

type Contents = Record<string, MediaTypeObject>;

function contactOf({ name, email, url }: NonNullable<WholeDocument['info']['contact']>): Link {
  return link({
    name: [name, email].filter(Boolean).join(', ') || undefined,
    url: url ?? (email && `mailto:${email}`),
  });
}

/** The flows of OAuth 2 in Markdown: the addresses of each, and its scopes. */
function flowsText(flows: SchemeObject['flows'] = {}): string {
  return Object.entries(flows)
    .filter(([name]) => !name.startsWith('x-'))
    .flatMap(([name, { scopes = {}, ...addresses }]) => [
      `- ${[name, ...Object.values(addresses).map(String)].map(code).join(' · ')}`,
      ...Object.entries(scopes).map(([scope, text]) => `  - ${code(scope)} · ${text}`),
    ])
    .join('\n');
}

function readServer(document: OpenApiDocument, server: ServerObject): Server {
  const reader = new SchemaReader(document);
  return {
    url: server.url,
    description: server.description ?? '',
    variables: Object.entries(server.variables ?? {}).map(([name, variable]) =>
      reader.field(name, true, { type: 'string', ...variable }, `server.${name}`),
    ),
  };
}

/** What travels with a request that is signed in by one way: names of headers, else of the schemes. */
function headersOf(document: OpenApiDocument, way: Record<string, string[]>): string[] {
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
  document: OpenApiDocument,
  reader: SchemaReader,
  value: {
    name: string;
    required?: boolean;
    deprecated?: boolean;
    'x-resource-id'?: { collection?: string };
  } & HeaderObject,
  place: string,
): Field {
  const schema = value.schema ?? Object.values(value.content ?? {})[0]?.schema;
  const anchor = `${place}.${value.name}`;
  const field = reader.field(value.name, value.required === true, schema ?? {}, anchor);
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

function readBody(
  document: OpenApiDocument,
  { required = false, description = '', content }: RequestBodyObject,
): Operation['body'] {
  return { required, description, contents: readContents(document, content, 'body') };
}

function readContents(
  document: OpenApiDocument,
  content: Contents = {},
  anchor: string,
): Content[] {
  return Object.entries(content).map(([mediaType, object]) => {
    const reader = new SchemaReader(document);
    return {
      mediaType,
      ...(object.schema !== undefined && {
        shape: withEncoding(
          document,
          reader.body(object.schema as SchemaObject, anchor),
          object.encoding,
        ),
      }),
      examples: allExamplesOf(document, object).map((example) => {
        const { name, summary, value, externalValue } = example;
        const description = [
          example.description,
          externalValue && linkText(link({ url: externalValue })),
        ];
        const isText = typeof value === 'string';
        const code = codeMembers
          .map((member) => (value as Record<string, unknown> | null)?.[member])
          .find((found) => typeof found === 'string');
        return {
          title: summary ?? name,
          description: description.filter(Boolean).join('\n\n'),
          value,
          text: isText ? value : (JSON.stringify(value, null, 2) ?? ''),
          language: isText ? '' : 'json',
          ...(code !== undefined && { code }),
        };
      }),
    };
  });
}

/** A form with what is said of how each part of it is sent. */
function withEncoding(
  document: OpenApiDocument,
  shape: Shape,
  encoding: MediaTypeObject['encoding'] = {},
): Shape {
  const fields = shape.fields.map((field): Field => {
    const { contentType, headers = {}, style, explode } = encoding[field.name] ?? {};
    const texts = Object.entries(headers).map(
      ([name, header]) => `${code(name)} · ${described(document, header).description ?? ''}`,
    );
    return {
      ...field,
      ...((style ?? explode) !== undefined && writtenAs({ in: 'query', style, explode })),
      description: [field.description, ...texts].filter(Boolean).join('\n\n'),
      limits: [
        ...field.limits,
        ...(contentType === undefined
          ? []
          : [{ keyword: 'contentMediaType' as const, values: [contentType] }]),
      ],
    };
  });
  return { ...shape, fields };
}

function readResponse(
  document: OpenApiDocument,
  status: string,
  given: MaybeReference<ResponseObject>,
): Response {
  const { description = '', headers = {}, content, links = {} } = described(document, given);
  const reader = new SchemaReader(document);
  return {
    status,
    description,
    headers: Object.entries(headers).map(([name, header]) => {
      const value = described<HeaderObject>(document, header);
      return valueField(document, reader, { name, ...value }, status);
    }),
    contents: readContents(document, content, status),
    links: Object.entries(links).map(([name, one]) => linkLine(document, name, one)),
  };
}

/** Where a link leads, and what it takes along. */
function linkLine(
  document: OpenApiDocument,
  name: string,
  given: MaybeReference<LinkObject>,
): string {
  const { operationId, operationRef, ...link } = described(document, given);
  const { parameters = {}, requestBody: body, server, description = '' } = link;
  const target = listOperations(document).find(({ pointer }) => operationRef === `#${pointer}`);
  const to = operationId ?? target?.id ?? operationRef ?? name;
  const text = (value: unknown) => code(typeof value === 'string' ? value : JSON.stringify(value));
  const parts = [
    ...(name === to ? [] : [code(name)]),
    ...Object.entries({ ...parameters, ...(body !== undefined && { body }) }).map(
      ([key, value]) => `${code(key)} = ${text(value)}`,
    ),
    ...(server === undefined ? [] : [code(server.url)]),
    description,
  ];
  return [code(to), ...parts.filter(Boolean)].join(' · ').replaceAll(/\s+/g, ' ');
}
