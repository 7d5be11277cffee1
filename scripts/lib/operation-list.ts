import { UserError } from './cli.js';
import {
  dereference,
  methods,
  type MediaTypeObject,
  type OpenApiDocument,
  type OperationObject,
  type ParameterObject,
  type PathItemObject,
  type RequestBodyObject,
  type ResponseObject,
} from './document.js';

/** A parameter with the key under which the generated code takes it. */
export interface KeyedParameter {
  key: string;
  parameter: ParameterObject;
}

/** A documented answer. */
export interface ListedAnswer {
  status: string;
  description: string;
  /** Its body by media type; empty if it has none. */
  content: Record<string, MediaTypeObject>;
}

/** One operation of a document with every reference on the way to its parts followed. */
export interface ListedOperation {
  /** The document's operationId, or one derived from method and path. */
  id: string;
  /** False if the id was derived, so that the types know the operation by its path only. */
  hasOwnId: boolean;
  /** The key of its type in `operations` of `types.ts`; undefined if it has no id of its own. */
  typeKey: string | undefined;
  /** Lower case, as in the document. */
  method: string;
  path: string;
  object: OperationObject;
  parameters: KeyedParameter[];
  requestBody?: { mediaType: string; required: boolean; description?: string; schema?: unknown };
  /** The documented answers with status 2xx, or `default` if there is none. */
  successes: ListedAnswer[];
  /** The documented answers of other statuses. */
  errors: ListedAnswer[];
}

/** Header parameters that OpenAPI 3.1 tells to ignore: other parts of a description carry them. */
const ignoredHeaders = new Set(['accept', 'content-type', 'authorization']);

/** Splits a name into words at everything that is neither letter nor digit. */
function words(name: string): string[] {
  return name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** `list-pets` and `listPets` both become `ListPets`; a leading digit gets an underscore. */
export function pascalCase(name: string): string {
  const joined = words(name).map(capitalize).join('');
  return /^\p{ID_Start}/u.test(joined) ? joined : `_${joined}`;
}

/** An operationId for an operation that has none: `GET /pets/{petId}` becomes `getPetsPetId`. */
export function deriveOperationId(method: string, path: string): string {
  return method + words(path).map(capitalize).join('');
}

/**
 * Gives each parameter of an operation its key: its name, or `<in>_<name>` if the name is taken
 * by an earlier parameter or is `body`, which stands for the request body.
 */
export function keyParameters(parameters: readonly ParameterObject[]): KeyedParameter[] {
  const taken = new Set(['body']);
  return parameters.map((parameter) => {
    let key = parameter.name;
    if (taken.has(key)) key = `${parameter.in}_${parameter.name}`;
    while (taken.has(key)) key += '_';
    taken.add(key);
    return { key, parameter };
  });
}

/** Whether a media type is JSON, or one of those that are built on it. */
export function isJson(mediaType: string): boolean {
  return /^application\/(.+\+)?json\b/i.test(mediaType);
}

/** The media type that generated code sends or expects: JSON if there is any, else the first. */
export function preferredMediaType(mediaTypes: readonly string[]): string | undefined {
  return mediaTypes.find(isJson) ?? mediaTypes[0];
}

function listParameters(
  document: OpenApiDocument,
  pathItem: PathItemObject,
  operation: OperationObject,
): KeyedParameter[] {
  // A parameter of the operation replaces the one of its path with the same place and name.
  const byPlace = new Map<string, ParameterObject>();
  for (const reference of [...(pathItem.parameters ?? []), ...(operation.parameters ?? [])]) {
    const parameter = dereference(document, reference);
    byPlace.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  return keyParameters(
    [...byPlace.values()].filter(
      (parameter) => parameter.in !== 'header' || !ignoredHeaders.has(parameter.name.toLowerCase()),
    ),
  );
}

function listRequestBody(
  document: OpenApiDocument,
  operation: OperationObject,
): ListedOperation['requestBody'] {
  if (operation.requestBody === undefined) return undefined;
  const body = dereference<RequestBodyObject>(document, operation.requestBody);
  const mediaType = preferredMediaType(Object.keys(body.content ?? {}));
  if (mediaType === undefined) return undefined;
  return {
    mediaType,
    required: body.required === true,
    description: body.description,
    schema: body.content?.[mediaType]?.schema,
  };
}

/**
 * Lists the operations of a bundled document in its order.
 *
 * @throws UserError if two operations have the same operationId
 */
export function listOperations(document: OpenApiDocument): ListedOperation[] {
  const found: { method: string; path: string; pathItem: PathItemObject }[] = [];
  for (const [path, reference] of Object.entries(document.paths ?? {})) {
    if (path.startsWith('x-') || reference === undefined) continue;
    const pathItem = dereference<PathItemObject>(document, reference);
    for (const method of Object.keys(pathItem).filter((key) => methods.includes(key))) {
      found.push({ method, path, pathItem });
    }
  }
  const places = new Map<string, string>();
  for (const { method, path, pathItem } of found) {
    const { operationId } = pathItem[method] as OperationObject;
    if (operationId === undefined) continue;
    const place = `${method.toUpperCase()} ${path}`;
    const other = places.get(operationId);
    if (other !== undefined) {
      throw new UserError(
        `the operationId "${operationId}" is used twice: by ${other} and by ${place}; rename one of them.`,
      );
    }
    places.set(operationId, place);
  }
  const ids = new Set(places.keys());
  const typeKeys = new Set<string>();
  return found.map(({ method, path, pathItem }) => {
    const object = pathItem[method] as OperationObject;
    const responses = Object.entries(object.responses ?? {})
      .filter(([status]) => !status.startsWith('x-'))
      .map(([status, reference]): ListedAnswer => {
        const { description = '', content = {} } = dereference<ResponseObject>(document, reference);
        return { status, description, content };
      });
    const documented = responses.filter(({ status }) => status.startsWith('2'));
    const successes =
      documented.length > 0 ? documented : responses.filter(({ status }) => status === 'default');
    return {
      id: object.operationId ?? unusedId(deriveOperationId(method, path)),
      hasOwnId: object.operationId !== undefined,
      typeKey: object.operationId === undefined ? undefined : typeKeyOf(object.operationId),
      method,
      path,
      object,
      parameters: listParameters(document, pathItem, object),
      requestBody: listRequestBody(document, object),
      successes,
      errors: responses.filter(
        (response) => !successes.includes(response) && !/^[123]/.test(response.status),
      ),
    };
  });

  /** openapi-typescript writes "/" for "#" in operation ids, because ids are parts of its references. */
  function typeKeyOf(id: string): string {
    let key = id.replaceAll('#', '/');
    while (typeKeys.has(key) || (key !== id && ids.has(key))) key += '_';
    typeKeys.add(key);
    return key;
  }

  function unusedId(wanted: string): string {
    let id = wanted;
    for (let count = 2; ids.has(id); count += 1) id = `${wanted}${count}`;
    ids.add(id);
    return id;
  }
}
