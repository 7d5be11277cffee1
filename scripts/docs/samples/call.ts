import {
  concreteMediaType,
  dereference,
  examplesOf,
  isJson,
  isObject,
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
  /** What a success answers with. */
  answer: 'nothing' | 'json' | 'text' | 'file';
}

/** The body of a call. */
export interface CallBody {
  mediaType: string;
  /** Whether it is a form of several parts. */
  hasParts: boolean;
  schema: unknown;
  value: unknown;
  /** How each member of a form is written, if it is not as usual. */
  encoding: unknown;
  /** Members that are files. */
  files: readonly string[];
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
    answer: kindOf(Object.keys(operation.successes[0]?.content ?? {})[0]),
  };
  if (operation.requestBody === undefined) return [call];
  const { mediaType } = operation.requestBody;
  const body = dereference(
    document,
    operation.object.requestBody as MaybeReference<RequestBodyObject>,
  );
  const content = body.content?.[mediaType] ?? {};
  const schema = resolveSchema(document, content.schema);
  const files = Object.entries(schema.properties ?? {})
    .map(([name, member]) => [name, resolveSchema(document, member)] as const)
    .filter(([, { items, ...own }]) =>
      [own, resolveSchema(document, items)].some((part) => isBinary(part)),
    )
    .map(([name]) => name);
  /** Bytes are not made up. */
  const made = () => {
    const isFile = content.schema === undefined || isBinary(schema);
    return isFile && !isJson(mediaType) ? undefined : schemaSample(document, content.schema);
  };
  const named = examplesOf(document, content);
  const examples = named.length > 0 ? named : [{ value: made(), summary: undefined }];
  return examples.map(({ summary: title, value }) => ({
    ...call,
    title: oneLine(title ?? summary),
    body: {
      mediaType: typeof value === 'object' ? concreteMediaType(mediaType) : mediaType,
      hasParts: mediaType.startsWith('multipart/'),
      schema: content.schema,
      value,
      encoding: content.encoding,
      files,
    },
  }));
}

function kindOf(mediaType: string | undefined): Call['answer'] {
  if (mediaType === undefined) return 'nothing';
  if (isJson(mediaType)) return 'json';
  return mediaType.startsWith('text/') ? 'text' : 'file';
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

/** The type that a request names; none of a form with parts, whose sender alone knows where they end. */
export function contentTypeOf({ body }: Call, settings?: SampleSettings): string | undefined {
  if (body?.hasParts === true) return undefined;
  const isJsonAtMost = body === undefined || isJson(body.mediaType);
  return (isJsonAtMost ? settings?.contentType : undefined) ?? body?.mediaType;
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
