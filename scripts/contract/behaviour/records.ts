import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { memberAt } from '../../../src/sandbox/life-cycle/members.js';
import type { Description, JsonObject } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';
import { refusedFor } from '../cases/case-draft.js';
import { leavesIn, listOf, objectOf, same, textsIn } from '../cases/json.js';
import { jsonValue, withBody } from '../case.js';
import { needOf, rulesOf } from '../fixtures/life-cycle.js';
import { fixtureOf, NoFixture, unless } from '../fixtures/fixture.js';
import {
  otherId,
  recordIn,
  stepsOf,
  type Resource,
  type Resources,
} from '../fixtures/resources.js';
import { responsesFor, type ContractOperation } from '../operation.js';
import { isJson, jsonOf } from '../oracle/media-type.js';
import { shown } from '../../lib/text.js';
import {
  behaviourOf,
  breach,
  comesByItself,
  few,
  isSettled,
  isSuccess,
  NotChecked,
  otherRecord,
  until,
  type Breach,
  type Check,
  type CheckContext,
  type Readable,
  type Sent,
  type Trial,
} from './check.js';
import { aMinute, changesBetween, membersOf, timesMoved } from './members.js';
import { creationChecks } from './creations.js';
import { calledOtherwise } from './first-read.js';
import { updateChecks } from './updates.js';
import { canEdit, changesOf } from './written.js';

const isDone = ({ answer }: Sent): boolean => isSuccess(answer);

/** A kind of record that can be read by itself. */
type Shown = Resource & { readonly read: ContractOperation };

/** Checks of what is written: whether it is there, as it was written, until it is deleted. */
export function* recordChecks(
  description: Description,
  { all, byId, subjectOf, listedIn, marksOf, named }: Resources,
): Generator<Check> {
  for (const operation of byId.values()) {
    const resource = subjectOf(operation);
    if (resource === undefined || (resource.read ?? resource.list) === undefined) continue;
    // What the API does not create is read alone.
    const isOpen = resource.create !== undefined || operation === resource.read;
    const check = behaviourOf(resource);
    // Of several ids a list in the answer may say which are not there.
    const isOne = listedIn(operation) === undefined;
    if (isOne && (isOpen || operation.missing) && refusesUnknown(operation, resource))
      yield check(operation, 'unknown id', 'What nobody created is not there.', unknown);
    if (!isOpen) continue;
    const why = 'A record is not found below another id than its own.';
    yield check(operation, 'elsewhere', why, elsewhere);
    if (listedIn(operation) !== undefined)
      yield check(operation, 'several', 'It is done with each record that is listed.', several);
  }
  for (const operation of byId.values()) {
    const why = 'A member that comes twice says two things.';
    if (isJson(operation.body?.mediaType ?? ''))
      yield behaviourOf(undefined)(operation, 'a member twice', why, memberTwice);
    // Those of a deletion are gone.
    if (operation.method !== 'POST' || listedIn(operation) !== undefined) continue;
    for (const { path, said } of marksOf(operation, 'x-resource-id')) {
      const resource = named(String(said['collection']));
      if (path.at(-1) !== '*' || !resource?.read) continue;
      const why = 'Each record that the answer lists is there.';
      yield behaviourOf({ resource, path })(operation, 'listed ids', why, answered);
    }
  }
  for (const resource of all) {
    const { create, read, list, update } = resource;
    if (read) yield* readChecks(description, { ...resource, read });
    if (create === undefined) continue;
    const kept = { ...resource, create };
    yield* creationChecks(kept);
    if (update && (read ?? list)) yield* updateChecks(kept, update);
  }
}

/** Checks of records that can be read by themselves. */
function* readChecks(description: Description, shown: Shown): Generator<Check> {
  const { create, read, remove } = shown;
  const check = behaviourOf(shown);
  yield check(read, 'head', 'HEAD is answered as GET, without a body.', (context) =>
    head(context, shown),
  );
  for (const { name, pointer } of read.parameters) {
    const member = description.at(`${pointer}/x-shows-member`);
    if (typeof member !== 'string') continue;
    const why = 'The member is there if it is asked for.';
    const run = (context: CheckContext) => showing(context, shown, name, member);
    yield check(read, `${name} shows ${member}`, why, run);
  }
  const why = 'What was deleted cannot be read, and nothing else is deleted.';
  if (!create || !remove) return;
  const gone = behaviourOf({ ...shown, create })(remove, 'read after delete', why, deleted);
  // What is created meanwhile might be given the id of what was deleted.
  yield { ...gone, isAlone: true };
}

