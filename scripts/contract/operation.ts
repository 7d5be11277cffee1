import {
  examplesOf,
  isObject,
  objectAt,
  oncePerDescription,
  preferredMediaType,
  type Description,
  type MediaTypeObject,
  type NamedExample,
} from '../lib/openapi/document.js';
import {
  locateOperations,
  type LocatedOperation,
  type LocatedParameter,
} from '../lib/openapi/operations.js';
import { step } from '../lib/openapi/pointer.js';

/** One operation of the description, with the pointers that cases and the oracle need. */
export interface ContractOperation {
  /** The `operationId`, or method and path where there is none. */
  readonly id: string;
  /** Upper case. */
  readonly method: string;
  /** Template with names of path parameters in braces. */
  readonly path: string;
  /** JSON pointer to the Operation Object. */
  readonly pointer: string;
  /** Those of the path and those of the operation, which win. */
  readonly parameters: readonly ContractParameter[];
  /** The body of the media type that cases are made for: JSON if there is any, else the first. */
  readonly body: ContractBody | undefined;
  /** The body in each of its media types. */
  readonly bodies: readonly ContractBody[];
  /** One per status and media type; one without a media type for a status without content. */
  readonly responses: readonly ContractResponse[];
  /** Each is enough to sign in; empty if nothing is asked for. */
  readonly security: readonly SecurityAlternative[];
  /** What `x-safe-to-repeat` says, otherwise whether the method is safe by HTTP. */
  readonly safeToRepeat: boolean;
}

/** A parameter with its examples and its schema. */
export interface ContractParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  /** `example`, or the first of `examples`; undefined if the description gives none. */
  readonly example: unknown;
  readonly examples: readonly NamedExample[];
  /** JSON pointer to the Parameter Object. */
  readonly pointer: string;
  /** JSON pointer to the schema; it may lead to nothing, which allows every value. */
  readonly schema: string;
  /** `form`, `simple`, … */
  readonly style: string;
  readonly explode: boolean;
  /** Of a parameter that is described by `content`. */
  readonly mediaType: string | undefined;
}

/** What a body holds in one media type. */
interface ContractContent {
  readonly mediaType: string;
  /** JSON pointer to the schema; it may lead to nothing, which allows every value. */
  readonly schema: string;
  readonly examples: readonly NamedExample[];
}

/** A request body of one media type. */
export interface ContractBody extends ContractContent {
  readonly required: boolean;
  /** JSON pointer to the Media Type Object. */
  readonly pointer: string;
}

/** An answer with one status and one media type, which is empty for an answer without content. */
export interface ContractResponse extends ContractContent {
  /** As the description writes it: `200`, `5XX`, `default`. */
  readonly status: string;
  /** JSON pointer to the Response Object. */
  readonly pointer: string;
  /** Those of the status. */
  readonly headers: readonly ContractHeader[];
}

/** A header of an answer. */
export interface ContractHeader {
  readonly name: string;
  readonly required: boolean;
  /** JSON pointer to the Header Object. */
  readonly pointer: string;
  /** JSON pointer to the schema; it may lead to nothing, which allows every value. */
  readonly schema: string;
  /** Whether the value is written as JSON (`content`), and not in the style `simple`. */
  readonly json: boolean;
}

/** Security schemes that together are enough to sign in; empty if none is asked for. */
export interface SecurityAlternative {
  /** Its index in `security`. */
  readonly index: number;
  readonly schemes: readonly SecurityScheme[];
}

/** One scheme of an alternative. */
export interface SecurityScheme {
  /** By which the description calls it. */
  readonly id: string;
  /** `apiKey`, `http`, `oauth2`, … */
  readonly type: string;
  /** `header`, `query` or `cookie`: where the credential travels. */
  readonly in: string;
  /** Of the header, parameter or cookie. */
  readonly name: string;
}

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

/** The parameters of a path by their names, still encoded; none if it does not fit the template. */
export function pathParameters(template: string, path: string): Record<string, string> {
  const names = [...template.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? '');
  const values = patternOf(template).exec(path)?.slice(1) ?? [];
  return Object.fromEntries(values.map((value, index) => [names[index], value]));
}

const patterns = new Map<string, RegExp>();

