/**
 * The store of data objects: the records of every data class, with their relations. What a family
 * with paths of its own for one class (alerts, incidents …) does with them stands in `own-paths.ts`.
 * The same records are then found by the paths of all data objects, with the same relations. A life
 * cycle has the plural of the class as its collection, `alerts`, since that is what holds its records.
 */
import type { DataobjectSearch } from '../../../../generated/dataobjects/types.js';
import { eachOf, timeText, type BatchResult } from '../../core/answers.js';
import type { Call } from '../../core/family.js';
import { between, findPage } from '../../core/paging.js';
import { serviceRefusal } from '../../core/refusal.js';
import type { Json, WorldRecord } from '../../world/table.js';
import type { DataClass } from '../dataclasses/data-classes.js';
import { readCondition } from './condition.js';

/** Where and when something happens to data objects. */
export type Place = Pick<Call, 'world' | 'workspace' | 'now'>;

/** How many data objects a search can reach at all. */
const reachable = 9999;

/** @throws Refusal if the class has no data object of the id */
export function findObject(
  { workspace }: Pick<Place, 'workspace'>,
  { plural }: DataClass,
  id: string | undefined,
): WorldRecord {
  const record = workspace.table(plural).get(id ?? '');
  if (record !== undefined) return record;
  throw serviceRefusal('SecMaster.20030005', 'The data object does not exist.');
}

/**
 * Adds a data object.
 *
 * @param given - its members, which answers show under `data_object`
 * @param outer - members beside them; an id is kept unless another object has it
 */
export function createObject(
  { world, workspace, now }: Place,
  { id: classId, name, plural }: DataClass,
  given: Json,
  outer: Json = {},
): WorldRecord {
  const wanted = [outer['id'], given['id']].find((one) => typeof one === 'string' && one !== '');
  const isFree = wanted !== undefined && !workspace.table(plural).get(String(wanted));
  const id = isFree ? String(wanted) : world.random.uuid();
  const time = timeText(now);
  const home = { project_id: workspace.project, workspace_id: workspace.id };
  const data = {
    format_version: 1,
    version: 0,
    ...outer,
    ...home,
    id,
    create_time: time,
    update_time: time,
    dataclass_ref: { id: classId, name },
    data_object: { create_time: time, update_time: time, ...home, ...given, id },
  };
  return world.add(workspace, plural, now, data);
}

/**
 * Changes members of a data object; those that are not given stay. Its version stays too: the printed
 * answers to changes have 0.
 */
export function changeObject(
  { world, workspace, now }: Place,
  { plural }: DataClass,
  record: WorldRecord,
  given: Json,
): WorldRecord {
  const time = timeText(now);
  const data = {
    ...record.data,
    update_time: time,
    data_object: {
      ...(record.data['data_object'] as Json),
      update_time: time,
      ...given,
      id: record.id,
    },
  };
  return world.put(workspace, plural, { ...record, changed: undefined, data });
}

/** Takes data objects away, with their relations. */
export function deleteObjects(at: Place, one: DataClass, ids: readonly string[]): BatchResult {
  const table = at.workspace.table(one.plural);
  return eachOf(ids, (id) => {
    const record = table.get(id);
    if (record === undefined) return false;
    for (const [plural, others] of Object.entries(relationsOf(record))) {
      for (const other of others) setLink(at, [one.plural, id], [plural, other], false);
    }
    at.world.remove(at.workspace, one.plural, id);
    return true;
  });
}

/**
 * Finds data objects, page by page, newest first unless the search says otherwise.
 *
 * @param among - the ids that count, if not all of the class do
 */
export function searchObjects(
  { workspace }: Pick<Place, 'workspace'>,
  { plural }: DataClass,
  { limit, offset, sort_by, order, ...rest }: DataobjectSearch,
  among?: readonly string[],
): { records: readonly WorldRecord[]; total: number } {
  const { from_date, to_date, condition = {} } = rest;
  const known = among && new Set(among);
  const holds = condition.conditions?.length ? readCondition(condition) : undefined;
  const query = { limit, offset, sort_by, order, asked: [rest, among] };
  return findPage(workspace.table(plural), query, reachable, [
    known && (({ id }) => known.has(id)),
    // Which time the range is about no source says (O08).
    between(from_date, to_date),
    holds && (({ data }) => holds(data['data_object'] as Json, data)),
  ]);
}

/** The ids of the data objects of another class that one is linked with. */
export function relatedIds(record: WorldRecord, { plural }: DataClass): readonly string[] {
  return relationsOf(record)[plural] ?? [];
}

/** Links a data object with others, which are linked with it then. Twice is once. */
export function relateObjects(
  at: Place,
  one: DataClass,
  id: string,
  other: DataClass,
  ids: readonly string[],
): BatchResult {
  return eachOf(ids, (related) => {
    const table = at.workspace.table(other.plural);
    if (table.get(related) === undefined) return false;
    setLink(at, [one.plural, id], [other.plural, related], true);
    return true;
  });
}

/** Cuts the links of a data object with others. */
export function separateObjects(
  at: Place,
  one: DataClass,
  id: string,
  other: DataClass,
  ids: readonly string[],
): BatchResult {
  return eachOf(ids, (related) => {
    const record = at.workspace.table(one.plural).get(id);
    if (record === undefined || !relatedIds(record, other).includes(related)) return false;
    setLink(at, [one.plural, id], [other.plural, related], false);
    return true;
  });
}

/** The ids of those that a record is linked with, by the plural of their class. */
function relationsOf({ inner }: WorldRecord): Readonly<Record<string, readonly string[]>> {
  return (inner['related'] ?? {}) as Readonly<Record<string, readonly string[]>>;
}

/** The plural of the class of a data object, and its id. */
type ObjectName = readonly [plural: string, id: string];

/**
 * Links two data objects with each other, or not; that is no change of either, and leaves their places.
 */
function setLink(
  { world, workspace }: Place,
  one: ObjectName,
  other: ObjectName,
  isLinked: boolean,
): void {
  for (const [[plural, id], [partners, partner]] of [
    [one, other],
    [other, one],
  ] as const) {
    const record = workspace.table(plural).get(id);
    if (record === undefined) continue;
    const relations = relationsOf(record);
    const ids = new Set(relations[partners]);
    if (isLinked) ids.add(partner);
    else ids.delete(partner);
    const related = { ...relations, [partners]: [...ids] };
    world.put(workspace, plural, { ...record, inner: { ...record.inner, related } });
  }
}
