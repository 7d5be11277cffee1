import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { startServer } from '../../lib/loopback.js';

type Json = any;

/** One of the APIs, as a description and the rules by which its server takes a record. */
export interface CrudApi {
  readonly description: string;
  /** Of the records. */
  readonly path: string;
  /** Whether a request is signed in. */
  readonly isKnown: (request: IncomingMessage, url: URL) => boolean;
  /** The record that a body stands for; undefined if it is refused. */
  readonly read: (text: string, mediaType: string, before: Json) => Json;
  /** The answer to a list; undefined if a parameter is refused. Without it there is a search alone. */
  readonly list?: (all: readonly Json[], query: URLSearchParams) => Json;
  /** The answer to a search by a body, below the path; undefined if it is refused. */
  readonly search?: (all: readonly Json[], body: Json) => Json;
  readonly update: 'PUT' | 'PATCH';
  /** Whether ids are numbers. */
  readonly numbers?: boolean;
  /** Whether records have an ETag. */
  readonly tagged?: boolean;
  /** Whether records are copied, below their own paths. */
  readonly copies?: boolean;
  /** Whether it has to be named to change them, or may be. */
  readonly conditional?: 'always' | 'optional';
}

/** What a server does otherwise than it says. */
export type CrudLie =
  | 'update lost'
  | 'limit ignored'
  | 'small pages'
  | 'deleted still readable'
  | 'bad accepted'
  | 'head without tag'
  | 'head of another length'
  | 'head of nothing'
  | 'head with content'
  | 'announced answers'
  | 'condition ignored'
  | 'tag stays'
  | 'weak tag stays'
  | 'old tag is met'
  | 'modified tomorrow'
  | 'tag unknown'
  | 'newest not listed'
  | 'deleted marked'
  | 'first head longer'
  | 'two limits refused'
  | 'two limits break it'
  | 'copy undone'
  | 'copy without steps'
  | SearchLie;

type Search = NonNullable<CrudApi['search']>;

/** What becomes of a search, each a lie of its own. */
const searchLies = {
  'size ignored': (search, all, body) => search(all, { ...body, size: 50 }),
  'another size by default': (search, all, body) => search(all, { size: 4, ...body }),
  'start off by one': (search, all, body) =>
    search(all, { ...body, start: body.start > 0 ? body.start + 1 : 0 }),
  'start ignored': (search, all, body) => search(all, { ...body, start: 0 }),
  'total of the page': (search, all, body) => {
    const page = search(all, body);
    return { ...page, all: page.found.length };
  },
  'direction ignored': (search, all, body) => search(all, { ...body, direction: 'asc' }),
  'level ignored': (search, all, { level: _, ...body }) => search(all, body),
  'first record missing': (search, all, body) => search(all.slice(1), body),
  'last record missing': (search, all, body) => search(all.slice(0, -1), body),
  'last record twice': (search, all, body) => search([...all, ...all.slice(-1)], body),
} satisfies Record<string, (search: Search, all: readonly Json[], body: Json) => Json>;

/** What a server does otherwise than it says when it is searched. */
type SearchLie = keyof typeof searchLies;

