import { isDeepStrictEqual } from 'node:util';
import { isObject, objectAt, type JsonObject } from '../../../lib/openapi/document.js';
import { keysOf } from '../../../lib/openapi/pointer.js';
import { objectOf, valueAt } from '../../cases/json.js';
import { placesOf } from '../../cases/places.js';
import type { SchemaSet } from '../../cases/schemas.js';
import { listInputs, type ListInput } from '../../fixtures/list-inputs.js';
import { createdId, itemsIn, recordIn, type Resource } from '../../fixtures/resources.js';
import type { ContractOperation } from '../../operation.js';
import type { StateAnswer, StatefulServer, StateRequest } from '../stateful.js';

/** A request, and the operation of the description that it is for. */
export interface Call extends StateRequest {
  readonly operation: ContractOperation | undefined;
}

/** Stands before an honest server, and answers otherwise where it says so by `onUse`. */
export type Drifting = (
  call: Call,
  server: StatefulServer,
  onUse: () => void,
) => Promise<StateAnswer>;

/** A way in which the behaviour of one operation may drift. */
export interface BehaviourEdit {
  readonly operator: string;
  readonly what: string;
  /** JSON pointer into the description. */
  readonly pointer: string;
  /** Makes what stands before the server, which remembers what it has seen. */
  readonly begin: () => Drifting;
}

/** All ways in which an operation, on the records of a kind if it is about any, may drift. */
export function* behaviourEdits(
  set: SchemaSet,
  operation: ContractOperation,
  resource: Resource | undefined,
): Generator<BehaviourEdit> {
  const { pointer, method, body } = operation;
  const is = (role: ContractOperation | undefined): boolean => role?.id === operation.id;
  const edit = (operator: string, what: string, begin: () => Drifting, at = pointer) => ({
    ...{ operator, what, begin, pointer: at },
  });
  const isList = is(resource?.list);
  yield* inputEdits(set, operation);
  if (isList) yield* listEdits(set, operation);
  if (body?.mediaType.includes('json')) {
    yield edit('read JSON loosely', 'the last of several members of a name is taken', () =>
      changingRequest(operation, (call) => withJson(call, jsonIn(call))),
    );
    yield edit('pass over a rest', 'text after the JSON is passed over', () =>
      changingRequest(operation, withoutRest),
    );
  }
  if (resource === undefined) return;
  const isWrite = is(resource.create) || is(resource.update) || is(resource.remove);
  if (isWrite)
    yield edit('lose write', 'the answer is right, but nothing happens', () => losing(operation));
  if (is(resource.create) || is(resource.update)) {
    for (const { name, at } of textMembers(set, operation)) {
      yield edit(
        'cut write',
        `half of ${name} is kept`,
        () => changingMember(operation, name, half),
        at,
      );
    }
    if (body !== undefined) {
      const optional = optionalMembers(set, operation);
      for (const { name, at } of optional) {
        yield edit(
          'drop member',
          `${name} is not kept`,
          () => changingMember(operation, name, none),
          at,
        );
      }
    }
  }
  const [text] = textMembers(set, operation);
  // Without a body a refused request asks for the same as an accepted one.
  if (isWrite && body !== undefined) {
    yield edit('change by refusal', 'a refused request does what the last accepted one did', () =>
      actingWhenRefused(operation, text?.name),
    );
  }
  if (is(resource.create)) {
    yield edit('repeat id', 'every second creation gives the record of the one before', () =>
      repeating(operation),
    );
    if (resource.list) {
      yield edit('hide created', 'what is created is not listed', () =>
        hiding(operation, resource),
      );
    }
  }
  if (is(resource.update) && resource.read && text) {
    yield edit('count update', 'an update that comes again changes the record again', () =>
      counting(operation, resource, text.name),
    );
    const others = textMembers(set, resource.create).filter(
      ({ name }) => name !== text.name || textMembers(set, operation).length > 1,
    );
    for (const { name } of others) {
      yield edit('reset others', `an update without ${name} empties it`, () =>
        resetting(operation, resource, name),
      );
    }
  }
  if (is(resource.remove) && resource.read) {
    yield edit('keep deleted', 'what is deleted can still be read', () =>
      keeping(operation, resource),
    );
    if (resource.list) {
      yield edit('list deleted', 'what is deleted is still listed', () =>
        listing(operation, resource),
      );
    }
  }
  if (method === 'GET' && !isList) {
    yield edit('answer unknown id', 'what is not there is answered as the last record was', () =>
      answeringUnknown(operation),
    );
  }
  if (operation.parameters.filter((one) => one.in === 'path').length > 1) {
    yield edit('ignore parent', 'a record is found below every other one', () =>
      ignoringParent(operation),
    );
  }
}

