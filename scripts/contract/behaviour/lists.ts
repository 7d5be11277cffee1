import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  isObject,
  type JsonObject,
  type PaginationDeclaration,
} from '../../lib/openapi/document.js';
import { keysOf } from '../../lib/openapi/pointer.js';
import type { ContractRequest } from '../case.js';
import { valueAt } from '../cases/json.js';
import type { Fixture } from '../fixtures/fixtures.js';
import { itemsIn, type Resource } from '../fixtures/resources.js';
import type { ContractOperation, ContractParameter } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import { shown } from '../text.js';
import {
  checkOf,
  isSuccess,
  NotChecked,
  type Breach,
  type Check,
  type CheckContext,
} from './check.js';

/** One page of a list. */
interface Page {
  readonly items: readonly JsonObject[];
  readonly ids: readonly string[];
  readonly total: number | undefined;
  readonly request: ContractRequest;
}

/** How a list is asked for. */
interface List {
  readonly operation: ContractOperation;
  readonly resource: Resource;
  readonly paging: PaginationDeclaration;
  readonly limit: ContractParameter | undefined;
  readonly offset: ContractParameter | undefined;
}

/** What is asked for, by the names of parameters. */
type Query = Readonly<Record<string, unknown>>;

/** How often a list is looked at that others may change meanwhile: only what stays wrong is wrong. */
const attempts = 3;

/** So many records more than a page has by default are made; so many at most. */
const spare = 2;
const most = 25;

/** Checks of the lists of a description, each by comparing its answers with each other. */
export function listChecks(
  resources: readonly Resource[],
  at: CheckContext['set']['description'],
): Check[] {
  return resources.flatMap((resource) => {
    const operation = resource.list;
    if (operation === undefined || resource.create === undefined) return [];
    const query = operation.parameters.filter((one) => one.in === 'query');
    const declared = at.at(`${operation.pointer}/x-pagination`);
    const paging = (isObject(declared) ? declared : {}) as unknown as List['paging'];
    const named = (name: string | undefined, usual: string): ContractParameter | undefined =>
      query.find((one) => one.name === (name ?? usual));
    const list: List = {
      ...{ operation, resource, paging },
      limit: named(paging.limit, 'limit'),
      offset: named(paging.offset, 'offset'),
    };
    const schemaOf = (parameter: ContractParameter): JsonObject => {
      const schema = at.follow(at.at(parameter.schema) ?? {});
      return isObject(schema) ? schema : {};
    };
    const isOrder = (one: ContractParameter): boolean => {
      const values = schemaOf(one)['enum'];
      return (
        Array.isArray(values) &&
        values.length > 0 &&
        values.every((value) => /^(asc|desc)/i.test(String(value)))
      );
    };
    const order = query.find(isOrder);
    const check = (
      name: string,
      why: string,
      parameter: ContractParameter | undefined,
      run: Check['run'],
    ): Check =>
      checkOf(
        operation,
        {
          ...{ group: 'behaviour', name, why },
          ...(parameter && { rule: { keyword: 'parameters', pointer: parameter.pointer } }),
        },
        (context) => repeated(() => run(context)),
        true,
      );
    return [
      ...(list.limit
        ? [check('limit', 'A page has no more records than its limit.', list.limit, limit(list))]
        : []),
      ...query
        .filter((one) => schemaOf(one)['default'] !== undefined)
        .map((one) =>
          check(
            `default of ${one.name}`,
            'A parameter that is left out means its default.',
            one,
            usual(list, one, schemaOf(one)['default']),
          ),
        ),
      ...(list.limit && list.offset
        ? [check('pages', 'Two pages of one record are one page of two.', list.offset, pages(list))]
        : []),
      ...(paging.total === undefined
        ? []
        : [check('total', 'The total is that of all pages.', undefined, total(list))]),
      ...query
        .filter((one) => ![list.limit, list.offset, order].includes(one))
        .map((one) =>
          check(
            `filter ${one.name}`,
            'Each record on a page has the value that was asked for.',
            one,
            filter(list, one, schemaOf(one)),
          ),
        ),
      ...(order
        ? [
            check(
              'order',
              'Records come in the order that is asked for.',
              order,
              ordered(
                list,
                order,
                query.map((one) => [one, schemaOf(one)]),
              ),
            ),
          ]
        : []),
      check('created is listed', 'What was created is in the list.', undefined, created(list)),
      ...(resource.remove
        ? [
            check(
              'deleted is not listed',
              'What was deleted is not in the list.',
              undefined,
              removed(list),
            ),
          ]
        : []),
    ];
  });
}

