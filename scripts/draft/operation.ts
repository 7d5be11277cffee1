import { basename, dirname, relative } from 'node:path';
import { draftMark as mark } from '../lib/draft-mark.js';
import { isObject, referenceOf, type JsonObject } from '../lib/openapi/document.js';
import { valueAt } from '../lib/openapi/pointer.js';
import {
  bareMediaType,
  operationIdOf,
  pagesOf,
  parametersOf,
  valuesOf,
  type Fact,
  type Page,
} from '../lib/facts.js';
import { sampleOf } from './sample.js';
import { schemasOf, type SchemaDraft } from './schemas.js';
import type { SpecFiles } from './spec-files.js';

/** What the draft of an operation needs. */
export interface OperationDraft extends SchemaDraft {
  readonly tag: string;
  /** The day of the copy that was read, by the name of the code. */
  readonly code: Readonly<Record<string, { readonly date: string }>>;
  /** A page for those operations that have none. */
  readonly page: string;
}

/** Drafts an operation with its schemas and examples. */
export function draftOperation(draft: OperationDraft): void {
  const { facts, operation, files, texts } = draft;
  const { version, request, response, purpose = operation.operationId } = operation;
  const id = operationIdOf(operation, facts);
  const suffix = id.slice(operation.operationId.length);
  const room = `families/${facts.family}`;
  const pathFile = pathFileOf(draft);
  const from = dirname(pathFile);
  const link = (path: string) => ({ $ref: relative(from, path) });
  const schemas = schemasOf(draft);
  const sample = sampleOf(facts, version);
  const write = (name: string, value: unknown, summary: string, zh: string) => {
    const path = `${room}/examples/${name}.yaml`;
    files.write(path, { summary: texts.add(summary, zh), value });
    return { example: link(path) };
  };

  const isRead = ['GET', 'HEAD'].includes(operation.method);
  if (!isRead) files.note(pathFile, `decide whether ${id} is safe to repeat (x-safe-to-repeat).`);
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
      `${operation.name_zh ?? ''}。\n\n**拒绝条件**：${mark}\n\n**生命周期**：${mark}\n`,
    ),
    tags: [draft.tag],
    ...(operation.deprecated && { deprecated: true }),
    'x-safe-to-repeat': isRead,
    ...pagination(draft, pathFile),
    'x-sources': sourcesOf(draft),
    externalDocs: docs(),
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

  function parameter(fact: Fact): JsonObject {
    const schema = schemas.of(fact, { folder: from, direction: 'request', isParameter: true });
    const named = fact.schema === undefined ? fact : facts.schemas?.[version]?.[fact.schema];
    const values = named && valuesOf(named);
    const example = sample(fact, fact.name);
    const isShown = fact.required === true || example === fact.example;
    return {
      name: fact.name,
      in: fact.in,
      ...(fact.required && { required: true }),
      // The schema of a parameter has the range as keywords.
      description: texts.ofFact(
        { ...named, ...fact, minimum: undefined, maximum: undefined },
        values,
      ),
      ...(operation.array_style?.[fact.name ?? ''] === 'csv' && { explode: false }),
      schema,
      ...(isShown && { example }),
    };
  }

  /**
   * A parameter of the path has a file, of the operation whose facts say the most of it; one of several
   * families is shared.
   */
  function pathParameter(own: Fact): JsonObject {
    const said = facts.operations
      .filter((each) => each.version === version)
      .flatMap(parametersOf)
      .filter(({ name, in: place }) => place === 'path' && name === own.name);
    const sizeOf = (each: Fact) => Object.keys(each).length;
    const [fact = own] = said.sort((one, other) => sizeOf(other) - sizeOf(one));
    const file = `${fact.name}.yaml`;
    const known = files.below('parameters').filter((path) => basename(path) === file);
    const near = known.find((path) => path.startsWith(room) || path.startsWith('shared/'));
    if (near !== undefined) return link(near);
    // Two files of one name would be two components of one name.
    if (known.length > 0) return parameter(own);
    const path = `${room}/parameters/${file}`;
    files.write(path, parameter(fact));
    return link(path);
  }

  function responseOf(): JsonObject {
    const { status, shape, body, media_type: media = 'application/json' } = response;
    const zh = operation.statuses?.[status] ?? `${operation.name_zh ?? ''}的响应`;
    const holder = {
      description: texts.sentence(undefined, zh),
      headers: headers(response.headers),
    };
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
    // What a source shows may be the answer of a failure.
    const code = members['code']?.type === 'string' ? codeOfSuccess(files) : undefined;
    const succeeded = {
      ...(members['success']?.type === 'boolean' && { success: true }),
      ...(code !== undefined && { code }),
    };
    const name = `${operation.operationId}Response${suffix}`;
    const schema = body
      ? schemas.of(body, { folder: from, direction: 'answer' })
      : link(schemas.object(name, members, texts.sentence(undefined, zh), 'answer'));
    const fields = Object.entries(members).map(([key, fact]) => [key, sample(fact, key)]);
    const value: unknown = body ? sample(body) : { ...Object.fromEntries(fields), ...succeeded };
    const examples = write(`${id}Response`, value, 'A response', '响应示例');
    return { [status]: { ...holder, content: { [media]: { schema, examples } } } };
  }

  /** What every answer may carry, and what this one carries beyond it. */
  function headers(names: readonly string[] = []): JsonObject {
    const shared = files
      .shared('headers')
      .map((path) => [basename(path, '.yaml'), link(path)] as const);
    const known = ['content-type', ...shared.map(([name]) => name.toLowerCase())];
    const others = names
      .filter((name) => !known.includes(name.toLowerCase()))
      .map((name) => {
        const description = texts.sentence(`header ${name}`, `响应头${name}`);
        return [name, { description, schema: { type: 'string' } }] as const;
      });
    return Object.fromEntries([...shared, ...others]);
  }

  /** The failures that every operation has, and those that the sources know of this one. */
  function failures(): JsonObject {
    const { error_members: named = {}, statuses = {} } = operation;
    const shared = responsesInUse(files);
    const common = shared.filter(({ isCommon }) => isCommon).map(({ status }) => status);
    const isKnown = (status: string) =>
      status === response.status || (status.startsWith('5') && common.includes('5XX'));
    const others = Object.keys({ ...named, ...statuses }).filter((status) => !isKnown(status));
    const answers = [...new Set(['400', ...common, ...others])].sort().map((status) => {
      const found = shared
        .filter((one) => one.status === status)
        .find(({ path }) =>
          errorSchemas([path]).some(({ members }) => fits(members, named[status])),
        );
      return [status, found ? link(found.path) : failure(status, named[status] ?? [])] as const;
    });
    return Object.fromEntries(answers);
  }

  function fits(known: readonly string[], names: readonly string[] = []): boolean {
    return names.every((name) => known.includes(name));
  }

  /** The schemas of the bodies that shared responses have. */
  function errorSchemas(responses: readonly string[]): { file: string; members: string[] }[] {
    const texts = responses.map((path) => JSON.stringify(files.read(path))).join('');
    return files
      .shared('schemas')
      .filter((file) => texts.includes(`/${basename(file)}"`))
      .map((file) => ({ file, members: Object.keys(files.read(file)['properties'] ?? {}) }));
  }

  /** The vendor's page that readers are led to: an English one, else one in Chinese. */
  function docs(): JsonObject {
    const pages = pagesOf(operation);
    const isChinese = ({ lang }: Page) => lang === 'zh';
    const found = pages.find((each) => !isChinese(each)) ?? pages[0];
    const { name_en: title = operation.operationId, name_zh: zh = operation.operationId } =
      operation;
    if (found === undefined)
      files.note(pathFile, `name the vendor's page of ${id} under externalDocs.`);
    const isWorded = operation.name_en !== undefined && found !== undefined;
    const english = isWorded ? title : `${mark} ${title}`;
    return {
      description: texts.add(
        found && isChinese(found) ? `${english} (in Chinese)` : english,
        pages.some(isChinese) ? zh : `${zh}（英文）`,
      ),
      url: found?.url ?? draft.page,
    };
  }

  /** A failure of this operation alone, with the shared schema that has its members. */
  function failure(status: string, names: readonly string[]): JsonObject {
    const schema = errorSchemas(files.shared('responses')).find(({ members: known }) =>
      fits(known, names),
    );
    const description = texts.sentence(`failure ${status}`, operation.statuses?.[status] ?? '');
    if (schema === undefined || names.length === 0) return { description, headers: headers() };
    const file = `${room}/examples/${id}Response${status}.yaml`;
    const value = Object.fromEntries(
      names.map((name) => [name, `${mark} what the service writes`]),
    );
    files.write(file, { summary: texts.add('A failure', '失败示例'), value });
    const content = { schema: link(schema.file), examples: { example: link(file) } };
    return { description, headers: headers(), content: { 'application/json': content } };
  }
}

