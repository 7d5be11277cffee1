import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';
import type { ContractRequest } from '../case.js';
import { refusedFor } from '../cases/case-draft.js';
import { isValidBody } from '../cases/serialization.js';
import { jsonValue, otherId, type Fixture } from '../fixtures/fixtures.js';
import { rulesOf } from '../fixtures/life-cycle.js';
import { createdId, recordIn, type Resource, type Resources } from '../fixtures/resources.js';
import { pathParameters, type ContractOperation } from '../operation.js';
import { jsonOf, readJson } from '../oracle/media-type.js';
import { shown } from '../text.js';
import {
  checkOf,
  isSuccess,
  NotChecked,
  type Breach,
  type Check,
  type CheckContext,
} from './check.js';

/** A kind of record that can be created and read. */
type Kept = Resource & { readonly create: ContractOperation; readonly read: ContractOperation };

/** Longer than columns tend to be, and with signs of more than one byte. */
const longText = `contract-test ${'long '.repeat(30)}剧本 🚀`;

/** So many damaged requests are sent before it is looked whether they changed anything. */
const damages = 12;

/** Members that a server sets by itself whenever a record changes. */
const ownMark = /time|date|modif|updat|revis|etag|_at$/i;

/** Checks of what is written: whether it is there, as it was written, until it is deleted. */
export function recordChecks({ all, byId, subjectOf }: Resources): Check[] {
  const missing = [...byId.values()].flatMap((operation) => {
    const resource = subjectOf(operation);
    if (resource?.create === undefined || !refusesUnknown(operation, resource)) return [];
    const name = { group: 'behaviour', name: 'unknown id' } as const;
    return checkOf(
      operation,
      { ...name, why: 'What nobody created is not there.' },
      unknown(resource, operation),
    );
  });
  return [...missing, ...all.flatMap(keptChecks)];

  function keptChecks(resource: Resource): Check[] {
    const { create, read, update, remove } = resource;
    if (create === undefined || read === undefined) return [];
    const kept = { ...resource, create, read };
    const check = (
      operation: ContractOperation,
      name: string,
      why: string,
      run: Check['run'],
    ): Check => checkOf(operation, { group: 'behaviour', name, why }, run);
    return [
      check(
        read,
        'read after create',
        'What was created can be read, as it was written.',
        created(kept),
      ),
      check(create, 'ids differ', 'Each creation gives an id of its own.', distinct(kept)),
      check(read, 'head', 'HEAD is answered as GET, without a body.', head(kept)),
      check(
        read,
        'elsewhere',
        'A record is not found below another id than its own.',
        elsewhere(kept),
      ),
      ...(update && canEdit(resource, update)
        ? [
            check(
              update,
              'read after update',
              'What was updated is read as it was written, and the rest as before.',
              updated(kept, update),
            ),
            check(
              update,
              'twice',
              'A PUT that comes twice does what it does once.',
              twice(kept, update),
            ),
            check(
              update,
              'refused changes nothing',
              'A refused request changes nothing.',
              refused(kept, update),
            ),
          ]
        : []),
      ...(remove
        ? [
            check(
              remove,
              'read after delete',
              'What was deleted cannot be read.',
              deleted(kept, remove),
            ),
          ]
        : []),
    ];
  }
}

/**
 * Whether an operation has to refuse an id that nobody created: a PUT may create it, and a DELETE may
 * be content that it is not there, unless the description says how they refuse.
 */
function refusesUnknown(operation: ContractOperation, { lifeCycle }: Resource): boolean {
  const { method, responses } = operation;
  const has = (wanted: string): boolean => responses.some(({ status }) => status === wanted);
  if (refusedFor(operation, 'path').statuses.length === 0) return false;
  if (has('404') || has('410') || lifeCycle !== undefined) return true;
  return method === 'GET';
}