/** Looks again if something is wrong: others may have changed the list between two requests. */
async function repeated(look: () => Promise<readonly Breach[]>): Promise<readonly Breach[]> {
  let found = await look();
  for (let attempt = 1; attempt < attempts && found.length > 0; attempt += 1) {
    await delay(50);
    found = await look();
  }
  return found;
}

/** Asks for a page. @throws NotChecked if it is refused */
async function ask(
  { fixtures, plain, send }: CheckContext,
  list: List,
  query: Query,
): Promise<Page> {
  const { operation, paging } = list;
  const request = plain(operation);
  if (request === undefined) throw new NotChecked('The description has no valid request for it.');
  const owner = await ownerOf(fixtures, list);
  const { filled } = await fixtures.fill(operation, request, owner, true);
  const pairs = Object.entries(query).map(([name, value]) => [name, String(value)] as const);
  const rest = filled.query.filter(([name]) => !Object.hasOwn(query, name));
  const asked = { ...filled, query: [...rest, ...pairs] };
  const answer = await send(operation, asked);
  if (!isSuccess(answer)) throw new NotChecked(`A page was refused with ${answer.status}.`);
  const body = jsonOf(answer);
  const records =
    paging.records === undefined ? itemsIn(body) : valueAt(body, keysOf(paging.records));
  const items = Array.isArray(records) ? records.filter(isObject) : [];
  const all = paging.total === undefined ? undefined : valueAt(body, keysOf(paging.total));
  return {
    items,
    ids: items.map((one) => String(one['id'])),
    total: typeof all === 'number' ? all : undefined,
    request: asked,
  };
}

/** The record that those of a list belong to, if its path names one. */
function ownerOf(
  fixtures: CheckContext['fixtures'],
  { operation, resource }: List,
): Promise<Fixture | undefined> {
  return fixtures.ownerFor(resource, operation);
}

/** Makes sure that there are more records than a page has by default. */
async function fill({ fixtures, set }: CheckContext, list: List): Promise<void> {
  const schema = list.limit && set.description.follow(set.description.at(list.limit.schema));
  const usual = isObject(schema) ? schema['default'] : undefined;
  const wanted = Math.min(most, (typeof usual === 'number' ? usual : 1) + spare);
  await fixtures.several(list.resource, Math.max(3, wanted), await ownerOf(fixtures, list));
}

const breach = (name: Breach['name'], message: string, page: Page): Breach[] => [
  { name, message, request: page.request },
];

function limit(list: List): Check['run'] {
  const name = list.limit?.name ?? '';
  return async (context) => {
    await fill(context, list);
    for (const value of [1, 2]) {
      const page = await ask(context, list, { [name]: value });
      const count = page.items.length;
      if (count > value)
        return breach('limit_ignored', `A page with ${name}=${value} has ${count} records.`, page);
      if (count < value) {
        const text = `A page with ${name}=${value} has ${count} records, though there are more.`;
        return breach('limit_ignored', text, page);
      }
    }
    return [];
  };
}

