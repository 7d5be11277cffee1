import { objectAt, type Description, type JsonObject } from '../../lib/openapi/document.js';
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
  /** The part of the form, and its value, by which the file is but checked (`x-checks-only`). */
  readonly check?: readonly [part: string, value: string] | undefined;
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
      const parts = Object.entries(objectAt(description, `${take.body?.schema ?? ''}/properties`));
      const checks = parts.map(([name, one]) => [name, objectOf(one)['x-checks-only']] as const);
      const only = checks.find((one): one is [string, string] => typeof one[1] === 'string');
      const check = behaviourOf<Transfer>({ give, ids: named.path, part, check: only, list });
      const why = 'What was exported and deleted is there again after its import.';
      // Pages of a list that others change meanwhile lack what is there.
      yield { ...check(take, 'import', why, imported), isAlone: true };
    }
  }
}

const imported: Trial<Transfer> = async (context, { give, ids, part, check, list }, take) => {
  const { fixtures, plain, send } = context;
  const asked = askedList(context, list);
  const isMany = ids.at(-1) === '*';
  const made = [await fixtures.alone(list.resource)];
  // Of several the last one may be left out.
  if (isMany) made.push(await fixtures.alone(list.resource));
  const names = made.map(({ record }) => record['name']);
  const listed = async (): Promise<JsonObject[]> => {
    const { pages } = await asked.walk();
    return pages.flatMap(({ items }) => items).filter((one) => names.includes(one['name']));
  };
  const lacking = async (): Promise<unknown> => {
    const there = (await listed()).map((one) => one['name']);
    return names.find((name) => !there.includes(name));
  };
  if (names.includes(undefined) || (await lacking()) !== undefined)
    throw new NotChecked('Its name is not in the list.');
  const { filled: request } = await fixtures.requests.fill(give, plain(give), made[0]);
  const path = isMany ? ids.slice(0, -1) : ids.map((key) => (key === '*' ? 0 : key));
  const exported = made.map(({ id }) => id);
  const body = withValue(jsonValue(request.body), path, isMany ? exported : exported[0]);
  const file = await send(give, withBody(request, body));
  if (!isSuccess(file)) throw new NotChecked(`The export was refused with ${file.status}.`);
  for (const one of made) {
    if (!(await fixtures.records.remove(one)))
      throw new NotChecked('What was exported is there still.');
  }
  const left = await until(listed, ({ length }) => length === 0);
  if (left.length > 0) throw new NotChecked('What was exported is there still.');
  const { filled } = await fixtures.requests.fill(take, plain(take));
  const sent = { request: { ...filled, body: withFile(filled.body, part, file) } };
  const clear = async (): Promise<void> => {
    for (const found of await listed())
      await fixtures.records.remove(fixtureOf(list.resource, String(found['id']), found));
  };
  if (check) {
    const body = withFile(sent.request.body, check[0], {
      ...file,
      text: check[1],
      bytes: undefined,
    });
    const request = { ...filled, body };
    await send(take, request);
    const [there] = await listed();
    await clear();
    const text = `After a file was but checked, ${shown(there?.['name'])}, which is in it, is in the list.`;
    if (there) return breach('changed_by_read', text, { request });
  }
  const answer = await send(take, sent.request);
  if (!isSuccess(answer)) throw new NotChecked(`The import was refused with ${answer.status}.`);
  // It may take a moment.
  const lost = await until(lacking, (name) => name === undefined);
  await clear();
  if (lost === undefined) return [];
  const text = `After the export, deletion and import of ${names.map(shown).join(' and ')} ${shown(lost)} is not in the list.`;
  return breach('missing_after_create', text, sent);
};
