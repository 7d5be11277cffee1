import { bareMediaType } from '../../oracle/media-type.js';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../../lib/description.js';
import type { OpenApiDocument } from '../../../lib/document.js';
import { withJsonAnswers, withoutOpenExtensions } from '../../../lib/mock-document.js';
import type { Answer } from '../../answer.js';
import type { WireRequest } from '../../http/wire.js';

/** An operation as Prism reads it. */
export type PrismOperation = JsonObject;

/** Prism without the HTTP around it, set up as the mock runs it. */
export interface Prism {
  /** Reads a document; a document that Prism refuses rejects. */
  readonly operationsOf: (document: JsonObject) => Promise<PrismOperation[]>;
  /** Answers a message as the HTTP server of the mock would. */
  readonly answer: (message: WireRequest, operations: readonly PrismOperation[]) => Promise<Answer>;
}

/** What is used of Prism's modules, which come without types that fit ES modules. */
interface PrismHttp {
  readonly getHttpOperationsFromSpec: (document: object) => Promise<PrismOperation[]>;
  readonly createInstance: (
    config: object,
    components: object,
  ) => {
    readonly request: (
      input: object,
      operations: readonly PrismOperation[],
      config: object,
    ) => () => Promise<
      | { readonly _tag: 'Right'; readonly right: PrismOutput }
      | { readonly _tag: 'Left'; readonly left: PrismProblem }
    >;
  };
  readonly ProblemJsonError: {
    readonly toProblemJson: (problem: PrismProblem) => object;
    readonly fromTemplate: (template: object, detail: string, more?: object) => PrismProblem;
  };
  readonly VIOLATIONS: object;
}

interface PrismOutput {
  readonly output: {
    readonly statusCode: number;
    readonly headers?: Readonly<Record<string, unknown>>;
    readonly body?: unknown;
  };
  readonly validations: { readonly output: readonly { readonly severity: number }[] };
}

interface PrismProblem {
  readonly status?: number;
  readonly additional?: { readonly headers?: Readonly<Record<string, unknown>> };
}

/** Severity of an error among Prism's diagnostics. */
const severityError = 0;

/** As `scripts/mock.ts` starts Prism, with `--errors`. */
const config = {
  isProxy: false,
  validateRequest: true,
  validateResponse: true,
  checkSecurity: true,
  errors: true,
};

const mockConfig = { dynamic: false, ignoreExamples: false };

/** Takes Prism's log and keeps nothing of it. */
const silence: Record<string, unknown> = Object.fromEntries(
  ['fatal', 'error', 'warn', 'info', 'success', 'debug', 'trace'].map((level) => [level, () => {}]),
);
silence['child'] = () => silence;

/** Loads Prism into this process, which takes about a second. */
export function loadPrism(): Prism {
  // The packages around Prism belong to it, so they are found from where it is.
  const require = createRequire(createRequire(import.meta.url).resolve('@stoplight/prism-cli'));
  const prismHttp = require('@stoplight/prism-http') as PrismHttp;
  const { serialize } = createRequire(require.resolve('@stoplight/prism-http-server'))(
    './serialize.js',
  ) as { serialize: (body: unknown, mediaType: string | undefined) => string | undefined };
  const parsePrefer = require('parse-prefer-header') as (text: string) => Record<string, unknown>;
  const { createInstance, getHttpOperationsFromSpec, ProblemJsonError, VIOLATIONS } = prismHttp;
  const instance = createInstance(config, { logger: silence });
  return {
    operationsOf: (document) =>
      getHttpOperationsFromSpec(
        withoutOpenExtensions(withJsonAnswers(document as unknown as OpenApiDocument)),
      ),
    answer,
  };

  async function answer(
    message: WireRequest,
    operations: readonly PrismOperation[],
  ): Promise<Answer> {
    const { method, path, headers } = message;
    const body = readBody(message);
    if (body === malformedJson) return invalidJson;
    const { searchParams, pathname } = new URL(path, 'http://127.0.0.1');
    const input = {
      method: method.toLowerCase(),
      url: { path: pathname, baseUrl: undefined, query: queryOf(searchParams) },
      headers,
      body,
    };
    const { code, example, dynamic } = parsePrefer(headers['prefer'] ?? '');
    const wanted = {
      ...mockConfig,
      ...(/^\d{3}$/.test(String(code)) && { code: Number(code) }),
      ...(example !== undefined && { exampleKey: example }),
      ...(dynamic !== undefined && { dynamic: dynamic === 'true' }),
    };
    const request = () => instance.request(input, operations, { ...config, mock: wanted })();
    // What Prism stumbles over, the HTTP server around it answers so.
    const result = await Promise.resolve()
      .then(request)
      .catch(() => undefined);
    if (result === undefined) return serverError;
    if (result._tag === 'Left') return problem(result.left);
    const { output, validations } = result.right;
    const wrong = validations.output.filter(({ severity }) => severity === severityError);
    if (wrong.length > 0) {
      return problem(ProblemJsonError.fromTemplate(VIOLATIONS, 'The answer is not valid.'));
    }
    const sent = lowerCased(output.headers ?? {});
    try {
      const text = serialize(output.body, sent['content-type']) ?? '';
      return answerOf(output.statusCode, sent, method === 'HEAD' ? '' : text);
    } catch (error) {
      return problem(error as PrismProblem);
    }
  }

  function problem(error: PrismProblem): Answer {
    const headers = lowerCased(error.additional?.headers ?? {});
    return answerOf(
      error.status ?? 500,
      { ...headers, 'content-type': 'application/problem+json' },
      JSON.stringify(ProblemJsonError.toProblemJson(error)),
    );
  }
}

const malformedJson = Symbol('malformed JSON');

/** What the HTTP server around Prism sends without asking Prism. */
const invalidJson = answerOf(
  400,
  { 'content-type': 'application/json; charset=utf-8' },
  '{"error":{"code":"invalid_json","message":"Invalid JSON"}}',
);

const serverError = answerOf(500, {}, 'Internal Server Error');

function readBody({ headers, body }: WireRequest): unknown {
  const length = headers['content-length'];
  if (length === undefined || length === '0') return null;
  if (!/^application\/([^;]+\+)?json\s*(;|$)/i.test(headers['content-type'] ?? ''))
    return body ?? '';
  try {
    return JSON.parse(body ?? '') as unknown;
  } catch {
    return malformedJson;
  }
}

function queryOf(parameters: URLSearchParams): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of parameters.keys()) {
    const values = parameters.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}

function answerOf(status: number, headers: Record<string, string>, text: string): Answer {
  return { status, mediaType: bareMediaType(headers['content-type'] ?? ''), headers, text };
}

function lowerCased(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

/**
 * An operation in which every part that equals that of another one is that very part: Prism keeps what
 * it has compiled by identity, so that only what was changed is compiled anew.
 */
export function sharing(base: unknown, changed: PrismOperation): PrismOperation {
  return share(base, changed) as PrismOperation;
}

function share(base: unknown, changed: unknown): unknown {
  if (base === changed || isDeepStrictEqual(base, changed)) return base;
  if (Array.isArray(base) && Array.isArray(changed)) {
    return changed.map((item: unknown, index) => share(base[index], item));
  }
  if (isPlainObject(base) && isPlainObject(changed)) {
    return Object.fromEntries(
      Object.entries(changed).map(([key, value]) => [key, share(base[key], value)]),
    );
  }
  return changed;
}

function isPlainObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