/** What becomes of the parameters of the query, or of the members by which a body asks for a list. */
function* inputEdits(set: SchemaSet, operation: ContractOperation): Generator<BehaviourEdit> {
  for (const input of listInputs(set.description, operation)) {
    const { name, pointer } = input;
    const edit = (operator: string, what: string, change: (call: Call) => Call): BehaviourEdit => ({
      ...{ operator, what, pointer },
      begin: () => changingRequest(operation, change),
    });
    yield edit('ignore parameter', `${name} is ignored`, (call) =>
      withInput(call, input, undefined),
    );
    const schema = objectAt(set.description, set.description.followPointer(input.schema));
    const other = otherValue(schema);
    if (schema['default'] !== undefined && other !== undefined) {
      yield edit(
        'change default in effect',
        `without ${name} it is taken for ${String(other)}`,
        (call) => (inputOf(call, input) === undefined ? withInput(call, input, other) : call),
      );
    }
    const values = schema['enum'];
    if (Array.isArray(values) && values.length === 2) {
      yield edit('swap values', `the values of ${name} are taken for each other`, (call) => {
        const given = inputOf(call, input);
        const swapped: unknown = values.find((one) => String(one) !== String(given));
        return given === undefined ? call : withInput(call, input, swapped);
      });
    }
    if (pagingOf(set, operation)['offset'] === name) {
      yield edit('shift offset', 'a page begins one record later', (call) => {
        const given = Number(inputOf(call, input) ?? 0);
        return given === 0 ? call : withInput(call, input, given + 1);
      });
    }
  }
}

/** What becomes of the answers of a list. */
function* listEdits(set: SchemaSet, operation: ContractOperation): Generator<BehaviourEdit> {
  const { pointer } = operation;
  const { total } = pagingOf(set, operation);
  const edit = (
    operator: string,
    what: string,
    change: (body: JsonObject, items: JsonObject[]) => void,
  ) => ({
    ...{ operator, what, pointer },
    begin: () =>
      changingAnswer(operation, (body) => {
        const items = itemsIn(body);
        if (items !== undefined && items.length > 1 && isObject(body))
          change(body, items as JsonObject[]);
      }),
  });
  // Without pages or a parameter of order no source says in which order records come.
  if (typeof total === 'string')
    yield edit('reverse order', 'a page has its records in the opposite order', (_, items) =>
      items.reverse(),
    );
  yield edit('lose item', 'a page lacks its last record', (_, items) => items.pop());
  yield edit(
    'repeat item',
    'a page has its first record again in place of the last',
    (_, items) => {
      items[items.length - 1] = items[0]!;
    },
  );
  if (typeof total !== 'string') return;
  const change = (what: string, valueOf: (total: number, items: JsonObject[]) => number) =>
    edit('wrong total', what, (body, items) => {
      const keys = keysOf(total);
      const owner = valueAt(body, keys.slice(0, -1)) as Record<string, unknown>;
      const name = keys.at(-1) ?? '';
      owner[name] = valueOf(Number(owner[name]), items);
    });
  yield change('the total is that of the page', (_, { length }) => length);
  yield change('the total is one more', (all) => all + 1);
  yield change('the total is always ten', () => 10);
}

/** Whether an answer is a success. */
const isDone = ({ status }: StateAnswer): boolean => status < 300;

const isFor = (call: Call, operation: ContractOperation | undefined): boolean =>
  operation !== undefined && call.operation?.id === operation.id;

