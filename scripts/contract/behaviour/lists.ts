import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { objectAt, type JsonObject } from '../../lib/openapi/document.js';
import { jsonValue, type ContractCase, type ContractRequest } from '../case.js';
import { listOf, objectOf } from '../cases/json.js';
import { listInputs, type ListInput } from '../fixtures/list-inputs.js';
import { recordIn, type Resource } from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import { shown } from '../text.js';
import {
  checkOf,
  elsewhereOf,
  isSuccess,
  NotChecked,
  type Breach,
  type Check,
  type CheckContext,
} from './check.js';
import { filter } from './filters.js';
import {
  ask,
  breach,
  fill,
  isOf,
  ownerOf,
  pageOf,
  PageRefused,
  touch,
  walk,
  type List,
  type Page,
} from './list.js';
import { differencesFrom } from './members.js';

/** How often a list is looked at that others may change meanwhile: only what stays wrong is wrong. */
const attempts = 3;

/** More records than these are not asked for at once. */
const largestPage = 50;

/** Checks of the lists of a description, each by comparing its answers with each other. */
export function listChecks(
  resources: readonly Resource[],
  at: CheckContext['set']['description'],
): Check[] {
  return resources.flatMap((resource) => {
    const { list: operation, create } = resource;
    if (operation === undefined) return [];
    const inputs = listInputs(at, operation);
    const declared = objectAt(at, `${operation.pointer}/x-pagination`);
    const paging = declared as unknown as List['paging'];
    const named = (name: string | undefined, usual: string): ListInput | undefined =>
      inputs.find((one) => one.name === (name ?? usual));
    const schemaOf = (parameter: ListInput): JsonObject =>
      objectOf(at.follow(at.at(parameter.schema) ?? {}));
    const limitOf = named(paging.limit, 'limit');
    const { maximum } = limitOf ? schemaOf(limitOf) : {};
    const list: List = {
      ...{ operation, resource, paging },
      limit: limitOf,
      offset: named(paging.offset, 'offset'),
      size: Math.min(largestPage, typeof maximum === 'number' ? maximum : Infinity),
    };
    const isOrder = (one: ListInput): boolean => {
      const values = listOf(schemaOf(one)['enum']);
      return values.length > 0 && values.every((value) => /^(asc|desc)/i.test(String(value)));
    };
    const order = inputs.find(isOrder);
    const check = (name: string, why: string, run: Check['run'], about?: ListInput): Check => {
      const rule = about && { rule: ruleOf(about) };
      const called = { group: 'behaviour', name, why, ...rule } as const;
      return checkOf(operation, called, (context) => repeated(() => run(context)), true);
    };
    const { limit: size, offset } = list;
    const checks = [
      size &&
        check(
          'limit',
          'A page has no more records than its limit.',
          answered(list, limit(list)),
          size,
        ),
      ...inputs
        .filter((one) => !one.required && schemaOf(one)['default'] !== undefined)
        .map((one) => {
          const run = answered(list, usual(list, one, schemaOf(one)['default']));
          return check(`default of ${one.name}`, 'What is left out means its default.', run, one);
        }),
      size &&
        offset &&
        check(
          'pages',
          'Two pages of one record are one page of two.',
          answered(list, pages(list)),
          offset,
        ),
      paging.total === undefined
        ? undefined
        : check('total', 'The total is that of all pages.', answered(list, total(list))),
      ...inputs
        .filter((one) => ![size, offset, order].includes(one))
        .map((one) => {
          const run = filter(list, one, schemaOf(one));
          const why = 'Each record on a page has the value that was asked for.';
          return check(`filter ${one.name}`, why, run, one);
        }),
      order &&
        check(
          'order',
          'Records come in the order that is asked for.',
          ordered(
            list,
            order,
            inputs.map((one) => [one, schemaOf(one)]),
          ),
          order,
        ),
      check('whole', 'A list has each record once, and counts them.', whole(list)),
      ...(create === undefined ? [] : checksOfCreated(list, create, check)),
    ];
    return checks.filter((one) => one !== undefined);
  });
}

