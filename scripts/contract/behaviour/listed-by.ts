import { randomUUID } from 'node:crypto';
import type { Description } from '../../lib/openapi/document.js';
import { shown } from '../../lib/text.js';
import { jsonValue, withBody } from '../case.js';
import { objectOf, textsIn, valueAt, withValue } from '../cases/json.js';
import { fixtureOf } from '../fixtures/fixture.js';
import type { Resources } from '../fixtures/resources.js';
import {
  behaviourOf,
  breach,
  isSuccess,
  NotChecked,
  until,
  type Check,
  type Trial,
} from './check.js';
import { askedList, markedList, type MarkedList } from './list.js';
import { differencesFrom } from './members.js';
import { withTexts } from './written.js';

/** Checks of each operation whose answer does not name what it makes, in the list that does (`x-listed-by`). */
export function* listedByChecks(description: Description, resources: Resources): Generator<Check> {
  for (const operation of resources.byId.values()) {
    const mark = description.at(`${operation.pointer}/x-listed-by`);
    const given = markedList(description, resources, objectOf(mark));
    if (given === undefined) continue;
    const why = 'What was made is in the list, as it was written.';
    const check = behaviourOf(given);
    yield { ...check(operation, 'made is listed', why, made), isAlone: true };
  }
}

const made: Trial<MarkedList> = async (context, { list, query }, operation) => {
  const { fixtures, resources, set, send } = context;
  const { body } = operation;
  const plain = context.plain(operation);
  // By a text that nothing else has it is known again.
  const mark = `${fixtures.given.mark}-${randomUUID()}`;
  const marked = (one: unknown) => textsIn(one).find(({ text }) => text.includes(mark));
  const has = (one: unknown): boolean => marked(one) !== undefined;
  /** The members beside it. */
  const membersIn = (one: unknown, like = one) =>
    objectOf(valueAt(one, marked(like)?.path.slice(0, -1) ?? []));
  const [written] = [jsonValue(plain.body), ...(body?.examples ?? []).map(({ value }) => value)]
    .map((value) => body && withTexts(set, body, value, mark))
    .filter(has);
  if (written === undefined) throw new NotChecked('Nothing in its body is a text that may be any.');
  const prepared = await context.prepared(operation, withBody(plain, written));
  // What leads to no state, such as a comment, is written as well.
  let value: unknown = { ...objectOf(written), ...objectOf(jsonValue(prepared.request.body)) };
  // Of several records that it names one is made.
  const [several] = resources.referencesOf(operation).filter(({ path }) => path[1] === '*');
  const kind = resources.named(several?.collection ?? '');
  const named = kind?.create ? [await fixtures.make(kind), await fixtures.make(kind)] : [];
  const ofNamed = named.map((one) => one.id);
  if (several && kind?.create) value = withValue(value, several.path.slice(0, 1), ofNamed);
  const request = withBody(prepared.request, value);
  const asked = askedList(context, list);
  const look = async () => {
    const { pages, isWhole } = await asked.walk(undefined, ({ items }) => items.some(has), query);
    return { isWhole, found: pages.flatMap(({ items }) => items).filter(has) };
  };
  // Another one tells which members the list shows.
  if (list.resource.create) await fixtures.alone(list.resource);
  const before = await asked.ask(query, list.size);
  const answer = await send(operation, request);
  prepared.release(answer, false);
  if (!isSuccess(answer)) throw new NotChecked(`It was refused with ${answer.status}.`);
  const { found, isWhole } = await until(look, (seen) => seen.found.length > 0);
  for (const { id, ...record } of list.resource.remove ? found : [])
    await fixtures.records.remove(fixtureOf(list.resource, String(id), { ...record, id }));
  // What another operation ends is there still.
  const ends = kind?.lifeCycle?.transitions.filter(({ to }) => to === 'end');
  const isKept = ends?.every(({ operations }) => !operations.includes(operation.id));
  for (const one of isKept ? named : [])
    if ((await context.left(one)) === undefined)
      return breach('changed_other_record', `After it ${one.id} cannot be read.`, { request });
  const { id } = list.operation;
  if (found.length > 1) {
    const text = `One request to ${operation.id} made ${found.length} records that ${id} has.`;
    return breach('repeated_in_list', text, { request }, true);
  }
  const [one] = found;
  if (one) {
    const names = before.items.flatMap((other) => Object.keys(membersIn(other, one)));
    const isShown = (name: string): boolean => names.includes(name);
    const [lost] = differencesFrom(membersIn(value), membersIn(one), undefined, isShown);
    return lost ? breach('write_lost', `In ${id} ${lost.text}.`, { request }, lost.isReading) : [];
  }
  const { items, ids } = await asked.ask(query, list.size);
  if (items.length > before.items.length || ids.some((one) => !before.ids.includes(one))) {
    const text = `What is new in ${id} lacks ${shown(mark)}, which ${operation.id} wrote.`;
    return breach('write_lost', text, { request });
  }
  // A list that takes no limit may have one all the same, which is a round number.
  const isFull = !list.limit && items.length > 0 && items.length % 10 === 0;
  if (!isWhole || isFull) throw new NotChecked('The list may have more records than it gives.');
  const text = `${shown(mark)}, which ${operation.id} wrote, is in no record that ${id} has.`;
  return breach('missing_in_list', text, { request });
};