/** A server for one of the APIs, which keeps what it is given. */
export async function crudServer(api: CrudApi, lie?: CrudLie) {
  const records = new Map<string, Json>();
  const heads = new Set<string | undefined>();
  let last = 0;
  let asked = 0;
  const server = await startServer((request, response, bytes) => {
    asked += 1;
    const text = bytes.toString();
    const url = new URL(request.url ?? '', 'http://host');
    const isHead = request.method === 'HEAD';
    const isLonger = (): boolean =>
      lie === 'head of another length' ||
      (lie === 'first head longer' &&
        !heads.has(request.url) &&
        heads.add(request.url) !== undefined);
    const send = (status: number, value?: Json, headers: Record<string, string> = {}): void => {
      const body = value === undefined ? '' : JSON.stringify(value);
      if (lie === 'announced answers') response.writeProcessing();
      if (lie === 'head with content' && isHead) {
        const type = 'Content-Type: application/json';
        response.socket?.end(`HTTP/1.1 ${status} Said\r\n${type}\r\n\r\n${body}`);
        return;
      }
      response.writeHead(status, {
        ...(value !== undefined && {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body) + Number(isHead && isLonger())),
        }),
        ...headers,
      });
      response.end(isHead ? undefined : body);
    };
    const refuse = (status: number): void => send(status, { message: `refused: ${status}` });
    const isCopy = api.copies === true && url.pathname.endsWith('/copy');
    const place = url.pathname.replace(isCopy ? /\/copy$/ : '', '');
    const [, id] = new RegExp(`^${api.path}(?:/([^/]+))?$`).exec(place) ?? [];
    const method = isHead ? 'GET' : request.method;
    const isList = url.pathname === api.path;
    const isSearch = api.search !== undefined && url.pathname === `${api.path}/search`;
    if (!isList && id === undefined) {
      refuse(404);
      return;
    }
    const reads = isList && api.list === undefined ? [] : ['GET', 'HEAD'];
    const methods =
      isSearch || isCopy ? ['POST'] : [...reads, ...(isList ? ['POST'] : [api.update, 'DELETE'])];
    if (!methods.includes(request.method ?? '')) {
      send(405, { message: 'no' }, { allow: methods.join(', ') });
      return;
    }
    if (!api.isKnown(request, url)) {
      refuse(401);
      return;
    }
    const mediaType = (request.headers['content-type'] ?? '').split(';')[0] ?? '';
    const tagOf = (record: Json): string =>
      `${lie === 'weak tag stays' ? 'W/' : ''}"${Buffer.from(lie?.endsWith('tag stays') ? record.id : JSON.stringify(record)).toString('base64url')}"`;
    const tag = (record: Json): Record<string, string> =>
      api.tagged === true && !(isHead && lie === 'head without tag') ? { etag: tagOf(record) } : {};
    const all = [...records.values()].flatMap(({ gone = false, ...one }) =>
      gone ? (lie === 'deleted marked' ? [{ ...one, is_deleted: true }] : []) : [one],
    );
    if (api.search !== undefined && isSearch) {
      const body = objectIn(text, mediaType);
      const page = body && api.search(all, body);
      if (page === undefined) refuse(400);
      else
        send(
          200,
          lie && lie in searchLies ? searchLies[lie as SearchLie](api.search, all, body) : page,
        );
      return;
    }
    if (api.list !== undefined && isList && method === 'GET') {
      const query = new URLSearchParams(url.search);
      const hasTwo = query.getAll('limit').length > 1;
      if (hasTwo && lie === 'two limits break it') {
        refuse(500);
        return;
      }
      const page = hasTwo && lie === 'two limits refused' ? undefined : api.list(all, query);
      if (page === undefined) {
        refuse(400);
        return;
      }
      if (lie === 'limit ignored') query.set('limit', '50');
      // It may give fewer records than it is asked for: that is no lie.
      if (lie === 'small pages' && Number(query.get('limit') ?? 20) > 4) query.set('limit', '4');
      send(200, api.list(lie === 'newest not listed' ? all.slice(0, -1) : all, query));
      return;
    }
    if (isList) {
      const own = api.read(text, mediaType, {}) ?? (lie === 'bad accepted' ? {} : undefined);
      if (own === undefined) {
        refuse(400);
        return;
      }
      const next = String((last += 1));
      const record = { ...own, id: api.numbers === true ? last : `id-${next}` };
      records.set(String(record.id), record);
      send(201, record, tag(record));
      return;
    }
    const found = records.get(decodeURIComponent(id ?? ''));
    if (found === undefined || (found.gone && lie !== 'deleted still readable')) {
      if (isHead && lie === 'head of nothing') send(200);
      else refuse(404);
      return;
    }
    const { gone: _, ...shown } = found;
    if (isCopy) {
      const undone = shown.steps.map((one: Json) => ({ ...one, done: false }));
      const steps = { 'copy undone': undone, 'copy without steps': [] }[lie as string];
      const copy = { ...shown, title: `${shown.title} (2)`, steps: steps ?? shown.steps };
      const record = { ...copy, id: `id-${(last += 1)}` };
      records.set(record.id, record);
      send(201, record);
      return;
    }
    if (method === 'GET') {
      const old = request.headers['if-none-match'];
      const isMet = api.tagged === true && old !== undefined && old !== tagOf(shown);
      const day = 86_400_000;
      const modified = new Date(Date.now() + (lie === 'modified tomorrow' ? day : -day));
      if (old === undefined || (isMet && lie !== 'old tag is met'))
        send(200, shown, { ...tag(shown), 'last-modified': modified.toUTCString() });
      else send(304, undefined, tag(shown));
      return;
    }
    const condition = request.headers['if-match'];
    if (api.conditional === 'always' && (condition ?? '') === '') {
      refuse(428);
      return;
    }
    const isMet = condition === tagOf(shown) && lie !== 'tag unknown';
    const isAsked = api.conditional === 'always' || (api.conditional && condition !== undefined);
    if (isAsked && !isMet && lie !== 'condition ignored') {
      refuse(412);
      return;
    }
    if (method === 'DELETE') {
      found.gone = true;
      send(204);
      return;
    }
    const own = api.read(text, mediaType, api.update === 'PATCH' ? shown : {});
    if (own === undefined) {
      refuse(400);
      return;
    }
    const record = { ...own, id: shown.id };
    if (lie !== 'update lost') records.set(String(record.id), record);
    send(200, record, tag(record));
  });
  return {
    url: server.url,
    /** How many requests it got. */
    asked: () => asked,
    count: () => [...records.values()].filter((one) => !one.gone).length,
    stop: server.close,
  };
}

