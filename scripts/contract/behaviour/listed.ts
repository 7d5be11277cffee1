import type { JsonObject } from '../../lib/openapi/document.js';
import { jsonValue } from '../case.js';
import { objectOf } from '../cases/json.js';
import { fixtureOf, NoFixture, unless, type Fixture } from '../fixtures/fixture.js';
import { byThemselves, reachedStates } from '../fixtures/life-cycle.js';
import type { List } from '../fixtures/lists.js';
import { recordIn } from '../fixtures/resources.js';
import { pathParameters } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import { shown } from '../../lib/text.js';
import {
  breach,
  few,
  isSuccess,
  NotChecked,
  until,
  type Breach,
  type Check,
  type Sent,
} from './check.js';
import { askedList, checkOfList, type AskedList, type Look, type Page } from './list.js';
import { differencesFrom, timesMoved } from './members.js';
import { othersNamed } from './named.js';

/** Checks of the records in a list: that they are all there, as they are, and no others. */
export function* listedChecks(list: List): Generator<Check> {
  const { create, read, update, remove, lifeCycle } = list.resource;
  const check = checkOfList(list);
  yield check('whole', 'A list has each record once, and counts them.', whole);
  if (read) yield check('as it is read', 'A list shows a record as it is read.', asRead);
  yield check('only of here', 'A list has the records of its path, and each can be read.', ofHere);
  // The others take a record which the API has just created.
  if (create === undefined) return;
  yield check('created is listed', 'What was created is in the list.', created);
  if (update && byThemselves(lifeCycle).length === 0) {
    const why = 'An update leaves the other records of a list as they are.';
    yield check('others stay', why, othersStay);
  }
  yield check('nothing of elsewhere', 'A list has no records of elsewhere.', elsewhere);
  const nothing = 'A refused creation creates nothing.';
  yield check('refused creates nothing', nothing, refusedCreation, undefined, create);
  if (remove) yield check('deleted is not listed', 'What was deleted is not in the list.', removed);
}

async function created(list: AskedList): Promise<Breach[]> {
  const { id, parent } = await list.add();
  const name = parent && list.context.resources.idNameOf(parent.resource);
  const isFilter = list.operation.parameters.some((one) => one.in === 'query' && one.name === name);
  // By the record that it belongs to it is found as well.
  for (const values of [{}, ...(name && isFilter ? [{ [name]: parent.id }] : [])]) {
    const { found, last, isWhole } = await list.pageOf(id, values);
    if (found) continue;
    const isFull = list.limit ? last.items.length >= list.size : !isWhole;
    if (!list.offset && isFull) {
      throw new NotChecked('The list has more records than a page, and none but the first.');
    }
    const [by] = Object.entries(values).map((pair) => ` by ${pair.join('=')}`);
    return breach('missing_in_list', `${id} was created, but is not in the list${by ?? ''}.`, last);
  }
  return [];
}

/**
 * The records in a list, on all of its pages.
 *
 * @throws NotChecked if one comes twice, since another one is missing then
 */
async function idsIn(list: AskedList): Promise<string[]> {
  const ids = (await list.walk()).pages.flatMap((page) => page.ids);
  if (new Set(ids).size === ids.length) return ids;
  throw new NotChecked('The pages of the list do not follow each other.');
}

async function removed(list: AskedList): Promise<Breach[]> {
  const { fixtures } = list.context;
  const then = await idsIn(list);
  const made = await list.add();
  const before = await idsIn(list);
  if (!(await fixtures.records.remove(made)))
    throw new NotChecked('What was created could not be deleted.');
  const { found, item, last } = await until(
    () => list.pageOf(made.id),
    (seen) => seen.found === undefined,
  );
  // A record may say itself that it is deleted.
  if (found && item?.['is_deleted'] !== true)
    return breach('still_listed', `${made.id} was deleted, but is still in the list.`, found);
  const after = await idsIn(list);
  const lost = then.filter((id) => !after.includes(id));
  const [other] = lost.filter((id) => before.includes(id));
  if (other === undefined || before.length === after.length) return [];
  if (lost.some((id) => !before.includes(id)))
    throw new NotChecked('Somebody else deletes what is in the list.');
  const text = `After the deletion of ${made.id} ${other} is not in the list either.`;
  return breach('changed_other_record', text, last);
}

