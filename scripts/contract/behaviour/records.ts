import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { isObject, type Description } from '../../lib/openapi/document.js';
import { refusedFor } from '../cases/case-draft.js';
import { objectOf } from '../cases/json.js';
import { jsonValue, withBody } from '../case.js';
import { needOf, rulesOf } from '../fixtures/life-cycle.js';
import {
  createdId,
  otherId,
  recordIn,
  type Resource,
  type Resources,
} from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import { isJson, jsonOf } from '../oracle/media-type.js';
import { shown } from '../text.js';
import { checkOf, elsewhereOf, isSuccess, NotChecked, type Breach, type Check } from './check.js';
import {
  about,
  isSettled,
  otherRecord,
  plainOf,
  readRecord,
  type Kept,
  type Readable,
} from './kept.js';
import { changesBetween, differencesFrom } from './members.js';
import { updateChecks } from './updates.js';
import { bodiesOf } from './written.js';

/** Checks of what is written: whether it is there, as it was written, until it is deleted. */
export function recordChecks(
  { all, byId, subjectOf, listedIn }: Resources,
  at: Description['at'],
): Check[] {
  const ofOperations = [...byId.values()].flatMap((operation) => {
    const resource = subjectOf(operation);
    if (resource?.create === undefined || resource.read === undefined) return [];
    const kept = { ...resource, create: resource.create, read: resource.read };
    const check = (name: string, why: string, run: Check['run']): Check =>
      checkOf(operation, { group: 'behaviour', name, why }, run);
    return [
      // Of several ids a list in the answer may say which are not there.
      ...(listedIn(operation) === undefined && refusesUnknown(operation, resource)
        ? [check('unknown id', 'What nobody created is not there.', unknown(resource, operation))]
        : []),
      check(
        'elsewhere',
        'A record is not found below another id than its own.',
        elsewhere(kept, operation),
      ),
    ];
  });
  const ofBodies = [...byId.values()].flatMap((operation) =>
    isJson(operation.body?.mediaType ?? '') ? memberTwice(operation) : [],
  );
  return [...ofOperations, ...ofBodies, ...all.flatMap(keptChecks)];

  function keptChecks(resource: Resource): Check[] {
    const { create, read, list, update, remove } = resource;
    if (create === undefined) return [];
    const kept = { ...resource, create };
    const check = (
      operation: ContractOperation,
      name: string,
      why: string,
      run: Check['run'],
    ): Check => checkOf(operation, { group: 'behaviour', name, why }, run);
    const shownBy = read ?? list;
    const checks = [
      shownBy &&
        check(
          shownBy,
          'read after create',
          'What was created can be read, as it was written.',
          created(kept),
        ),
      (shownBy ?? remove) &&
        check(create, 'ids differ', 'Each creation gives an id of its own.', distinct(kept)),
      ...(read ? readChecks({ ...kept, read }, check) : []),
      ...(update && shownBy ? updateChecks(kept, update) : []),
    ];
    return checks.filter((one) => one !== undefined);
  }

  /** Checks of records that can be read by themselves. */
  function readChecks(
    kept: Readable,
    check: (operation: ContractOperation, name: string, why: string, run: Check['run']) => Check,
  ): Check[] {
    const { read, remove } = kept;
    const shown = read.parameters.flatMap(({ name, pointer }) => {
      const member = at(`${pointer}/x-shows-member`);
      if (typeof member !== 'string') return [];
      const why = 'The member is there if it is asked for.';
      return check(read, `${name} shows ${member}`, why, showing(kept, name, member));
    });
    const gone = 'What was deleted cannot be read, and nothing else is deleted.';
    return [
      check(read, 'head', 'HEAD is answered as GET, without a body.', head(kept)),
      ...shown,
      ...(remove ? [check(remove, 'read after delete', gone, deleted(kept, remove))] : []),
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

/** A request with a member twice: RFC 8259 leaves it open, and two readers may take two values. */
function memberTwice(operation: ContractOperation): Check {
  const why = 'A member that comes twice says two things.';
  const check: Check = checkOf(
    operation,
    { group: 'behaviour', name: 'a member twice', why },
    async (context) => {
      const { fixtures, send } = context;
      const plain = { ...check.case, request: plainOf(context, operation) };
      const prepared = await fixtures.prepare(plain, operation);
      if ('reason' in prepared) throw new NotChecked(prepared.reason);
      const { body } = prepared.request;
      const value = body?.kind === 'json' ? body.value : undefined;
      const object = Array.isArray(value) ? (value as unknown[])[0] : value;
      const [first] = isObject(object) ? Object.entries(object) : [];
      if (body?.kind !== 'json' || first === undefined) throw new NotChecked('It has no member.');
      const [name, member] = first.map((part) => JSON.stringify(part));
      const text = JSON.stringify(body.value).replace('{', () => `{${name}:${member},`);
      const request = {
        ...prepared.request,
        body: { kind: 'text', text, mediaType: body.mediaType } as const,
      };
      const answer = await send(operation, request);
      prepared.release(answer, false);
      fixtures.records.adopt(operation, answer);
      if (!isSuccess(answer)) return [];
      const message = `A body that has ${name} twice was answered with ${answer.status}.`;
      return [{ name: 'invalid_accepted', message, request, isReading: true }];
    },
  );
  return check;
}

/** A request about an id of the usual form that nobody created. */
function unknown(resource: Resource, operation: ContractOperation): Check['run'] {
  return async (context) => {
    const fixture = await context.fixtures.shared(resource);
    const { filled } = await context.fixtures.requests.fill(
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

function created(resource: Kept): Check['run'] {
  return async (context) => {
    const { create } = resource;
    const request = plainOf(context, create);
    const owner = await context.fixtures.ownerFor(resource, create);
    let tried = false;
    for (const value of bodiesOf(context, create, jsonValue(request.body))) {
      const sent = await about(context, create, owner, withBody(request, value));
      // Whether it is accepted is the question of another case.
      const fixture = context.fixtures.records.adopt(create, sent.answer, owner);
      const { createdId: place } = resource;
      if (isSuccess(sent.answer) && place && !createdId(resource, jsonOf(sent.answer))) {
        const text = `The answer to a creation has no id at ${place}.`;
        return [{ name: 'missing_after_create', message: text, request: sent.request }];
      }
      if (fixture === undefined) continue;
      tried = true;
      const seen = await readRecord(context, resource, fixture);
      if (!isSuccess(seen.answer)) {
        const text = `${fixture.id} was created, but reading it is answered with ${seen.answer.status}.`;
        return [{ name: 'missing_after_create', message: text, request: seen.request }];
      }
      const other = otherRecord(resource, fixture, seen.answer, seen.request);
      if (other.length > 0) return other;
      // Of a list of records the answer is about the first.
      const wrote = objectOf([jsonValue(sent.request.body)].flat()[0]);
      const answered = recordIn(jsonOf(sent.answer), fixture.id) ?? {};
      const places = [
        ['After a creation', seen.record ?? {}],
        ['In the answer to a creation', answered],
      ] as const;
      for (const [where, record] of places) {
        const [lost] = differencesFrom(wrote, record);
        if (lost === undefined) continue;
        return [{ name: 'write_lost', message: `${where} ${lost.text}.`, request: sent.request }];
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
    for (const { answer } of many) context.fixtures.records.adopt(create, answer, owner);
    const twin = ids.find((id, index) => ids.indexOf(id) < index);
    if (twin === undefined) return [];
    const text = `Several creations at a time were answered with one id, ${twin}.`;
    return [{ name: 'duplicate_id', message: text, request: many[0]?.request }];
  };
}

/** Whether the server has a HEAD at all is not said; where it has one, it has to be that of GET. */
function head(resource: Readable): Check['run'] {
  return async (context) => {
    const fixture = await context.fixtures.shared(resource);
    const got = await readRecord(context, resource, fixture);
    const request = { ...got.request, method: 'HEAD' };
    const answer = await context.send(resource.read, request);
    const { record } = await readRecord(context, resource, fixture);
    const [changed] =
      got.record && record && isSettled(resource, fixture)
        ? changesBetween(got.record, record)
        : [];
    if (changed !== undefined) {
      const message = `After a GET and a HEAD ${changed.text}.`;
      return [{ name: 'changed_by_read', message, request: got.request }];
    }
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

/** A record is read with a parameter that is true, false or away. */
function showing(resource: Readable, name: string, member: string): Check['run'] {
  return async (context) => {
    const { fixtures, send } = context;
    const { read } = resource;
    const fixture = await fixtures.shared(resource);
    const { filled } = await fixtures.requests.fill(read, plainOf(context, read), fixture, true);
    const rest = filled.query.filter(([one]) => one !== name);
    for (const value of ['true', 'false', undefined]) {
      const given = value === undefined ? [] : [[name, value] as const];
      const request = { ...filled, query: [...rest, ...given] };
      const record = recordIn(jsonOf(await send(read, request)), fixture.id);
      if (record === undefined) throw new NotChecked('The record is not answered.');
      if (Object.hasOwn(record, member) === (value === 'true')) continue;
      const asked = value === undefined ? `Without ${name}` : `With ${name}=${value}`;
      const message = `${asked} the record is answered ${value === 'true' ? 'without' : 'with'} ${member}.`;
      return [{ name: 'filter_ignored', message, request }];
    }
    return [];
  };
}

/** A record is asked for with another value in each of the other parameters of its path. */
function elsewhere(resource: Readable, operation: ContractOperation): Check['run'] {
  return async (context) => {
    const { fixtures, send } = context;
    const changes = operation.method !== 'GET';
    const { states } = needOf(resource.lifeCycle, operation, []);
    const fixture = await (changes
      ? fixtures.lease(resource, states)
      : fixtures.shared(resource, states));
    const { filled } = await fixtures.requests.fill(
      operation,
      plainOf(context, operation),
      fixture,
      true,
    );
    for (const [name, request] of elsewhereOf(operation, filled, fixture.id)) {
      const before = changes ? (await readRecord(context, resource, fixture)).record : undefined;
      const answer = await send(operation, request);
      fixture.stale ||= changes;
      if (!isSuccess(answer)) continue;
      const where = `for another ${name} than the one in which it was created`;
      const found = (text: string): Breach[] => [
        { name: 'foreign_record', message: `${fixture.id} ${text} ${where}.`, request },
      ];
      const shows = recordIn(jsonOf(answer), fixture.id) !== undefined;
      if (!changes) {
        if (shows) return found('is answered');
        continue;
      }
      const after = await readRecord(context, resource, fixture);
      if (!isSuccess(after.answer)) return found('is deleted');
      const isSame = isDeepStrictEqual(before, after.record);
      // What was put there anew is no record of here.
      if (isSame ? operation.method === 'POST' : isSettled(resource, fixture))
        return found(isSame ? 'is taken' : 'is changed');
    }
    if (changes) fixtures.giveBack(fixture);
    return [];
  };
}

function deleted(resource: Readable, remove: ContractOperation): Check['run'] {
  return async (context) => {
    const { fixtures } = context;
    const states = rulesOf(resource.lifeCycle, remove.id).flatMap(({ from }) => from);
    // In the first of them nothing else of the record has to be so or so.
    const fixture = await fixtures.lease(resource, states.slice(0, 1));
    // Of one parent, as another one of the list would be.
    const other = await fixtures.make(resource, fixture.parent);
    const { answer, request } = await about(context, remove, fixture, plainOf(context, remove));
    if (!isSuccess(answer)) throw new NotChecked('What was created could not be deleted.');
    fixture.gone = true;
    for (const pause of [0, 150]) {
      await delay(pause);
      const seen = await readRecord(context, resource, fixture);
      if (!isSuccess(seen.answer)) continue;
      const text = `${fixture.id} was deleted, but reading it is answered with ${seen.answer.status}.`;
      return [{ name: 'usable_after_delete', message: text, request: seen.request }];
    }
    const rest = await readRecord(context, resource, other);
    if (!isSuccess(rest.answer)) {
      const text = `After the deletion of ${fixture.id} reading ${other.id} is answered with ${rest.answer.status}.`;
      return [{ name: 'changed_other_record', message: text, request }];
    }
    const wrong = otherRecord(resource, fixture, answer, request);
    const isOne = context.resources.listedIn(remove) === undefined;
    if (wrong.length > 0 || !isOne || !refusesUnknown(remove, resource)) return wrong;
    const again = await about(context, remove, fixture, plainOf(context, remove));
    if (!isSuccess(again.answer)) return [];
    const text = `${fixture.id} was deleted twice: the second time was answered with ${again.answer.status}.`;
    return [{ name: 'usable_after_delete', message: text, request: again.request }];
  };
}