/** The object in a body of JSON; undefined for any other. */
function objectIn(text: string, mediaType: string): Json {
  if (mediaType !== 'application/json') return undefined;
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isText = (value: Json, most: number): boolean =>
  typeof value === 'string' && value !== '' && [...value].length <= most;
const isWhole = (text: string | null, least: number, most: number): boolean =>
  text === null || (/^-?\d+$/.test(text) && Number(text) >= least && Number(text) <= most);

const refused = `
    Refused:
      description: Refused
      content: { application/json: { schema: { type: object, required: [message], properties: { message: { type: string } } } } }`;
const errors = (names: readonly number[]): string =>
  names.map((name) => `'${name}': { $ref: '#/components/responses/Refused' }`).join(', ');

/** Pets by forms, with a key in the query: OpenAPI 3.1 in YAML. */
const pets: CrudApi = {
  path: '/pets',
  update: 'PUT',
  numbers: true,
  isKnown: (_, url) => (url.searchParams.get('api_key') ?? '') !== '',
  read(text, mediaType) {
    if (mediaType !== 'application/x-www-form-urlencoded') return undefined;
    const form = new URLSearchParams(text);
    const [name, status] = [form.get('name'), form.get('status') ?? 'available'];
    const isFine = isText(name, 20) && ['available', 'sold'].includes(status);
    return isFine && form.getAll('name').length === 1 ? { name, status } : undefined;
  },
  list(all, query) {
    const status = query.get('status');
    const [limit, offset] = [query.get('limit'), query.get('offset')];
    const start = Number(offset ?? 0);
    if (!isWhole(limit, 1, 50) || !isWhole(offset, 0, 1e6)) return undefined;
    if (![null, 'available', 'sold'].includes(status)) return undefined;
    return all
      .filter((one) => status === null || one.status === status)
      .slice(start, start + Number(limit ?? 20));
  },
  description: `openapi: 3.1.0
info: { title: Pets, version: '1' }
security: [{ key: [] }]
paths:
  /pets:
    get:
      operationId: findPets
      parameters:
        - { name: status, in: query, schema: { enum: [available, sold] } }
        - { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 50, default: 20 } }
        - { name: offset, in: query, schema: { type: integer, minimum: 0, maximum: 1000000, default: 0 } }
      responses:
        '200': { description: Pets, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' } } } } }
        ${errors([400, 401]).replaceAll(", '", "\n        '")}
    post:
      operationId: addPet
      requestBody: { $ref: '#/components/requestBodies/Pet' }
      responses: { '201': { $ref: '#/components/responses/Pet' }, ${errors([400, 401])} }
  /pets/{petId}:
    parameters: [{ name: petId, in: path, required: true, schema: { type: integer, minimum: 1 } }]
    get: { operationId: showPet, responses: { '200': { $ref: '#/components/responses/Pet' }, ${errors([400, 401, 404])} } }
    put:
      operationId: replacePet
      requestBody: { $ref: '#/components/requestBodies/Pet' }
      responses: { '200': { $ref: '#/components/responses/Pet' }, ${errors([400, 401, 404])} }
    delete: { operationId: deletePet, responses: { '204': { description: Gone }, ${errors([400, 401, 404])} } }
components:
  securitySchemes: { key: { type: apiKey, in: query, name: api_key } }
  requestBodies:
    Pet:
      required: true
      content:
        application/x-www-form-urlencoded:
          schema:
            type: object
            required: [name]
            properties: { name: { type: string, minLength: 1, maxLength: 20 }, status: { enum: [available, sold], default: available } }
          example: { name: Rex, status: sold }
  responses:
    Pet: { description: The pet, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }${refused}
  schemas:
    Pet:
      type: object
      required: [id, name, status]
      properties: { id: { type: integer }, name: { type: string }, status: { enum: [available, sold] } }
`,
};

const isNote = ({ title, due = null, owner = null, ...rest }: Json): boolean =>
  isText(title, 30) &&
  (due === null || (typeof due === 'number' && Number.isInteger(due) && due > 0)) &&
  (owner === null || isText(owner, 10) || (Number.isInteger(owner) && owner >= 1)) &&
  Object.keys(rest).every((name) => name === 'id');

/** Notes with what may be null, and one of two types: OpenAPI 3.0 in JSON, with HTTP Basic. */
const notes: CrudApi = {
  path: '/v2/notes',
  update: 'PATCH',
  isKnown: ({ headers }) =>
    /^Basic [\w+/]+=*$/.test(headers.authorization ?? '') &&
    Buffer.from((headers.authorization ?? '').slice(6), 'base64')
      .toString()
      .includes(':'),
  read(text, mediaType, before) {
    const value = objectIn(text, mediaType);
    if (value === undefined || 'id' in value) return undefined;
    const whole = { due: null, owner: null, ...before, ...value };
    return isNote(whole) ? whole : undefined;
  },
  list(all, query) {
    const [limit, offset] = [query.get('limit'), query.get('offset')];
    if (!isWhole(limit, 1, 20) || !isWhole(offset, 0, 1e9)) return undefined;
    const start = Number(offset ?? 0);
    return { total: all.length, items: all.slice(start, start + Number(limit ?? 5)) };
  },
  description: JSON.stringify(
    parse(
      `openapi: 3.0.3
info: { title: Notes, version: '2' }
security: [{ login: [] }]
paths:
  /v2/notes:
    get:
      operationId: listNotes
      parameters:
        - { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 20, default: 5 } }
        - { name: offset, in: query, schema: { type: integer, minimum: 0, maximum: 1000000000, default: 0 } }
      x-pagination: { limit: limit, offset: offset }
      responses:
        '200':
          description: A page
          content:
            application/json:
              schema:
                type: object
                required: [total, items]
                properties:
                  total: { type: integer }
                  items: { type: array, items: { $ref: '#/components/schemas/Note' } }
        ${errors([400, 401]).replaceAll(", '", "\n        '")}
    post:
      operationId: addNote
      requestBody:
        required: true
        content:
          application/json:
            schema: { type: object, required: [title], additionalProperties: false, properties: &properties { title: { type: string, minLength: 1, maxLength: 30 }, due: { type: integer, minimum: 0, exclusiveMinimum: true, nullable: true }, owner: { nullable: true, oneOf: [{ type: string, minLength: 1, maxLength: 10 }, { type: integer, minimum: 1 }] } } }
      responses: { '201': { $ref: '#/components/responses/Note' }, ${errors([400, 401])} }
  /v2/notes/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, pattern: '^id-\\d+$' } }]
    get: { operationId: showNote, responses: { '200': { $ref: '#/components/responses/Note' }, ${errors([400, 401, 404])} } }
    patch:
      operationId: changeNote
      requestBody:
        required: true
        content: { application/json: { schema: { type: object, additionalProperties: false, properties: *properties } } }
      responses: { '200': { $ref: '#/components/responses/Note' }, ${errors([400, 401, 404])} }
    delete: { operationId: deleteNote, responses: { '204': { description: Gone }, ${errors([400, 401, 404])} } }
components:
  securitySchemes: { login: { type: http, scheme: basic } }
  responses:
    Note: { description: The note, content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } } }${refused}
  schemas:
    Note:
      type: object
      required: [id, title]
      properties: { <<: *properties, id: { type: string, readOnly: true } }
`,
      { merge: true },
    ),
  ),
};

/** Tags in a bare list with HEAD and ETags, by a cursor: OpenAPI 3.1 without ids of operations. */
const tags: CrudApi = {
  path: '/tags',
  update: 'PUT',
  tagged: true,
  isKnown: () => true,
  read(text, mediaType) {
    const value = objectIn(text, mediaType);
    return value !== undefined &&
      typeof value.label === 'string' &&
      /^[a-z]{1,12}$/.test(value.label)
      ? { label: value.label }
      : undefined;
  },
  list(all, query) {
    const [limit, cursor] = [query.get('limit'), query.get('cursor')];
    if (!isWhole(limit, 1, 10) || (cursor !== null && !/^id-\d+$/.test(cursor))) return undefined;
    const start = cursor === null ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    return all.slice(start, start + Number(limit ?? 10));
  },
  description: `openapi: 3.1.0
info: { title: Tags, version: '3' }
paths:
  /tags:
    get: &list
      parameters:
        - { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 10, default: 10 } }
        - { name: cursor, in: query, schema: { type: string, pattern: '^id-\\d+$' } }
      responses:
        '200': { description: Tags, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Tag' } } } } }
        '400': { $ref: '#/components/responses/Refused' }
    post:
      requestBody: { $ref: '#/components/requestBodies/Tag' }
      responses: { '201': { $ref: '#/components/responses/Tag' }, '400': { $ref: '#/components/responses/Refused' } }
  /tags/{tag}:
    parameters: [{ name: tag, in: path, required: true, schema: { type: string, pattern: '^id-\\d+$' } }]
    get: { responses: { '200': { $ref: '#/components/responses/Tag' }, '404': { $ref: '#/components/responses/Refused' }, '400': { $ref: '#/components/responses/Refused' } } }
    head: { responses: { '200': { description: It is there, headers: { ETag: { required: true, schema: { type: string } } } }, '404': { description: Unknown }, '400': { description: Refused } } }
    put:
      requestBody: { $ref: '#/components/requestBodies/Tag' }
      responses: { '200': { $ref: '#/components/responses/Tag' }, '404': { $ref: '#/components/responses/Refused' }, '400': { $ref: '#/components/responses/Refused' } }
    delete: { responses: { '204': { description: Gone }, '404': { $ref: '#/components/responses/Refused' }, '400': { $ref: '#/components/responses/Refused' } } }
components:
  requestBodies:
    Tag:
      required: true
      content: { application/json: { schema: { type: object, required: [label], properties: { label: { type: string, pattern: '^[a-z]{1,12}$' } } }, example: { label: urgent } } }
  responses:
    Tag:
      description: The tag
      headers: { ETag: { required: true, schema: { type: string } } }
      content: { application/json: { schema: { $ref: '#/components/schemas/Tag' } } }${refused}
  schemas:
    Tag: { type: object, required: [id, label], properties: { id: { type: string }, label: { type: string } } }
`,
};

const isOneOf = (value: Json, values: readonly string[]): boolean =>
  value === undefined || values.includes(value);
const isCount = (value: Json, least: number, most: number): boolean =>
  value === undefined || (Number.isInteger(value) && value >= least && value <= most);

/** Alarms that are searched by a body, some of which it must have: OpenAPI 3.1. */
const alarms: CrudApi = {
  path: '/alarms',
  update: 'PUT',
  tagged: true,
  isKnown: () => true,
  read(text, mediaType) {
    const value = objectIn(text, mediaType);
    const { title, severity = 'low' } = value ?? {};
    return isText(title, 30) && isOneOf(severity, ['low', 'high'])
      ? { title, severity }
      : undefined;
  },
  search(all, { where, level, size = 20, start = 0, sort, direction = 'asc' }) {
    const isWhere =
      typeof where === 'object' &&
      where !== null &&
      !Array.isArray(where) &&
      (where.title === undefined || typeof where.title === 'string');
    if (!isWhere || !isCount(size, 1, 50) || !isCount(start, 0, 1e6)) return undefined;
    if (!isOneOf(level, ['low', 'high']) || !isOneOf(sort, ['title'])) return undefined;
    if (!isOneOf(direction, ['asc', 'desc'])) return undefined;
    const found = all.filter(
      (one) =>
        [undefined, one.severity].includes(level) && [undefined, one.title].includes(where.title),
    );
    if (sort === 'title')
      found.sort((one, other) => (one.title < other.title ? -1 : Number(one.title > other.title)));
    if (direction === 'desc') found.reverse();
    return { all: found.length, found: found.slice(start, start + size) };
  },
  description: `openapi: 3.1.0
info: { title: Alarms, version: '4' }
paths:
  /alarms:
    post:
      operationId: raiseAlarm
      requestBody: { $ref: '#/components/requestBodies/Alarm' }
      responses: { '201': { $ref: '#/components/responses/Alarm' }, '400': { $ref: '#/components/responses/Refused' } }
  /alarms/search:
    post:
      operationId: searchAlarms
      x-safe-to-repeat: true
      x-pagination: { in: body, offset: start, limit: size, records: /found, total: /all }
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [where]
              properties:
                where: { type: object, properties: { title: { type: string } } }
                level: { enum: [low, high], x-filter-member: severity }
                size: { type: integer, minimum: 1, maximum: 50, default: 20 }
                start: { type: integer, minimum: 0, maximum: 1000000, default: 0 }
                sort: { enum: [title] }
                direction: { enum: [asc, desc], default: asc }
            example: { where: { title: fire }, start: 3 }
      responses:
        '200':
          description: Alarms
          content:
            application/json:
              schema:
                type: object
                required: [all, found]
                properties:
                  all: { type: integer }
                  found: { type: array, items: { $ref: '#/components/schemas/Alarm' } }
        '400': { $ref: '#/components/responses/Refused' }
  /alarms/{alarm}:
    parameters: [{ name: alarm, in: path, required: true, schema: { type: string, pattern: '^id-\\d+$' } }]
    get: { operationId: showAlarm, responses: { '200': { $ref: '#/components/responses/Alarm' }, ${errors([400, 404])} } }
    put:
      operationId: changeAlarm
      requestBody: { $ref: '#/components/requestBodies/Alarm' }
      responses: { '200': { $ref: '#/components/responses/Alarm' }, ${errors([400, 404])} }
    delete: { operationId: stopAlarm, responses: { '204': { description: Gone }, ${errors([400, 404])} } }
components:
  requestBodies:
    Alarm:
      required: true
      content: { application/json: { schema: { type: object, required: [title], properties: { title: { type: string, minLength: 1, maxLength: 30 }, severity: { enum: [low, high] } } }, example: { title: smoke, severity: high } } }
  responses:
    Alarm:
      description: The alarm
      content: { application/json: { schema: { $ref: '#/components/schemas/Alarm' } } }${refused}
  schemas:
    Alarm: { type: object, required: [id, title, severity], properties: { id: { type: string }, title: { type: string }, severity: { enum: [low, high] } } }
`,
};

/** The notes, changed on the condition that they are as they were read, which has to be asked for or may be. */
const guardedBy = (conditional: 'always' | 'optional'): CrudApi => ({
  ...notes,
  ...{ tagged: true, conditional },
  description: (() => {
    const document = JSON.parse(notes.description);
    const { patch, delete: remove } = document.paths['/v2/notes/{id}'];
    const condition = {
      name: 'If-Match',
      in: 'header',
      required: conditional === 'always',
      schema: { type: 'string' },
    };
    for (const operation of [patch, remove]) {
      operation.parameters = [condition];
      for (const status of [412, 428]) operation.responses[status] = operation.responses[404];
    }
    return JSON.stringify(document);
  })(),
});

const guarded = guardedBy('always');
const watched = guardedBy('optional');

/** The notes, which are put on a board for good. */
const board: CrudApi = {
  ...notes,
  description: (() => {
    const { paths, ...document } = JSON.parse(notes.description);
    return JSON.stringify({ ...document, paths: { [notes.path]: paths[notes.path] } });
  })(),
};

/** Cards with steps, which can be copied: OpenAPI 3.1. */
const cards: CrudApi = {
  path: '/cards',
  update: 'PUT',
  copies: true,
  isKnown: () => true,
  read(text, mediaType) {
    const { title, steps = [] } = objectIn(text, mediaType) ?? {};
    const isStep = (one: Json): boolean => isText(one?.text, 30) && typeof one.done === 'boolean';
    const isFine = isText(title, 60) && Array.isArray(steps) && steps.every(isStep);
    return isFine ? { title, steps: steps.map(({ text, done }) => ({ text, done })) } : undefined;
  },
  list: (all) => all,
  description: `openapi: 3.1.0
info: { title: Cards, version: '5' }
paths:
  /cards:
    get:
      operationId: listCards
      responses: { '200': { description: Cards, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Card' } } } } } }
    post:
      operationId: addCard
      requestBody: { $ref: '#/components/requestBodies/Card' }
      responses: { '201': { $ref: '#/components/responses/Card' }, '400': { $ref: '#/components/responses/Refused' } }
  /cards/{card}:
    parameters: [{ name: card, in: path, required: true, schema: { type: string } }]
    get: { operationId: showCard, responses: { '200': { $ref: '#/components/responses/Card' }, '404': { $ref: '#/components/responses/Refused' } } }
    put:
      operationId: changeCard
      requestBody: { $ref: '#/components/requestBodies/Card' }
      responses: { '200': { $ref: '#/components/responses/Card' }, ${errors([400, 404])} }
    delete: { operationId: dropCard, responses: { '204': { description: Gone }, '404': { $ref: '#/components/responses/Refused' } } }
  /cards/{card}/copy:
    parameters: [{ name: card, in: path, required: true, schema: { type: string } }]
    post: { operationId: copyCard, responses: { '201': { $ref: '#/components/responses/Card' }, '404': { $ref: '#/components/responses/Refused' } } }
components:
  requestBodies:
    Card:
      required: true
      content: { application/json: { schema: { type: object, required: [title], properties: { title: { type: string, minLength: 1, maxLength: 60 }, steps: { $ref: '#/components/schemas/Steps' } } }, example: { title: Move, steps: [{ text: pack, done: true }] } } }
  responses:
    Card: { description: The card, content: { application/json: { schema: { $ref: '#/components/schemas/Card' } } } }${refused}
  schemas:
    Card: { type: object, required: [id, title, steps], properties: { id: { type: string }, title: { type: string }, steps: { $ref: '#/components/schemas/Steps' } } }
    Steps: { type: array, items: { type: object, required: [text, done], properties: { text: { type: string, minLength: 1, maxLength: 30 }, done: { type: boolean } } } }
`,
};

/** APIs in the shape of public ones. */
export const crudApis = { pets, notes, tags, alarms, guarded, board, watched, cards } as const;