/**
 * Whether an operation has to refuse an id that nobody created: a PUT may create it, and a DELETE may
 * be content that it is not there, unless the description says how they refuse.
 */
function refusesUnknown(operation: ContractOperation, { lifeCycle }: Resource): boolean {
  const { method, responses, missing } = operation;
  const has = (wanted: string): boolean => responses.some(({ status }) => status === wanted);
  if (refusedFor(operation, 'path').statuses.length === 0) return false;
  if (has('404') || has('410') || (missing ?? lifeCycle) !== undefined) return true;
  return method === 'GET';
}

/** A request with a member twice: RFC 8259 leaves it open, and two readers may take two values. */
const memberTwice: Trial<undefined> = async ({ fixtures, send, prepared }, _, operation) => {
  const { request: plain, release } = await prepared(operation);
  const { body } = plain;
  const [object] = [jsonValue(body)].flat();
  const [first] = Object.entries(objectOf(object));
  if (body?.kind !== 'json' || first === undefined)
    throw new NotChecked('Its body has no member that could come twice.');
  const [name, member] = first.map((part) => JSON.stringify(part));
  const text = JSON.stringify(body.value).replace('{', () => `{${name}:${member},`);
  const request = { ...plain, body: { kind: 'text', text, mediaType: body.mediaType } as const };
  const answer = await send(operation, request);
  release(answer, false);
  fixtures.records.adopt(operation, answer);
  if (!isSuccess(answer)) return [];
  const message = `A body that has ${name} twice was answered with ${answer.status}.`;
  return breach('invalid_accepted', message, { request }, true);
};

/** A request is about two records at once, which are in the same state. */
const several: Trial<Resource> = async (context, resource, operation) => {
  const { fixtures, resources } = context;
  const [member = ''] = resources.idsIn(operation);
  const plain = context.plain(operation);
  const { states } = needOf(resource.lifeCycle, operation, [jsonValue(plain.body)]);
  const lease = () => fixtures.lease(resource, states.slice(0, 1));
  const two = [await lease(), await lease()];
  const before = await Promise.all(two.map((one) => context.left(one)));
  const { filled } = await fixtures.requests.fill(operation, plain, two[0]);
  const ids = two.map(({ id }) => id);
  const request = withBody(filled, { ...objectOf(jsonValue(filled.body)), [member]: ids });
  const answer = await context.send(operation, request);
  if (!isSuccess(answer)) throw new NotChecked(`It was refused with ${answer.status}.`);
  const after = await Promise.all(two.map((one) => context.left(one)));
  for (const [index, one] of two.entries()) {
    one.stale = true;
    one.gone = after[index] === undefined;
  }
  for (const [index, own] of after.entries()) {
    const other = after[1 - index];
    if (own === undefined && other !== undefined) {
      const text = `${ids.join(' and ')} were deleted at once, but ${ids[1 - index]} can still be read.`;
      return breach('usable_after_delete', text, { request });
    }
    if (own === undefined || other === undefined) continue;
    const lost = changesBetween(before[index] ?? {}, own).find(
      ({ name }) => !same(memberAt(own, name), memberAt(other, name)),
    );
    if (lost === undefined) continue;
    const text = `${ids.join(' and ')} were changed at once, but of ${ids[index]} alone ${lost.text}.`;
    return breach('update_lost', text, { request });
  }
  const isDone = after.every((one, index) => !one || changesBetween(before[index] ?? {}, one)[0]);
  const failed = naming(answer, ids).find((name) => /err|fail/i.test(name));
  if (isDone && failed !== undefined) {
    const text = `It was done, though ${failed} in the answer names it.`;
    return breach('valid_refused', text, { request });
  }
  const nobodys = otherId(ids[0] ?? '');
  const vain = withBody(request, { ...objectOf(jsonValue(request.body)), [member]: [nobodys] });
  const listed = naming(await context.send(operation, vain), [nobodys]);
  const done = listed.find((name) => /(^|\.)(succe|done|deleted|updated|changed)\w*$/i.test(name));
  if (done === undefined) return [];
  const text = `${done} in the answer names an id that nobody created.`;
  return breach('unknown_id_answered', text, { request: vain }, true);
};

