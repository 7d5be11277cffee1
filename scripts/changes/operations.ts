import { isDeepStrictEqual } from 'node:util';
import { locateOperations, type LocatedOperation } from '../lib/openapi/operations.js';
import {
  asDescription,
  type Description,
  type MediaTypeObject,
  type OpenApiDocument,
  type OperationObject,
  type ParameterObject,
  type RequestBodyObject,
  type ResponseObject,
} from '../lib/openapi/document.js';
import { compareSchemas, type Direction, type Effect } from './schemas.js';

/** One difference between two descriptions, and the operations that have it. */
export interface Change {
  readonly effect: Effect;
  /** The parameter, body, response or member that it is about; empty for the operation itself. */
  readonly place: string;
  readonly text: string;
  /** Ids of operations, or `METHOD /path` of those without; empty if it is about the whole API. */
  readonly operations: readonly string[];
}

/** A document with its operations by id. */
interface Side {
  readonly description: Description;
  readonly document: OpenApiDocument;
  readonly operations: ReadonlyMap<string, LocatedOperation>;
}

/** Compares two bundled documents by what breaks a caller. Differences that are equal become one. */
export function compareDocuments(before: OpenApiDocument, after: OpenApiDocument): Change[] {
  const [old, now] = [sideOf(before), sideOf(after)];
  const changes = new Map<string, Change & { operations: string[] }>();
  const add = (operation: string, effect: Effect, place: string, text: string): void => {
    const key = JSON.stringify([effect, place, text]);
    const known = changes.get(key) ?? { effect, place, text, operations: [] };
    if (operation !== '' && !known.operations.includes(operation)) known.operations.push(operation);
    changes.set(key, known);
  };
  const urls = ({ servers = [] }: OpenApiDocument) => servers.map(({ url }) => url);
  compareNames(urls(before), urls(after), (effect, text) =>
    add('', effect, '', `the server ${text}`),
  );
  for (const [id, operation] of old.operations) {
    const twin = now.operations.get(id) ?? atSamePlace(now, operation);
    if (twin === undefined) add(id, 'breaking', '', 'is gone');
    else compareOperations(old, now, operation, twin, add.bind(undefined, id));
  }
  for (const [id, operation] of now.operations) {
    if (old.operations.has(id) || atSamePlace(old, operation) !== undefined) continue;
    add(id, 'added', '', 'is new');
  }
  return [...changes.values()];
}

function sideOf(document: OpenApiDocument): Side {
  const operations = locateOperations(document).map(
    (operation) => [operation.object.operationId ?? placeOf(operation), operation] as const,
  );
  return { document, description: asDescription(document), operations: new Map(operations) };
}

function placeOf({ method, path }: LocatedOperation): string {
  return `${method.toUpperCase()} ${path}`;
}

/** The operation with the same method and path; names of path parameters do not matter. */
function atSamePlace({ operations }: Side, wanted: LocatedOperation): LocatedOperation | undefined {
  const shape = (operation: LocatedOperation) => placeOf(operation).replace(/\{[^}]*\}/g, '{}');
  return [...operations.values()].find((operation) => shape(operation) === shape(wanted));
}

/** A caller chooses one of several: what is gone breaks who chose it. */
function compareNames(
  old: readonly string[],
  now: readonly string[],
  add: (effect: Effect, text: string) => void,
): void {
  for (const name of old.filter((one) => !now.includes(one)))
    add('breaking', `\`${name}\` is gone`);
  for (const name of now.filter((one) => !old.includes(one))) add('added', `\`${name}\` is new`);
}

/** The alternatives by which a caller signs in. */
function signInOf({ document }: Side, { security = document.security ?? [{}] }: OperationObject) {
  return security.map((way) => Object.keys(way).sort().join(' + ') || 'no sign-in');
}

function parametersByKey({ path, parameters }: LocatedOperation): Map<string, ParameterObject> {
  return new Map(
    parameters.map(({ object }) => {
      const { in: where, name } = object;
      // A path parameter is known by where it stands: its name is free.
      const key = where === 'path' ? path.match(/\{[^}]*\}/g)?.indexOf(`{${name}}`) : name;
      return [`${where} ${key}`, object];
    }),
  );
}