function usual(list: List, { name }: ContractParameter, value: unknown): Check['run'] {
  return async (context) => {
    await fill(context, list);
    const without = await ask(context, list, {});
    const given = await ask(context, list, { [name]: value });
    if (isDeepStrictEqual(without.ids, given.ids)) return [];
    const text = `Without ${name} the page has other records than with its default ${name}=${String(value)}: ${without.ids.length} and ${given.ids.length}, or in another order.`;
    return breach('wrong_default', text, without);
  };
}

function pages(list: List): Check['run'] {
  const [limitName = '', offsetName = ''] = [list.limit?.name, list.offset?.name];
  return async (context) => {
    await fill(context, list);
    const page = (limit: number, offset: number) =>
      ask(context, list, { [limitName]: limit, [offsetName]: offset });
    const whole = await page(3, 0);
    for (const offset of [0, 1, 2]) {
      const one = await page(1, offset);
      if (whole.ids[offset] !== one.ids[0]) {
        const text = `The record at ${offsetName}=${offset} is ${shown(one.ids[0])}, but it is ${shown(whole.ids[offset])} on a page of three from ${offsetName}=0.`;
        return breach('wrong_page', text, one);
      }
    }
    const two = await page(2, 1);
    if (isDeepStrictEqual(two.ids, whole.ids.slice(1))) return [];
    return breach(
      'wrong_page',
      `A page of two from ${offsetName}=1 is not the rest of one of three.`,
      two,
    );
  };
}

function total(list: List): Check['run'] {
  const isReading = list.paging.inferred?.includes('total') === true;
  const wrong = (message: string, page: Page): Breach[] => [
    { name: 'wrong_total', message, request: page.request, isReading },
  ];
  return async (context) => {
    await fill(context, list);
    const query = list.limit ? { [list.limit.name]: 1 } : {};
    const before = await ask(context, list, query);
    const plainPage = await ask(context, list, {});
    if (before.total === undefined) return [];
    if (before.total !== plainPage.total) {
      return wrong(
        `The total is ${before.total} on one page and ${plainPage.total} on another.`,
        before,
      );
    }
    if (before.total < plainPage.items.length) {
      return wrong(
        `The total is ${before.total}, but a page has ${plainPage.items.length} records.`,
        plainPage,
      );
    }
    const owner = await ownerOf(context.fixtures, list);
    await context.fixtures.make(list.resource, owner);
    const after = await ask(context, list, query);
    if (after.total === before.total + 1) return [];
    return wrong(
      `The total is ${before.total} before a creation and ${after.total} after it.`,
      after,
    );
  };
}

function filter(list: List, parameter: ContractParameter, schema: JsonObject): Check['run'] {
  const { name } = parameter;
  return async (context) => {
    const mark = context.set.description.at(`${parameter.pointer}/x-filter-member`);
    const path = (typeof mark === 'string' ? mark : name).split('.');
    await fill(context, list);
    const limit = list.limit ? { [list.limit.name]: 50 } : {};
    const { items } = await ask(context, list, limit);
    const known = items.map((item) => valueAt(item, path));
    const scalars = known.filter(
      (one) => typeof one !== 'object' && one !== undefined && one !== '',
    );
    if (scalars.length === 0)
      throw new NotChecked(`No record shows a member for the filter ${name}.`);
    const listed = Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : [];
    const truth = schema['type'] === 'boolean' ? [true, false] : [];
    const isText = typeof scalars[0] === 'string' && listed.length === 0;
    const values = new Set([
      ...scalars.slice(0, 2),
      ...listed,
      ...truth,
      ...(isText ? ['no-such-value'] : []),
    ]);
    for (const value of values) {
      const page = await ask(context, list, { ...limit, [name]: value });
      const other = page.items.map((item) => valueAt(item, path)).find((one) => !fits(one, value));
      if (other !== undefined) {
        const text = `With ${name}=${String(value)} a record has ${path.join('.')} ${shown(other)}.`;
        return breach('filter_ignored', text, page);
      }
      const count = scalars.filter((one) => one === value).length;
      // A state may have changed by itself.
      const isState = path.join('.') === list.resource.lifeCycle?.status;
      if (count > 0 && page.items.length === 0 && !isState) {
        const text = `With ${name}=${String(value)} there is no record, though some have it.`;
        return breach('filter_ignored', text, page);
      }
    }
    return [];
  };
}

