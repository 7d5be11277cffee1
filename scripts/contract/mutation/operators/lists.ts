import { isDeepStrictEqual } from 'node:util';
import { isObject, objectAt, type JsonObject } from '../../../lib/openapi/document.js';
import { keysOf } from '../../../lib/openapi/pointer.js';
import { objectOf, valueAt, withValue } from '../../cases/json.js';
import type { SchemaSet } from '../../cases/schemas.js';
import { listInputs, type ListInput } from '../../fixtures/lists.js';
import { itemsIn } from '../../fixtures/resources.js';
import type { ContractOperation } from '../../operation.js';
import {
  changingAnswer,
  changingRequest,
  jsonIn,
  pathOf,
  withJson,
  type BehaviourEdit,
  type Call,
} from './drifting.js';

/** What becomes of the parameters of the query, or of the members by which a body asks for a list. */
export function* inputEdits(
  { description }: SchemaSet,
  operation: ContractOperation,
): Generator<BehaviourEdit> {
  const { offset } = objectAt(description, `${operation.pointer}/x-pagination`);
  for (const input of listInputs(description, operation)) {
    const { name, pointer, described } = input;
    const edit = (
      operator: string,
      what: string,
      change: (given: unknown) => unknown,
    ): BehaviourEdit => ({
      ...{ operator, what, pointer },
      wanted: 'two answers that differ by the parameter alone',
      begin: () =>
        changingRequest(operation, (call) => withInput(call, input, change(inputOf(call, input)))),
    });
    yield edit('ignore parameter', `${name} is ignored`, () => undefined);
    const other = otherThanDefault(described);
    if (other !== undefined) {
      const what = `without ${name} it is taken for ${String(other)}`;
      yield edit('change default in effect', what, (given) => given ?? other);
    }
    const values = described['enum'];
    if (Array.isArray(values) && values.length === 2) {
      yield edit('swap values', `the values of ${name} are taken for each other`, (given) =>
        given === undefined ? given : values.find((one) => String(one) !== String(given)),
      );
    }
    if (offset === name) {
      yield edit('shift offset', 'a page begins one record later', (given) =>
        Number(given ?? 0) === 0 ? given : Number(given) + 1,
      );
    }
  }
}

/** What becomes of the answers of a list. */
export function* pageEdits(
  { description }: SchemaSet,
  operation: ContractOperation,
): Generator<BehaviourEdit> {
  const { pointer } = operation;
  const { total } = objectAt(description, `${pointer}/x-pagination`);
  const edit = (
    operator: string,
    what: string,
    change: (items: JsonObject[], body: JsonObject) => void,
  ): BehaviourEdit => ({
    ...{ operator, what, pointer },
    begin: () =>
      changingAnswer(operation, (body) => {
        const items = recordsOn(description, operation, body);
        if (items === undefined || items.length < 2 || !isObject(body)) return;
        change(items, body);
      }),
  });
  yield edit('lose item', 'a page lacks its last record', (items) => items.pop());
  yield edit('repeat item', 'a page has its first record again in place of the last', (items) =>
    items.splice(-1, 1, items[0]!),
  );
  if (typeof total !== 'string') return;
  // Without pages or a parameter of order no source says in which order records come.
  yield edit('reverse order', 'a page has its records in the opposite order', (items) =>
    items.reverse(),
  );
  const keys = keysOf(total);
  const name = keys.at(-1) ?? '';
  for (const [what, valueOf] of [
    ['the total is that of the page', (_, { length }) => length],
    ['the total is one more', (all) => all + 1],
    ['the total is always ten', () => 10],
  ] satisfies [string, (all: number, items: JsonObject[]) => number][]) {
    yield edit('wrong total', what, (items, body) => {
      const owner = valueAt(body, keys.slice(0, -1)) as Record<string, unknown>;
      owner[name] = valueOf(Number(owner[name]), items);
    });
  }
}

/** The records on a page of a list: the array itself. */
export function recordsOn(
  description: SchemaSet['description'],
  { pointer }: ContractOperation,
  body: unknown,
): JsonObject[] | undefined {
  const { records } = objectAt(description, `${pointer}/x-pagination`);
  const items = typeof records === 'string' ? valueAt(body, keysOf(records)) : itemsIn(body);
  return Array.isArray(items) ? (items as JsonObject[]) : undefined;
}

const queryOf = ({ target }: Call): URLSearchParams =>
  new URLSearchParams(target.split('?').slice(1).join('?'));

/** What a request asks a list by; undefined if it does not. */
function inputOf(call: Call, { in: place, name }: ListInput): unknown {
  return place === 'body' ? objectOf(jsonIn(call))[name] : (queryOf(call).get(name) ?? undefined);
}

/** A request that asks a list by another value, or by none; the same one if it does so already. */
function withInput(call: Call, { in: place, name }: ListInput, value: unknown): Call {
  if (place === 'body') {
    const body = jsonIn(call);
    return isObject(body) ? withJson(call, withValue(body, [name], value)) : call;
  }
  const query = queryOf(call);
  if (value === undefined) query.delete(name);
  else query.set(name, String(value));
  if (isDeepStrictEqual([...query], [...queryOf(call)])) return call;
  return { ...call, target: `${pathOf(call)}?${query.toString()}` };
}

/** A valid value other than the default of a schema; undefined if it has none. */
function otherThanDefault(schema: JsonObject): unknown {
  const { default: usual, enum: values, minimum, maximum } = schema;
  if (usual === undefined) return undefined;
  if (Array.isArray(values)) return values.find((one) => one !== usual);
  if (typeof usual === 'boolean') return !usual;
  if (typeof usual !== 'number') return undefined;
  if (usual > Number(minimum ?? -Infinity)) return usual - 1;
  return usual < Number(maximum ?? Infinity) ? usual + 1 : undefined;
}
