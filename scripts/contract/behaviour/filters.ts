import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { listOf, valueAt } from '../cases/json.js';
import { NoFixture, unless } from '../fixtures/fixture.js';
import { reachedStates } from '../fixtures/life-cycle.js';
import type { ListInput } from '../fixtures/lists.js';
import { shown } from '../../lib/text.js';
import { breach, firstFinding, hasFinding, NotChecked, type Breach } from './check.js';
import { askedList, PageRefused, type AskedList, type Page } from './list.js';
import { timeOf } from './members.js';
import { compared } from './operators.js';

/**
 * Each record on a page has the value that a filter asks for, no record that has it is missing, and nothing
 * is counted where there is none.
 */
export async function filter(given: AskedList, input: ListInput): Promise<Breach[]> {
  const isState = input.path.join('.') === given.resource.lifeCycle?.status;
  const list = isState ? await inStates(given) : given;
  const empty: Page[] = [];
  const ask: AskedList['ask'] = async (...asked) => {
    const page = await list.ask(...asked);
    if (page.items.length === 0) empty.push(page);
    return page;
  };
  const found = await filtered({ ...list, ask }, input, isState);
  const page = empty.find(({ total = 0 }) => total > 0);
  if (hasFinding(found) || page === undefined) return found;
  const text = `With ${input.name} a search finds no record, but the total is ${page.total}.`;
  return [...found, ...list.wrongTotal(text, page)];
}

/** A list with a record in each state that lasts, below a record of its own if it is below one. */
async function inStates(list: AskedList): Promise<AskedList> {
  const { context, resource } = list;
  const { fixtures } = context;
  if (resource.create === undefined) return list;
  const owner = await fixtures.ownerFor(resource, list.operation, true);
  for (const state of reachedStates(resource.lifeCycle)) {
    const made = owner
      ? fixtures.child(owner, resource, [state])
      : fixtures.lease(resource, [state]);
    // Not every state can be reached everywhere.
    const one = await unless(NoFixture, made);
    if (one && !owner) fixtures.giveBack(one);
  }
  return owner ? askedList(context, list, owner) : list;
}