/** Whether a value is the one asked for; a text may be asked for by a part of it. */
function fits(value: unknown, asked: unknown): boolean {
  if (value === undefined || value === asked) return true;
  return typeof value === 'string' && typeof asked === 'string' && value.includes(asked);
}

function ordered(
  list: List,
  order: ContractParameter,
  query: readonly (readonly [ContractParameter, JsonObject])[],
): Check['run'] {
  return async (context) => {
    await fill(context, list);
    const directions = (query.find(([one]) => one === order)?.[1]['enum'] ??
      []) as readonly unknown[];
    const up = directions.find((one) => /^asc/i.test(String(one)));
    const down = directions.find((one) => /^desc/i.test(String(one)));
    const limit = list.limit ? { [list.limit.name]: 50 } : {};
    const sample = await ask(context, list, limit);
    const members = Object.keys(sample.items[0] ?? {});
    const [by, keys] = query
      .map(
        ([one, { enum: values }]) =>
          [one, Array.isArray(values) ? values.map(String) : []] as const,
      )
      .find(([one, values]) => one !== order && values.some((key) => members.includes(key))) ?? [
      undefined,
      [''],
    ];
    for (const key of keys) {
      const sort = by === undefined ? {} : { [by.name]: key };
      const rising = await ask(context, list, { ...limit, ...sort, [order.name]: up });
      const falling = await ask(context, list, { ...limit, ...sort, [order.name]: down });
      if (rising.ids.length > 2 && isDeepStrictEqual(rising.ids, falling.ids)) {
        const text = `The records come in one order with ${order.name}=${String(up)} and ${String(down)}.`;
        return breach('wrong_order', text, rising);
      }
      if (key === '') continue;
      for (const [page, sign, direction] of [
        [rising, 1, up],
        [falling, -1, down],
      ] as const) {
        const values = page.items.map((item) => item[key]);
        const wrong = values.findIndex(
          (value, index) => index > 0 && compare(values[index - 1], value) * sign > 0,
        );
        if (wrong < 0) continue;
        const text = `With ${order.name}=${String(direction)} a record with ${key} ${shown(values[wrong])} comes after one with ${shown(values[wrong - 1])}.`;
        return breach('wrong_order', text, page);
      }
    }
    return [];
  };
}

/** Compares two texts or two numbers; others are alike. */
function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one !== 'string' || typeof other !== 'string') return 0;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Looks for a record on as many pages as it takes. */
async function isListed(
  context: CheckContext,
  list: List,
  id: string,
): Promise<{ found: boolean; page: Page }> {
  const size = 50;
  for (let offset = 0; ; offset += size) {
    const page = await ask(context, list, {
      ...(list.limit && { [list.limit.name]: size }),
      ...(list.offset && { [list.offset.name]: offset }),
    });
    const found = page.items.some((one) => Object.values(one).includes(id));
    if (found || !list.offset || page.items.length < size || offset > 2000) return { found, page };
  }
}

function created(list: List): Check['run'] {
  return async (context) => {
    const made = await context.fixtures.make(list.resource, await ownerOf(context.fixtures, list));
    const { found, page } = await isListed(context, list, made.id);
    return found
      ? []
      : breach('missing_in_list', `${made.id} was created, but is not in the list.`, page);
  };
}

function removed(list: List): Check['run'] {
  return async (context) => {
    const made = await context.fixtures.make(list.resource, await ownerOf(context.fixtures, list));
    if (!(await context.fixtures.remove(made)))
      throw new NotChecked('What was created could not be deleted.');
    const { found, page } = await isListed(context, list, made.id);
    return found
      ? breach('still_listed', `${made.id} was deleted, but is still in the list.`, page)
      : [];
  };
}
