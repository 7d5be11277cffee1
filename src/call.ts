import type { Operation, Parameter } from '../generated/operations.js';
import { errorOfAnswer, errorOfEnvelope, type FailedAnswer } from './answer-error.js';
import { encodeForm, encodeJson, jsonContentType, type EncodedBody } from './body.js';
import type { Timeouts } from './deadline.js';
import type { Answer } from './attempt.js';
import type { Exchange } from './exchange.js';
import { requirePathValue } from './path-value.js';
import { explainRefusal } from './refusal.js';
import { canonicalQuery } from './signing/canonical-query.js';
import { encodeComponent } from './signing/percent-encoding.js';

/** What each call takes beside its input. */
export interface CallOptions {
  /** Ends the call at once, a wait between attempts included. */
  readonly signal?: AbortSignal;
  /** Time-outs of this call, in milliseconds, in place of the client's. */
  readonly timeouts?: Partial<Timeouts>;
}

/** Input of a method: parameters by their keys, and `body`. */
export type Input = Readonly<Record<string, unknown>>;

/** What the calls of one client have in common. */
export interface CallContext {
  readonly exchange: Exchange;
  /** Address without a slash at its end. */
  readonly baseUrl: string;
  readonly timeouts: Timeouts;
  /** Gives the value of a parameter that the client binds, by its name on the wire. */
  readonly bound: (name: string, options: CallOptions) => Promise<string>;
}

/**
 * Sends one operation and gives the body of its success.
 *
 * @throws SecMasterError if the server refuses or fails, or cannot be reached
 * @throws TypeError if the input lacks an id or holds what the operation does not take
 */
export async function callOperation(
  context: CallContext,
  operation: Operation,
  input: Input = {},
  options: CallOptions = {},
): Promise<unknown> {
  const { id: operationId, requestBody } = operation;
  refuseUnknown(operation, input);
  const values = await collectValues(context, operation, input, options);
  const multipart = requestBody?.mediaType === 'multipart/form-data';
  let body: EncodedBody | undefined;
  if (input['body'] !== undefined) {
    body = multipart
      ? await encodeForm(operationId, input['body'])
      : encodeJson(operationId, input['body']);
  } else if (requestBody?.required) {
    throw new TypeError(`${operationId} needs a "body".`);
  }
  const binary = isBinary(operation);
  const answer = await context.exchange.send({
    operationId,
    projectId: values.projectId,
    safeToRepeat: operation.safeToRepeat,
    reads: binary ? 'bytes' : operation.response === undefined ? 'text' : 'json',
    timeouts: options.timeouts ? { ...context.timeouts, ...options.timeouts } : context.timeouts,
    signal: options.signal,
    request: {
      method: operation.method,
      url: context.baseUrl + values.path + (values.query === '' ? '' : `?${values.query}`),
      headers: {
        ...values.headers,
        accept: binary ? '*/*' : 'application/json',
        // Reads and deletions too (decision D12).
        'content-type': body?.contentType ?? jsonContentType,
      },
      body: body?.bytes,
    },
  });
  return readAnswer(operationId, answer);
}

function readAnswer(operationId: string, answer: Answer): unknown {
  if (answer.status >= 300) {
    throw explainRefusal(errorOfAnswer(failedAnswer(operationId, answer)), answer);
  }
  if (answer.bytes !== undefined) {
    return new Blob([answer.bytes], { type: answer.headers.get('content-type') ?? '' });
  }
  const failure = errorOfEnvelope(() => failedAnswer(operationId, answer), answer.data);
  if (failure !== undefined) throw failure;
  return answer.data;
}

function failedAnswer(operationId: string, answer: Answer): FailedAnswer {
  const { attempts, status, headers, text, redact } = answer;
  return { operationId, attempts, status, headers, text, redact };
}

interface Values {
  path: string;
  query: string;
  headers: Record<string, string>;
  projectId?: string;
}

async function collectValues(
  { bound }: CallContext,
  operation: Operation,
  input: Input,
  options: CallOptions,
): Promise<Values> {
  const query: [string, string][] = [];
  const values: Values = { path: operation.path, query: '', headers: {} };
  for (const parameter of operation.parameters) {
    const { key, name } = parameter;
    const given = input[key];
    if (parameter.in === 'path') {
      const value =
        given === undefined && parameter.boundByClient ? await bound(name, options) : given;
      const id = requirePathValue(key, value);
      if (name === 'project_id') values.projectId = id;
      values.path = values.path.replace(`{${name}}`, encodeComponent(id));
    } else if (given === undefined || given === null) {
      if (parameter.required) throw new TypeError(`${operation.id} needs "${key}".`);
    } else if (parameter.in === 'query') {
      for (const one of [given].flat())
        query.push([name, requireScalar(operation, parameter, one)]);
    } else if (parameter.in === 'header') {
      values.headers[name.toLowerCase()] = requireScalar(operation, parameter, given);
    }
  }
  values.query = canonicalQuery(query);
  return values;
}

function requireScalar({ id }: Operation, parameter: Parameter, value: unknown): string {
  const { key, minimum = -Infinity, maximum = Infinity } = parameter;
  if (minimum !== -Infinity || maximum !== Infinity) {
    if (!Number.isInteger(value) || Number(value) < minimum || Number(value) > maximum) {
      throw new TypeError(
        `${id}: "${key}" must be a whole number from ${minimum} to ${maximum}, not ${String(value)}.`,
      );
    }
  }
  if (!['string', 'number', 'boolean'].includes(typeof value)) {
    throw new TypeError(`${id}: "${key}" must be a text, a number or a boolean.`);
  }
  return String(value);
}

function refuseUnknown({ id, parameters, requestBody }: Operation, input: Input): void {
  for (const key in input) {
    if (parameters.some((parameter) => parameter.key === key)) continue;
    if (key === 'body' && requestBody !== undefined) continue;
    const known = [
      ...parameters.map((parameter) => parameter.key),
      ...(requestBody ? ['body'] : []),
    ];
    throw new TypeError(
      `${id} takes no "${key}": expected ${known.map((one) => `"${one}"`).join(', ')}.`,
    );
  }
}

function isBinary({ response }: Operation): boolean {
  return response !== undefined && !/^(application\/(.+\+)?json|text\/)/i.test(response.mediaType);
}
