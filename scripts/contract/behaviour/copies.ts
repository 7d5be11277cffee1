import type { JsonObject } from '../../lib/openapi/document.js';
import { shown } from '../../lib/text.js';
import { jsonValue, withBody } from '../case.js';
import { listOf, objectOf, valueAt, without } from '../cases/json.js';
import { fixtureOf } from '../fixtures/fixture.js';
import { birthsOf } from '../fixtures/life-cycle.js';
import { createdId, recordIn, type Resources } from '../fixtures/resources.js';
import { jsonOf } from '../oracle/media-type.js';
import {
  behaviourOf,
  breach,
  isSuccess,
  NotChecked,
  until,
  type Breach,
  type Check,
  type Kept,
  type Trial,
} from './check.js';
import {
  changesBetween,
  differencesFrom,
  isDerived,
  isEmpty,
  isLasting,
  isOwnMark,
} from './members.js';
import { changesOf, namesIn } from './written.js';

/** Checks of each operation that copies a record. */
export function* copyChecks({ byId, copiedBy }: Resources): Generator<Check> {
  for (const operation of byId.values()) {
    const resource = copiedBy(operation);
    if (!resource?.create) continue;
    const check = behaviourOf({ ...resource, create: resource.create });
    yield check(operation, 'copy', 'A copy is like its original, and apart from it.', copied);
  }
}

const copied: Trial<Kept> = async (context, resource, operation) => {
  const { fixtures, resources, set } = context;
  const { create, update } = resource;
  const original = await fixtures.alone(resource);
  const { record: before = {} } = await context.read(original);
  const asked = fixtures.requests.named(operation, context.plain(operation));
  const sent = await context.about(operation, original, asked);
  const answer = jsonOf(sent.answer);
  const id =
    createdId(resource, answer) ?? createdId({ ...resource, createdId: undefined }, answer);
  if (!isSuccess(sent.answer) || id === undefined || id === original.id)
    throw new NotChecked(`Its answer ${sent.answer.status} shows no copy.`);
  const found = (name: Breach['name'], text: string, isReading = false): Breach[] =>
    breach(name, `${text}.`, sent, isReading);

  let { parent } = original;
  const isMoved = birthsOf(parent?.resource.lifeCycle, operation.id).length > 0;
  if (isMoved && parent) {
    const home = String(recordIn(answer, id)?.[resources.idNameOf(parent.resource)]);
    const text = `${id}, the copy of ${original.id}, belongs to ${home} as well, and to no new one`;
    if (home === parent.id) return found('foreign_record', text);
    parent = fixtureOf(parent.resource, home, {});
  }
  const copy = fixtureOf(resource, id, {}, parent);
  const given = objectOf(jsonValue(sent.request.body));
  const names = namesIn(set, [create.body?.schema ?? '']);
  const written = Object.fromEntries(names.map((name) => [name, true]));
  // What nobody writes, such as counters, is its own.
  const isCopied = (name: string): boolean => isDerived(name, written);
  const kept = Object.entries(before).filter(([name]) => isCopied(name) && !(name in given));
  const look = async () => {
    const { record, answer: seen } = await context.read(copy);
    const lost = [...lacks(Object.fromEntries(kept), record)];
    return { record, lost: record ? lost[0] : `reading it is answered with ${seen.status}` };
  };
  // It may take a moment.
  const { record, lost } = await until(look, (seen) => seen.lost === undefined);
  const called = `the copy ${id} of ${original.id}`;
  if (record === undefined) return found('missing_after_create', `Of ${called} ${lost}`);
  const around = { ...(isMoved && parent && (await context.left(parent))), ...record };
  // What is no member of it may say what is to be copied, as may one that is true or false.
  const options = Object.keys(given).filter(
    (name) => !(name in around) || typeof given[name] === 'boolean',
  );
  const isPartial = options.length > 0 || sent.request.query.length > 0;
  if (lost !== undefined) return found('write_lost', `In ${called} ${lost}`, isPartial);
  const [other] = differencesFrom(without(given, ...options), around);
  if (other !== undefined) return found('write_lost', `In ${called} ${other.text}`);
  // What names the record that it belongs to can belong to no other.
  const ownedIn = (one: JsonObject): unknown[] =>
    Object.values(one)
      .flatMap(listOf)
      .map(objectOf)
      .filter((item) => Object.values(item).includes(original.id))
      .flatMap((item) => item['id'] ?? []);
  const shared = ownedIn(record).find((one) => ownedIn(before).includes(one));
  if (shared !== undefined) {
    const text = `${String(shared)}, which belongs to ${original.id}, is in its copy ${id}, too`;
    return found('foreign_record', text);
  }

  const changed = async (when: string): Promise<Breach[]> => {
    const after = await context.left(original);
    const change = changesBetween(before, after ?? {}).find((one) => isCopied(one.name));
    const text = after ? `of ${original.id} ${change?.text}` : `${original.id} is gone`;
    return change ? found('changed_other_record', `After ${when} ${text}`) : [];
  };
  const byCopying = await changed('it was copied,');
  if (byCopying.length > 0) return byCopying;
  // What is inside of both would change in both.
  for (const change of update ? changesOf(context, resource, update, record) : [])
    if (update && Object.values(change).some(isInside))
      await context.about(update, copy, withBody(context.plain(update), change));
  await fixtures.records.remove(copy);
  return changed(`a change and the deletion of its copy ${id},`);
};

const isInside = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Ids, times, and who it is of, are those of each record. */
const isOwn = (name: string): boolean =>
  isOwnMark(name) || isLasting(name) || /(^|_)id$|Id$/.test(name);

/**
 * The texts, objects and items of its original that a copy lacks, in words. Another text is no lack, since
 * a name may have to be another one, and a copy may begin in another state.
 */
function* lacks(original: unknown, copy: unknown, at = ''): Generator<string> {
  if (isEmpty(original) || !(isInside(original) || typeof original === 'string')) return;
  const isShorter = Array.isArray(original) && listOf(copy).length < original.length;
  if (isEmpty(copy ?? '') || isShorter) {
    yield `${at} is ${shown(copy)}, but ${shown(original)} in the original`;
  } else if (isInside(original)) {
    for (const [name, value] of Object.entries(original))
      if (!isOwn(name)) yield* lacks(value, valueAt(copy, [name]), at ? `${at}.${name}` : name);
  }
}
