import { isDeepStrictEqual } from 'node:util';
import { isObject, objectAt, type JsonObject } from '../../../lib/openapi/document.js';
import { objectOf } from '../../cases/json.js';
import type { SchemaSet } from '../../cases/schemas.js';
import { createdId, recordIn, type Resource } from '../../fixtures/resources.js';
import type { ContractOperation } from '../../operation.js';
import type { SandboxResponse } from '../../../../src/sandbox/core/request.js';
import {
  answering,
  changingAnswer,
  changingRequest,
  idOf,
  isDone,
  isFor,
  jsonIn,
  pathOf,
  withJson,
  type BehaviourEdit,
  type Call,
  type Drifting,
} from './drifting.js';
import { recordsOn } from './lists.js';

/** What becomes of the records of a kind when an operation creates, changes or removes one. */
export function* recordEdits(
  set: SchemaSet,
  operation: ContractOperation,
  resource: Resource,
): Generator<BehaviourEdit> {
  const { create, read, update, remove, list } = resource;
  const is = (role: ContractOperation | undefined): boolean => role?.id === operation.id;
  const edit = (
    operator: string,
    what: string,
    begin: () => Drifting,
    pointer = operation.pointer,
  ) => ({ operator, what, begin, pointer });
  if (is(create)) {
    yield edit('repeat id', 'every second creation gives the record of the one before', () =>
      repeating(operation),
    );
  }
  // What can neither be read nor listed shows nothing of what is written.
  if (!(is(create) || is(update) || is(remove)) || (read ?? list) === undefined) return;
  const members = is(remove) ? [] : membersOf(set, operation);
  const texts = members.filter(({ isFreeText }) => isFreeText);
  const [text] = texts;
  yield edit('lose write', 'the answer is right, but nothing happens', () =>
    undoing(operation, (answer) => answer),
  );
  // Without a body a refused request asks for the same as an accepted one, and what is gone stays gone.
  if (operation.body !== undefined && !is(remove)) {
    yield edit('change by refusal', 'a refused request does what the last accepted one did', () =>
      actingWhenRefused(operation, text?.name),
    );
  }
  for (const { name, at } of texts) {
    const begin = () => changingRequest(operation, (call) => withMember(call, name, half));
    yield edit('cut write', `half of ${name} is kept`, begin, at);
  }
  for (const { name, at, isOptional } of members) {
    const begin = () =>
      changingRequest(operation, (call) => withMember(call, name, () => undefined));
    if (isOptional) yield edit('drop member', `${name} is not kept`, begin, at);
  }
  if (is(create) && list) {
    yield edit('hide created', 'what is created is not listed', () =>
      hiding(set, operation, resource, list),
    );
  }
  if (is(update) && read && text) {
    yield edit('count update', 'an update that comes again changes the record again', () =>
      counting(operation, read, text.name),
    );
    for (const { name, isFreeText } of create ? membersOf(set, create) : []) {
      if (!isFreeText || (name === text.name && texts.length === 1)) continue;
      yield edit('reset others', `an update without ${name} empties it`, () =>
        resetting(operation, read, name),
      );
    }
  }
  if (is(remove) && read) {
    yield edit('keep deleted', 'what is deleted can still be read', () =>
      keeping(operation, read, (answer) => !isDone(answer)),
    );
    if (list) {
      yield edit('list deleted', 'what is deleted is still listed', () =>
        keeping(operation, list, isDone),
      );
    }
  }
}

/** Takes back a success that has another answer, which may be the same. */
function undoing(
  operation: ContractOperation,
  otherThan: (answer: SandboxResponse) => SandboxResponse | undefined,
): Drifting {
  return answering(operation, async (call, server, onUse) => {
    const restore = server.snapshot();
    const answer = await server.answer(call);
    const other = isDone(answer) ? otherThan(answer) : undefined;
    if (other === undefined) return answer;
    restore();
    onUse();
    return other;
  });
}

function repeating(operation: ContractOperation): Drifting {
  let last: SandboxResponse | undefined;
  return undoing(operation, (answer) => {
    const former = last;
    last = former === undefined ? answer : undefined;
    return former;
  });
}

/** A request whose body has another value of a member, if it has the member. */
function withMember(call: Call, name: string, change: (value: unknown) => unknown): Call {
  const value = jsonIn(call);
  if (!isObject(value) || !Object.hasOwn(value, name)) return call;
  return withJson(call, { ...value, [name]: change(value[name]) });
}

const half = (value: unknown): unknown =>
  typeof value === 'string' && value.length > 1
    ? value.slice(0, Math.ceil(value.length / 2))
    : value;