function patternOf(template: string): RegExp {
  const known = patterns.get(template);
  if (known !== undefined) return known;
  const literals = template
    .split(/\{[^{}]+\}/)
    .map((literal) => literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const pattern = new RegExp(`^${literals.join('([^/]+)')}$`);
  patterns.set(template, pattern);
  return pattern;
}

/** Whether a documented status (`200`, `5XX`) covers one on the wire; `default` covers none. */
export function coversStatus(documented: string, status: number): boolean {
  return new RegExp(`^${documented.replaceAll(/x/gi, '\\d')}$`).test(String(status));
}

/** The media types of the answer with a status: those of the status, its range or `default`. */
export function responsesFor(operation: ContractOperation, status: number): ContractResponse[] {
  const by = (test: (documented: string) => boolean): ContractResponse[] =>
    operation.responses.filter((response) => test(response.status));
  for (const found of [
    by((documented) => documented === String(status)),
    by((documented) => coversStatus(documented, status)),
  ]) {
    if (found.length > 0) return found;
  }
  return by((documented) => documented === 'default');
}

function readOperation(
  description: Description,
  { method, path, pointer, object, parameters }: LocatedOperation,
): ContractOperation {
  const bodyPointer = description.followPointer(`${pointer}/requestBody`);
  const required = objectAt(description, bodyPointer)['required'] === true;
  const bodies = readContents(description, bodyPointer).map((content) => ({
    ...content,
    required,
  }));
  const preferred = preferredMediaType(bodies.map(({ mediaType }) => mediaType));
  return {
    id: object.operationId ?? `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    pointer,
    parameters: parameters.map((parameter) => readParameter(description, parameter)),
    body: bodies.find(({ mediaType }) => mediaType === preferred),
    bodies,
    responses: Object.keys(object.responses ?? {})
      .filter((status) => !status.startsWith('x-'))
      .flatMap((status) =>
        readResponses(
          description,
          status,
          description.followPointer(`${pointer}/responses${step(status)}`),
        ),
      ),
    security: readSecurity(description, object.security),
    safeToRepeat: object['x-safe-to-repeat'] ?? SAFE_METHODS.includes(method),
  };
}

function readParameter(
  description: Description,
  { pointer, object }: LocatedParameter,
): ContractParameter {
  const content = readContents(description, pointer)[0];
  const examples = content?.examples ?? examplesOf(description.document, object);
  const style =
    object.style ?? (object.in === 'query' || object.in === 'cookie' ? 'form' : 'simple');
  return {
    name: object.name,
    in: object.in,
    required: object.required === true || object.in === 'path',
    example: examples[0]?.value,
    examples,
    pointer,
    schema: content?.schema ?? `${pointer}/schema`,
    style,
    explode: object.explode ?? style === 'form',
    mediaType: content?.mediaType,
  };
}

function readResponses(
  description: Description,
  status: string,
  pointer: string,
): ContractResponse[] {
  const contents = readContents(description, pointer);
  const none = { mediaType: '', pointer, schema: `${pointer}/schema`, examples: [] };
  const headers = readHeaders(description, pointer);
  return (contents.length === 0 ? [none] : contents).map((content) => ({
    ...content,
    pointer,
    status,
    headers,
  }));
}

function readHeaders(description: Description, response: string): ContractHeader[] {
  // OpenAPI tells to ignore a header named Content-Type: the media types say it already.
  return Object.keys(objectAt(description, `${response}/headers`))
    .filter((name) => name.toLowerCase() !== 'content-type')
    .map((name) => {
      const pointer = description.followPointer(`${response}/headers${step(name)}`);
      const [content] = readContents(description, pointer);
      return {
        name,
        required: objectAt(description, pointer)['required'] === true,
        pointer,
        schema: content?.schema ?? `${pointer}/schema`,
        json: content !== undefined,
      };
    });
}

function readSecurity(description: Description, own: unknown): SecurityAlternative[] {
  const security = own ?? description.document['security'];
  if (!Array.isArray(security)) return [];
  return security.map((alternative, index) => ({
    index,
    schemes: Object.keys(isObject(alternative) ? alternative : {}).map((id) => {
      const pointer = description.followPointer(`/components/securitySchemes${step(id)}`);
      const scheme = objectAt(description, pointer);
      const key = scheme['type'] === 'apiKey';
      return {
        id,
        type: String(scheme['type']),
        in: key ? String(scheme['in']) : 'header',
        name: key ? String(scheme['name']) : 'Authorization',
      };
    }),
  }));
}

function readContents(
  description: Description,
  owner: string,
): (ContractContent & { readonly pointer: string })[] {
  return Object.keys(objectAt(description, `${owner}/content`)).map((mediaType) => {
    const pointer = `${owner}/content${step(mediaType)}`;
    const object: MediaTypeObject = objectAt(description, pointer);
    return {
      mediaType,
      pointer,
      schema: description.followPointer(`${pointer}/schema`),
      examples: examplesOf(description.document, object),
    };
  });
}
