import {
  concreteMediaType,
  dereference,
  examplesOf,
  isJson,
  isObject,
  type ExampleHolder,
  type MaybeReference,
  type OpenApiDocument,
  type RequestBodyObject,
  type SecurityRequirement,
} from '../../lib/openapi/document.js';
import {
  fillPath,
  isScalar,
  memberSerialization,
  serializationOf,
  showParameter,
  type Serialized,
} from '../../lib/openapi/serialization.js';
import { snakeCase, type ListedOperation } from '../../lib/operation-list.js';
import { parameterSample, schemaSample } from '../../lib/sample-request.js';
import { isBinary, resolveSchema } from '../../lib/schemas.js';
import { byLanguage } from '../bilingual.js';
import type { SampleSettings } from './settings.js';

/** What all samples of a description share. */
export interface SampleContext {
  document: OpenApiDocument;
  words: (typeof sampleWords)['en'];
  settings: SampleSettings | undefined;
  /** Address that is called unless the environment names another. */
  endpoint: string;
}

/** What stands in for a token that the environment does not have: a sample runs as it was copied. */
export const anyToken = 'anything';

/** The comments of the samples in each language. */
export const sampleWords = byLanguage({
  anyToken: ['the sandbox takes any token', '沙箱接受任意Token'],
  noEnvironment: [
    'A browser has no environment: write the address and the token here.',
    '浏览器没有环境变量：请在此处填写地址和Token。',
  ],
  fileOfForm: [
    'A file that somebody chose can stand in place of this text.',
    '此处的文本可替换为用户选择的文件。',
  ],
  cannotHold: [
    (language: string, member: string) =>
      `The SDK for ${language} cannot send this request: its type of ${member} has no such value.`,
    (language: string, member: string) =>
      `${language} SDK无法发送此请求：SDK中${member}的类型不包含该取值。`,
  ],
});

/** A value of a parameter. */
interface CallParameter {
  /** Name among the members of the client's method. */
  key: string;
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  schema: unknown;
  value: unknown;
  /** How it is written in a request. */
  written: Serialized;
  boundByClient: boolean;
}

/** A secret that travels with a request. */
interface Credential {
  /** `user` is a name with a password, which the programs encode. */
  in: 'header' | 'query' | 'cookie' | 'user';
  name: string;
  /** What stands before the secret: `Bearer `, or nothing. */
  prefix: string;
  /** The environment variable that holds it; undefined if there is but one secret. */
  variable: string | undefined;
}

/** One call of an operation, which a sample is written for in each language of code. */
export interface Call {
  operationId: string;
  /** Folder of the family, which is its entry of the package. */
  family: string;
  /** The family's member of the client. */
  namespace: string;
  /** What the call does, on one line. */
  title: string;
  /** Upper case. */
  method: string;
  /** Template with names of parameters in braces. */
  path: string;
  parameters: CallParameter[];
  /** What signs it in, by the operation's first way to do so. */
  credentials: readonly Credential[];
  body?: CallBody;
  /** Whether the answer is a file rather than JSON or a text. */
  answersFile: boolean;
  /** Whether the answer is JSON. */
  answersJson: boolean;
  /** Whether the answer has no body. */
  answersNothing: boolean;
}

/** The body of a call. */
interface CallBody {
  mediaType: string;
  schema: unknown;
  value: unknown;
  /** How each member of a form is written, if it is not as usual. */
  encoding: unknown;
  /** Members that are files. */
  files: readonly string[];
}

interface MediaType extends ExampleHolder {
  schema?: { $ref: string };
  encoding?: unknown;
}

interface BodySchema {
  properties?: Record<string, object>;
}

/**
 * The calls of an operation that the samples show: one for each named example of its body, in their
 * order, else one. Optional parameters are left out: a filter that nobody asked for hides what is there.
 */