/** The members of an answer that list one of some ids. */
export const naming = (answer: Answer, ids: readonly string[]): string[] =>
  membersOf(objectOf(jsonOf(answer))).flatMap(([name, value]) =>
    listOf(value).some((one) => ids.includes(String(one))) ? name : [],
  );

/** Records are read whose ids an answer lists; they stay, since an import may name what was there before. */
const answered: Trial<{ resource: Resource; path: readonly string[] }> = async (
  { about, read },
  { resource, path },
  operation,
) => {
  const sent = await about(operation, undefined);
  if (!isSuccess(sent.answer)) throw new NotChecked(`It was refused with ${sent.answer.status}.`);
  const listed = textsIn(jsonOf(sent.answer)).filter((one) => same(stepsOf(one.path), path));
  if (listed.length === 0) throw new NotChecked('Its answer lists no id.');
  for (const { text: id } of listed.slice(0, few)) {
    // It may take a moment.
    const { answer } = await until(() => read(fixtureOf(resource, id, {})), isDone);
    if (isSuccess(answer)) continue;
    const text = `The answer lists ${id}, but reading that record is answered with ${answer.status}.`;
    return breach('missing_after_create', text, sent);
  }
  return [];
};

/** A request about an id of the usual form that nobody created. */
const unknown: Trial<Resource> = async (context, resource, operation) => {
  const { fixtures, refused } = context;
  const fixture = await fixtures.shared(resource);
  const request = await fixtures.requests.requestForUnknown(operation, fixture);
  const documented = refusedFor(operation, 'path').statuses;
  const { answer, findings } = await refused(operation, request, [...documented, 410]);
  if (isSuccess(answer)) {
    const text = `An id that nobody created was answered with ${answer.status}.`;
    return breach('unknown_id_answered', text, { request });
  }
  if (findings.length > 0) return findings.map((one) => ({ ...one, request }));
  const asHead = { ...request, method: 'HEAD' };
  if (operation.method === 'GET' && isSuccess(await context.send(operation, asHead))) {
    const text = `HEAD of an id that nobody created is a success, GET is refused with ${answer.status}.`;
    return breach('head_differs', text, { request: asHead });
  }
  const isOfRecord = [resource.read, resource.remove].some((one) => one?.id === operation.id);
  const ofCycle = isOfRecord ? resource.lifeCycle?.missing : undefined;
  const { missing = ofCycle?.code } = operation;
  const { error_code, code = error_code } = objectOf(jsonOf(answer));
  if (typeof missing !== 'string' || code === undefined || code === missing) return [];
  const isOwn = operation.missing !== undefined;
  if (isOwn) {
    // Where what is there is refused as well, there is another reason for it.
    const own = await context.about(operation, await fixtures.alone(resource));
    if (!isSuccess(own.answer)) throw new NotChecked(`It was refused with ${own.answer.status}.`);
  }
  const text = `The refusal of an id that nobody created has the code ${shown(code)}; expected ${shown(missing)}.`;
  return breach('wrong_error_code', text, { request }, !isOwn && ofCycle?.inferred === true);
};