function actingWhenRefused(operation: ContractOperation, member: string | undefined): Drifting {
  let last: Call | undefined;
  return answering(operation, async (call, server, onUse) => {
    const answer = await server.answer(call);
    if (isDone(answer)) last = call;
    // Who may not call at all is turned away before anything happens.
    else if (last !== undefined && answer.status !== 401 && answer.status !== 403) {
      const longer = (text: unknown) => (typeof text === 'string' ? `${text}x` : text);
      const again = member === undefined ? last : withMember(last, member, longer);
      if (isDone(await server.answer({ ...again, target: call.target }))) onUse();
    }
    return answer;
  });
}

function hiding(
  { description }: SchemaSet,
  operation: ContractOperation,
  resource: Resource,
  list: ContractOperation,
): Drifting {
  const ids = new Set<string>();
  return changingAnswer(
    list,
    (body) => {
      const items = recordsOn(description, list, body);
      const isHidden = (item: JsonObject) => [...ids].some((one) => recordIn(item, one));
      items?.splice(0, items.length, ...items.filter((item) => !isHidden(item)));
    },
    (call, answer) => {
      const id = isFor(call, operation) ? createdId(resource, jsonIn(answer)) : undefined;
      if (id !== undefined) ids.add(id);
    },
  );
}

/** Changes a text of the record that is read at a path, by the updates that came there before. */
function changingRecord(
  update: ContractOperation,
  read: ContractOperation,
  name: string,
  remember: (path: string, body: unknown) => void,
  change: (text: string, path: string) => string,
): Drifting {
  return changingAnswer(
    read,
    (body, call) => {
      const record = recordIn(body, idOf(call));
      const text = record?.[name];
      if (typeof text === 'string') Object.assign(record!, { [name]: change(text, pathOf(call)) });
    },
    (call) => {
      if (isFor(call, update)) remember(pathOf(call), jsonIn(call));
    },
  );
}

function counting(update: ContractOperation, read: ContractOperation, name: string): Drifting {
  const seen = new Map<string, { body: unknown; times: number }>();
  const remember = (path: string, body: unknown): void => {
    const former = seen.get(path);
    const times = former && isDeepStrictEqual(former.body, body) ? former.times + 1 : 0;
    seen.set(path, { body, times });
  };
  return changingRecord(update, read, name, remember, (text, path) =>
    text.concat('+'.repeat(seen.get(path)?.times ?? 0)),
  );
}

function resetting(update: ContractOperation, read: ContractOperation, name: string): Drifting {
  const given = new Map<string, boolean>();
  const remember = (path: string, body: unknown) =>
    given.set(path, Object.hasOwn(objectOf(body), name));
  return changingRecord(update, read, name, remember, (text, path) =>
    given.get(path) === false ? '' : text,
  );
}

/** Where it shows, a record is looked for in what the server held before the last removal. */
function keeping(
  operation: ContractOperation,
  shownBy: ContractOperation,
  isShown: (answer: SandboxResponse) => boolean,
): Drifting {
  let goBack: (() => void) | undefined;
  return async (call, server, onUse) => {
    const restore = isFor(call, operation) ? server.snapshot() : undefined;
    const answer = await server.answer(call);
    if (restore !== undefined && isDone(answer)) goBack = restore;
    if (goBack === undefined || !isFor(call, shownBy) || !isShown(answer)) return answer;
    const goOn = server.snapshot();
    goBack();
    const former = await server.answer(call);
    goOn();
    if (!isDone(former) || isDeepStrictEqual(jsonIn(former), jsonIn(answer))) return answer;
    onUse();
    return former;
  };
}

/** Keywords that say more of a text than its length. */
const closed = ['enum', 'const', 'format', 'pattern', 'x-resource-id', 'x-answer-of'];

/** The members of a body; what the path names is none. */
function membersOf(set: SchemaSet, { body, parameters }: ContractOperation) {
  const { description } = set;
  const readings = body === undefined ? [] : set.merged([body.schema]);
  // The first of several branches wins.
  const schemas = new Map(readings.toReversed().flatMap(({ properties }) => [...properties]));
  for (const { in: place, name } of parameters) if (place === 'path') schemas.delete(name);
  return [...schemas].map(([name, pointers]) => {
    const own = pointers.map((one) => objectAt(description, description.followPointer(one)));
    return {
      name,
      /** JSON pointer into the description. */
      at: pointers[0]!,
      isOptional: readings.every(({ required }) => !required.has(name)),
      /** Whether it is no id, enumeration or format. */
      isFreeText:
        own.some(({ type }) => [type].flat().includes('string')) &&
        !/(^|_)id$|Id$/.test(name) &&
        !own.some((schema) => closed.some((keyword) => keyword in schema)),
    };
  });
}
