import {
  examplesOf,
  isJson,
  objectAt,
  oncePerDescription,
  preferredMediaType,
  type Description,
  type MediaTypeObject,
  type OpenApiDocument,
  type ParameterObject,
} from '../lib/openapi/document.js';
import {
  hasNoContent,
  locateOperations,
  type LocatedOperation,
  type LocatedParameter,
} from '../lib/openapi/operations.js';
import { step } from '../lib/openapi/pointer.js';
import { isBinary, jsonType, resolveSchema } from '../lib/schemas.js';
import { serializationOf } from '../lib/openapi/serialization.js';
import { listOf, objectOf, remembered } from './cases/json.js';
import { referenceOf } from './cases/merged-schema.js';

/** One operation of the description, with the pointers that cases and the oracle need. */
export type ContractOperation = ReturnType<typeof readOperation>;

/** A parameter, or a header of an answer, with its examples and its schema. */
export type ContractParameter = ReturnType<typeof readParameter>;

/** A request body of one media type. */
export type ContractBody = ReturnType<typeof readBodies>[number];

/** An answer with one status and one media type, which is empty for an answer without content. */
export type ContractResponse = ReturnType<typeof readResponses>[number];

/** Security schemes that together are enough to sign in; empty if none is asked for. */
export type SecurityAlternative = ReturnType<typeof readSecurity>[number];

/** One scheme of an alternative. */
export type SecurityScheme = SecurityAlternative['schemes'][number];

/** What HTTP calls safe. */
const SAFE_METHODS = ['get', 'head', 'options', 'trace'];

/** The operations of a bundled description, in its order. */
export const operationsOf = oncePerDescription((description): readonly ContractOperation[] =>
  locateOperations(description.document).map((found) => readOperation(description, found)),
);

/** Whether a path with its parameters filled in fits a template such as `/pets/{id}`. */
export function coversPath(template: string, path: string): boolean {
  return patternOf(template).test(path);
}

/** The header by which a request may ask for the record to be as it was read (RFC 9110, section 13.1.1). */
export function conditionOf({ parameters }: ContractOperation): ContractParameter | undefined {
  return parameters.find((one) => one.in === 'header' && /^if-match$/i.test(one.name));
}

/** The header by which a request that comes twice is known to be one; another one needs another key. */
export function idempotencyKeyOf({ parameters }: ContractOperation): ContractParameter | undefined {
  return parameters.find((one) => one.in === 'header' && /idempotency-?key$/i.test(one.name));
}

/** The parameters of a path by their names, still encoded; none if it does not fit the template. */
export function pathParameters(template: string, path: string): Record<string, string> {
  const names = [...template.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? '');
  const values = patternOf(template).exec(path)?.slice(1) ?? [];
  return Object.fromEntries(values.map((value, index) => [names[index], value]));
}

/** A path by its template and the values of its parameters, already encoded. */
export function pathWith(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => values[name] ?? '');
}

const patterns = new Map<string, RegExp>();

function patternOf(template: string): RegExp {
  return remembered(patterns, template, () => {
    const literals = template.split(/\{[^{}]+\}/).map(literally);
    return new RegExp(`^${literals.join('([^/]+)')}$`);
  });
}

/** A text as it stands in a pattern that it alone fits. */
export const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Whether a documented status (`200`, `5XX`) covers one on the wire; `default` covers none. */
export function coversStatus(documented: string, status: number): boolean {
  return new RegExp(`^${documented.replaceAll(/x/gi, '\\d')}$`).test(String(status));
}

/** The media types of the answer with a status: those of the status, its range or `default`. */
export function responsesFor(operation: ContractOperation, status: number): ContractResponse[] {
  const { responses } = operation;
  const exact = responses.filter((one) => one.status === String(status));
  const ofRange = responses.filter((one) => coversStatus(one.status, status));
  const others = responses.filter((one) => one.status === 'default');
  return [exact, ofRange, others].find((found) => found.length > 0) ?? [];
}

/** The answers by which an operation says that it was done. */
export function successesOf({ responses }: ContractOperation): ContractResponse[] {
  return responses.filter(({ status }) => status.startsWith('2'));
}

function readOperation(
  description: Description,
  { method, path, pointer, object, parameters }: LocatedOperation,
) {
  const bodies = readBodies(description, description.followPointer(`${pointer}/requestBody`));
  const preferred = preferredMediaType(bodies.map(({ mediaType }) => mediaType));
  const responses = Object.keys(object.responses ?? {})
    .filter((status) => !status.startsWith('x-'))
    .flatMap((status) => readResponses(description, `${pointer}/responses`, status));
  const givesFile = responses.some(
    ({ status, mediaType }) => status.startsWith('2') && mediaType !== '' && !isJson(mediaType),
  );
  // What is safe to repeat may write all the same, such as a change or a switch.
  const asks = object['x-pagination'] !== undefined || givesFile;
  return {
    /** The `operationId`, or method and path where there is none. */
    id: object.operationId ?? `${method.toUpperCase()} ${path}`,
    /** Upper case. */
    method: method.toUpperCase(),
    /** Template with names of path parameters in braces. */
    path,
    /** JSON pointer to the Operation Object. */
    pointer,
    /** Those of the path and those of the operation, which win. */
    parameters: parameters.map((parameter) => readParameter(description, parameter)),
    /** The body of the media type that cases are made for: JSON if there is any, else the first. */
    body: bodies.find(({ mediaType }) => mediaType === preferred),
    /** The body in each of its media types. */
    bodies,
    /** One per status and media type; one without a media type for a status without content. */
    responses,
    /** Each is enough to sign in; empty if nothing is asked for. */
    security: readSecurity(description, object.security),
    /** The code of its refusal where the record of its path is not there; `true` if none is documented. */
    missing: object['x-missing'],
    /** Whether it changes nothing: by its method, or as a POST that searches or asks for a file. */
    reads:
      SAFE_METHODS.includes(method) ||
      (method === 'post' && object['x-safe-to-repeat'] === true && asks),
  };
}

