import { setTimeout as delay } from 'node:timers/promises';
import {
  isObject,
  objectAt,
  type Description,
  type JsonObject,
  type PaginationDeclaration,
} from '../../lib/openapi/document.js';
import { keysOf } from '../../lib/openapi/pointer.js';
import { withBody, type ContractRequest } from '../case.js';
import { objectOf, valueAt } from '../cases/json.js';
import type { FindingName } from '../findings.js';
import type { Fixture } from '../fixtures/fixture.js';
import { asking, listInputs, pageSize, type ListInput } from '../fixtures/list-inputs.js';
import { itemsIn, type Resource } from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import { count } from '../text.js';
import {
  breach,
  checkOf,
  isSuccess,
  NotChecked,
  type Breach,
  type Check,
  type CheckContext,
  type Trial,
} from './check.js';
import { about, plainOf, type Sent } from './kept.js';
import { canEdit } from './updates.js';
import { changesOf } from './written.js';

/** One page of a list. */
export interface Page {
  readonly items: readonly JsonObject[];
  /** By which the records are told apart: each as a whole if it has no id. */
  readonly ids: readonly string[];
  readonly total: number | undefined;
  readonly request: ContractRequest;
}

/** What a list is asked by. */
export interface Input extends ListInput {
  /** The schema of its values. */
  readonly described: JsonObject;
  /** The member for which it stands, if it is a filter. */
  readonly path: readonly string[];
  /** How its value is read, other than as that of the member. */
  readonly by: unknown;
}

/** How a list is asked for. */
export interface List {
  readonly operation: ContractOperation;
  readonly resource: Resource;
  readonly paging: Partial<PaginationDeclaration>;
  readonly inputs: readonly Input[];
  readonly limit: Input | undefined;
  readonly offset: Input | undefined;
  /** Most records that are asked for at once. */
  readonly size: number;
  /** Whether it has pages that are asked for in another way, such as by a cursor. */
  readonly isPagedOtherwise: boolean;
  /** The record that those of the list belong to, if it is another than the one that checks share. */
  readonly owner?: Fixture | undefined;
}

/**
 * By such names lists are asked for other pages, or for pages of another size; `created_after` and
 * `account` filter.
 */
const pages =
  /limit|size|page|cursor|offset|token|marker|max_?results|ing_?(after|before)$|^(after|before|start|skip|top|max|count)$/i;

/** How the records of a kind are listed by an operation. */
export function listBy(
  operation: ContractOperation,
  resource: Resource,
  description: Description,
): List {
  const paging: List['paging'] = objectAt(description, `${operation.pointer}/x-pagination`);
  const inputs = listInputs(description, operation).map((one): Input => {
    const described = objectOf(description.follow(description.at(one.schema) ?? {}));
    const mark = (name: string): unknown =>
      description.at(`${one.pointer}/${name}`) ?? described[name];
    const member = mark('x-filter-member');
    const path = (typeof member === 'string' ? member : one.name).split('.');
    return { ...one, described, path, by: mark('x-filter-by') };
  });
  const limit = inputs.find(({ name }) => name === (paging.limit ?? 'limit'));
  const offset = inputs.find(({ name }) => name === (paging.offset ?? 'offset'));
  return {
    ...{ operation, resource, paging, inputs, limit, offset },
    size: pageSize(description, limit),
    isPagedOtherwise: !offset && inputs.some((one) => one !== limit && pages.test(one.name)),
  };
}

/** By which values a list is asked for so many records, from one on, as far as it has pages. */
export const portion = ({ limit, offset }: List, size: number, start?: number): JsonObject => ({
  ...(limit && { [limit.name]: size }),
  ...(offset && start !== undefined && { [offset.name]: start }),
});

/** How often a list is looked at that others may change meanwhile: only what stays wrong is wrong. */
const attempts = 3;

/** What is found where a list has no pages but the whole. */
const ofPages: readonly FindingName[] = ['limit_ignored', 'wrong_page', 'repeated_in_list'];

