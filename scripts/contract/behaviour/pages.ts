import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../lib/openapi/document.js';
import { listOf, valueAt } from '../cases/json.js';
import { unless } from '../fixtures/fixture.js';
import type { List, ListInput } from '../fixtures/lists.js';
import { answeredBy } from '../fixtures/resources.js';
import { jsonOf } from '../oracle/media-type.js';
import { shown } from '../../lib/text.js';
import { breach, firstFinding, type Breach, type Check } from './check.js';
import { filter, together } from './filters.js';
import { checkOfList, PageRefused, type AskedList, type Look, type Page } from './list.js';

/** Checks of the pages of a list: how many records they have, which, and in which order. */
export function* pageChecks(list: List): Generator<Check> {
  const { paging, inputs, limit, offset } = list;
  const check = checkOfList(list);
  if (limit)
    yield check('limit', 'A page has no more records than its limit.', answered(limited), limit);
  for (const one of inputs) {
    if (one.required || one.described['default'] === undefined) continue;
    const look = answered((asked) => usual(asked, one));
    yield check(`default of ${one.name}`, 'What is left out means its default.', look, one);
  }
  const order = inputs.find(({ described }) => {
    const values = listOf(described['enum']);
    return values.length > 0 && values.every((value) => /^(asc|desc)/i.test(String(value)));
  });
  if (limit && offset) {
    const orders = [
      {},
      ...listOf(order?.described['enum']).map((one) => ({ [order?.name ?? '']: one })),
    ];
    const look: Look = (asked) => firstFinding(orders, (values) => paged(asked, values));
    yield check('pages', 'Two pages of one record are one page of two.', answered(look), offset);
  }
  if (paging.total !== undefined)
    yield check('total', 'The total is that of all pages.', answered(counted));
  const filters = inputs.filter(
    (one) => ![limit, offset, order].includes(one) && !/^sort|^order(_?by)?$/i.test(one.name),
  );
  for (const one of filters) {
    const why = 'Each record on a page has the value that was asked for.';
    yield check(`filter ${one.name}`, why, (asked) => filter(asked, one), one);
  }
  const plain = filters.filter(({ by }) => by === undefined || by === 'exact');
  if (plain.length > 1) {
    const look: Look = (asked) => together(asked, plain);
    yield check('filters together', 'Of several filters each counts.', look);
  }
  if (order) {
    const look: Look = (asked) => ordered(asked, order);
    yield check('order', 'Records come in the order that is asked for.', look, order);
  }
}

/**
 * Takes the refusal of pages that every list has for a breach; where no operation creates records, there
 * may be no list of them.
 */
function answered(look: Look): Look {
  return async (list, operation) => {
    try {
      return await look(list, operation);
    } catch (error) {
      const isBreach =
        list.resource.create !== undefined &&
        error instanceof PageRefused &&
        [400, 422].includes(error.sent.answer.status);
      if (!isBreach) throw error;
      return breach('valid_refused', error.message, error.sent);
    }
  };
}

async function limited(list: AskedList): Promise<Breach[]> {
  await list.fill();
  for (const value of [list.least, list.least + 1]) {
    const page = await list.ask({}, value);
    const { length } = page.items;
    if (length === value) continue;
    const more = length < value ? ', though there are more' : '';
    const text = `A page with ${list.limit?.name}=${value} has ${length} records${more}.`;
    return breach('limit_ignored', text, page);
  }
  return [];
}

async function usual(list: AskedList, { name, described }: ListInput): Promise<Breach[]> {
  const value = described['default'];
  await list.fill();
  await list.touch();
  const without = await list.ask({});
  const given = await list.ask({ [name]: value });
  if (isDeepStrictEqual(without.ids, given.ids)) return [];
  const text = `Without ${name} the page has other records than with its default ${name}=${String(value)}: ${without.ids.length} and ${given.ids.length}, or in another order.`;
  return breach('wrong_default', text, without);
}

