import type { Description } from '../../lib/openapi/document.js';
import { jsonValue, withBody } from '../case.js';
import { objectOf, withValue } from '../cases/json.js';
import { fixtureOf } from '../fixtures/fixture.js';
import { listFor, type List } from '../fixtures/lists.js';
import { withFile } from '../fixtures/requests.js';
import type { Resources } from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import { shown } from '../../lib/text.js';
import {
  behaviourOf,
  breach,
  isSuccess,
  NotChecked,
  until,
  type Check,
  type Trial,
} from './check.js';
import { askedList } from './list.js';

/** What a file goes through: it is given for records of a list, and makes others of them. */
interface Transfer {
  readonly give: ContractOperation;
  /** The members of the body that names the records, down to their ids. */
  readonly ids: readonly string[];
  /** The part of the form that takes the file. */
  readonly part: string;
  readonly list: List;
}

/** Checks of each operation that takes the file which another one gives for some records. */
export function* transferChecks(
  description: Description,
  { all, byId, referencesOf }: Resources,
): Generator<Check> {
  for (const take of byId.values()) {
    for (const {
      answerOf = '',
      path: [part = ''],
    } of referencesOf(take)) {
      const give = byId.get(answerOf);
      const named = give && referencesOf(give).find(({ collection }) => collection !== undefined);
      const resource = all.find(({ name }) => name === named?.collection);
      const list = resource?.create && resource.remove && listFor(description, resource);
      if (give === undefined || named === undefined || !list) continue;
      const check = behaviourOf<Transfer>({ give, ids: named.path, part, list });
      const why = 'What was exported and deleted is there again after its import.';
      yield check(take, 'import', why, imported);
    }
  }
}

const imported: Trial<Transfer> = async (context, { give, ids, part, list }, take) => {
  const { fixtures, about, plain, send } = context;
  const asked = askedList(context, list);
  const made = await fixtures.alone(list.resource);
  const { name } = made.record;
  const listed = async () => {
    const isOf = (item: object): boolean => objectOf(item)['name'] === name;
    const { pages } = await asked.walk(undefined, ({ items }) => items.some(isOf));
    return pages.flatMap(({ items }) => items).find(isOf);
  };
  if (typeof name !== 'string' || (await listed()) === undefined)
    throw new NotChecked('Its name is not in the list.');
  const request = plain(give);
  const path = ids.map((key) => (key === '*' ? 0 : key));
  const body = withValue(jsonValue(request.body), path, made.id);
  const { answer: file } = await about(give, made, withBody(request, body));
  if (!isSuccess(file)) throw new NotChecked(`The export was refused with ${file.status}.`);
  const isDeleted = await fixtures.records.remove(made);
  await until(async () => (await listed()) === undefined);
  if (!isDeleted || (await listed())) throw new NotChecked('What was exported is there still.');
  const { filled } = await fixtures.requests.fill(take, plain(take));
  const sent = { request: { ...filled, body: withFile(filled.body, part, file) } };
  const answer = await send(take, sent.request);
  if (!isSuccess(answer)) throw new NotChecked(`The import was refused with ${answer.status}.`);
  // It may take a moment.
  await until(async () => (await listed()) !== undefined);
  const found = await listed();
  if (found !== undefined) {
    await fixtures.records.remove(fixtureOf(list.resource, String(found['id']), found));
    return [];
  }
  const text = `${shown(name)} was exported, deleted and imported, and is not in the list again.`;
  // What comes of a file only its two operations know.
  return breach('missing_after_create', text, sent, true);
};
