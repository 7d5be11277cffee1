import {
  isObject,
  type JsonObject,
  type PaginationDeclaration,
} from '../../lib/openapi/document.js';
import { keysOf } from '../../lib/openapi/pointer.js';
import { withBody, type ContractRequest } from '../case.js';
import { valueAt } from '../cases/json.js';
import type { Fixture } from '../fixtures/fixture.js';
import { asking, type ListInput } from '../fixtures/list-inputs.js';
import { itemsIn, type Resource } from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import { isSuccess, NotChecked, type Breach, type CheckContext } from './check.js';
import { canEdit } from './updates.js';
import { changesOf } from './written.js';

/** One page of a list. */
export interface Page {
  readonly items: readonly JsonObject[];
  /** By which the records are told apart: each as a whole if it has no id. */
  readonly ids: readonly string[];
  readonly hasIds: boolean;
  readonly total: number | undefined;
  readonly request: ContractRequest;
}

/** How a list is asked for. */
export interface List {
  readonly operation: ContractOperation;
  readonly resource: Resource;
  readonly paging: PaginationDeclaration;
  readonly limit: ListInput | undefined;
  readonly offset: ListInput | undefined;
  /** Most records that are asked for at once. */
  readonly size: number;
}

/** So many records more than a page has by default are made; so many at most. */
const spare = 2;
const most = 25;

/** A page was not answered. */
export class PageRefused extends NotChecked {
  readonly request: ContractRequest;
  readonly status: number;

  constructor(request: ContractRequest, status: number) {
    super(`A page was refused with ${status}.`);
    this.request = request;
    this.status = status;
  }
}

/** Asks for a page by some values. @throws NotChecked if it is refused */
export async function ask(
  { fixtures, plain, send, set }: CheckContext,
  list: List,
  values: JsonObject,
): Promise<Page> {
  const { operation, paging } = list;
  const request = plain(operation);
  if (request === undefined) throw new NotChecked('The description has no valid request for it.');
  const owner = await ownerOf(fixtures, list);
  const wanted = asking(set, operation, request, values);
  const { filled: asked } = await fixtures.requests.fill(operation, wanted, owner, true);
  const answer = await send(operation, asked);
  if (!isSuccess(answer)) throw new PageRefused(asked, answer.status);
  const body = jsonOf(answer);
  const records =
    paging.records === undefined ? itemsIn(body) : valueAt(body, keysOf(paging.records));
  const items = Array.isArray(records) ? records.filter(isObject) : [];
  const all = paging.total === undefined ? undefined : valueAt(body, keysOf(paging.total));
  return {
    items,
    ids: items.map((one) => String(one['id'] ?? JSON.stringify(one))),
    hasIds: items.every((one) => one['id'] !== undefined),
    total: typeof all === 'number' ? all : undefined,
    request: asked,
  };
}

/** The record that those of a list belong to, if its path names one. */
export function ownerOf(
  fixtures: CheckContext['fixtures'],
  { operation, resource }: List,
): Promise<Fixture | undefined> {
  return fixtures.ownerFor(resource, operation);
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
  const { fixtures, set } = context;
  if (list.resource.create === undefined) {
    const { items } = await ask(context, list, {});
    if (items.length >= enough) return;
    throw new NotChecked(
      `The list has ${items.length === 1 ? '1 record' : `${items.length} records`}, ${enough} are needed, and no operation creates one.`,
    );
  }
  const schema = list.limit && set.description.follow(set.description.at(list.limit.schema));
  const usual = isObject(schema) ? schema['default'] : undefined;
  const wanted = Math.min(most, (typeof usual === 'number' ? usual : 1) + spare);
  await fixtures.several(list.resource, Math.max(enough, wanted), await ownerOf(fixtures, list));
}

/** Changes the oldest record that was made, so that it comes elsewhere by its last change. */
export async function touch(context: CheckContext, { resource }: List): Promise<void> {
  const { fixtures, send } = context;
  const { update } = resource;
  const request = update && context.plain(update);
  if (update === undefined || request?.body?.kind !== 'json' || !canEdit(resource, update)) return;
  const [oldest] = fixtures.madeOf(resource);
  const [value] = oldest ? changesOf(context, resource, update, oldest.record) : [];
  if (oldest === undefined || value === undefined) return;
  const { filled } = await fixtures.requests.fill(update, withBody(request, value), oldest, true);
  await send(update, filled);
  oldest.stale = true;
}

export const breach = (name: Breach['name'], message: string, page: Page): Breach[] => [
  { name, message, request: page.request },
];

/** More pages than these are not asked for. */
const mostPages = 40;

/** The pages of a list. */
export interface Walk {
  readonly pages: readonly Page[];
  /** Whether there are no more. */
  readonly isWhole: boolean;
}

/** The records on as many pages as it takes, of so many records each, or as many as the server gives at most. */
export async function walk(context: CheckContext, list: List, size = list.size): Promise<Walk> {
  const { limit, offset: start } = list;
  const page = (of: number, offset: number): Promise<Page> =>
    ask(context, list, {
      ...(limit && { [limit.name]: of }),
      ...(start && { [start.name]: offset }),
    });
  const first = await page(size, 0);
  const count = first.items.length;
  if (limit === undefined) return { pages: [first], isWhole: true };
  if (start === undefined || count === 0) return { pages: [first], isWhole: count < size };
  // What is shorter than it was asked for is the last page, or a longer one is not given.
  const isLast = count < size && (await page(size, count)).items.length === 0;
  if (isLast) return { pages: [first], isWhole: true };
  const pages = [first];
  for (let offset = count; pages.length < mostPages; offset += count) {
    const next = await page(count, offset);
    const isKnown = (id: string) => pages.some(({ ids }) => ids.includes(id));
    const hasNews = !next.ids.every(isKnown);
    pages.push(next);
    if (next.items.length < count) return { pages, isWhole: true };
    // A server that answers every page alike would be asked for all of them in vain.
    if (!hasNews) break;
  }
  return { pages, isWhole: false };
}

/** Whether an item is the record of an id, and does not only name it. */
export function isOf(item: JsonObject, id: string): boolean {
  return 'id' in item ? String(item['id']) === id : Object.values(item).includes(id);
}

/** The page on which a record is; undefined if it is on none. */
export async function pageOf(context: CheckContext, list: List, id: string) {
  const { pages } = await walk(context, list);
  const has = ({ items }: Page): boolean => items.some((one) => isOf(one, id));
  return { found: pages.find(has), last: pages.at(-1) as Page };
}
