import { UserError } from './cli.js';
import {
  described,
  preferredMediaType,
  type JsonObject,
  type MediaTypeObject,
  type OperationObject,
  type ParameterObject,
  type RequestBodyObject,
  type ResponseObject,
} from './openapi/document.js';
import { locateOperations, type LocatedOperation } from './openapi/operations.js';

/** A parameter with the key under which the generated code takes it. */
export interface KeyedParameter {
  key: string;
  parameter: ParameterObject;
}

/** A documented answer. */
interface ListedAnswer {
  status: string;
  description: string;
  /** Its body by media type; empty if it has none. */
  content: Record<string, MediaTypeObject>;
}

/** One operation of a document with every reference on the way to its parts followed. */
export interface ListedOperation extends Omit<LocatedOperation, 'parameters'> {
  /** The document's operationId, or one derived from method and path. */
  id: string;
  /** False if the id was derived, so that the types know the operation by its path only. */
  hasOwnId: boolean;
  /** The key of its type in `operations` of `types.ts`; undefined if it has no id of its own. */
  typeKey: string | undefined;
  parameters: KeyedParameter[];
  requestBody?: { mediaType: string; required: boolean; description?: string; schema?: unknown };
  /** The documented answers with status 2xx, or `default` if there is none. */
  successes: ListedAnswer[];
  /** The documented answers of other statuses. */
  errors: ListedAnswer[];
}

/** Splits a name into words at everything that is neither letter nor digit. */
function words(name: string): string[] {
  return name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** A text with a capital at its beginning. */
export function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** `list-pets` and `listPets` both become `ListPets`; a leading digit gets an underscore. */
export function pascalCase(name: string): string {
  const joined = words(name).map(capitalize).join('');
  return /^\p{ID_Start}/u.test(joined) ? joined : `_${joined}`;
}

/** `workspace_id` as `workspaceId`. */
export function camelCase(name: string): string {
  const joined = pascalCase(name);
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}

/** `listWorkflows` as `list_workflows`. */
export function snakeCase(name: string): string {
  return pascalCase(name)
    .replace(/(?<=[\p{Ll}\p{N}])\p{Lu}/gu, '_$&')
    .toLowerCase();
}

/** An operationId for an operation that has none: `GET /pets/{petId}` becomes `getPetsPetId`. */
function deriveOperationId(method: string, path: string): string {
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

function listRequestBody(
  document: JsonObject,
  operation: OperationObject,
): ListedOperation['requestBody'] {
  if (operation.requestBody === undefined) return undefined;
  const body = described<RequestBodyObject>(document, operation.requestBody);
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
export function listOperations(document: JsonObject): ListedOperation[] {
  const found = locateOperations(document);
  const places = new Map<string, string>();
  for (const { method, path, object } of found) {
    const { operationId } = object;
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
  return found.map((located) => {
    const { method, path, object, parameters } = located;
    const responses = Object.entries(object.responses ?? {})
      .filter(([status]) => !status.startsWith('x-'))
      .map(([status, reference]): ListedAnswer => {
        const { description = '', content = {} } = described<ResponseObject>(document, reference);
        return { status, description, content };
      });
    const documented = responses.filter(({ status }) => status.startsWith('2'));
    const successes =
      documented.length > 0 ? documented : responses.filter(({ status }) => status === 'default');
    return {
      ...located,
      id: object.operationId ?? unusedId(deriveOperationId(method, path)),
      hasOwnId: object.operationId !== undefined,
      typeKey: object.operationId === undefined ? undefined : typeKeyOf(object.operationId),
      parameters: keyParameters(parameters.map((parameter) => parameter.object)),
      requestBody: listRequestBody(document, object),
      successes,
      errors: responses.filter(
        (response) => !successes.includes(response) && !/^[123]/.test(response.status),
      ),
    };
  });

  /** Ids are parts of the references of openapi-typescript, which decodes them and writes "/" for "#". */
  function typeKeyOf(id: string): string {
    let key = id.replaceAll(/[#%]/g, '/');
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