/** A request about an id of the usual form that nobody created. */
function unknown(resource: Resource, operation: ContractOperation): Check['run'] {
  return async (context) => {
    const fixture = await context.fixtures.shared(resource);
    const { filled } = await context.fixtures.fill(
      operation,
      plainOf(context, operation),
      fixture,
      true,
    );
    const path = filled.path.replace(
      encodeURIComponent(fixture.id),
      encodeURIComponent(otherId(fixture.id)),
    );
    const request = { ...filled, path };
    const documented = refusedFor(operation, 'path').statuses;
    const { answer, findings } = await context.refused(operation, request, [...documented, 410]);
    if (isSuccess(answer)) {
      const text = `An id that nobody created was answered with ${answer.status}.`;
      return [{ name: 'unknown_id_answered', message: text, request }];
    }
    if (findings.length > 0) return findings.map((one) => ({ ...one, request }));
    const { missing } = resource.lifeCycle ?? {};
    const isOfRecord = [resource.read, resource.remove].some((one) => one?.id === operation.id);
    const body = jsonOf(answer);
    const code = isObject(body) ? body['code'] : undefined;
    if (missing === undefined || !isOfRecord || code === undefined || code === missing.code)
      return [];
    const text = `The refusal of an id that nobody created has the code ${shown(code)}; expected ${shown(missing.code)}.`;
    return [
      { name: 'wrong_error_code', message: text, request, isReading: missing.inferred === true },
    ];
  };
}

/** Sends a request about a record; the answer with the request as it was sent. */
async function about(
  { fixtures, send }: CheckContext,
  operation: ContractOperation,
  fixture: Fixture | undefined,
  request: ContractRequest,
): Promise<{ answer: Answer; request: ContractRequest }> {
  const { filled } = await fixtures.fill(operation, request, fixture, true);
  return { answer: await send(operation, filled), request: filled };
}

/** Reads a record; undefined if it is not there. */
async function readRecord(context: CheckContext, resource: Kept, fixture: Fixture) {
  const { answer, request } = await about(
    context,
    resource.read,
    fixture,
    plainOf(context, resource.read),
  );
  const record = isSuccess(answer) ? recordIn(jsonOf(answer), fixture.id) : undefined;
  return { answer, request, record };
}

function plainOf({ plain }: CheckContext, operation: ContractOperation): ContractRequest {
  const request = plain(operation);
  if (request === undefined) throw new NotChecked('The description has no valid request for it.');
  return request;
}

/** The bodies to write: those by example, and one with a long text wherever that is allowed. */
function bodiesOf({ set }: CheckContext, { body }: ContractOperation, plain: unknown): unknown[] {
  if (body === undefined) return [];
  const examples = body.examples.map(({ value }) => value);
  const [first = plain] = examples;
  let long = first;
  for (const [name, value] of Object.entries(isObject(first) ? first : {})) {
    const longer = { ...(long as JsonObject), [name]: longText };
    // An id is not a text to be made longer.
    const isFree = typeof value === 'string' && !/(^|_)id$|Id$/.test(name);
    if (isFree && isValidBody(set, body, longer) && !isCoded(set, body.schema, name)) long = longer;
  }
  return [...examples, long].filter((value) => isValidBody(set, body, value));
}

/** Whether a member holds JSON, Base64 or a text of a format, which cannot be any text. */
function isCoded(set: CheckContext['set'], schema: string, name: string): boolean {
  return set
    .merged([schema])
    .flatMap(({ properties }) => [...(properties.get(name) ?? [])])
    .some((pointer) => set.merged([pointer]).some(({ format, values }) => format ?? values));
}

/**
 * Whether a value is what was written: objects may have more members, such as an id of their own, and may
 * be shown as JSON text.
 */