/** Gives what makes the checks of a list, about what it is asked by if that is given. */
export function checkOfList(list: List) {
  const { operation, paging } = list;
  return (name: string, why: string, look: Trial<List>, input?: Input, of = operation): Check => {
    const keyword = input?.in === 'body' ? 'properties' : 'parameters';
    const rule = input && { keyword, pointer: input.pointer };
    // No source may say whether there are pages at all.
    const isOurs = paging.inferred?.includes('offset') === true;
    const run: Check['run'] = async (context) => {
      let found = await look(context, list, of);
      for (let attempt = 1; attempt < attempts && found.length > 0; attempt += 1) {
        await delay(50);
        found = await look(context, list, of);
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

/** A page was not answered. */
export class PageRefused extends NotChecked {
  readonly sent: Sent;

  constructor(sent: Sent) {
    const { method, path } = sent.request;
    super(`A page was refused: ${method} ${path} is answered with ${sent.answer.status}.`);
    this.sent = sent;
  }
}

/** Asks for a page by some values. @throws NotChecked if it is refused */
export async function ask(context: CheckContext, list: List, values: JsonObject): Promise<Page> {
  const { operation, paging } = list;
  const plain = plainOf(context, operation);
  const owner = await ownerOf(context, list);
  const { filled } = await context.fixtures.requests.fill(operation, plain, owner, true);
  const request = asking(context.set, operation, filled, values);
  const answer = await context.send(operation, request);
  if (!isSuccess(answer)) throw new PageRefused({ answer, request });
  const body = jsonOf(answer);
  if (body === undefined) throw new NotChecked('A page is no JSON.');
  const records = paging.records === undefined ? undefined : valueAt(body, keysOf(paging.records));
  // A description may know two members for them.
  const items = (Array.isArray(records) ? records : (itemsIn(body) ?? [])).filter(isObject);
  const all = paging.total === undefined ? undefined : valueAt(body, keysOf(paging.total));
  return {
    items,
    ids: items.map((one) => String(one['id'] ?? JSON.stringify(one))),
    total: typeof all === 'number' ? all : undefined,
    request,
  };
}

/** The record that those of a list belong to, if its path names one. */
export async function ownerOf(
  { fixtures }: CheckContext,
  { operation, resource, owner }: List,
): Promise<Fixture | undefined> {
  return owner ?? fixtures.ownerFor(resource, operation);
}

/** Makes a record that is to be in a list. */
export async function addTo(context: CheckContext, list: List): Promise<Fixture> {
  return context.fixtures.make(list.resource, await ownerOf(context, list));
}

/** So many records show whether pages, filters and orders are right. */
const enough = 3;

/**
 * Makes sure that there are more records than a page has by default, or enough where no operation creates
 * any.
 *
 * @throws NotChecked if there are fewer
 */
export async function fill(context: CheckContext, list: List): Promise<void> {
  if (list.resource.create === undefined) {
    const { length } = (await ask(context, list, {})).items;
    if (length >= enough) return;
    throw new NotChecked(
      `The list has ${count(length, 'record')}, ${enough} are needed, and no operation creates one.`,
    );
  }
  const usual = list.limit?.described['default'];
  const wanted = Math.min(most, (typeof usual === 'number' ? usual : 1) + spare);
  const owner = await ownerOf(context, list);
  await context.fixtures.several(list.resource, Math.max(enough, wanted), owner);
}

/**
 * Changes the oldest record that was made, so that it comes elsewhere by its last change.
 *
 * @returns its id; undefined if there is no way to change it
 */
export async function touch(
  context: CheckContext,
  { resource }: List,
): Promise<string | undefined> {
  const { update } = resource;
  const request = update && context.plain(update);
  if (update === undefined || request?.body?.kind !== 'json' || !canEdit(resource, update))
    return undefined;
  const [oldest] = context.fixtures.madeOf(resource);
  const [value] = oldest ? changesOf(context, resource, update, oldest.record) : [];
  if (oldest === undefined || value === undefined) return undefined;
  await about(context, update, oldest, withBody(request, value));
  oldest.stale = true;
  return oldest.id;
}

/** The breach of a total, which may be a reading of what the member counts. */
export function wrongTotal({ paging, operation }: List, message: string, page: Page): Breach[] {
  // Whatever was asked for, it is the total that is counted otherwise.
  const pointer = `${operation.pointer}/x-pagination`;
  const isReading = paging.inferred?.includes('total') === true;
  return breach('wrong_total', message, page, isReading).map((one) => ({ ...one, pointer }));
}

/** More pages than these are not asked for. */
const mostPages = 40;

/**
 * The records on as many pages as it takes, of so many records each, or as many as the server gives at most.
 *
 * @param isEnough - whether no further page is asked for after one
 * @returns the pages, and whether there are no more
 */
export async function walk(
  context: CheckContext,
  list: List,
  size = list.size,
  isEnough: (page: Page) => boolean = () => false,
) {
  const { limit, offset: start, isPagedOtherwise } = list;
  const page = (of: number, offset: number): Promise<Page> =>
    ask(context, list, portion(list, of, offset));
  const first = await page(size, 0);
  const { length } = first.items;
  const pages = [first];
  if (limit === undefined) return { pages, isWhole: !isPagedOtherwise };
  if (start === undefined || length === 0) return { pages, isWhole: length < size };
  if (isEnough(first)) return { pages, isWhole: false };
  const isNew = (id: string) => !pages.some(({ ids }) => ids.includes(id));
  // What is shorter than it was asked for is the last page, or a longer one is not given.
  const isLast = length < size && !(await page(size, length)).ids.some(isNew);
  if (isLast) return { pages, isWhole: true };
  for (let offset = length; pages.length < mostPages; offset += length) {
    const next = await page(length, offset);
    const hasNews = next.ids.some(isNew);
    pages.push(next);
    if (next.items.length < length) return { pages, isWhole: true };
    // A server that answers every page alike would be asked for all of them in vain.
    if (!hasNews || isEnough(next)) break;
  }
  return { pages, isWhole: false };
}

/** A record in a list with the page on which it is, undefined if it is on none, and the last page. */
export async function pageOf(context: CheckContext, list: List, id: string) {
  // An item may only name the record.
  const isOf = (one: JsonObject): boolean =>
    'id' in one ? String(one['id']) === id : Object.values(one).includes(id);
  const has = ({ items }: Page): boolean => items.some(isOf);
  const { pages } = await walk(context, list, list.size, has);
  const found = pages.find(has);
  return { found, item: found?.items.find(isOf), last: pages.at(-1) as Page };
}