/** The file of a path: the one that the index names, else its last segments, as many as are needed. */
function pathFileOf({ facts, operation, files }: OperationDraft): string {
  const known = files.fileOf(operation.path);
  if (known !== undefined) return known;
  const segments = operation.path.split('/').filter((segment) => segment !== '');
  const names = segments.map((_, index) => segments.slice(-1 - index).join('_'));
  const folder = `families/${facts.family}/paths`;
  // A name that is a parameter alone would say nothing.
  const isFree = (name: string) =>
    !/^\{[^}]*\}$/.test(name) && !files.has(`${folder}/${name}.yaml`);
  return `${folder}/${names.find(isFree) ?? segments.join('_')}.yaml`;
}

/** The shared responses by status, that of most operations first; common is one that most have. */
function responsesInUse(files: SpecFiles): { status: string; path: string; isCommon: boolean }[] {
  const operations = files
    .below('paths')
    .flatMap((path) => Object.values(files.read(path)).filter(isObject))
    .map(({ responses }) => responses)
    .filter(isObject);
  const responses = operations.flatMap((each) => Object.entries(each));
  const entries = responses.flatMap(([status, response]) => {
    const [shared] = /(?<=^|\/)shared\/responses\/.+$/.exec(referenceOf(response) ?? '') ?? [];
    return shared === undefined ? [] : [`${status} ${shared}`];
  });
  return byFrequency(entries).map(([entry, count]) => {
    const [status = '', path = ''] = entry.split(' ', 2);
    return { status, path, isCommon: count > operations.length / 2 };
  });
}