function shows(value: unknown, written: unknown): boolean {
  if (typeof value === 'string' && typeof written === 'object') {
    const read = readJson(value);
    return typeof read === 'object' && shows(read, written);
  }
  if (Array.isArray(value) && Array.isArray(written)) {
    return (
      value.length === written.length && value.every((item, index) => shows(item, written[index]))
    );
  }
  if (!isObject(value) || !isObject(written)) return isDeepStrictEqual(value, written);
  return Object.keys(written).every(
    (name) => Object.hasOwn(value, name) && shows(value[name], written[name]),
  );
}

/** The first member of a body that a record shows with another value. */
function difference(
  written: unknown,
  record: JsonObject | undefined,
  skip: readonly string[] = [],
): string | undefined {
  if (!isObject(written) || record === undefined) return undefined;
  const name = Object.keys(written).find(
    (one) => !skip.includes(one) && Object.hasOwn(record, one) && !shows(record[one], written[one]),
  );
  return name && `${name} is ${shown(record[name])}, but ${shown(written[name])} was written`;
}

function created(resource: Kept): Check['run'] {
  return async (context) => {
    const { create } = resource;
    const request = plainOf(context, create);
    const owner = await context.fixtures.ownerFor(resource, create);
    let tried = false;
    for (const value of bodiesOf(context, create, jsonValue(request.body))) {
      const body = request.body?.kind === 'json' ? { ...request.body, value } : request.body;
      const sent = await about(context, create, owner, { ...request, ...(body && { body }) });
      // Whether it is accepted is the question of another case.
      const fixture = context.fixtures.adopt(create, sent.answer, owner);
      if (fixture === undefined) continue;
      tried = true;
      const seen = await readRecord(context, resource, fixture);
      if (!isSuccess(seen.answer)) {
        const text = `${fixture.id} was created, but reading it is answered with ${seen.answer.status}.`;
        return [{ name: 'missing_after_create', message: text, request: seen.request }];
      }
      const other = difference(jsonValue(sent.request.body), seen.record);
      if (other !== undefined) {
        return [
          { name: 'write_lost', message: `After a creation ${other}.`, request: sent.request },
        ];
      }
    }
    if (!tried) throw new NotChecked('Nothing could be created.');
    return [];
  };
}

function distinct(resource: Kept): Check['run'] {
  return async (context) => {
    const { create } = resource;
    const request = plainOf(context, create);
    const owner = await context.fixtures.ownerFor(resource, create);
    const many = await Promise.all(
      Array.from({ length: 6 }, () => about(context, create, owner, request)),
    );
    const ids = many.flatMap(({ answer }) => createdId(resource, jsonOf(answer)) ?? []);
    for (const { answer } of many) context.fixtures.adopt(create, answer, owner);
    const twin = ids.find((id, index) => ids.indexOf(id) < index);
    if (twin === undefined) return [];
    const text = `Several creations at a time were answered with one id, ${twin}.`;
    return [{ name: 'duplicate_id', message: text, request: many[0]?.request }];
  };
}

/** Whether the server has a HEAD at all is not said; where it has one, it has to be that of GET. */
function head(resource: Kept): Check['run'] {
  return async (context) => {
    const fixture = await context.fixtures.shared(resource);
    const got = await readRecord(context, resource, fixture);
    const request = { ...got.request, method: 'HEAD' };
    const answer = await context.send(resource.read, request);
    if ([404, 405, 501].includes(answer.status) || !isSuccess(got.answer)) return [];
    const found = (text: string): Breach[] => [{ name: 'head_differs', message: text, request }];
    if (answer.status !== got.answer.status) {
      return found(`HEAD is answered with ${answer.status}, GET with ${got.answer.status}.`);
    }
    if (answer.mediaType !== got.answer.mediaType) {
      return found(
        `HEAD names the media type "${answer.mediaType}", GET "${got.answer.mediaType}".`,
      );
    }
    return [];
  };
}

