import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { startServer } from '../../lib/loopback.js';
import { honestState, Refused, type StateLie } from './honest-state.js';
import { servedDocument } from './served.js';

/** What the server sends. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What the server was asked. */
export interface Asked {
  method: string;
  /** With its query. */
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
  operationId: string | undefined;
  /** Whether the server holds the request for valid. */
  valid: boolean;
}

/** How the server differs from an honest one. */
export interface Honesty {
  /** Keeps what is created, and forgets what is deleted; knows the ids of `known` alone. */
  stateful?: boolean;
  /** What it lies about, if it keeps state. */
  about?: StateLie;
  /** Changes an answer; may take over the response and give undefined. */
  lie?: (asked: Asked, reply: Reply, response: ServerResponse) => Reply | undefined;
}

/** A running server. */
export interface HonestServer {
  url: string;
  /** All requests, in the order in which they came. */
  requests: Asked[];
  /** How many workflows and versions there are. */
  count(): number;
  stop(): Promise<void>;
}

type Json = any;

const document: Json = servedDocument;
const ajv = new Ajv2020({ strict: false, formats: { binary: true, int32: true }, logger: false });
ajv.addSchema(document, 'api', undefined, false);

/** Follows references by hand, without the tools of the project. */
function deref(value: Json): Json {
  if (value?.$ref === undefined) return value;
  const steps = value.$ref.slice(2).split('/');
  return deref(
    steps.reduce(
      (node: Json, key: string) =>
        node[decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')],
      document,
    ),
  );
}

/** References in the schemas lead into the whole document. */
function absolute(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(absolute);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === '$ref' ? `api${value as string}` : absolute(value),
    ]),
  );
}

const validators = new Map<unknown, (value: unknown) => boolean>();
function isValid(schema: Json, value: unknown): boolean {
  const validate = validators.get(schema) ?? ajv.compile(absolute(schema));
  validators.set(schema, validate as (value: unknown) => boolean);
  return validate(value);
}

