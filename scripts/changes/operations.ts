import { isDeepStrictEqual } from 'node:util';
import { locateOperations, type LocatedOperation } from '../lib/openapi/operations.js';
import {
  asDescription,
  type Description,
  type MediaTypeObject,
  type OpenApiDocument,
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
  const urls = ({ document }: Side) => (document.servers ?? []).map(({ url }) => url);
  for (const url of urls(old).filter((one) => !urls(now).includes(one))) {
    add('', 'breaking', '', `the server \`${url}\` is gone`);
  }
  for (const url of urls(now).filter((one) => !urls(old).includes(one))) {
    add('', 'added', '', `the server \`${url}\` is new`);
  }
  for (const [id, operation] of old.operations) {
    const twin = now.operations.get(id) ?? atSamePlace(now, operation);
    if (twin === undefined) add(id, 'breaking', '', 'is gone');
    else compareOperations({ before: old, after: now }, operation, twin, add.bind(undefined, id));
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

/** The two documents. */
interface Sides {
  readonly before: Side;
  readonly after: Side;
}

type Add = (effect: Effect, place: string, text: string) => void;

function compareOperations(
  sides: Sides,
  old: LocatedOperation,
  now: LocatedOperation,
  add: Add,
): void {
  if (placeOf(old) !== placeOf(now)) {
    add('breaking', '', `was \`${placeOf(old)}\`, and is \`${placeOf(now)}\``);
  }
  if (old.object.operationId !== now.object.operationId) {
    add('breaking', '', `has another operationId: \`${now.object.operationId ?? 'none'}\``);
  }
  if (old.object.deprecated !== now.object.deprecated) {
    if (now.object.deprecated) add('deprecated', '', 'is now deprecated');
    else add('compatible', '', 'is no longer deprecated');
  }
  if (
    old.object.summary !== now.object.summary ||
    old.object.description !== now.object.description
  ) {
    add('text', '', 'has another summary or description');
  }
  if (!isDeepStrictEqual(old.object['x-pagination'], now.object['x-pagination'])) {
    const wasPaged = old.object['x-pagination'] !== undefined;
    const text = `is read page by page${wasPaged ? ' in another way' : ''} (\`x-pagination\`)`;
    add(wasPaged ? 'breaking' : 'added', '', text);
  }
  if (old.object['x-safe-to-repeat'] !== now.object['x-safe-to-repeat']) {
    if (now.object['x-safe-to-repeat']) add('compatible', '', 'is now safe to repeat');
    else add('breaking', '', 'is no longer safe to repeat');
  }
  compareSignIn(sides, old, now, add);
  compareParameters(sides, old, now, add);
  compareBodies(sides, old, now, add);
  compareResponses(sides, old, now, add);
}

/** A caller signs in by one of the alternatives. */
function compareSignIn(
  { before, after }: Sides,
  old: LocatedOperation,
  now: LocatedOperation,
  add: Add,
): void {
  const ways = ({ document }: Side, { object }: LocatedOperation) =>
    (object.security ?? document.security ?? [{}]).map(
      (way) => Object.keys(way).sort().join(' + ') || 'no sign-in',
    );
  const [was, is] = [ways(before, old), ways(after, now)];
  for (const way of was.filter((one) => !is.includes(one))) {
    add('breaking', 'sign-in', `\`${way}\` is gone`);
  }
  for (const way of is.filter((one) => !was.includes(one))) {
    add('added', 'sign-in', `\`${way}\` is new`);
  }
}

function compareParameters(
  sides: Sides,
  old: LocatedOperation,
  now: LocatedOperation,
  add: Add,
): void {
  const byKey = ({ path, parameters }: LocatedOperation) =>
    new Map(
      parameters.map(({ object }) => {
        const { in: where, name } = object;
        // A path parameter is known by where it stands: its name is free.
        const key = where === 'path' ? path.match(/\{[^}]*\}/g)?.indexOf(`{${name}}`) : name;
        return [`${where} ${key}`, object];
      }),
    );
  const [was, is] = [byKey(old), byKey(now)];
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
    if ((parameter.required ?? false) !== (twin.required ?? false)) {
      if (twin.required) add('breaking', place, 'is required now');
      else add('compatible', place, 'is no longer required');
    }
    if (twin.deprecated === true && parameter.deprecated !== true) {
      add('deprecated', place, 'is now deprecated');
    }
    const form = ({ style, explode }: ParameterObject) => JSON.stringify({ style, explode });
    if (form(parameter) !== form(twin)) {
      add('breaking', place, `is written in another way: ${form(twin)}, before ${form(parameter)}`);
    }
    addSchemas(add, place, 'request', sides, parameter.schema, twin.schema);
    compareContents(add, place, 'request', sides, parameter.content, twin.content);
  }
  for (const [key, { in: where, name, required }] of is) {
    if (was.has(key)) continue;
    const place = `${where} parameter \`${name}\``;
    if (required === true) add('breaking', place, 'is new, and required');
    else add('added', place, 'is new');
  }
}