/** Checks that take a record which the API has just created. */
function checksOfCreated(
  list: List,
  create: ContractOperation,
  check: (name: string, why: string, run: Check['run']) => Check,
): (Check | undefined)[] {
  const { read, remove } = list.resource;
  return [
    check('created is listed', 'What was created is in the list.', created(list)),
    read && check('as it is read', 'A list shows a record as it is read.', asRead(list, read)),
    check('elsewhere', 'A list has no records of elsewhere.', elsewhere(list)),
    checkOf(
      create,
      {
        ...{ group: 'behaviour', name: 'refused creates nothing' },
        why: 'A refused creation creates nothing.',
      },
      (context) => repeated(() => refusedCreation(list, create)(context)),
      true,
    ),
    remove && check('deleted is not listed', 'What was deleted is not in the list.', removed(list)),
  ];
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

/**
 * Takes the refusal of pages that every list has for a breach; where no operation creates records, there
 * may be no list of them.
 */
function answered({ resource }: List, run: Check['run']): Check['run'] {
  if (resource.create === undefined) return run;
  return async (context) => {
    try {
      return await run(context);
    } catch (error) {
      if (!(error instanceof PageRefused) || ![400, 422].includes(error.status)) throw error;
      const { request, message } = error;
      return [{ name: 'valid_refused', message, request }];
    }
  };
}

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

function usual(list: List, { name }: ListInput, value: unknown): Check['run'] {
  return async (context) => {
    await fill(context, list);
    await touch(context, list);
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
    const query = list.limit ? { [list.limit.name]: 2 } : {};
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
    if (list.resource.create === undefined) return [];
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

function ordered(
  list: List,
  order: ListInput,
  query: readonly (readonly [ListInput, JsonObject])[],
): Check['run'] {
  return async (context) => {
    await fill(context, list);
    await touch(context, list);
    const directions = (query.find(([one]) => one === order)?.[1]['enum'] ??
      []) as readonly unknown[];
    const up = directions.find((one) => /^asc/i.test(String(one)));
    const down = directions.find((one) => /^desc/i.test(String(one)));
    const limit = list.limit ? { [list.limit.name]: list.size } : {};
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

function created(list: List): Check['run'] {
  return async (context) => {
    const made = await context.fixtures.make(list.resource, await ownerOf(context.fixtures, list));
    const { found, last } = await pageOf(context, list, made.id);
    if (!found && !list.offset && list.limit && last.items.length >= list.size) {
      throw new NotChecked('The list has more records than a page, and none but the first.');
    }
    return found
      ? []
      : breach('missing_in_list', `${made.id} was created, but is not in the list.`, last);
  };
}

function removed(list: List): Check['run'] {
  return async (context) => {
    const made = await context.fixtures.make(list.resource, await ownerOf(context.fixtures, list));
    if (!(await context.fixtures.records.remove(made)))
      throw new NotChecked('What was created could not be deleted.');
    const { found } = await pageOf(context, list, made.id);
    return found
      ? breach('still_listed', `${made.id} was deleted, but is still in the list.`, found)
      : [];
  };
}

function whole(list: List): Check['run'] {
  return async (context) => {
    await fill(context, list);
    const made = context.fixtures.madeOf(list.resource, await ownerOf(context.fixtures, list));
    // Where one record is lost on each page, small pages lose more.
    for (const size of [list.size, Math.min(7, list.size)]) {
      const { pages, isWhole } = await walk(context, list, size);
      const ids = pages.flatMap((page) => page.ids);
      // Records without ids may be alike.
      const hasIds = pages.every((one) => one.hasIds);
      const twin = hasIds ? ids.find((id, index) => ids.indexOf(id) < index) : undefined;
      const page = pages.find((one) => twin !== undefined && one.ids.includes(twin));
      if (page)
        return breach('repeated_in_list', `The list has ${shown(twin)} more than once.`, page);
      const lost = made.find(({ id, gone }) => !gone && !ids.includes(id));
      if (isWhole && lost !== undefined && hasIds) {
        const text = `${lost.id} is there, but not in the list.`;
        return breach('missing_in_list', text, pages.at(-1) as Page);
      }
      // Others may have created one between two pages, which the total shows.
      const [total, ...more] = new Set(pages.map((one) => one.total));
      if (isWhole && more.length === 0 && total !== undefined && total !== ids.length) {
        const text = `The total is ${total}, but there are ${ids.length} records on all pages.`;
        const isReading = list.paging.inferred?.includes('total') === true;
        return [{ name: 'wrong_total', message: text, request: pages[0]!.request, isReading }];
      }
    }
    return [];
  };
}

/** Compares a record in the list, after a change, with the record by itself. */
function asRead(list: List, read: ContractOperation): Check['run'] {
  const { lifeCycle, create } = list.resource;
  return async (context) => {
    const { fixtures } = context;
    const owner = await ownerOf(fixtures, list);
    await fill(context, list);
    await touch(context, list);
    const [made] = fixtures.madeOf(list.resource, owner);
    if (made === undefined) throw new NotChecked('Nothing could be created.');
    const { found } = await pageOf(context, list, made.id);
    const item = found?.items.find((one) => isOf(one, made.id));
    if (found === undefined || item === undefined) return [];
    const record = recordIn(
      jsonOf(await context.send(read, await fixtures.requests.requestFor(read, made))),
      made.id,
    );
    const written = objectOf(jsonValue(create && context.plain(create)?.body));
    const names = [...Object.keys(written), lifeCycle?.status];
    const [other] = differencesFrom(
      Object.fromEntries(Object.entries(record ?? {}).filter(([name]) => names.includes(name))),
      item,
      'is read',
    );
    if (other === undefined) return [];
    return breach('wrong_in_list', `In the list, of ${made.id}, ${other.text}.`, found);
  };
}

function elsewhere(list: List): Check['run'] {
  const { operation } = list;
  return async (context) => {
    const owner = await ownerOf(context.fixtures, list);
    const made = await context.fixtures.make(list.resource, owner);
    const { request } = await ask(context, list, {});
    for (const [name, other] of elsewhereOf(operation, request)) {
      const answer = await context.send(operation, other);
      if (!isSuccess(answer) || recordIn(jsonOf(answer), made.id) === undefined) continue;
      const message = `${made.id} is in the list of another ${name} than the one in which it was created.`;
      return [{ name: 'foreign_record', message, request: other }];
    }
    return [];
  };
}

/** So many damaged creations are sent before it is looked whether they created anything. */
const damages = 12;

function refusedCreation(list: List, create: ContractOperation): Check['run'] {
  return async (context) => {
    const { fixtures, send } = context;
    const owner = await ownerOf(fixtures, list);
    // Below the same record as one that was accepted, so that nothing but the damage is refused.
    const { parent = owner } = await fixtures.make(list.resource, owner);
    const idsOf = async (): Promise<string[]> =>
      (await walk(context, list)).pages.flatMap((page) => page.ids);
    const before = new Set(await idsOf());
    const damaged = context.damaged(create).slice(0, damages);
    // Which of them it was is looked for only where one has created something.
    for (const some of [damaged, ...damaged.map((one) => [one])]) {
      let sent: { filled: ContractRequest; status: number } | undefined;
      for (const { request } of some) {
        const { filled } = await fixtures.requests.fill(create, request, parent, false);
        const answer = await send(create, filled);
        sent = { filled, status: answer.status };
        // That it was accepted is found by a case of its own.
        if (!isSuccess(answer)) continue;
        fixtures.records.adopt(create, answer, parent);
        throw new NotChecked('What must be refused was accepted.');
      }
      const ids = await idsOf();
      const added = ids.filter((id) => !before.has(id));
      if (added.length === 0 && some === damaged) return [];
      for (const id of added) before.add(id);
      if (added.length === 0 || some === damaged || sent === undefined) continue;
      const text = `A creation was refused with ${sent.status}, and yet ${String(added[0])} is in the list now.`;
      return [{ name: 'created_by_refusal', message: text, request: sent.filled }];
    }
    return [];
  };
}

function ruleOf({ in: place, pointer }: ListInput): ContractCase['rule'] {
  return { keyword: place === 'body' ? 'properties' : 'parameters', pointer };
}