/** Every request of an operation is taken for another one. */
function changingRequest(operation: ContractOperation, change: (call: Call) => Call): Drifting {
  return (call, server, onUse) => {
    if (!isFor(call, operation)) return server.answer(call);
    const changed = change(call);
    if (changed.target !== call.target || !isDeepStrictEqual(changed.body, call.body)) onUse();
    return server.answer(changed);
  };
}

function changingMember(
  operation: ContractOperation,
  name: string,
  change: (value: unknown) => unknown,
): Drifting {
  return changingRequest(operation, (call) => {
    const value = jsonIn(call);
    if (!isObject(value) || !Object.hasOwn(value, name)) return call;
    return withJson(call, { ...value, [name]: change(value[name]) });
  });
}

const none = (): undefined => undefined;
const half = (value: unknown): unknown =>
  typeof value === 'string' && value.length > 1
    ? value.slice(0, Math.ceil(value.length / 2))
    : value;

/** Successes of an operation have another body. */
function changingAnswer(operation: ContractOperation, change: (body: unknown) => void): Drifting {
  return async (call, server, onUse) => {
    const answer = await server.answer(call);
    return isFor(call, operation) ? changed(answer, change, onUse) : answer;
  };
}

function changed(
  answer: StateAnswer,
  change: (body: unknown) => void,
  onUse: () => void,
): StateAnswer {
  const body = isDone(answer) ? jsonIn(answer) : undefined;
  if (body === undefined) return answer;
  const former = structuredClone(body);
  change(body);
  if (isDeepStrictEqual(former, body)) return answer;
  onUse();
  return withJson(answer, body);
}

function losing(operation: ContractOperation): Drifting {
  return async (call, server, onUse) => {
    if (!isFor(call, operation)) return server.answer(call);
    const restore = server.snapshot();
    const answer = await server.answer(call);
    if (!isDone(answer)) return answer;
    restore();
    onUse();
    return answer;
  };
}

function actingWhenRefused(operation: ContractOperation, member: string | undefined): Drifting {
  let last: Call | undefined;
  return async (call, server, onUse) => {
    const answer = await server.answer(call);
    if (!isFor(call, operation)) return answer;
    if (isDone(answer)) last = call;
    // Who may not call at all is turned away before anything happens.
    else if (last !== undefined && answer.status !== 401 && answer.status !== 403) {
      const change = (value: unknown): unknown => (typeof value === 'string' ? `${value}x` : value);
      const value = jsonIn(last);
      const again =
        member !== undefined && isObject(value)
          ? withJson(last, { ...value, [member]: change(value[member]) })
          : last;
      const { target } = call;
      if (isDone(await server.answer({ ...again, target }))) onUse();
    }
    return answer;
  };
}

function repeating(operation: ContractOperation): Drifting {
  let last: StateAnswer | undefined;
  return async (call, server, onUse) => {
    if (!isFor(call, operation)) return server.answer(call);
    const restore = server.snapshot();
    const answer = await server.answer(call);
    if (!isDone(answer)) return answer;
    const former = last;
    last = former === undefined ? answer : undefined;
    if (former === undefined) return answer;
    restore();
    onUse();
    return former;
  };
}

function hiding(operation: ContractOperation, resource: Resource): Drifting {
  const ids = new Set<string>();
  return async (call, server, onUse) => {
    const answer = await server.answer(call);
    const id =
      isFor(call, operation) && isDone(answer) ? createdId(resource, jsonIn(answer)) : undefined;
    if (id !== undefined) ids.add(id);
    if (!isFor(call, resource.list)) return answer;
    return changed(
      answer,
      (body) => {
        const items = itemsIn(body) as JsonObject[] | undefined;
        items?.splice(
          0,
          items.length,
          ...items.filter((item) => ![...ids].some((one) => recordIn(item, one))),
        );
      },
      onUse,
    );
  };
}

/** Changes a text of the record that is read at a path. */
function changingRecord(
  answer: StateAnswer,
  call: Call,
  name: string,
  change: (text: string) => string,
  onUse: () => void,
): StateAnswer {
  return changed(
    answer,
    (body) => {
      const record = recordIn(body, idOf(call));
      const text = record?.[name];
      if (typeof text === 'string') Object.assign(record ?? {}, { [name]: change(text) });
    },
    onUse,
  );
}