async function whole(list: AskedList): Promise<Breach[]> {
  const { fixtures } = list.context;
  await list.fill();
  const made = fixtures.madeOf(list.resource, await list.owner());
  // Where one record is lost on each page, small pages lose more.
  for (const size of [list.size, Math.min(Math.max(7, list.least), list.size)]) {
    const { pages, isWhole } = await list.walk(size);
    const ids = pages.flatMap((page) => page.ids);
    // Records without ids may be alike.
    const hasIds = pages.every(({ items }) => items.every(({ id }) => id !== undefined));
    const twin = hasIds ? ids.find((id, index) => ids.indexOf(id) < index) : undefined;
    const page = pages.find((one) => twin !== undefined && one.ids.includes(twin));
    if (page)
      return breach('repeated_in_list', `The list has ${shown(twin)} more than once.`, page);
    const absent = made.filter(({ id }) => !ids.includes(id));
    // One that was deleted may not be known to be gone.
    for (const one of absent) await fixtures.records.refresh(one);
    const lost = absent.find(({ gone }) => !gone);
    if (isWhole && lost !== undefined && hasIds) {
      const text = `${lost.id} is there, but not in the list.`;
      return breach('missing_in_list', text, pages.at(-1) as Page);
    }
    // Others may have created one between two pages, which the total shows.
    const [total, ...more] = new Set(pages.map((one) => one.total));
    if (isWhole && more.length === 0 && total !== undefined && total !== ids.length) {
      const text = `The total is ${total}, but there are ${ids.length} records on all pages.`;
      return list.wrongTotal(text, pages[0] as Page);
    }
  }
  return [];
}

/** Compares a record in the list with the record by itself: one after a change, and one in each state. */
async function asRead(list: AskedList): Promise<Breach[]> {
  const { context, resource } = list;
  const { fixtures } = context;
  if (resource.create) await list.fill();
  await list.touch();
  const [own] = fixtures.madeOf(resource, await list.owner());
  const made = own ?? (await fixtures.shared(resource));
  const found = await differing(list, made);
  // What nothing creates is in the state in which it is.
  for (const state of resource.create ? reachedStates(resource.lifeCycle) : []) {
    if (found.length > 0) break;
    // Not every state can be reached everywhere.
    const one = await unless(NoFixture, fixtures.lease(resource, [state]));
    if (one === undefined) continue;
    found.push(...(await differing(askedList(context, list, one.parent), one)));
    fixtures.giveBack(one);
  }
  return found;
}

/** Compares the times of the records in a list before and after an update of one of them. */
async function othersStay(list: AskedList): Promise<Breach[]> {
  await list.fill();
  const page = (): Promise<Page> => list.ask({}, list.size);
  const before = await page();
  const touched = await list.touch();
  if (touched === undefined) throw new NotChecked('No record can be changed.');
  const after = await page();
  for (const [index, item] of before.items.entries()) {
    const id = before.ids[index] ?? '';
    const now = after.items[after.ids.indexOf(id)];
    const [moved] = now && id !== touched ? timesMoved(item, now) : [];
    if (moved === undefined) continue;
    const text = `After an update of ${touched}, of ${id} ${moved.text}.`;
    return breach('changed_other_record', text, after);
  }
  return [];
}

/** In what a record is shown in a list otherwise than by itself. */
async function differing(list: AskedList, made: Fixture): Promise<Breach[]> {
  const { context, resource } = list;
  const { lifeCycle, create } = resource;
  const { found, item } = await list.pageOf(made.id);
  if (found === undefined || item === undefined) return [];
  const { record = {} } = await context.read(made);
  const written = objectOf(jsonValue(create && context.fixtures.requests.plain(create)?.body));
  const names: unknown[] = [...Object.keys(written), lifeCycle?.status];
  const isWritten = (name: string): boolean => names.includes(name);
  // What a server makes up by itself it may show at greater length to those who read it.
  const expected = Object.entries(record).filter(
    ([name, value]) => (create && isWritten(name)) || typeof value !== 'object',
  );
  const others = differencesFrom(Object.fromEntries(expected), item, 'is read');
  const other = others.find(({ name }) => isWritten(name)) ?? others[0];
  if (other === undefined) return [];
  const text = `In the list, of ${made.id}, ${other.text}.`;
  // No source says that a list shows the rest as it is when it is read.
  return breach('wrong_in_list', text, found, create !== undefined && !isWritten(other.name));
}