const routes = Object.entries<Json>(document.paths)
  .map(([template, item]) => ({
    item,
    names: [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string),
    pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '([^/]+)')}$`),
  }))
  // A literal segment goes before a parameter in its place.
  .sort((one, other) => one.names.length - other.names.length);

/** What stands for a value of the query, or undefined if it stands for none of this type. */
function readText(schema: Json, text: string): unknown {
  const { type } = deref(schema);
  if (type === 'integer') return /^-?\d+$/.test(text) ? Number(text) : undefined;
  if (type === 'boolean') return ['true', 'false'].includes(text) ? text === 'true' : undefined;
  return text;
}

function exampleOf(response: Json, name?: string): { mediaType: string; value: Json } {
  const [media] = Object.entries<Json>(response.content ?? {});
  if (media === undefined) return { mediaType: '', value: '' };
  const [mediaType, content] = media;
  const names = Object.keys(content.examples);
  const key = name !== undefined && names.includes(name) ? name : (names[0] ?? '');
  return { mediaType, value: deref(content.examples[key]).value };
}

/** A server that keeps the contract, written without the engine that tests it. */
export async function honestServer({
  stateful = false,
  about,
  lie,
}: Honesty = {}): Promise<HonestServer> {
  const requests: Asked[] = [];
  const state = honestState(about);

  const server = await startServer((request, response, bytes) => {
    const { method = '', url = '', headers } = request;
    const body = bytes.toString();
    const asked: Asked = { method, url, headers, body, operationId: undefined, valid: false };
    requests.push(asked);
    const honest = answer(asked);
    const reply = lie === undefined ? honest : lie(asked, honest, response);
    if (reply !== undefined) response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  return { url: server.url, requests, count: state.count, stop: server.close };

  function answer(asked: Asked): Reply {
    const url = new URL(asked.url, 'http://host');
    const fitting = routes.filter(({ pattern }) => pattern.test(url.pathname));
    if (fitting.length === 0) return plain(404, {});
    const route = fitting.find(({ item }) => item[asked.method.toLowerCase()] !== undefined);
    if (route === undefined) {
      const methods = fitting.flatMap(({ item }) =>
        Object.keys(item).filter((key) => ['get', 'put', 'post', 'delete'].includes(key)),
      );
      return plain(405, { Allow: methods.join(', ').toUpperCase() });
    }
    const operation = route.item[asked.method.toLowerCase()];
    asked.operationId = operation.operationId;
    const reply = (status: string, name?: string): Reply => {
      const { mediaType, value } = exampleOf(deref(operation.responses[status]), name);
      return {
        status: Number(status),
        headers: {
          ...(mediaType !== '' && { 'Content-Type': mediaType }),
          'X-request-id': randomUUID(),
        },
        body: mediaType === 'application/json' ? JSON.stringify(value) : String(value),
      };
    };

    const { headers } = asked;
    const token = headers['x-auth-token'];
    const signed =
      /^SDK-HMAC-SHA256 Access=.+, SignedHeaders=.+, Signature=\w+$/.test(
        headers.authorization ?? '',
      ) && /^\d{8}T\d{6}Z$/.test(String(headers['x-sdk-date'] ?? ''));
    if (!token && !signed) return reply('401');

    const values = route.pattern.exec(url.pathname)?.slice(1).map(decodeURIComponent) ?? [];
    const parameters: Json[] = [...(route.item.parameters ?? []), ...(operation.parameters ?? [])];
    for (const parameter of parameters.map(deref)) {
      const given =
        parameter.in === 'path'
          ? [values[route.names.indexOf(parameter.name)] ?? '']
          : url.searchParams.getAll(parameter.name);
      if (given.length === 0 && parameter.required) return reply('400');
      if (given.length > 1) return reply('400');
      if (given.length === 1 && !isValid(parameter.schema, readText(parameter.schema, given[0]!))) {
        return reply('400');
      }
    }

    let sent: Json;
    if (operation.requestBody !== undefined) {
      const [[mediaType, { schema }]] = Object.entries<Json>(operation.requestBody.content) as [
        [string, Json],
      ];
      const type = String(headers['content-type'] ?? '')
        .split(';')[0]
        ?.trim();
      if (type !== mediaType) return reply('400');
      if (mediaType === 'multipart/form-data') {
        const parts = [...asked.body.matchAll(/name="(\w+)"; filename/g)].map((match) => match[1]);
        const required: string[] = deref(schema).required ?? [];
        if (!required.every((name) => parts.includes(name))) return reply('400');
      } else {
        try {
          sent = JSON.parse(asked.body);
          // A member that comes twice is gone once.
          const colons = (text: string): number => text.split(/":/).length;
          const isTwice = colons(asked.body) > colons(JSON.stringify(sent));
          if (isTwice && about !== 'member twice accepted') return reply('400');
        } catch {
          return reply('400');
        }
        if (!isValid(schema, sent)) {
          const { properties = {} } = deref(schema);
          const known = Object.entries(Object(sent)).filter(([name]) => name in properties);
          const isKept =
            about === 'refused creation kept' ||
            (about === 'unknown member refused, but kept' &&
              isValid(schema, Object.fromEntries(known)));
          if (isKept && operation.operationId === 'createAopWorkflow') {
            state.add(values[1] ?? '', sent);
          }
          return reply('400');
        }
      }
    }
    asked.valid = true;
    if (!stateful) return reply('200');
    const query = parameters
      .map(deref)
      .filter((one) => one.in === 'query' && url.searchParams.has(one.name))
      .map((one) => [one.name, readText(one.schema, url.searchParams.get(one.name)!)]);
    try {
      const body = state.answer({
        operationId: operation.operationId,
        path: Object.fromEntries(route.names.map((name, index) => [name, values[index]!])),
        query: Object.fromEntries(query),
        body: sent,
        parts: partsOf(asked.body),
      });
      const success = reply('200');
      return { ...success, body: typeof body === 'string' ? body : (JSON.stringify(body) ?? '') };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return reply(error.status, error.example);
    }
  }
}

/** The parts of a form by their names. */
function partsOf(body: string): Record<string, string> {
  const pattern = /name="(\w+)"; filename[^\r]*\r\n(?:[^\r]+\r\n)*\r\n([\s\S]*?)\r\n--/g;
  return Object.fromEntries([...body.matchAll(pattern)].map((match) => [match[1], match[2]]));
}

function plain(status: number, headers: Record<string, string>): Reply {
  return { status, headers: { 'Content-Type': 'text/plain', ...headers }, body: 'no such thing' };
}