function counting(operation: ContractOperation, { read }: Resource, name: string): Drifting {
  const seen = new Map<string, { body: unknown; times: number }>();
  return async (call, server, onUse) => {
    const answer = await server.answer(call);
    const path = pathOf(call);
    if (isFor(call, operation) && isDone(answer)) {
      const body = jsonIn(call);
      const former = seen.get(path);
      const times = isDeepStrictEqual(former?.body, body) ? (former?.times ?? 0) + 1 : 0;
      seen.set(path, { body, times });
    }
    const times = seen.get(path)?.times ?? 0;
    if (!isFor(call, read) || times === 0) return answer;
    return changingRecord(answer, call, name, (text) => text + '+'.repeat(times), onUse);
  };
}

function resetting(operation: ContractOperation, { read }: Resource, name: string): Drifting {
  const paths = new Set<string>();
  return async (call, server, onUse) => {
    const answer = await server.answer(call);
    const path = pathOf(call);
    if (isFor(call, operation) && isDone(answer)) {
      if (Object.hasOwn(objectOf(jsonIn(call)), name)) paths.delete(path);
      else paths.add(path);
    }
    if (!isFor(call, read) || !paths.has(path)) return answer;
    return changingRecord(answer, call, name, () => '', onUse);
  };
}

function keeping(operation: ContractOperation, { read }: Resource): Drifting {
  const seen = new Map<string, StateAnswer>();
  const gone = new Set<string>();
  return async (call, server, onUse) => {
    const answer = await server.answer(call);
    const path = pathOf(call);
    if (isFor(call, read) && isDone(answer)) seen.set(path, answer);
    if (isFor(call, operation) && isDone(answer)) gone.add(path);
    const former = seen.get(path);
    if (!isFor(call, read) || !gone.has(path) || former === undefined) return answer;
    onUse();
    return former;
  };
}

function listing(operation: ContractOperation, { read, list }: Resource): Drifting {
  const seen = new Map<string, JsonObject>();
  const gone: JsonObject[] = [];
  return async (call, server, onUse) => {
    const answer = await server.answer(call);
    const body = isDone(answer) ? jsonIn(answer) : undefined;
    const id = idOf(call);
    const record = isFor(call, read) ? recordIn(body, id) : undefined;
    if (record !== undefined) seen.set(id, record);
    const former = seen.get(id);
    if (isFor(call, operation) && isDone(answer) && former !== undefined) gone.push(former);
    if (!isFor(call, list)) return answer;
    return changed(
      answer,
      (value) => void (itemsIn(value) as JsonObject[] | undefined)?.unshift(...gone),
      onUse,
    );
  };
}

function answeringUnknown(operation: ContractOperation): Drifting {
  let last: StateAnswer | undefined;
  return async (call, server, onUse) => {
    const answer = await server.answer(call);
    if (!isFor(call, operation)) return answer;
    if (isDone(answer)) last = answer;
    if (isDone(answer) || answer.status === 401 || last === undefined) return answer;
    onUse();
    return last;
  };
}

/** A request whose last id was seen below other ones is taken for one there. */
function ignoringParent(operation: ContractOperation): Drifting {
  const seen = new Map<string, string>();
  return async (call, server, onUse) => {
    const answer = await server.answer(call);
    if (!isFor(call, operation)) return answer;
    const path = pathOf(call);
    if (isDone(answer)) seen.set(idOf(call), path);
    const known = seen.get(idOf(call));
    if (isDone(answer) || known === undefined || known === path) return answer;
    onUse();
    return server.answer({ ...call, target: call.target.replace(path, () => known) });
  };
}

const pathOf = ({ target }: StateRequest): string => target.split('?', 1)[0] ?? '';

/** The last parameter of the path of a request; empty if it has none. */
function idOf({ operation, target }: Call): string {
  const place = operation?.path.split('/').findLastIndex((one) => one.startsWith('{')) ?? -1;
  return decodeURIComponent(pathOf({ target } as StateRequest).split('/')[place] ?? '');
}

