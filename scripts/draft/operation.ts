import { basename, dirname, relative } from 'node:path';
import { isObject, type JsonObject } from '../lib/description.js';
import {
  bareMediaType,
  operationIdOf,
  pagesOf,
  parametersOf,
  valuesOf,
  type Fact,
  type FamilyFacts,
  type OperationFacts,
} from '../lib/facts.js';
import { sampleOf } from './sample.js';
import { DraftSchemas } from './schemas.js';
import type { SpecFiles } from './spec-files.js';
import { mark, type DraftTexts } from './texts.js';

/** What the draft of an operation needs. */
export interface OperationDraft {
  readonly facts: FamilyFacts;
  readonly operation: OperationFacts;
  readonly files: SpecFiles;
  readonly texts: DraftTexts;
  readonly tag: string;
  /** The day of the copy that was read, by the name of the code. */
  readonly code: Readonly<Record<string, { readonly date: string }>>;
  /** A page for those operations that have none. */
  readonly page: string;
}

/** Drafts an operation with its schemas and examples; returns its operationId. */
export function draftOperation(draft: OperationDraft): string {
  const { facts, operation, files, texts } = draft;
  const { version, request, response, purpose = operation.operationId } = operation;
  const id = operationIdOf(operation, facts);
  const suffix = id.slice(operation.operationId.length);
  const room = `families/${facts.family}`;
  const pathFile = pathFileOf(draft);
  const from = dirname(pathFile);
  const link = (path: string) => ({ $ref: relative(from, path) });
  const source = operation.src.join('; ');
  const schemas = new DraftSchemas({
    facts,
    version,
    folder: `${room}/schemas`,
    files,
    texts,
    source,
  });
  const sample = sampleOf(facts, version);
  const write = (name: string, value: unknown, summary: string, zh: string) => {
    const path = `${room}/examples/${name}.yaml`;
    files.write(path, { summary: texts.add(summary, zh), value });
    return { example: link(path) };
  };

  const isRead = ['GET', 'HEAD'].includes(operation.method);
  if (!isRead)
    files.note(`${pathFile}: decide whether ${id} is safe to repeat (x-safe-to-repeat).`);
  const parameters = parametersOf(operation);
  const own = parameters.filter((fact) => fact.in !== 'path');
  const [summary = ''] = purpose.replace(/\.$/, '').split(/: | \(/);
  const members = response.members ?? {};
  // The request first: its schemas are closed, and an answer spells them out.
  const requestBody = request && {
    description: texts.sentence(undefined, `${operation.name_zh ?? ''}的请求体`),
    required: request.required === true,
    content: {
      [bareMediaType(request.media_type)]: {
        schema: schemas.of(request, { folder: from, direction: 'request' }),
        examples: write(`${id}Request`, sample(request, 'body'), 'A request', '请求示例'),
      },
    },
  };
  const success = responseOf();
  const drafted = {
    operationId: id,
    summary: texts.add(summary, operation.name_zh ?? ''),
    description: texts.add(
      `${mark} ${purpose.replace(/\.$/, '')}.\n\n**Refused**: ${mark} when?\n\n**Life cycle**: ${mark} what does it change?\n`,
      `${operation.name_zh ?? ''}。\n\n**拒绝条件**：待补充。\n\n**生命周期**：待补充。\n`,
    ),
    tags: [draft.tag],
    'x-safe-to-repeat': isRead,
    ...pagination(own, members, response.body),
    'x-sources': sourcesOf(draft),
    externalDocs: docsOf(draft),
    ...(own.length > 0 && { parameters: own.map((fact) => parameter(fact)) }),
    ...(requestBody && { requestBody }),
    responses: { ...success, ...failures() },
  };
  const method = operation.method.toLowerCase();
  if (files.has(pathFile)) files.insert(pathFile, [], { [method]: drafted });
  else {
    const inPath = parameters.filter((fact) => fact.in === 'path');
    files.write(pathFile, {
      parameters: inPath.map(pathParameter),
      [method]: drafted,
    });
    files.insert('openapi.yaml', ['paths'], { [operation.path]: { $ref: pathFile } });
  }
  return id;

  function parameter(fact: Fact): JsonObject {
    const schema = schemas.of(fact, { folder: from, direction: 'request', isParameter: true });
    const named = fact.schema === undefined ? fact : facts.schemas?.[version]?.[fact.schema];
    const values = named && valuesOf(named);
    const isText = typeof fact.example === 'string' && fact.type === 'string' && !values;
    return {
      name: fact.name,
      in: fact.in,
      ...(fact.required && { required: true }),
      description: texts.ofFact({ ...named, ...fact }, values),
      schema,
      ...(isText && { example: fact.example }),
    };
  }

  /** A parameter of the path has a file; one of several families is shared. */
  function pathParameter(fact: Fact): JsonObject {
    const file = `${fact.name}.yaml`;
    const known = files.below('parameters').filter((path) => basename(path) === file);
    const near = known.find((path) => path.startsWith(room) || path.startsWith('shared/'));
    if (near !== undefined) return link(near);
    // Two files of one name would be two components of one name.
    if (known.length > 0) return parameter(fact);
    const path = `${room}/parameters/${file}`;
    files.write(path, parameter(fact));
    return link(path);
  }

  function responseOf(): JsonObject {
    const { status, shape, body, media_type: media = 'application/json' } = response;
    const zh = operation.statuses?.[status] ?? `${operation.name_zh ?? ''}的响应`;
    const holder = { description: texts.sentence(undefined, zh), headers: headers() };
    if (shape === 'empty') return { [status]: holder };
    if (shape.startsWith('file')) {
      const file = {
        type: 'string',
        format: 'binary',
        description: texts.sentence('Bytes of the file', '文件内容'),
      };
      const examples = write(`${id}Response`, 'Bytes of the file', 'A file', '文件示例');
      return { [status]: { ...holder, content: { [media]: { schema: file, examples } } } };
    }
    const name = `${operation.operationId}Response${suffix}`;
    const schema = body
      ? schemas.of(body, { folder: from, direction: 'answer' })
      : link(schemas.object(name, members, texts.sentence(undefined, zh), 'answer'));
    const fields = Object.entries(members).map(([key, fact]) => [key, sample(fact, key)]);
    const value: unknown = body ? sample(body) : Object.fromEntries(fields);
    const examples = write(`${id}Response`, value, 'An answer', '响应示例');
    return { [status]: { ...holder, content: { [media]: { schema, examples } } } };
  }

  function headers(): JsonObject {
    const shared = files.below('headers').filter((path) => path.startsWith('shared/'));
    return Object.fromEntries(shared.map((path) => [basename(path, '.yaml'), link(path)]));
  }

  /** The failures that every operation has, and what the service itself answers to a bad request. */
  function failures(): JsonObject {
    const common = commonResponses(files);
    const own400 = operation.error_members?.['400'];
    const refused = files
      .below('responses')
      .filter((path) => path.startsWith('shared/') || path.startsWith(room))
      .find((path) => basename(path).startsWith('InvalidRequest') && fits(path, own400));
    const answers = Object.entries(common).map(([status, path]) => [status, link(path)]);
    return {
      '400': link(refused ?? invalidRequest(own400 ?? [])),
      ...(Object.fromEntries(answers) as JsonObject),
    };
  }

  /** Whether a response has a schema with these members. */
  function fits(path: string, names: readonly string[] | undefined): boolean {
    if (names === undefined) return path.startsWith('shared/');
    const schema = schemaFileIn(files, path);
    const properties = schema === undefined ? {} : files.read(schema)['properties'];
    return names.every((name) => isObject(properties) && name in properties);
  }

  /** The family's own answer to a bad request, with the shared schema that has these members. */
  function invalidRequest(names: readonly string[]): string {
    const family = facts.family.replaceAll(/(^|-)(\w)/g, (_, _dash, letter: string) =>
      letter.toUpperCase(),
    );
    const path = `${room}/responses/InvalidRequest${family}.yaml`;
    const folder = dirname(path);
    const schema = files.below('schemas').find((file) => {
      const { properties } = files.read(file);
      return (
        file.startsWith('shared/') &&
        names.every((name) => isObject(properties) && name in properties)
      );
    });
    const example = `${room}/examples/errorInvalid${family}.yaml`;
    const value = Object.fromEntries(
      names.map((name) => [name, `${mark} what the service writes`]),
    );
    files.write(example, { summary: texts.add('Invalid parameters', '参数无效'), value });
    const shared = Object.keys(headers()).map((name) => [
      name,
      { $ref: relative(folder, `shared/headers/${name}.yaml`) },
    ]);
    files.write(path, {
      description: texts.sentence(
        'Abnormal response: the service refused the request',
        '异常的响应：服务拒绝了请求',
      ),
      headers: Object.fromEntries(shared) as JsonObject,
      content: {
        'application/json': {
          schema: { $ref: relative(folder, schema ?? '') },
          examples: { invalidParameters: { $ref: relative(folder, example) } },
        },
      },
    });
    return path;
  }
}

/** The file of a path: the one that the index names, else its last segments, as many as are needed. */
function pathFileOf({ facts, operation, files }: OperationDraft): string {
  const { paths } = files.read('openapi.yaml');
  const item = isObject(paths) ? paths[operation.path] : undefined;
  if (isObject(item) && typeof item['$ref'] === 'string') return item['$ref'];
  const segments = operation.path.split('/').filter((segment) => segment !== '');
  const names = segments.map((_, index) => segments.slice(-1 - index).join('_'));
  const folder = `families/${facts.family}/paths`;
  // A name that is a parameter alone would say nothing.
  const isFree = (name: string) =>
    !/^\{[^}]*\}$/.test(name) && !files.has(`${folder}/${name}.yaml`);
  return `${folder}/${names.find(isFree) ?? segments.join('_')}.yaml`;
}