/** @param values - what the pages are asked by besides */
async function paged(list: AskedList, values: JsonObject): Promise<Breach[]> {
  const name = list.offset?.name;
  await list.fill();
  const page = (size: number, start: number) => list.ask(values, size, start);
  const { least } = list;
  const large = await page(least + 2, 0);
  for (const offset of [0, 1, 2]) {
    const one = await page(least, offset);
    const asked = { [String(name)]: offset, [String(list.limit?.name)]: least };
    const other = repeats(list).find(({ path, of }) => {
      const value = valueAt(jsonOf(one.answer), path);
      return value !== undefined && value !== asked[of];
    });
    if (other) {
      const value = shown(valueAt(jsonOf(one.answer), other.path));
      const text = `With ${other.of}=${asked[other.of]} ${other.path.join('.')} in the answer is ${value}, though it repeats ${other.of}.`;
      return breach('wrong_page', text, one);
    }
    if (large.ids[offset] === one.ids[0]) continue;
    const by = Object.entries(values).map((pair) => `, with ${pair.join('=')},`);
    const text = `The record at ${name}=${offset}${by.join('')} is ${shown(one.ids[0])}, but it is ${shown(large.ids[offset])} on a page of ${least + 2} from ${name}=0.`;
    return breach('wrong_page', text, one);
  }
  const rest = await page(least + 1, 1);
  if (!isDeepStrictEqual(rest.ids, large.ids.slice(1))) {
    const text = `A page of ${least + 1} from ${name}=1 is not the rest of one of ${least + 2}.`;
    return breach('wrong_page', text, rest);
  }
  const { pages } = await list.walk(undefined, undefined, values);
  const ids = new Set(pages.flatMap((one) => one.ids));
  // One beyond the end may be refused.
  const beyond = await unless(PageRefused, page(list.size, ids.size));
  const again = beyond?.ids.find((id) => ids.has(id));
  if (beyond === undefined || again === undefined) return [];
  const text = `After the ${ids.size} records of the list, with ${name}=${ids.size}, ${shown(again)} comes again.`;
  return breach('wrong_page', text, beyond);
}

/** The members of a page that repeat what it was asked by. */
const repeats = ({ operation, context: { set } }: AskedList) =>
  answeredBy(set, operation).flatMap(({ path, schema: { 'x-repeats': of } }) =>
    typeof of === 'string' ? [{ path, of }] : [],
  );

async function counted(list: AskedList): Promise<Breach[]> {
  await list.fill();
  const before = await list.ask({}, list.least + 1);
  const plain = await list.ask({});
  const { total } = before;
  if (total === undefined) return [];
  const wrong = (text: string, page: Page): Breach[] =>
    list.wrongTotal(`The total is ${total} ${text}.`, page);
  if (total !== plain.total) return wrong(`on one page and ${plain.total} on another`, before);
  const { length } = plain.items;
  if (total < length) {
    return list.wrongTotal(`The total is ${total}, but a page has ${length} records.`, plain);
  }
  if (list.resource.create === undefined) return [];
  await list.add();
  const after = await list.ask({}, list.least + 1);
  if (after.total === total + 1) return [];
  return wrong(`before a creation and ${after.total} after it`, after);
}

async function ordered(list: AskedList, order: ListInput): Promise<Breach[]> {
  await list.fill();
  await list.touch();
  const valuesOf = ({ described }: ListInput): string[] =>
    listOf(described['enum'] ?? described['examples']).map(String);
  const up = valuesOf(order).find((one) => /^asc/i.test(one));
  const down = valuesOf(order).find((one) => /^desc/i.test(one));
  const [first = {}] = (await list.ask({}, list.size)).items;
  const by = list.inputs.find(
    (one) => one !== order && valuesOf(one).some((key) => Object.hasOwn(first, key)),
  );
  for (const key of by ? valuesOf(by) : [undefined]) {
    const sorted = (direction: string | undefined): Promise<Page> =>
      list.ask({ ...(by && { [by.name]: key }), [order.name]: direction }, list.size);
    const rising = await sorted(up);
    const falling = await sorted(down);
    if (rising.ids.length > 2 && isDeepStrictEqual(rising.ids, falling.ids)) {
      const text = `The records come in one order with ${order.name}=${up} and ${down}.`;
      return breach('wrong_order', text, rising);
    }
    if (key === undefined) continue;
    for (const [page, sign, direction] of [
      [rising, 1, up],
      [falling, -1, down],
    ] as const) {
      const values = page.items.map((item) => item[key]);
      const wrong = values.findIndex(
        (value, index) => index > 0 && compare(values[index - 1], value) * sign > 0,
      );
      if (wrong < 0) continue;
      const text = `With ${by?.name}=${key} and ${order.name}=${direction} a record with ${key} ${shown(values[wrong])} comes after one with ${shown(values[wrong - 1])}.`;
      return breach('wrong_order', text, page);
    }
  }
  return [];
}

/** Compares two texts or two numbers; others are alike. */
function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one !== 'string' || typeof other !== 'string') return 0;
  return one < other ? -1 : one > other ? 1 : 0;
}