function compareOperations(
  before: Side,
  after: Side,
  oldOperation: LocatedOperation,
  nowOperation: LocatedOperation,
  add: (effect: Effect, place: string, text: string) => void,
): void {
  const [old, now] = [oldOperation.object, nowOperation.object];
  const [oldPlace, nowPlace] = [placeOf(oldOperation), placeOf(nowOperation)];
  if (oldPlace !== nowPlace) add('breaking', '', `was \`${oldPlace}\`, and is \`${nowPlace}\``);
  if (old.operationId !== now.operationId) {
    add('breaking', '', `has another operationId: \`${now.operationId ?? 'none'}\``);
  }
  if ((old.deprecated === true) !== (now.deprecated === true)) {
    if (now.deprecated) add('deprecated', '', 'is now deprecated');
    else add('compatible', '', 'is no longer deprecated');
  }
  if (old.summary !== now.summary || old.description !== now.description) {
    add('text', '', 'has another summary or description');
  }
  if (!isDeepStrictEqual(old['x-pagination'], now['x-pagination'])) {
    const wasPaged = old['x-pagination'] !== undefined;
    const text = `is read page by page${wasPaged ? ' in another way' : ''} (\`x-pagination\`)`;
    add(wasPaged ? 'breaking' : 'added', '', text);
  }
  if ((old['x-safe-to-repeat'] === true) !== (now['x-safe-to-repeat'] === true)) {
    if (now['x-safe-to-repeat']) add('compatible', '', 'is now safe to repeat');
    else add('breaking', '', 'is no longer safe to repeat');
  }
  compareNames(signInOf(before, old), signInOf(after, now), (effect, text) =>
    add(effect, 'sign-in', text),
  );
  compareParameters(parametersByKey(oldOperation), parametersByKey(nowOperation));
  compareBodies(
    before.description.follow(old.requestBody) as RequestBodyObject | undefined,
    after.description.follow(now.requestBody) as RequestBodyObject | undefined,
  );
  compareResponses(old.responses, now.responses);

  function compareParameters(
    was: ReadonlyMap<string, ParameterObject>,
    is: ReadonlyMap<string, ParameterObject>,
  ): void {
    for (const [key, parameter] of was) {
      const place = `${parameter.in} parameter \`${parameter.name}\``;
      const twin = is.get(key);
      if (twin === undefined) {
        add('breaking', place, 'is gone');
        continue;
      }
      if (parameter.name !== twin.name) {
        add('breaking', place, `has another name: \`${twin.name}\``);
      }
      compareRequired(place, parameter, twin);
      if (twin.deprecated === true && parameter.deprecated !== true) {
        add('deprecated', place, 'is now deprecated');
      }
      const form = ({ style, explode }: ParameterObject) => JSON.stringify({ style, explode });
      if (form(parameter) !== form(twin)) {
        add(
          'breaking',
          place,
          `is written in another way: ${form(twin)}, before ${form(parameter)}`,
        );
      }
      compareValues(place, 'request', parameter, twin);
      compareContents(place, 'request', parameter, twin);
    }
    for (const [key, { in: where, name, required }] of is) {
      if (was.has(key)) continue;
      const place = `${where} parameter \`${name}\``;
      if (required === true) add('breaking', place, 'is new, and required');
      else add('added', place, 'is new');
    }
  }

  function compareBodies(was?: RequestBodyObject, is?: RequestBodyObject): void {
    const place = 'request body';
    if (was !== undefined && is !== undefined) {
      compareRequired(place, was, is);
      compareContents(place, 'request', was, is);
    } else if (was !== undefined) add('breaking', place, 'is gone');
    else if (is?.required === true) add('breaking', place, 'is required now');
    else if (is !== undefined) add('added', place, 'is new');
  }

  function compareResponses(
    was: OperationObject['responses'] = {},
    is: OperationObject['responses'] = {},
  ): void {
    for (const [status, reference] of Object.entries(was)) {
      if (status.startsWith('x-')) continue;
      const place = `response ${status}`;
      if (is[status] === undefined) {
        // Programs wait for a success; what goes wrong may go wrong in fewer ways.
        add(status.startsWith('2') ? 'breaking' : 'compatible', place, 'is gone');
        continue;
      }
      const response = before.description.follow(reference) as ResponseObject;
      const twin = after.description.follow(is[status]) as ResponseObject;
      for (const name of Object.keys(response.headers ?? {})) {
        if (twin.headers?.[name] === undefined) {
          add('breaking', `${place}, header \`${name}\``, 'is gone');
        }
      }
      compareContents(place, 'response', response, twin);
    }
    for (const status of Object.keys(is)) {
      if (!status.startsWith('x-') && was[status] === undefined) {
        add('added', `response ${status}`, 'is new');
      }
    }
  }

  function compareRequired(
    place: string,
    { required: was = false }: RequestBodyObject,
    { required: is = false }: RequestBodyObject,
  ): void {
    if (was === is) return;
    if (is) add('breaking', place, 'is required now');
    else add('compatible', place, 'is no longer required');
  }

  function compareContents(
    place: string,
    direction: Direction,
    { content: was = {} }: Pick<RequestBodyObject, 'content'>,
    { content: is = {} }: Pick<RequestBodyObject, 'content'>,
  ): void {
    for (const [mediaType, media] of Object.entries(was)) {
      const twin = is[mediaType];
      if (twin === undefined) add('breaking', place, `is no longer \`${mediaType}\``);
      else compareValues(place, direction, media, twin);
    }
    for (const mediaType of Object.keys(is).filter((name) => was[name] === undefined)) {
      const isRequest = direction === 'request';
      add(isRequest ? 'added' : 'breaking', place, `may be \`${mediaType}\` now`);
    }
  }

  function compareValues(
    place: string,
    direction: Direction,
    { schema: was = true }: Pick<MediaTypeObject, 'schema'>,
    { schema: is = true }: Pick<MediaTypeObject, 'schema'>,
  ): void {
    const changes = compareSchemas({ ...before, schema: was }, { ...after, schema: is }, direction);
    for (const { effect, place: inside, text } of changes) {
      const at = inside === '' ? place : `${place} \`${inside.replace(/^\./, '')}\``;
      add(effect, at, text);
    }
  }
}