/** The shared responses that every operation of the description refers to, by status. */
function commonResponses(files: SpecFiles): Record<string, string> {
  const tables = files.below('paths').flatMap((path) =>
    Object.values(files.read(path))
      .filter(isObject)
      .filter((operation) => isObject(operation['responses']))
      .map((operation) =>
        Object.entries(operation['responses'] as JsonObject).flatMap(([status, reference]) => {
          const target = isObject(reference) ? reference['$ref'] : undefined;
          const [, shared] = /(?:^|\/)(shared\/responses\/.+)$/.exec(String(target)) ?? [];
          return shared === undefined ? [] : [`${status} ${shared}`];
        }),
      ),
  );
  const [first = [], ...others] = tables;
  const everywhere = first.filter((entry) => others.every((table) => table.includes(entry)));
  return Object.fromEntries(everywhere.map((entry) => entry.split(' ', 2) as [string, string]));
}

/** The file of the schema that a response has. */
function schemaFileIn(files: SpecFiles, path: string): string | undefined {
  const { content } = files.read(path);
  const [mediaType] = isObject(content) ? Object.values(content).filter(isObject) : [];
  const schema = mediaType?.['schema'];
  const reference = isObject(schema) ? schema['$ref'] : undefined;
  return typeof reference === 'string'
    ? files.below('schemas').find((file) => file.endsWith(reference.replace(/^(\.\.\/)+/, '/')))
    : undefined;
}