async function filtered(list: AskedList, input: ListInput, isState: boolean): Promise<Breach[]> {
  const { isValid } = list.context.set;
  const { name, schema, described, path, by } = input;
  await list.fill();
  const { items } = await list.ask({}, list.size);
  const page = (value: unknown, size = list.size) => list.ask({ [name]: value }, size);
  if (by === 'from' || by === 'to') {
    const isTime = (value: unknown): value is string =>
      isText(value) && time.test(value) && isValid([schema], value);
    const times = items
      .flatMap((item) => Object.entries(item))
      .filter((pair): pair is [string, string] => isTime(pair[1]));
    const found = await ranged(name, by, times, page);
    // Where no form is given, a server may read none of the texts as a time.
    const isReading = (described['pattern'] ?? described['format']) === undefined;
    return found.map((one) => ({ ...one, isReading: isReading || one.isReading }));
  }
  if (by === 'condition') {
    const found = await conditioned(path, items, page);
    const records = items.map((item) => valueAt(item, path)).filter(isObject);
    const ask = async (...data: [field: string, operator: string, value: string]) => {
      const conditions = [{ name: 'expression', data }];
      const searched = await page({ conditions, logics: ['expression'] });
      const values = searched.items.map((item) => valueAt(item, [...path, data[0]]));
      return { page: searched, values };
    };
    return hasFinding(found)
      ? found
      : [...found, ...(await compared(input.operators, records, ask))];
  }
  if (by === 'text') {
    if (items.length === 0) throw new NotChecked('There is no record that it could leave out.');
    // In which members it is looked for is not said, but in none there is what nobody has written.
    const found = await page(nowhere);
    const text = `With ${name}=${nowhere} there are records.`;
    return found.items.length > 0 ? breach('filter_ignored', text, found) : [];
  }
  const shows = items.map((item) => valueAt(item, path)).filter(isScalar);
  if (shows.length === 0) throw new NotChecked(`No record shows a member for the filter ${name}.`);
  if (by === undefined && shows.some((one) => isText(one) && time.test(one)))
    throw new NotChecked('Whether it asks for one time, or for a span of time, is not said.');
  // A filter may be written otherwise than the member, such as 1 for true.
  const known = shows.filter((one) => one !== '' && isValid([schema], one));
  // What is asked for is the list, and each value one of its items.
  if (by === 'list') return listed(name, path, shows, described['type'] === 'array', page);
  const values = listOf(described['enum']);
  // What no record has: nothing is known of the other formats.
  const none = { undefined: nowhere, email: `${nowhere}@example.com` };
  const { [String(described['format']) as keyof typeof none]: absent } = none;
  const isFreeText = typeof shows[0] === 'string' && values.length === 0 && absent !== undefined;
  const near =
    by === 'exact' ? known.slice(0, 1).flatMap((one) => [...nearly(one), ...patterns(one)]) : [];
  const asked = new Set([
    ...known.slice(0, 2),
    ...near.filter((one) => isValid([schema], one)),
    ...values,
    ...(described['type'] === 'boolean' ? [true, false] : []),
    ...(isFreeText && isValid([schema], absent) ? [absent] : []),
  ]);
  return firstFinding(asked, async (value) => {
    const found = await page(value);
    const { length } = found.items;
    const where = `With ${name}=${String(value)}`;
    const other = found.items
      .map((item) => valueAt(item, path))
      .find((one) => !fits(input, one, value));
    if (other !== undefined) {
      const text = `${where} a record has ${path.join('.')} ${shown(other)}.`;
      return breach('filter_ignored', text, found, isInCase(other, value));
    }
    // A state may have changed by itself.
    if (known.includes(value) && length === 0 && !isState) {
      return breach('filter_ignored', `${where} there is no record, though some have it.`, found);
    }
    const { total = length } = found;
    // The total is that of all pages, also on a small one.
    const small = value === known[0] ? await page(value, list.least) : found;
    if ((small.total ?? total) !== total) {
      const text = `${where} the total is ${small.total} on a small page, and ${total} on a larger one.`;
      return list.wrongTotal(text, small);
    }
    // A page that is not full, by what the server gives at most, is the last one.
    if (total === length || length >= items.length) return [];
    const text = `${where} the total is ${total}, but there are ${length} records.`;
    return list.wrongTotal(text, found);
  });
}

/** A filter with a value that is asked for. */
type Asked = ListInput & { readonly value: unknown };

/**
 * Each of several filters counts beside the others: a record does not come where all ask for its values but
 * one, and no other record that lacks one of them.
 */
export async function together(list: AskedList, filters: readonly ListInput[]): Promise<Breach[]> {
  const { isValid } = list.context.set;
  await list.fill();
  const page = (asked: readonly Asked[]): Promise<Page> => {
    const values = asked.map(({ name, value }) => [name, value] as const);
    return list.ask(Object.fromEntries(values), list.size);
  };
  const has = (item: JsonObject, one: Asked) => fits(one, valueAt(item, one.path), one.value);
  const { items } = await page([]);
  const [own = []] = items
    .map((item) =>
      filters
        .map((one) => ({ ...one, value: valueAt(item, one.path) }))
        .filter(({ schema, value }) => isScalar(value) && value !== '' && isValid([schema], value)),
    )
    .toSorted((one, other) => other.length - one.length);
  if (own.length < 2)
    throw new NotChecked('No record shows two members by which the list can be filtered.');
  for (const one of own) {
    const shows = items.map((item) => valueAt(item, one.path)).filter(isScalar);
    const other = [...shows, ...listOf(one.described['enum']), !one.value, nowhere]
      .filter((value) => value !== '' && isValid([one.schema], value))
      .find((value) => !fits(one, one.value, value));
    if (other === undefined) continue;
    const asked = own.map((each) => (each === one ? { ...each, value: other } : each));
    const found = await page(asked);
    const wrong = asked.find((each) => !found.items.every((item) => has(item, each)));
    // What is ignored alone, too, is found by a check of its own.
    if (wrong === undefined || !(await page([wrong])).items.every((item) => has(item, wrong)))
      continue;
    const where = asked.map(({ name, value }) => `${name}=${String(value)}`).join(' and ');
    const text = `With ${where} there are records of another ${wrong.path.join('.')}.`;
    return breach('filter_ignored', text, found);
  }
  return [];
}

