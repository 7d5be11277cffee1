import { setTimeout as delay } from 'node:timers/promises';
import { isObject, type Description, type JsonObject } from '../../lib/openapi/document.js';
import { keysOf } from '../../lib/openapi/pointer.js';
import { withBody } from '../case.js';
import { objectOf, valueAt } from '../cases/json.js';
import type { FindingName } from '../findings.js';
import { NoFixture, type Fixture } from '../fixtures/fixture.js';
import { asking, listFor, portion, type List, type ListInput } from '../fixtures/lists.js';
import { itemsIn, type Resource, type Resources } from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import { count } from '../../lib/text.js';
import {
  breach,
  checkOf,
  isSuccess,
  NotChecked,
  until,
  type Breach,
  type Check,
  type CheckContext,
  type Sent,
} from './check.js';
import { canEdit, changesOf } from './written.js';

/** One page of a list. */
export interface Page extends Sent {
  readonly items: readonly JsonObject[];
  /** By which the records are told apart: each as a whole if it has no id. */
  readonly ids: readonly string[];
  readonly total: number | undefined;
}

/** A list that a mark names, and what it is asked by. */
export interface MarkedList {
  readonly list: List;
  readonly query: JsonObject;
}

/** Reads such a mark; undefined if it names no operation. */
export function markedList(
  description: Description,
  { all, byId }: Resources,
  { operation: id, query }: JsonObject,
): MarkedList | undefined {
  const operation = byId.get(String(id));
  const known = all.find(({ list }) => list !== undefined && list === operation);
  const resource = known ?? (operation && { name: operation.path, list: operation });
  const list = resource && listFor(description, resource);
  return list && { list, query: objectOf(query) };
}

/** How often a list is looked at that others may change meanwhile: only what stays wrong is wrong. */
const attempts = 3;

/** What is found where a list has no pages but the whole. */
const ofPages: readonly FindingName[] = ['limit_ignored', 'wrong_page', 'repeated_in_list'];

/** What a check does with a list, and with the operation that it is about. */
export type Look = (list: AskedList, operation: ContractOperation) => Promise<Breach[]>;

/** Gives what makes the checks of a list, about what it is asked by if that is given. */
export function checkOfList(list: List) {
  const { operation, paging } = list;
  return (name: string, why: string, look: Look, input?: ListInput, of = operation): Check => {
    const keyword = input?.in === 'body' ? 'properties' : 'parameters';
    const rule = input && { keyword, pointer: input.pointer };
    // No source may say whether there are pages at all.
    const isOurs = paging.inferred?.includes('offset') === true;
    const run: Check['run'] = async (context) => {
      const asked = askedList(context, list);
      let found = await look(asked, of);
      for (let attempt = 1; attempt < attempts && found.length > 0; attempt += 1) {
        await delay(50);
        found = await look(asked, of);
      }
      return found.map((one) => ({
        ...one,
        isReading: one.isReading || (isOurs && ofPages.includes(one.name)),
      }));
    };
    return checkOf(of, { group: 'behaviour', name, why, rule }, run, true);
  };
}

/** So many records more than a page has by default are made; so many at most. */
const spare = 2;
const most = 25;

/** So many records show whether pages, filters and orders are right. */
const enough = 3;

/** No server gives fewer records of more at once, unless it is asked to. */
const leastPage = 10;

/** More pages than these are not asked for. */
const mostPages = 40;

/** Records that were waited for, and kinds of which one was waited for in vain. */
const awaited = new WeakSet<Fixture | Resource>();

/** A page was not answered. */
export class PageRefused extends NotChecked {
  readonly sent: Sent;

  constructor(sent: Sent) {
    const { method, path } = sent.request;
    super(`A page was refused: ${method} ${path} is answered with ${sent.answer.status}.`);
    this.sent = sent;
  }
}

/** A list that a check asks, and for which it makes records. */
export type AskedList = ReturnType<typeof askedList>;

/**
 * Gives a list what it is asked with.
 *
 * @param given - the record that those of the list belong to, if it is another than the one that checks share
 */
