import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { memberAt } from '../../../src/sandbox/life-cycle/members.js';
import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { jsonValue, withBody, type ContractRequest } from '../case.js';
import { leavesIn, objectOf } from '../cases/json.js';
import type { Fixture } from '../fixtures/fixture.js';
import { editsOf } from '../fixtures/life-cycle.js';
import { membersOfRecord, recordIn, type Resource } from '../fixtures/resources.js';
import { conditionOf, type ContractOperation } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import {
  behaviourOf,
  breach,
  hasFinding,
  isSettled,
  isSuccess,
  NotChecked,
  otherRecord,
  type Breach,
  type Check,
  type CheckContext,
  type Kept,
  type Sent,
  type Trial,
} from './check.js';
import {
  aMinute,
  changesBetween,
  differencesFrom,
  isDerived,
  isEmpty,
  isLasting,
  lossAfter,
  second,
  timesMoved,
  timesOfChange,
} from './members.js';
import {
  canEdit,
  changesOf,
  emptied,
  inLetters,
  isGuess,
  isMadeUp,
  namesIn,
  together,
} from './written.js';

/** Checks of an update, on records in a state in which it can change them. */
export function* updateChecks(resource: Kept, update: ContractOperation): Generator<Check> {
  if (!canEdit(resource, update)) return;
  const check = behaviourOf(resource);
  const kept = 'What was updated is read as it was written, and the rest as before.';
  // Beside the records of the check no others are made.
  yield { ...check(update, 'read after update', kept, updated), isAlone: true };
  yield check(update, 'time of change', 'An update moves the time of change on.', timed);
  yield check(update, 'twice', 'A PUT that comes twice does what it does once.', twice);
  if (isPartial(resource, update)) {
    const both = 'Of two updates at a time of two members each is read.';
    yield check(update, 'two at a time', both, atOnce);
  }
  if (conditionOf(update)) {
    const why = 'A change is refused that is meant for the record as it was before another one.';
    yield check(update, 'condition', why, conditioned);
  }
  yield check(update, 'refused changes nothing', 'A refused request changes nothing.', refused);
}

/** In which state a record can be changed as a body says; any if there are none. */
function statesToEdit({ lifeCycle }: Resource, update: ContractOperation): string[] {
  const states = editsOf(lifeCycle, update.id).flatMap(({ from }) => from);
  return states.filter((one) => one !== 'start').slice(0, 1);
}

/** A record in such a state. */
function changeable(
  { fixtures }: CheckContext,
  resource: Kept,
  update: ContractOperation,
): Promise<Fixture> {
  return fixtures.lease(resource, statesToEdit(resource, update));
}

/** The plain request of an update whose body is JSON. */
function jsonRequestOf(context: CheckContext, update: ContractOperation): ContractRequest {
  const request = context.plain(update);
  if (request.body?.kind !== 'json') throw new NotChecked('Its body is no JSON.');
  return request;
}

/** The same with another body; a name in it is one that no other record has, since it may have to be. */
function withChange(
  context: CheckContext,
  update: ContractOperation,
  change: JsonObject,
): ContractRequest {
  const asked = withBody(jsonRequestOf(context, update), change);
  return emptied(change) ? asked : context.fixtures.requests.named(update, asked);
}

/** A request that changes one member of a record as it is now. @throws NotChecked if none does */
async function nextChange(
  context: CheckContext,
  update: ContractOperation,
  fixture: Fixture,
): Promise<ContractRequest> {
  const { record = {} } = await context.read(fixture);
  const [value] = changesOf(context, fixture.resource, update, record);
  if (value === undefined) throw new NotChecked('No member can be changed by itself.');
  return withChange(context, update, value);
}