/** How a list pages, if its query has an offset and a limit. */
function pagination(
  query: readonly Fact[],
  members: Readonly<Record<string, Fact>>,
  body: Fact | undefined,
): JsonObject {
  const isPaged = ['offset', 'limit'].every((name) =>
    query.some((fact) => fact.name === name && fact.in === 'query' && fact.type === 'integer'),
  );
  if (!isPaged) return {};
  const [records] = Object.entries(members).find(([, { type }]) => type === 'array') ?? [];
  const total = ['total', 'count'].find((name) => members[name]?.type === 'integer');
  return {
    'x-pagination': {
      in: 'query',
      offset: 'offset',
      limit: 'limit',
      records: body?.type === 'array' || records === undefined ? '' : `/${records}`,
      ...(total !== undefined && { total: `/${total}` }),
    },
  };
}

function sourcesOf({ operation, code }: OperationDraft): JsonObject[] {
  const pages = pagesOf(operation).map(({ lang, url, date }) => ({
    document: lang === 'zh' ? 'DOC-ZH' : 'DOC-EN',
    url,
    ...(date === undefined ? { undated: true } : { date }),
  }));
  const named = new Set(operation.src.map((entry) => entry.split(' ', 1)[0] ?? ''));
  const read = [...named].flatMap((document) => {
    const { date } = code[document] ?? {};
    return date === undefined ? [] : [{ document, date }];
  });
  return [...pages, ...read];
}

function docsOf({ operation, texts, page, files }: OperationDraft): JsonObject {
  const pages = pagesOf(operation);
  const found = pages.find(({ lang }) => lang !== 'zh') ?? pages[0];
  const title = operation.name_en;
  if (found === undefined)
    files.note(`${operation.operationId}: name the vendor's page under externalDocs.`);
  const zh = `${operation.name_zh ?? operation.operationId}`;
  return {
    description:
      title !== undefined && found?.lang !== 'zh'
        ? texts.add(title, zh)
        : texts.add(`${mark} ${title ?? operation.operationId}`, zh),
    url: found?.url ?? page,
  };
}