/**
 * Whether what a filter asks for finds a value. A member that is not shown may have it, and a number may stand
 * for a boolean.
 */
function fits({ by, described }: ListInput, value: unknown, asked: unknown): boolean {
  if (value === undefined || value === asked) return true;
  // What is asked for may stand for some of its values.
  if (isObject(by))
    return !Object.hasOwn(by, String(asked)) || listOf(by[String(asked)]).includes(value);
  if (typeof value === 'boolean' && typeof asked === 'number') return Number(value) === asked;
  if (typeof value !== 'string' || typeof asked !== 'string') return false;
  // Where nothing else is said, a part of a text may be enough, in whatever case.
  const isWhole = by === 'exact' || listOf(described['enum']).includes(value);
  return !isWhole && value.toLowerCase().includes(asked.toLowerCase());
}

/** Whether a text is another one in the other case: no source says that case counts. */
function isInCase(value: unknown, asked: unknown): boolean {
  return value !== asked && String(value).toLowerCase() === String(asked).toLowerCase();
}

/** What is no text as a whole, but nearly: a part of it, and the text in the other case. */
function nearly(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  const upper = text.toUpperCase();
  // Digits of a UUID are the same in both cases.
  const isDigits = /^[\da-f-]*$/i.test(text);
  const other = upper === text ? text.toLowerCase() : upper;
  return [[...text].slice(0, -1).join('').trim(), ...(isDigits ? [] : [other])].filter(
    (one) => one !== '',
  );
}

/** Patterns that a text meets, by the wildcards of SQL and of file names, and as a regular expression. */
const patterns = (text: unknown): string[] =>
  isText(text) ? ['%', '*', '.*'].map((wildcard) => `${[...text][0]}${wildcard}`) : [];

/** A text that no record has. */
const nowhere = 'no-such-value';

const time = /^\d{4}-\d{2}-\d{2}T/;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isScalar = (value: unknown): boolean => value !== undefined && typeof value !== 'object';

/** A filter by a span of time has none of the records outside of it, and all that are within. */
async function ranged(
  name: string,
  by: 'from' | 'to',
  times: readonly [member: string, time: string][],
  page: (value: unknown) => Promise<Page>,
): Promise<Breach[]> {
  const [shownTime] = times;
  if (shownTime === undefined) throw new NotChecked('No record shows a time.');
  const [past, future] = ['1999', '2999'].map((year) => shownTime[1].replace(/^\d{4}/, year));
  const [outside, inside] = by === 'from' ? [future, past] : [past, future];
  const none = await page(outside);
  if (none.items.length > 0) {
    const text = `With ${name}=${outside} there are ${none.items.length} records.`;
    return breach('filter_ignored', text, none);
  }
  const all = await page(inside);
  if (all.items.length === 0)
    return breach('filter_ignored', `With ${name}=${inside} there is no record.`, all);
  const zoned = await elsewhereOnEarth(name, by, times, page);
  if (zoned.length > 0) return zoned;
  // With which time it is compared its name may say.
  const [stem = ''] = /creat|updat/i.exec(name) ?? [];
  const own = times
    .filter(([member]) => stem !== '' && member.includes(stem))
    .toSorted(([, one], [, other]) => (one < other ? -1 : 1));
  const edge = own.at(by === 'from' ? -1 : 0);
  if (edge === undefined) return [];
  const [member, end] = edge;
  const last = await page(end);
  const isThere = last.items.some((item) => item[member] === end);
  if (isThere || last.items.length >= all.items.length) return [];
  // A time may be kept with more digits than it is shown.
  const text = `With ${name}=${end} there is no record with that ${member}, though one has it.`;
  return breach('filter_ignored', text, last, true);
}

/** One moment means the same in another zone: here one that finds all records, unless its offset is ignored. */
async function elsewhereOnEarth(
  name: string,
  by: 'from' | 'to',
  times: readonly [member: string, time: string][],
  page: (value: unknown) => Promise<Page>,
): Promise<Breach[]> {
  const sorted = times
    .map(([, text]) => text)
    .toSorted((one, other) => timeOf(one) - timeOf(other));
  const edge = sorted.at(by === 'from' ? 0 : -1) ?? '';
  const moved = inZone(edge, by === 'from' ? 12 : -11);
  if (moved === undefined) return [];
  const shown = await page(edge);
  // Not every server knows every zone.
  const found = await unless(PageRefused, page(moved));
  if (found === undefined || found.items.length > 0 || shown.items.length === 0) return [];
  const text = `With ${name}=${moved} there is no record, though there are some with the same moment in another zone, ${edge}.`;
  return breach('filter_ignored', text, found);
}