export function askedList(context: CheckContext, list: List, given?: Fixture) {
  const { fixtures } = context;
  const { operation, resource, paging, size: usualSize } = list;
  return { ...list, context, ask, owner, add, fill, touch, wrongTotal, walk, pageOf };

  /** Asks for so many records, from one on, by some values. @throws PageRefused */
  async function ask(values: JsonObject, size?: number, start?: number): Promise<Page> {
    const plain = context.plain(operation);
    const { filled } = await fixtures.requests.fill(operation, plain, await owner());
    const all = { ...(size !== undefined && portion(list, size, start)), ...values };
    const request = asking(context.set, list, filled, all);
    const answer = await context.send(operation, request);
    if (!isSuccess(answer)) throw new PageRefused({ answer, request });
    const body = jsonOf(answer);
    if (body === undefined) throw new NotChecked('A page is no JSON.');
    const at = (pointer: string | undefined): unknown =>
      pointer === undefined ? undefined : valueAt(body, keysOf(pointer));
    const [records, total] = [at(paging.records), at(paging.total)];
    // A description may know two members for them.
    const items = (Array.isArray(records) ? records : (itemsIn(body) ?? [])).filter(isObject);
    return {
      ...{ answer, request, items },
      ids: items.map((one) => String(one['id'] ?? JSON.stringify(one))),
      total: typeof total === 'number' ? total : undefined,
    };
  }

  /** The record that those of the list belong to, if its path names one. */
  async function owner(): Promise<Fixture | undefined> {
    return given ?? fixtures.ownerFor(resource, operation);
  }

  /** Makes a record that is to be in the list. */
  async function add(): Promise<Fixture> {
    const made = await fixtures.make(resource, await owner());
    await listed(made);
    return made;
  }

  /**
   * Makes sure that there are more records than a page has by default, or enough where none can be created.
   *
   * @throws NotChecked if there are fewer
   */
  async function fill(): Promise<void> {
    const reason = resource.create ? await unfilled() : 'no operation creates one.';
    if (reason === undefined) return;
    const { length } = (await ask({})).items;
    if (length >= enough) return;
    throw new NotChecked(
      `The list has ${count(length, 'record')}, ${enough} are needed, and ${reason}`,
    );
  }

  /** Makes so many records; the reason if that fails. */
  async function unfilled(): Promise<string | undefined> {
    const usual = list.limit?.described['default'];
    const wanted = Math.min(most, (typeof usual === 'number' ? usual : 1) + spare);
    const needed = Math.max(enough, list.least + spare, wanted);
    try {
      await fixtures.several(resource, needed, await owner());
    } catch (error) {
      if (error instanceof NoFixture) return error.message;
      throw error;
    }
    const last = fixtures.madeOf(resource, await owner()).at(-1);
    if (last !== undefined) await listed(last);
    return undefined;
  }

  /** Waits until a record is in the list, which may lag behind: once, since it may never be. */
  async function listed(one: Fixture): Promise<void> {
    if (awaited.has(one) || awaited.has(resource)) return;
    awaited.add(one);
    const seen = await until(
      () => pageOf(one.id),
      ({ found }) => found !== undefined,
    );
    if (seen.found === undefined) awaited.add(resource);
  }

  /**
   * Changes the oldest record that was made, so that it comes elsewhere by its last change.
   *
   * @returns its id; undefined if there is no way to change it
   */
  async function touch(): Promise<string | undefined> {
    const { update } = resource;
    const request = update && fixtures.requests.plain(update);
    if (update === undefined || request?.body?.kind !== 'json' || !canEdit(resource, update))
      return undefined;
    const [oldest] = fixtures.madeOf(resource);
    const [value] = oldest ? changesOf(context, resource, update, oldest.record) : [];
    if (oldest === undefined || value === undefined) return undefined;
    await context.about(update, oldest, withBody(request, value));
    oldest.stale = true;
    return oldest.id;
  }

  /** The breach of a total, which may be a reading of what the member counts. */
  function wrongTotal(message: string, page: Page): Breach[] {
    // Whatever was asked for, it is the total that is counted otherwise.
    const pointer = `${operation.pointer}/x-pagination`;
    const isReading = paging.inferred?.includes('total') === true;
    return breach('wrong_total', message, page, isReading).map((one) => ({ ...one, pointer }));
  }

  /**
   * The records on as many pages as it takes, of so many records each, or as many as the server gives at most.
   *
   * @param isEnough - whether no further page is asked for after one
   * @param values - what the records are asked by
   * @returns the pages, and whether there are no more
   */
  async function walk(
    size = usualSize,
    isEnough: (page: Page) => boolean = () => false,
    values: JsonObject = {},
  ) {
    const { limit, offset: start, isPagedOtherwise } = list;
    const first = await ask(values, size, 0);
    const { length } = first.items;
    const pages = [first];
    // A list that takes no limit may have one all the same, and says so by a total; a list of few that
    // lacks one of them is no page.
    const { total } = objectOf(jsonOf(first.answer));
    const isCut = isPagedOtherwise || (length >= leastPage && Number(total) > length);
    if (limit === undefined) return { pages, isWhole: !isCut };
    if (start === undefined || length === 0) return { pages, isWhole: length < size };
    if (isEnough(first)) return { pages, isWhole: false };
    const isNew = (id: string) => !pages.some(({ ids }) => ids.includes(id));
    // What is shorter than it was asked for is the last page, or a longer one is not given.
    const isLast = length < size && !(await ask(values, size, length)).ids.some(isNew);
    if (isLast) return { pages, isWhole: true };
    for (let offset = length; pages.length < mostPages; offset += length) {
      const next = await ask(values, length, offset);
      const hasNews = next.ids.some(isNew);
      pages.push(next);
      if (next.items.length < length) return { pages, isWhole: true };
      // A server that answers every page alike would be asked for all of them in vain.
      if (!hasNews || isEnough(next)) break;
    }
    return { pages, isWhole: false };
  }

  /** A record in the list with the page on which it is, undefined if it is on none, and the last page. */
  async function pageOf(id: string, values?: JsonObject) {
    // An item may only name the record.
    const isOf = (one: JsonObject): boolean =>
      'id' in one ? String(one['id']) === id : Object.values(one).includes(id);
    const has = ({ items }: Page): boolean => items.some(isOf);
    const { pages, isWhole } = await walk(usualSize, has, values);
    const found = pages.find(has);
    return { found, item: found?.items.find(isOf), last: pages.at(-1) as Page, isWhole };
  }
}