function readParameter(description: Description, { pointer, object }: LocatedParameter) {
  const content = readContents(description, pointer)[0];
  const examples = content?.examples ?? examplesOf(description.document, object);
  return {
    ...serializationOf(object),
    required: object.required === true || object.in === 'path',
    /** `example`, or the first of `examples`; undefined if the description gives none. */
    example: examples[0]?.value,
    examples,
    /** JSON pointer to the Parameter Object. */
    pointer,
    /** JSON pointer to the schema; it may lead to nothing, which allows every value. */
    schema: content?.schema ?? `${pointer}/schema`,
  };
}

function readBodies(description: Description, pointer: string) {
  const required = objectAt(description, pointer)['required'] === true;
  return readContents(description, pointer).map((content) => ({
    ...content,
    required,
    /** The members that are no files, which are plain text where it is a form of parts. */
    texts: textMembers(description, content.schema),
  }));
}

function readResponses(description: Description, owner: string, status: string) {
  const pointer = description.followPointer(owner + step(status));
  const contents = hasNoContent(status) ? [] : readContents(description, pointer);
  const none = {
    mediaType: '',
    pointer,
    schema: `${pointer}/schema`,
    encoding: undefined,
    examples: [],
  };
  const headers = readHeaders(description, pointer);
  if (contents.length === 0) contents.push(none);
  return contents.map((content) => ({
    ...content,
    /** JSON pointer to the Response Object. */
    pointer,
    /** As the description writes it: `200`, `5XX`, `default`. */
    status,
    /** Those of the status. */
    headers,
  }));
}

function readHeaders(description: Description, response: string) {
  // OpenAPI tells to ignore a header named Content-Type: the media types say it already.
  return Object.keys(objectAt(description, `${response}/headers`))
    .filter((name) => name.toLowerCase() !== 'content-type')
    .map((name) => {
      const pointer = description.followPointer(`${response}/headers${step(name)}`);
      // A Header Object is a Parameter Object whose place and name are known.
      const object = { ...objectAt(description, pointer), name, in: 'header' } as ParameterObject;
      return readParameter(description, { pointer, object });
    });
}

function readSecurity(description: Description, own: unknown) {
  return listOf(own ?? description.document['security']).map((alternative, index) => ({
    /** Its index in `security`. */
    index,
    schemes: Object.keys(objectOf(alternative)).flatMap((id) => {
      const pointer = description.followPointer(`/components/securitySchemes${step(id)}`);
      const scheme = objectAt(description, pointer);
      // A certificate is a matter of the connection: no request has or lacks it.
      if (scheme['type'] === 'mutualTLS') return [];
      const isKey = scheme['type'] === 'apiKey';
      const named = scheme['type'] === 'http' ? String(scheme['scheme']) : 'Bearer';
      const known = ['Basic', 'Bearer', 'Digest'].find(
        (one) => one.toLowerCase() === named.toLowerCase(),
      );
      const read = {
        /** By which the description calls it. */
        id,
        /** `apiKey`, `http`, `oauth2`, … */
        type: String(scheme['type']),
        /** `header`, `query` or `cookie`: where the credential travels. */
        in: isKey ? String(scheme['in']) : 'header',
        /** Of the header, parameter or cookie. */
        name: isKey ? String(scheme['name']) : 'Authorization',
        /** What stands before the credential in the header; nothing before a key. */
        method: isKey ? '' : (known ?? named),
        /** What signs requests, if it does. */
        algorithm: scheme['x-signing-algorithm'],
      };
      return [read];
    }),
  }));
}

/**
 * JSON pointer to the schema behind references that say nothing else of the value.
 *
 * @throws UserError as `followPointer`
 */
function schemaBehind(description: Description, pointer: string): string {
  const end = description.followPointer(pointer);
  let last = pointer;
  while (last !== end && Object.keys(objectAt(description, last)).length === 1) {
    last = referenceOf(objectAt(description, last)) ?? end;
  }
  return last;
}

/** What a body, an answer, a parameter or a header holds in each of its media types. */
function readContents(description: Description, owner: string) {
  return Object.keys(objectAt(description, `${owner}/content`)).map((mediaType) => {
    const pointer = `${owner}/content${step(mediaType)}`;
    const object: MediaTypeObject & { encoding?: unknown } = objectAt(description, pointer);
    return {
      mediaType,
      /** JSON pointer to the Media Type Object. */
      pointer,
      /** JSON pointer to the schema; it may lead to nothing, which allows every value. */
      schema: schemaBehind(description, `${pointer}/schema`),
      /** How each member of a form is written, if it is not as usual. */
      encoding: object.encoding,
      examples: examplesOf(description.document, object),
    };
  });
}

function textMembers(description: Description, schema: string): string[] {
  const document = description.document as unknown as OpenApiDocument;
  const isText = (one: unknown) => {
    const resolved = resolveSchema(document, one);
    // It may be null besides, or one of several.
    return !isBinary(resolved) && (resolved.type ?? jsonType(document, one)) !== undefined;
  };
  return Object.entries(objectOf(objectAt(description, schema)['properties']))
    .filter(([, one]) => isText(one))
    .map(([name]) => name);
}

/** Whether a list is asked for by the members of a body, as `x-pagination` says. */
export function isSearch(description: Description, { pointer, body }: ContractOperation): boolean {
  return body !== undefined && objectAt(description, `${pointer}/x-pagination`)['in'] === 'body';
}