/** A record is asked for with another value in each of the other parameters of its path. */
function elsewhere(resource: Kept): Check['run'] {
  return async (context) => {
    const { read } = resource;
    const fixture = await context.fixtures.shared(resource);
    const { request } = await readRecord(context, resource, fixture);
    const values = pathParameters(read.path, request.path);
    for (const [name, value] of Object.entries(values)) {
      if (decodeURIComponent(value) === fixture.id) continue;
      const path = read.path.replaceAll(/\{([^{}]+)\}/g, (_, one: string) =>
        one === name ? encodeURIComponent(otherId(decodeURIComponent(value))) : (values[one] ?? ''),
      );
      const other = { ...request, path };
      const answer = await context.send(read, other);
      if (!isSuccess(answer) || recordIn(jsonOf(answer), fixture.id) === undefined) continue;
      const text = `${fixture.id} is answered for another ${name} than the one in which it was created.`;
      return [{ name: 'foreign_record', message: text, request: other }];
    }
    return [];
  };
}

/** Whether a request can change members of a record by itself, and not its state alone. */
function canEdit({ lifeCycle }: Resource, update: ContractOperation): boolean {
  return (
    lifeCycle === undefined ||
    rulesOf(lifeCycle, update.id).some(({ effects }) => effects.some(({ edit }) => edit))
  );
}

/** A record in a state in which it can be changed as a body says. */
async function changeable(
  { fixtures }: CheckContext,
  resource: Kept,
  update: ContractOperation,
): Promise<Fixture> {
  const { lifeCycle } = resource;
  const editing = rulesOf(lifeCycle, update.id).filter(({ effects }) =>
    effects.some(({ edit }) => edit),
  );
  const states = editing.flatMap(({ from }) => from).filter((one) => one !== 'start');
  return fixtures.lease(resource, states.slice(0, 1));
}

/** Bodies that change one member each, which does not lead to another state. */
function changesOf(
  { set, resources }: CheckContext,
  resource: Kept,
  update: ContractOperation,
): JsonObject[] {
  const { body } = update;
  if (body === undefined) return [];
  const references = resources.referencesOf(update).map(({ path }) => path[0]);
  const names = new Set(
    set.merged([body.schema]).flatMap(({ properties }) => [...properties.keys()]),
  );
  return [...names].flatMap((name) => {
    if (name === resource.lifeCycle?.status || references.includes(name)) return [];
    const samples = body.examples.flatMap(({ value }) =>
      isObject(value) ? (value[name] ?? []) : [],
    );
    const values = isCoded(set, body.schema, name)
      ? samples
      : [`contract-test ${name}`, ...samples];
    const listed = set
      .merged([body.schema])
      .flatMap(({ properties }) => [...(properties.get(name) ?? [])])
      .flatMap((pointer) => set.merged([pointer]).flatMap(({ values: some }) => some ?? []));
    const known = [...values, ...listed.toReversed()].map((value) => ({ [name]: value }));
    return known.filter((value) => isValidBody(set, body, value)).slice(0, 1);
  });
}

function updated(resource: Kept, update: ContractOperation): Check['run'] {
  return async (context) => {
    const request = plainOf(context, update);
    if (request.body?.kind !== 'json') throw new NotChecked('Its body is no JSON.');
    const { body } = request;
    const whole = [body.value, ...(update.body?.examples.map(({ value }) => value) ?? [])].filter(
      isObject,
    );
    const single = changesOf(context, resource, update);
    const fixture = await changeable(context, resource, update);
    const { status = '' } = resource.lifeCycle ?? {};
    const writable = Object.keys(
      (jsonValue(context.plain(resource.create)?.body) as JsonObject | undefined) ?? {},
    );
    // Where the life cycle lets a request edit, what it leaves out stays; a PUT alone may replace all.
    const isPartial = update.method === 'PATCH' || resource.lifeCycle !== undefined;
    let tried = false;
    for (const value of single.length > 0 ? single : whole) {
      const one = { ...request, body: { ...body, value } };
      const { filled } = await context.fixtures.fill(update, one, fixture, true);
      const before = (await readRecord(context, resource, fixture)).record;
      const sent = { request: filled, answer: await context.send(update, filled) };
      if (!isSuccess(sent.answer)) continue;
      tried = true;
      const { record } = await readRecord(context, resource, fixture);
      const other = difference(jsonValue(sent.request.body), record, [status]);
      if (other !== undefined) {
        return [
          { name: 'update_lost', message: `After an update ${other}.`, request: sent.request },
        ];
      }
      const rest = writable.filter((name) => !Object.hasOwn(value, name));
      const left = Object.fromEntries(
        rest.flatMap((name) => (before && name in before ? [[name, before[name]]] : [])),
      );
      const changed = isPartial ? difference(left, record, [status]) : undefined;
      if (changed !== undefined) {
        const text = `After an update that leaves it out ${changed.replace('was written', 'before')}.`;
        return [{ name: 'update_changed_others', message: text, request: sent.request }];
      }
    }
    context.fixtures.giveBack(fixture);
    if (!tried) throw new NotChecked('No update was accepted.');
    return [];
  };
}