/** Whether the server has a HEAD at all is not said; where it has one, it has to be that of GET. */
async function head(context: CheckContext, resource: Shown, attempts = 3): Promise<Breach[]> {
  const { fixtures, send, read } = context;
  // To one that others read, too, they may add something meanwhile.
  const lone = await unless(NoFixture, fixtures.alone(resource));
  const fixture = lone ?? (await fixtures.shared(resource));
  const got = await read(fixture);
  const request = { ...got.request, method: 'HEAD' };
  const answer = await send(resource.read, request);
  const again = await read(fixture);
  const { record } = again;
  const stateIn = (one: JsonObject) => memberAt(one, resource.lifeCycle?.status ?? '');
  const [changed] =
    got.record && record
      ? [
          ...(isSettled(fixture)
            ? [...changesBetween(got.record, record), ...timesMoved(got.record, record)]
            : []),
          ...(stateIn(got.record) === stateIn(record)
            ? timesMoved(got.record, record, 0, /^(creat|start|begin)/i)
            : []),
        ]
      : [];
  // Others may have changed it meanwhile, but not each time.
  if (changed !== undefined && attempts > 1) return head(context, resource, attempts - 1);
  if (changed !== undefined) {
    // What was there before others may go on changing.
    const isReading = lone === undefined || !fixtures.records.isMade(resource, lone.id);
    return breach('changed_by_read', `After a GET and a HEAD ${changed.text}.`, got, isReading);
  }
  const { status, mediaType, headers } = got.answer;
  const modified = headers['last-modified'] ?? '';
  const isAhead = Date.parse(modified) - Date.parse(headers['date'] ?? '') > aMinute;
  const ahead = `A GET is answered with Last-Modified: ${modified}, which is after its Date (RFC 9110, 8.8.2.1).`;
  const rest = isAhead ? breach('wrong_time', ahead, got, true) : [];
  if ([404, 405, 501].includes(answer.status) || !isSuccess(got.answer)) return rest;
  if (answer.status !== status) {
    const text = `HEAD is answered with ${answer.status}, GET with ${status}.`;
    return breach('head_differs', text, { request });
  }
  if (answer.mediaType !== mediaType) {
    const text = `HEAD names the media type "${answer.mediaType}", GET "${mediaType}".`;
    return breach('head_differs', text, { request });
  }
  if (await context.hasContent(resource.read, request)) {
    const text = 'The answer to HEAD has content, where none may be (RFC 9110, 9.3.2).';
    return breach('unexpected_content', text, { request });
  }
  const length = (one: Answer): string | undefined => one.headers['content-length'];
  const [own, of] = [length(answer), length(got.answer)];
  if (!own || !of || own === of || of !== length(again.answer)) return rest;
  // An answer may be written anew each time, with another length.
  for (let more = 0; more < 4; more += 1) {
    const heads = length(await send(resource.read, request));
    const gets = length((await read(fixture)).answer);
    if (heads !== own || gets !== of) return rest;
  }
  const text = `HEAD names the Content-Length ${own}, GET ${of}.`;
  return breach('head_differs', text, { request });
}

/** A record is read with a parameter that is true, false or away. */
async function showing(
  { fixtures, send }: CheckContext,
  resource: Shown,
  name: string,
  member: string,
): Promise<Breach[]> {
  const { read } = resource;
  const fixture = await fixtures.shared(resource);
  const plain = await fixtures.requests.requestFor(read, fixture);
  const rest = plain.query.filter(([one]) => one !== name);
  for (const value of ['true', 'false', undefined]) {
    const given = value === undefined ? [] : [[name, value] as const];
    const request = { ...plain, query: [...rest, ...given] };
    const record = recordIn(jsonOf(await send(read, request)), fixture.id);
    if (record === undefined) throw new NotChecked('The record is not answered.');
    if (Object.hasOwn(record, member) === (value === 'true')) continue;
    const asked = value === undefined ? `Without ${name}` : `With ${name}=${value}`;
    const text = `${asked} the record is answered ${value === 'true' ? 'without' : 'with'} ${member}.`;
    return breach('filter_ignored', text, { request });
  }
  return [];
}

/** A record is asked for with another value in each of the other parameters of its path. */
const elsewhere: Trial<Resource> = async (context, resource, operation) => {
  const { fixtures, send, resources } = context;
  const changes = operation.method !== 'GET';
  // Of several ids a list in the answer may say which are not there.
  const isOne = resources.listedIn(operation) === undefined;
  const need = needOf(resource.lifeCycle, operation, []);
  const states = need.rules.length > 0 ? need.states : fixtures.statesFor(operation, resource);
  const fixture = await (changes
    ? fixtures.lease(resource, states)
    : fixtures.shared(resource, states));
  const plain = context.plain(operation);
  const isEdit = operation === resource.update && canEdit(resource, operation);
  // The plain update may write what is there already, and a change shows.
  const [change] =
    isEdit && plain.body?.kind === 'json'
      ? changesOf(context, resource, operation, fixture.record)
      : [];
  const asked = change ? withBody(plain, change) : plain;
  const { filled: own } = await fixtures.requests.fill(operation, asked, fixture);
  const others = await context.elsewhere(operation, own, fixture.parent, fixture.id);
  for (const [name, request] of others) {
    const before = changes ? (await context.read(fixture)).record : undefined;
    const answer = await send(operation, request);
    fixture.stale ||= changes;
    if (!isSuccess(answer)) continue;
    const where = `for another ${name} than the one in which it was created`;
    const found = (what: string): Breach[] =>
      breach('foreign_record', `${fixture.id} ${what} ${where}.`, { request });
    if (!changes) {
      const isIts =
        recordIn(jsonOf(answer), fixture.id) !== undefined ||
        (hasFileOf(fixture.id, answer) && answer.text === (await send(operation, own)).text);
      if (isIts) return found('is answered');
      continue;
    }
    // It was on one of the pages that are looked at.
    const after = await context.left(fixture);
    if (after === undefined) return found('is deleted');
    const isSame = isDeepStrictEqual(before, after);
    // What was put there anew is no record of here.
    if (isSame ? isOne && operation.method === 'POST' : !comesByItself(fixture, before, after))
      return found(isSame ? 'is taken' : 'is changed');
  }
  if (changes) fixtures.giveBack(fixture);
  return [];
};