const updated: Trial<Kept> = async (context, resource, update) => {
  const { fixtures, send, set } = context;
  const request = jsonRequestOf(context, update);
  const states = statesToEdit(resource, update);
  const { fixture, others } = await context.among(resource, states);
  const witnessed = await Promise.all(others.map((one) => context.left(one)));
  let before = (await context.read(fixture)).record ?? {};
  const single = changesOf(context, resource, update, before);
  const examples = update.body?.examples.map(({ value }) => value) ?? [];
  const whole = [jsonValue(request.body), ...examples].filter(isObject);
  let tried = false;
  const found: Breach[] = [];
  // What is written, here and by other checks at the same time.
  const sent = [...whole];
  let denied: Breach[] = [];
  // The first one comes again at the end, to show what it does to the members that have all been set by then.
  const again = single.slice(0, 1);
  // Servers may refuse some changes beside others, and such letters.
  const sure = single.filter((one) => !isGuess(one, before) && !emptied(one)).map(inLetters);
  const atOnce =
    update.body && sure.length > 0 ? [together(set, update.body, sure.filter(isObject))] : [];
  // What the record has shown, here or before.
  const names = new Set(Object.keys(before));
  for (const planned of single.length > 0 ? [...single, ...atOnce, ...again] : whole) {
    const other = changesOf(context, resource, update, before)[0] ?? planned;
    const value = tried && planned === again[0] ? other : planned;
    const asked = withChange(context, update, value);
    const { filled } = await fixtures.requests.fill(update, asked, fixture);
    // What the request names may have been made for it, and shows in the record.
    if (fixture.stale) before = (await context.read(fixture)).record ?? before;
    const answer = await send(update, filled);
    if (!isSuccess(answer)) {
      // Of an empty text a server may say that it is none.
      if (emptied(value) || isGuess(value, before) || atOnce.includes(planned)) continue;
      const text = `A change of one member was refused with ${answer.status}.`;
      denied = breach('valid_refused', text, { request: filled }, true);
      continue;
    }
    tried = true;
    const seen = await context.read(fixture);
    const record = seen.record ?? {};
    const answered = recordIn(jsonOf(answer), fixture.id) ?? {};
    const written = objectOf(jsonValue(filled.body));
    sent.push(written);
    const breaches = [
      ...otherRecord(fixture, seen),
      ...updateBreaches(context, fixture, update, { written, before, record, answered, names }),
    ];
    // What it shows may hang on its type, or on what is switched on, but not on its texts.
    if (!leavesIn(value).every(({ leaf }) => leaf === '' || isMadeUp(leaf))) names.clear();
    for (const name of Object.keys(record)) names.add(name);
    // One reading stands for those of all members.
    if (found.length === 0 || hasFinding(breaches))
      found.push(...breaches.map((one) => ({ request: filled, ...one })));
    before = record;
    if (hasFinding(found)) break;
  }
  for (const [index, one] of others.entries()) {
    const [was, now] = [witnessed[index], await context.left(one)];
    if (was === undefined || now === undefined || !isSettled(one)) continue;
    // Nobody else has used it, but what a server derives from the records together may have changed.
    const [changed] = [
      ...changesBetween(was, now).filter(
        ({ name }) =>
          isMadeUp(memberAt(now, name)) ||
          sent.some((body) => isDeepStrictEqual(memberAt(body, name), memberAt(now, name))),
      ),
      ...timesMoved(was, now),
    ];
    if (changed === undefined) continue;
    const text = `After an update of ${fixture.id}, of ${one.id} ${changed.text}.`;
    found.push(...breach('changed_other_record', text, { request }));
  }
  if (found.length > 0) return found;
  fixtures.giveBack(fixture);
  if (!tried) throw new NotChecked('No update was accepted.');
  // Where others are taken, what its words rule out is not known.
  return denied;
};