/** Each record in a list is of what the path of the list names, and can be read. */
async function ofHere(list: AskedList): Promise<Breach[]> {
  const { context, operation, resource } = list;
  const { read } = resource;
  if (resource.create) await list.fill();
  const { pages } = await list.walk();
  const items = pages.flatMap((page) => page.items);
  const { request } = pages[0] as Page;
  for (const [name, value] of Object.entries(pathParameters(operation.path, request.path))) {
    const isOf = (item: JsonObject) => String(item[name]) === decodeURIComponent(value);
    // What no record has in common with the path is something else of the same name.
    const other = items.some(isOf) && items.find((item) => item[name] && !isOf(item));
    if (!other) continue;
    const text = `In the list of the ${name} ${value} there is a record of ${shown(other[name])}.`;
    return breach('foreign_record', text, { request });
  }
  const [named] = pages.flatMap((page) => othersNamed(context.resources, operation, page));
  if (named) return [named];
  if (read === undefined) return [];
  const owner = await list.owner();
  const listed = items
    .map(({ id }) => id)
    .filter((id) => (typeof id === 'string' && id !== '') || typeof id === 'number')
    .map(String);
  const isMade = (id: string) => context.fixtures.records.isMade(resource, id);
  const others = listed.filter((id) => !isMade(id));
  const spread = Array.from(
    { length: few },
    (_, index) => others[Math.round((index * (others.length - 1)) / (few - 1))],
  );
  const refused: Breach[] = [];
  let isRead = false;
  for (const id of new Set([listed.find(isMade), ...spread])) {
    if (id === undefined) continue;
    const { answer, request } = await context.about(read, fixtureOf(resource, id, {}, owner));
    isRead ||= isSuccess(answer);
    if (![400, 404, 410].includes(answer.status)) continue;
    const message = `${id} is in the list of ${operation.id}, but reading it is refused with ${answer.status}.`;
    refused.push({ name: 'foreign_record', message, request, operation: read });
  }
  // Where none can be read, the ids in the list are not those by which records are read.
  return isRead ? refused.slice(0, 1) : [];
}

async function elsewhere(list: AskedList): Promise<Breach[]> {
  const { context, operation } = list;
  const { id } = await list.add();
  // The page that has it here would have it there.
  const { found } = await list.pageOf(id);
  if (found === undefined) throw new NotChecked('What was created is not in the list.');
  const others = await context.elsewhere(operation, found.request, await list.owner());
  for (const [name, request] of others) {
    const answer = await context.send(operation, request);
    if (!isSuccess(answer) || recordIn(jsonOf(answer), id) === undefined) continue;
    const text = `${id} is in the list of another ${name} than the one in which it was created.`;
    return breach('foreign_record', text, { request });
  }
  return [];
}

const refusedCreation: Look = async (list, create) => {
  const { fixtures, about } = list.context;
  // Below the same record as one that was accepted, so that nothing but the damage is refused.
  const { parent = await list.owner() } = await list.add();
  const before = new Set(await idsIn(list));
  const damaged = list.context.damaged(create);
  // Which of them it was is looked for only where one has created something.
  for (const some of [damaged, ...damaged.map((one) => [one])]) {
    let sent: Sent | undefined;
    for (const one of some) {
      sent = await about(create, parent, one.request, false);
      // That it was accepted is found by a case of its own.
      if (!isSuccess(sent.answer)) continue;
      fixtures.records.adopt(create, sent.answer, parent);
      throw new NotChecked('What must be refused was accepted.');
    }
    const added = (await idsIn(list)).filter((id) => !before.has(id));
    if (added.length === 0 && some === damaged) return [];
    for (const id of added) before.add(id);
    if (added.length === 0 || some === damaged || sent === undefined) continue;
    const text = `A creation was refused with ${sent.answer.status}, and yet ${added[0]} is in the list now.`;
    return breach('created_by_refusal', text, sent);
  }
  return [];
};
