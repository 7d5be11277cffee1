import { isObject, step, type Description, type JsonObject } from '../lib/description.js';

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

/** A request body of one media type. */
export interface ContractBody {
  readonly mediaType: string;
  readonly required: boolean;
  /** JSON pointer to the Media Type Object. */
  readonly pointer: string;
  /** JSON pointer to the schema; it may lead to nothing, which allows every value. */
  readonly schema: string;
  readonly examples: readonly NamedExample[];
}

/** An answer with one status and one media type. */
export interface ContractResponse {
  /** As the description writes it: `200`, `5XX`, `default`. */
  readonly status: string;
  /** JSON pointer to the Response Object. */
  readonly pointer: string;
  /** Empty for an answer without content. */
  readonly mediaType: string;
  /** JSON pointer to the schema; it may lead to nothing, which allows every value. */
  readonly schema: string;
  readonly examples: readonly NamedExample[];
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

/** A named example; the name of a lone `example` is empty. */
export interface NamedExample {
  readonly name: string;
  readonly value: unknown;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** What HTTP calls safe. */
const SAFE_METHODS = ['get', 'head', 'options', 'trace'];

/** Headers that OpenAPI does not let parameters describe. */
const OTHERWISE_DESCRIBED = ['accept', 'content-type', 'authorization'];

/** The operations of a bundled description, in its order. */
export function operationsOf(description: Description): ContractOperation[] {
  const paths = objectAt(description, '/paths');
  return Object.keys(paths)
    .filter((path) => path.startsWith('/'))
    .flatMap((path) => {
      const item = description.followPointer(`/paths${step(path)}`);
      return METHODS.filter((method) => isObject(objectAt(description, item)[method])).map(
        (method) => readOperation(description, path, item, method),
      );
    });
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
  path: string,
  item: string,
  method: string,
): ContractOperation {
  const pointer = `${item}/${method}`;
  const operation = objectAt(description, pointer);
  const bodyPointer = description.followPointer(`${pointer}/requestBody`);
  const required = objectAt(description, bodyPointer)['required'] === true;
  const bodies = readContents(description, bodyPointer).map((content) => ({
    ...content,
    required,
  }));
  const id = operation['operationId'];
  const safe = operation['x-safe-to-repeat'];
  return {
    id: typeof id === 'string' ? id : `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    pointer,
    parameters: readParameters(description, [item, pointer]),
    body: bodies.find(({ mediaType }) => isJson(mediaType)) ?? bodies[0],
    bodies,
    responses: Object.keys(objectAt(description, `${pointer}/responses`))
      .filter((status) => !status.startsWith('x-'))
      .flatMap((status) =>
        readResponses(
          description,
          status,
          description.followPointer(`${pointer}/responses${step(status)}`),
        ),
      ),
    security: readSecurity(description, operation),
    safeToRepeat: typeof safe === 'boolean' ? safe : SAFE_METHODS.includes(method),
  };
}

/** Whether a media type is JSON; its parameters do not matter. */
export function isJson(mediaType: string): boolean {
  return /^[^;]*[/+]json\s*(;|$)/i.test(mediaType);
}

function readParameters(description: Description, owners: readonly string[]): ContractParameter[] {
  const found = new Map<string, ContractParameter>();
  for (const owner of owners) {
    const list = objectAt(description, owner)['parameters'];
    if (!Array.isArray(list)) continue;
    for (const index of list.keys()) {
      const parameter = readParameter(
        description,
        description.followPointer(`${owner}/parameters/${index}`),
      );
      if (parameter.in === 'header' && OTHERWISE_DESCRIBED.includes(parameter.name.toLowerCase())) {
        continue;
      }
      found.set(`${parameter.in} ${parameter.name}`, parameter);
    }
  }
  return [...found.values()];
}

function readParameter(description: Description, pointer: string): ContractParameter {
  const parameter = objectAt(description, pointer);
  const place = String(parameter['in']);
  const style = parameter['style'] ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple');
  const content = readContents(description, pointer)[0];
  const examples = content?.examples ?? readExamples(description, pointer);
  return {
    name: String(parameter['name']),
    in: place,
    required: parameter['required'] === true || place === 'path',
    example: examples[0]?.value,
    examples,
    pointer,
    schema: content?.schema ?? `${pointer}/schema`,
    style: String(style),
    explode: typeof parameter['explode'] === 'boolean' ? parameter['explode'] : style === 'form',
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
  return (contents.length === 0 ? [none] : contents).map((content) => ({
    ...content,
    pointer,
    status,
  }));
}

function readSecurity(description: Description, operation: JsonObject): SecurityAlternative[] {
  const security = operation['security'] ?? description.document['security'];
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
): { mediaType: string; pointer: string; schema: string; examples: NamedExample[] }[] {
  return Object.keys(objectAt(description, `${owner}/content`)).map((mediaType) => {
    const pointer = `${owner}/content${step(mediaType)}`;
    return {
      mediaType,
      pointer,
      schema: description.followPointer(`${pointer}/schema`),
      examples: readExamples(description, pointer),
    };
  });
}

/** Examples with an `externalValue` are left out: what they hold is elsewhere. */
function readExamples(description: Description, owner: string): NamedExample[] {
  const { example, examples } = objectAt(description, owner);
  if (example !== undefined) return [{ name: '', value: example }];
  if (!isObject(examples)) return [];
  return Object.entries(examples).flatMap(([name, one]) => {
    const { value } = description.follow(one) as JsonObject;
    return value === undefined ? [] : [{ name, value }];
  });
}

function objectAt(description: Description, pointer: string): JsonObject {
  const value = description.at(pointer);
  return isObject(value) ? value : {};
}