/** What is wrong with a record after an update. */
function updateBreaches(
  { fixtures, set }: CheckContext,
  { resource: { create, read, list, lifeCycle }, id, unshown }: Fixture,
  update: ContractOperation,
  seen: Readonly<Record<'written' | 'before' | 'record' | 'answered', JsonObject>> & {
    readonly names: ReadonlySet<string>;
  },
): Breach[] {
  const { written, before, record, names } = seen;
  const { status = '' } = lifeCycle ?? {};
  const lost = lossAfter('an update', written, seen, (name) => name !== status);
  const { text = '', isReading = false } = lost ?? {};
  const losses: Breach[] = lost ? [{ name: 'update_lost', message: text, isReading }] : [];
  if (hasFinding(losses)) return losses;
  // Records need not show all that was written, but then none of a kind does.
  const shownBy = read ?? list;
  const late = unshown.find(
    (name) =>
      Object.hasOwn(written, name) &&
      !names.has(name) &&
      !isEmpty(record[name] ?? '') &&
      shownBy !== undefined &&
      membersOfRecord(set, shownBy).has(name),
  );
  if (late !== undefined) {
    const message = `${late} was written when ${id} was created, but is there since an update alone.`;
    return [{ name: 'write_lost', message, operation: create }];
  }
  const [form] = status.split('.').slice(0, -1);
  const replaced = new Set(namesIn(set, [update.body?.schema ?? '']));
  const given = objectOf(jsonValue(create && fixtures.requests.plain(create)?.body));
  const others = changesBetween(before, record).flatMap(({ name, text }): Breach[] => {
    if (name === status || isDerived(name, written)) return [];
    const root = name.replace(/\..*/, '');
    // An object that was written may have been replaced as a whole, unless it is the record itself.
    if (form !== root && Object.hasOwn(written, root)) return [];
    if (!isPartial({ lifeCycle }, update) && replaced.has(root)) return [];
    // What else a server derives from what was written is not said.
    const isReading = !Object.hasOwn(given, root) && !replaced.has(root) && !isLasting(name);
    const message = `After an update that leaves it out ${text}.`;
    return [{ name: 'update_changed_others', message, isReading }];
  });
  return [...losses, ...others];
}

/** Whether what an update leaves out stays: where the life cycle lets it edit; a PUT alone may replace all. */
const isPartial = (
  { lifeCycle }: Pick<Resource, 'lifeCycle'>,
  update: ContractOperation,
): boolean => update.method === 'PATCH' || lifeCycle !== undefined;

const atOnce: Trial<Kept> = async (context, resource, update) => {
  const fixture = await changeable(context, resource, update);
  const { record = {} } = await context.read(fixture);
  const changes = changesOf(context, resource, update, record).filter(
    (one) => !isGuess(one, record) && !emptied(one),
  );
  const placesIn = (one: JsonObject) => leavesIn(one).map(({ path }) => path.join('.'));
  const [first = {}] = changes;
  const taken = placesIn(first);
  const other = changes.find((one) => !placesIn(one).some((place) => taken.includes(place)));
  if (other === undefined) throw new NotChecked('No two members can be changed by themselves.');
  const both = [first, other].map((one) => withChange(context, update, one));
  const sent = await Promise.all(both.map((one) => context.about(update, fixture, one)));
  fixture.stale = true;
  // One of them may be refused for the other.
  if (!sent.every(({ answer }) => isSuccess(answer))) return [];
  const seen = { record: (await context.read(fixture)).record ?? {}, answered: {} };
  const names = new Set(Object.keys(record));
  for (const { request } of sent) {
    const written = objectOf(jsonValue(request.body));
    const lost = lossAfter('two updates at a time', written, { ...seen, names }, () => true);
    // No source says what becomes of two at a time.
    if (lost) return breach('update_lost', lost.text, { request }, true);
  }
  context.fixtures.giveBack(fixture);
  return [];
};