/** Whether an answer is a file, or has the address of one: the id alone may be that of the request. */
function hasFileOf(id: string, answer: Answer): boolean {
  const json = jsonOf(answer);
  if (json === undefined) return answer.text !== '';
  return textsIn(json).some(({ text }) => text !== id && text.includes(id));
}

const deleted: Trial<Readable> = async (context, resource, remove) => {
  const { resources } = context;
  const states = rulesOf(resource.lifeCycle, remove.id).flatMap(({ from }) => from);
  // In the first of them nothing else of the record has to be so or so.
  const { fixture, others } = await context.among(resource, states.slice(0, 1));
  // What it was is no longer what it was created as, but for the name, which another one has, too.
  const { update } = resource;
  const request = update && context.fixtures.requests.plain(update);
  if (update && request?.body?.kind === 'json' && canEdit(resource, update)) {
    const changes = changesOf(context, resource, update, fixture.record);
    const change = changes.find((one) => leavesIn(one).every(({ path }) => path.at(-1) !== 'name'));
    if (change) await context.about(update, fixture, withBody(request, change));
  }
  const was = await context.left(fixture);
  const sent = await context.about(remove, fixture);
  if (!isSuccess(sent.answer)) throw new NotChecked('What was created could not be deleted.');
  fixture.gone = true;
  const other = calledOtherwise(was ?? {}, recordIn(jsonOf(sent.answer), fixture.id) ?? {});
  if (other) return breach('update_lost', `In the answer to its deletion ${other.text}.`, sent);
  await until(
    () => context.read(fixture),
    (seen) => !isDone(seen),
  );
  for (const pause of [0, 150]) {
    await delay(pause);
    const seen = await context.read(fixture);
    if (!isSuccess(seen.answer)) continue;
    const text = `${fixture.id} was deleted, but reading it is answered with ${seen.answer.status}.`;
    return breach('usable_after_delete', text, seen);
  }
  const { parent } = fixture;
  const { name } = fixture.record;
  for (const one of [...others, ...(parent?.resource.read ? [parent] : [])]) {
    const rest = await context.read(one);
    if (isSuccess(rest.answer)) continue;
    const isNamesake = name !== undefined && one.record['name'] === name;
    const other = isNamesake ? `${one.id}, which has the same name,` : one.id;
    const text = `After the deletion of ${fixture.id} reading ${other} is answered with ${rest.answer.status}.`;
    return breach('changed_other_record', text, sent);
  }
  const { status, text: said } = sent.answer;
  const isOpen = responsesFor(remove, status).some(({ mediaType }) => mediaType !== '');
  const bodyText = `The answer ${status} to a deletion has a body, but the description gives it no content.`;
  const unsaid = isOpen || said === '' ? [] : breach('unexpected_content', bodyText, sent, true);
  const wrong = otherRecord(fixture, sent);
  const isOne = resources.listedIn(remove) === undefined;
  if (wrong.length > 0 || !isOne || !refusesUnknown(remove, resource)) return [...wrong, ...unsaid];
  const again = await context.about(remove, fixture);
  if (!isSuccess(again.answer)) return unsaid;
  const text = `${fixture.id} was deleted twice: the second time was answered with ${again.answer.status}.`;
  return breach('usable_after_delete', text, again);
};