const queryOf = ({ target }: StateRequest): URLSearchParams =>
  new URLSearchParams(target.split('?').slice(1).join('?'));

/** What a request asks a list by; undefined if it does not. */
function inputOf(call: Call, { in: place, name }: ListInput): unknown {
  return place === 'body' ? objectOf(jsonIn(call))[name] : (queryOf(call).get(name) ?? undefined);
}

function withInput(call: Call, { in: place, name }: ListInput, value: unknown): Call {
  if (place === 'body') {
    const body = jsonIn(call);
    if (!isObject(body)) return call;
    const { [name]: _, ...rest } = body;
    return withJson(call, value === undefined ? rest : { ...rest, [name]: value });
  }
  const query = queryOf(call);
  if (value === undefined) query.delete(name);
  else query.set(name, String(value));
  // What is sent as it stood is no change.
  if (isDeepStrictEqual([...query], [...queryOf(call)])) return call;
  return { ...call, target: `${pathOf(call)}?${query.toString()}` };
}

/** The JSON in a request or an answer; undefined if there is none. */
function jsonIn({ body }: { readonly body: Uint8Array }): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}

function withJson<Message extends { readonly body: Uint8Array }>(
  message: Message,
  value: unknown,
): Message {
  if (value === undefined || (isDeepStrictEqual(jsonIn(message), value) && !hasTwice(message)))
    return message;
  return { ...message, body: Buffer.from(JSON.stringify(value)) };
}

/** Whether a text in JSON says more than its value does. */
function hasTwice(message: { readonly body: Uint8Array }): boolean {
  const text = Buffer.from(message.body).toString();
  return text.split('"').length > JSON.stringify(jsonIn(message)).split('"').length;
}

function withoutRest(call: Call): Call {
  const text = Buffer.from(call.body).toString();
  const end = text.lastIndexOf('}') + 1;
  const rest = { ...call, body: Buffer.from(text.slice(0, end)) };
  return end > 0 && end < text.length && jsonIn(rest) !== undefined ? rest : call;
}

/** A valid value other than the default of a schema. */
function otherValue(schema: JsonObject): unknown {
  const { default: usual, enum: values, minimum, maximum } = schema;
  if (Array.isArray(values)) return values.find((one) => one !== usual);
  if (typeof usual === 'boolean') return !usual;
  if (typeof usual !== 'number') return undefined;
  if (usual > Number(minimum ?? -Infinity)) return usual - 1;
  return usual < Number(maximum ?? Infinity) ? usual + 1 : undefined;
}

function pagingOf({ description }: SchemaSet, { pointer }: ContractOperation): JsonObject {
  return objectAt(description, `${pointer}/x-pagination`);
}

interface Member {
  readonly name: string;
  readonly at: string;
}

/** The members of a body, each with the schema that says most of it. */
function membersOf(
  set: SchemaSet,
  operation: ContractOperation | undefined,
): (Member & { schema: JsonObject })[] {
  if (operation?.body === undefined) return [];
  const members = new Map<string, Member & { schema: JsonObject }>();
  for (const { path, pointer: at, schema } of placesOf(set, operation.body.schema)) {
    const [name] = path;
    if (path.length !== 1 || typeof name !== 'string') continue;
    const known = members.get(name);
    members.set(name, { name, at: known?.at ?? at, schema: { ...schema, ...known?.schema } });
  }
  return [...members.values()];
}

/** Members that are free texts: no ids, enumerations or formats. */
function textMembers(set: SchemaSet, operation: ContractOperation | undefined): Member[] {
  const closed = ['enum', 'const', 'format', 'pattern', 'x-resource-id', 'x-answer-of'];
  return membersOf(set, operation).filter(
    ({ schema }) =>
      [schema['type']].flat().includes('string') &&
      !closed.some((one) => schema[one] !== undefined),
  );
}

function optionalMembers(set: SchemaSet, operation: ContractOperation): Member[] {
  const required = placesOf(set, operation.body?.schema ?? '')
    .filter(({ path }) => path.length === 0)
    .flatMap(({ schema }) => (Array.isArray(schema['required']) ? schema['required'] : []));
  return membersOf(set, operation).filter(({ name }) => !required.includes(name));
}