const timed: Trial<Kept> = async (context, resource, update) => {
  const fixture = await changeable(context, resource, update);
  const { record: first = {}, ...seen } = await context.read(fixture);
  const begin = timesOfChange(first);
  const { etag } = seen.answer.headers;
  if (begin.size === 0 && etag === undefined)
    throw new NotChecked('It shows no time of change, and has no ETag.');
  await delay(second + 100);
  const sent = await context.about(update, fixture, await nextChange(context, update, fixture));
  if (!isSuccess(sent.answer)) throw new NotChecked('No update was accepted.');
  const { record = {}, answer } = await context.read(fixture);
  const end = timesOfChange(record);
  const answered = recordIn(jsonOf(sent.answer), fixture.id) ?? {};
  const [moved] = timesMoved(answered, record, second - 1);
  if (moved) return breach('wrong_time', `After the answer to an update ${moved.text}.`, sent);
  const written = objectOf(jsonValue(sent.request.body));
  const isReplaced = (name: string): boolean =>
    Object.hasOwn(written, name.replace(/\..*/, '')) && memberAt(record, name) === undefined;
  // What was here before this run may not have been changed for long.
  const isOurs = context.fixtures.madeOf(resource).includes(fixture);
  const [ahead] = timesMoved(first, record, performance.now() + aMinute);
  if (ahead && isOurs && !Object.hasOwn(written, ahead.name)) {
    const text = `After an update ${ahead.text}: further on than this run has taken.`;
    return breach('wrong_time', text, sent);
  }
  const lasting = changesBetween(first, record).find(
    ({ name }) => isLasting(name) && !isReplaced(name),
  );
  if (lasting) return breach('update_changed_others', `After an update ${lasting.text}.`, sent);
  const still = [...begin].flatMap(([name, before]) => {
    const after = end.get(name);
    if (after === undefined || after > before) return [];
    const how = after < before ? 'goes back' : 'stays';
    return breach('wrong_time', `${name} ${how} at ${String(record[name])} after an update.`, sent);
  });
  const { read } = resource;
  const isChanged = changesBetween(first, record).length > 0;
  if (still.length > 0 || !read || etag === undefined || !isChanged) return still;
  // With what it has read before a client asks whether that is still so.
  const headers = { ...seen.request.headers, 'If-None-Match': etag };
  const asked = { request: { ...seen.request, headers } };
  if ((await context.send(read, asked.request)).status !== 304) return [];
  const text = `After an update reading with If-None-Match: ${etag}, the ETag from before it, is answered with 304.`;
  // That a weak one has to change is advice (RFC 9110, 8.8.1).
  const isReading = etag.startsWith('W/') && answer.headers['etag'] === etag;
  return breach('update_lost', text, asked, isReading);
};

const twice: Trial<Kept> = async (context, resource, update) => {
  if (update.method !== 'PUT') throw new NotChecked('It is no PUT.');
  const fixture = await changeable(context, resource, update);
  const asked = await nextChange(context, update, fixture);
  const first = await context.about(update, fixture, asked);
  const after = await context.read(fixture);
  const second = await context.about(update, fixture, asked);
  const again = await context.read(fixture);
  context.fixtures.giveBack(fixture);
  if (!isSuccess(first.answer) || !isSuccess(second.answer))
    throw new NotChecked('It was refused.');
  const [other] = changesBetween(after.record ?? {}, again.record ?? {});
  if (other === undefined) return [];
  return breach('not_idempotent', `After the same PUT once more ${other.text}.`, second);
};

/** Another change than the first, since a request that comes twice may be one that was done already. */
const conditioned: Trial<Kept> = async (context, resource, update) => {
  const fixture = await changeable(context, resource, update);
  const tag = (await context.read(fixture)).answer.headers['etag'];
  if (tag === undefined) throw new NotChecked('The record has no ETag.');
  const change = async (): Promise<Sent> => {
    const plain = await nextChange(context, update, fixture);
    const headers = { ...plain.headers, [conditionOf(update)?.name ?? '']: tag };
    return context.about(update, fixture, { ...plain, headers });
  };
  const first = await change();
  if (first.answer.status === 412)
    return breach('valid_refused', `With the ETag ${tag} that was just read it is refused.`, first);
  if (!isSuccess(first.answer)) throw new NotChecked('No update was accepted.');
  const late = await change();
  fixture.stale = true;
  context.fixtures.giveBack(fixture);
  if (!isSuccess(late.answer)) return [];
  const text = `With the ETag from before a change another one was answered with ${late.answer.status}.`;
  return breach('invalid_accepted', text, late);
};

const refused: Trial<Kept> = async (context, resource, update) => {
  const { fixtures, send } = context;
  const fixture = await changeable(context, resource, update);
  for (const { request } of context.damaged(update)) {
    const { filled } = await fixtures.requests.fill(update, request, fixture, false);
    const before = (await context.read(fixture)).record;
    const answer = await send(update, filled);
    // That it was accepted is found by a case of its own.
    if (isSuccess(answer)) throw new NotChecked('What must be refused was accepted.');
    const { record } = await context.read(fixture);
    const others =
      before && record ? differencesFrom(before, record, 'was before', () => true) : [];
    const other = others.find(({ isReading }) => isReading !== true);
    if (other === undefined) continue;
    const text = `A request was refused with ${answer.status}, and yet ${other.text}.`;
    return breach('changed_by_refusal', text, { request: filled });
  }
  fixtures.giveBack(fixture);
  return [];
};