/** A time as the clocks show it where they are so many hours ahead; undefined if it does not say its zone. */
function inZone(text: string, hours: number): string | undefined {
  const parts = /^.{19}(\.\d+)?(?:Z|(Z?)[+-]\d{2}(:?)\d{2})$/.exec(text);
  const time = timeOf(text);
  if (!parts || Number.isNaN(time)) return undefined;
  const [, rest = '', z = '', colon = ':'] = parts;
  const clock = new Date(time + hours * 3_600_000).toISOString().slice(0, 19);
  const offset = `${hours < 0 ? '-' : '+'}${Math.abs(hours)}${colon}00`;
  return `${clock}${rest}${z}${offset}`;
}

/** A search by a condition on a field has the records alone whose field has the value. */
async function conditioned(
  path: readonly string[],
  items: readonly JsonObject[],
  page: (value: unknown) => Promise<Page>,
): Promise<Breach[]> {
  const records = items.map((item) => valueAt(item, path)).filter(isObject);
  const valuesOf = (field: string) => [...new Set(records.map((one) => one[field]))];
  // A field that tells few kinds of records apart is more likely to be one that is searched by.
  const fields = [...new Set(records.flatMap((one) => Object.keys(one)))]
    .filter((one) => valuesOf(one).every((value) => isText(value) && !time.test(value)))
    .toSorted((one, other) => valuesOf(one).length - valuesOf(other).length);
  const differing = fields.find((one) => valuesOf(one).length > 1);
  if (differing === undefined) throw new NotChecked('The records differ in no text.');
  const [first, second] = valuesOf(differing);
  // That case counts shows in words alone.
  const word = fields.find((one) => nearly(valuesOf(one)[0]).length > 1) ?? differing;
  const searches: readonly (readonly [field: string, asked: readonly unknown[]])[] = [
    [differing, [first]],
    [differing, [second]],
    [differing, ['no-such-value']],
    // No record has two values at once.
    [differing, [first, second]],
    ...nearly(valuesOf(word)[0]).map((one) => [word, [one]] as const),
  ];
  return firstFinding(searches, async ([field, asked]) => {
    const conditions = asked.map((value, index) => ({
      name: `expression_${index}`,
      data: [field, '=', value],
    }));
    const [, ...logics] = conditions.flatMap(({ name }) => ['and', name]);
    const found = await page({ conditions, logics });
    const values = found.items.map((item) => valueAt(item, [...path, field]));
    // A number may come as a text.
    const other = values.find((one) => asked.some((wanted) => String(wanted) !== String(one)));
    const isLost = values.length === 0 && asked.length === 1 && valuesOf(field).includes(asked[0]);
    if (other === undefined && !isLost) return [];
    const what = isLost ? 'no record, though some have it' : `a record with ${shown(other)}`;
    const text = `A search for ${field} = ${asked.join(' and ')} finds ${what}.`;
    // Which fields can be searched by is not said: a server may find nothing by others.
    return breach('filter_ignored', text, found, isLost || isInCase(other, asked[0]));
  });
}

/** A filter by several values has the records of each, and no others. */
async function listed(
  name: string,
  path: readonly string[],
  known: readonly unknown[],
  isArray: boolean,
  page: (value: unknown) => Promise<Page>,
): Promise<Breach[]> {
  for (const some of [known.slice(0, 1), known.slice(0, 2)]) {
    const found = await page(isArray ? some : some.join(','));
    const values = found.items.map((item) => valueAt(item, path));
    const other = values.find((one) => !some.includes(one));
    const lost = some.find((one) => !values.includes(one));
    if (other === undefined && lost === undefined) continue;
    const what = other === undefined ? `none with ${shown(lost)}` : `one with ${shown(other)}`;
    const text = `With ${name}=${some.join(',')} there is ${what} as ${path.join('.')}.`;
    return breach('filter_ignored', text, found);
  }
  return [];
}