function compareBodies(sides: Sides, old: LocatedOperation, now: LocatedOperation, add: Add): void {
  const was = sides.before.description.follow(old.object.requestBody) as
    | RequestBodyObject
    | undefined;
  const is = sides.after.description.follow(now.object.requestBody) as
    | RequestBodyObject
    | undefined;
  if (was === undefined && is === undefined) return;
  const place = 'request body';
  if (is === undefined) add('breaking', place, 'is gone');
  else if (is.required === true && was?.required !== true)
    add('breaking', place, 'is required now');
  else if (was === undefined) add('added', place, 'is new');
  else if (was.required === true && is.required !== true) {
    add('compatible', place, 'is no longer required');
  }
  if (was !== undefined && is !== undefined) {
    compareContents(add, place, 'request', sides, was.content, is.content);
  }
}

function compareResponses(
  sides: Sides,
  old: LocatedOperation,
  now: LocatedOperation,
  add: Add,
): void {
  const [was, is] = [old.object.responses ?? {}, now.object.responses ?? {}];
  for (const [status, reference] of Object.entries(was)) {
    if (status.startsWith('x-')) continue;
    const place = `response ${status}`;
    if (is[status] === undefined) {
      // Programs wait for a success; what goes wrong may go wrong in fewer ways.
      add(status.startsWith('2') ? 'breaking' : 'compatible', place, 'is gone');
      continue;
    }
    const before = sides.before.description.follow(reference) as ResponseObject;
    const after = sides.after.description.follow(is[status]) as ResponseObject;
    for (const name of Object.keys(before.headers ?? {})) {
      if (after.headers?.[name] === undefined)
        add('breaking', `${place}, header \`${name}\``, 'is gone');
    }
    compareContents(add, place, 'response', sides, before.content, after.content);
  }
  for (const status of Object.keys(is)) {
    if (!status.startsWith('x-') && was[status] === undefined) {
      add('added', `response ${status}`, 'is new');
    }
  }
}

type Content = Record<string, MediaTypeObject> | undefined;

function compareContents(
  add: Add,
  place: string,
  direction: Direction,
  sides: Sides,
  old: Content = {},
  now: Content = {},
): void {
  for (const [mediaType, { schema }] of Object.entries(old)) {
    const twin = now[mediaType];
    if (twin === undefined) add('breaking', place, `is no longer \`${mediaType}\``);
    else addSchemas(add, place, direction, sides, schema, twin.schema);
  }
  for (const mediaType of Object.keys(now).filter((name) => old[name] === undefined)) {
    const isRequest = direction === 'request';
    add(isRequest ? 'added' : 'breaking', place, `may be \`${mediaType}\` now`);
  }
}

function addSchemas(
  add: Add,
  place: string,
  direction: Direction,
  { before, after }: Sides,
  old: unknown,
  now: unknown,
): void {
  const [was, is] = [
    { ...before, schema: old ?? true },
    { ...after, schema: now ?? true },
  ];
  for (const { effect, place: inside, text } of compareSchemas(was, is, direction)) {
    const at = inside === '' ? place : `${place} \`${inside.replace(/^\./, '')}\``;
    add(effect, at, text);
  }
}