/** The code that most of the described answers of success show, if they have any. */
function codeOfSuccess(files: SpecFiles): string | undefined {
  const examples = files.below('examples').filter((path) => path.endsWith('Response.yaml'));
  const codes = examples.map((path) => valueAt(files.read(path), ['value', 'code']));
  return byFrequency(codes.filter((code) => typeof code === 'string'))[0]?.[0];
}

/** Texts with how often they occur, the most frequent first. */
function byFrequency(texts: readonly string[]): [text: string, count: number][] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** How a list pages, if its query or body has an offset and a limit, and its answer a list. */
function pagination({ operation, facts, files }: OperationDraft, pathFile: string): JsonObject {
  const { version, params, request, response } = operation;
  type Members = Readonly<Record<string, Fact>>;
  const membersOf = (fact?: Fact | null): Members =>
    facts.schemas?.[version]?.[fact?.schema ?? '']?.fields ?? {};
  const inQuery = params.filter((fact) => fact.in === 'query').map((fact) => [fact.name, fact]);
  const places: Record<string, Members> = {
    query: Object.fromEntries(inQuery) as Members,
    body: membersOf(request),
  };
  const place = Object.keys(places).find((name) =>
    ['offset', 'limit'].every((member) => places[name]?.[member]?.type === 'integer'),
  );
  if (place === undefined) return {};
  const { body, members = membersOf(body) } = response;
  const nested = Object.entries(members).map(([name, fact]) => [`/${name}`, membersOf(fact)]);
  const holders = [['', members], ...nested] as [string, Members][];
  const listsIn = (holder: Members) =>
    Object.keys(holder).filter((name) => holder[name]?.type === 'array');
  const [at, holder] = holders.find(([, each]) => listsIn(each).length > 0) ?? ['', {}];
  const lists = listsIn(holder).map((name) => `${at}/${name}`);
  if (body?.type !== 'array' && lists.length === 0) return {};
  if (lists.length > 1) {
    const id = operationIdOf(operation, facts);
    files.note(
      pathFile,
      `decide which list of ${id} has pages (x-pagination): ${lists.join(', ')}.`,
    );
  }
  const total = ['total', 'count'].find((name) => holder[name]?.type === 'integer');
  return {
    'x-pagination': {
      in: place,
      offset: 'offset',
      limit: 'limit',
      records: lists[0] ?? '',
      ...(total !== undefined && { total: `${at}/${total}` }),
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