export function callsOf(
  document: OpenApiDocument,
  operation: ListedOperation,
  { family, namespace }: Pick<Call, 'family' | 'namespace'>,
): Call[] {
  const answers = Object.keys(operation.successes[0]?.content ?? {});
  const summary = operation.object.summary ?? operation.id;
  const call: Call = {
    operationId: operation.id,
    family,
    namespace,
    title: oneLine(summary),
    method: operation.method.toUpperCase(),
    path: operation.path,
    parameters: parametersOf(document, operation),
    credentials: credentialsOf(document, operation.object.security ?? document.security),
    answersFile: answers[0] !== undefined && !isJson(answers[0]) && !answers[0].startsWith('text/'),
    answersJson: answers[0] !== undefined && isJson(answers[0]),
    answersNothing: answers[0] === undefined,
  };
  if (operation.requestBody === undefined) return [call];
  const { mediaType } = operation.requestBody;
  const body = dereference(
    document,
    operation.object.requestBody as MaybeReference<RequestBodyObject>,
  );
  const content = (body.content?.[mediaType] ?? {}) as MediaType;
  const schema = content.schema && dereference<BodySchema>(document, content.schema);
  const files = Object.entries(schema?.properties ?? {})
    .map(([name, member]) => [name, resolveSchema(document, member)] as const)
    .filter(([, { items, ...own }]) =>
      [own, resolveSchema(document, items)].some((schema) => isBinary(schema)),
    )
    .map(([name]) => name);
  /** Bytes are not made up. */
  const made = () => {
    const isFile =
      content.schema === undefined || isBinary(resolveSchema(document, content.schema));
    return isFile && !isJson(mediaType) ? undefined : schemaSample(document, content.schema);
  };
  const named = examplesOf(document, content);
  const examples = named.length > 0 ? named : [{ value: made(), summary: undefined }];
  return examples.map(({ summary: title, value }) => ({
    ...call,
    title: oneLine(title ?? summary),
    body: {
      mediaType: typeof value === 'object' ? concreteMediaType(mediaType) : mediaType,
      schema: content.schema,
      value,
      encoding: content.encoding,
      files,
    },
  }));
}

function parametersOf(document: OpenApiDocument, operation: ListedOperation): CallParameter[] {
  return operation.parameters
    .filter(({ parameter }) => parameter.required === true)
    .map(({ key, parameter }) => ({
      key,
      name: parameter.name,
      in: parameter.in,
      schema: parameter.schema,
      value: parameterSample(document, parameter),
      written: serializationOf(parameter),
      boundByClient: parameter['x-bound-by-client'] === true,
    }));
}

/** What travels with a request by the first way to sign in. */
function credentialsOf(
  document: OpenApiDocument,
  [requirement = {}]: readonly SecurityRequirement[] = [],
): Credential[] {
  const names = Object.keys(requirement);
  return names.flatMap((name): Credential[] => {
    const found = document.components?.['securitySchemes']?.[name];
    // A scheme that the document does not have is for the linters to find.
    if (!isObject(found)) return [];
    const scheme = dereference<{ type?: string; in?: string; name?: string; scheme?: string }>(
      document,
      found,
    );
    const variable = names.length > 1 ? snakeCase(name).toUpperCase() : undefined;
    if (scheme.type === 'apiKey') {
      const { in: place = 'header', name: key = name } = scheme;
      return [{ in: place as Credential['in'], name: key, prefix: '', variable }];
    }
    if (scheme.type === 'mutualTLS') return [];
    const isToken = scheme.type !== 'http' || scheme.scheme?.toLowerCase() === 'bearer';
    const method = isToken ? 'Bearer' : (scheme.scheme ?? '');
    const place = /^(basic|digest)$/i.test(method) ? 'user' : 'header';
    return [{ in: place, name: 'Authorization', prefix: `${method} `, variable }];
  });
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** The path of a call with the values of its parameters, and its query with a `?`, if it has one. */
export function targetOf(call: Call): string {
  let path = call.path;
  const query: string[] = [];
  for (const { in: place, value, written } of call.parameters) {
    for (const pair of showParameter(written, value)) {
      if (place === 'path') path = fillPath(path, written, pair[1]);
      if (place === 'query') query.push(pair.map(encodeURIComponent).join('='));
    }
  }
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** A parameter outside of the address as one text. */
export function textOf({ written, value }: CallParameter): string {
  return showParameter(written, value)
    .map(([, text]) => text)
    .join(',');
}

/** The texts of a member of a form with parts: of each item of a list, and of an object its JSON. */
export function partsOf(member: unknown): string[] {
  return [member].flat().map((one) => (isScalar(one) ? String(one) : JSON.stringify(one)));
}

/** A body that is neither JSON nor has parts, as one text; undefined if nobody can write it here. */
export function textOfBody({ mediaType, value, encoding }: CallBody): string | undefined {
  if (mediaType !== 'application/x-www-form-urlencoded' || !isObject(value)) {
    return typeof value === 'string' ? value : undefined;
  }
  const pairs = Object.entries(value).flatMap(([name, member]) => {
    const own = memberSerialization(name, encoding);
    // Of an object nothing else is said: it is JSON.
    const isJson = isObject(member) && own.style === 'form';
    return showParameter(isJson ? { ...own, mediaType: 'application/json' } : own, member);
  });
  return new URLSearchParams(pairs as [string, string][]).toString();
}

/** The name of the file that a sample reads for a member of a form, or writes an answer to. */
export function fileName(name: string): string {
  return `${name}.bin`;
}