function twice(resource: Kept, update: ContractOperation): Check['run'] {
  return async (context) => {
    if (update.method !== 'PUT') throw new NotChecked('It is no PUT.');
    const request = plainOf(context, update);
    if (request.body?.kind !== 'json') throw new NotChecked('Its body is no JSON.');
    const fixture = await changeable(context, resource, update);
    const [value] = changesOf(context, resource, update);
    if (value === undefined) throw new NotChecked('No member can be changed by itself.');
    const one = { ...request, body: { ...request.body, value } };
    const first = await about(context, update, fixture, one);
    const after = await readRecord(context, resource, fixture);
    const second = await about(context, update, fixture, one);
    const again = await readRecord(context, resource, fixture);
    context.fixtures.giveBack(fixture);
    if (!isSuccess(first.answer) || !isSuccess(second.answer))
      throw new NotChecked('It was refused.');
    const own = Object.keys(after.record ?? {}).filter((name) => ownMark.test(name));
    const other = difference(after.record, again.record, own);
    if (other === undefined) return [];
    const text = `After the same PUT once more ${other.replace('was written', 'after the first')}.`;
    return [{ name: 'not_idempotent', message: text, request: second.request }];
  };
}

function refused(resource: Kept, update: ContractOperation): Check['run'] {
  return async (context) => {
    const fixture = await changeable(context, resource, update);
    for (const { request } of context.damaged(update).slice(0, damages)) {
      const { filled } = await context.fixtures.fill(update, request, fixture, false);
      const before = (await readRecord(context, resource, fixture)).record;
      const answer = await context.send(update, filled);
      // That it was accepted is found by a case of its own.
      if (isSuccess(answer)) throw new NotChecked('What must be refused was accepted.');
      const { record } = await readRecord(context, resource, fixture);
      const other = difference(before, record);
      if (other === undefined) continue;
      const text = `A request was refused with ${answer.status}, and yet ${other.replace('was written', 'before')}.`;
      return [{ name: 'changed_by_refusal', message: text, request: filled }];
    }
    context.fixtures.giveBack(fixture);
    return [];
  };
}

function deleted(resource: Kept, remove: ContractOperation): Check['run'] {
  return async (context) => {
    const states = rulesOf(resource.lifeCycle, remove.id).flatMap(({ from }) => from);
    const fixture = await context.fixtures.lease(resource, states);
    const { answer } = await about(context, remove, fixture, plainOf(context, remove));
    if (!isSuccess(answer)) throw new NotChecked('What was created could not be deleted.');
    fixture.gone = true;
    for (const pause of [0, 150]) {
      await delay(pause);
      const seen = await readRecord(context, resource, fixture);
      if (!isSuccess(seen.answer)) continue;
      const text = `${fixture.id} was deleted, but reading it is answered with ${seen.answer.status}.`;
      return [{ name: 'usable_after_delete', message: text, request: seen.request }];
    }
    return [];
  };
}
