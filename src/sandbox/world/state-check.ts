import { isObject } from '../../values.js';
import type { WorldRecord } from './table.js';
import { endOfTime, stateFormat, stateVersion, type WorldState } from './world.js';

/** Says what is wrong with what a record shows and remembers; undefined if nothing is. */
export type RecordCheck = (
  collection: string,
  record: Pick<WorldRecord, 'data' | 'inner'>,
) => string | undefined;

/**
 * Checks a state that came from outside.
 *
 * @throws TypeError that says in one sentence why it cannot be used
 */
export function checkState(value: unknown, checkRecord: RecordCheck): WorldState {
  if (!isObject(value) || value['format'] !== stateFormat) {
    throw new TypeError('It is no state of the sandbox.');
  }
  const { version, now, random, workspaces, notes } = value;
  if (version !== stateVersion) {
    throw new TypeError(
      `It has the version ${JSON.stringify(version)}, and this sandbox reads version ${stateVersion}.`,
    );
  }
  const isWhole =
    isTime(now) &&
    isObject(notes) &&
    Array.isArray(random) &&
    random.length === 4 &&
    random.every(Number.isInteger) &&
    Array.isArray(workspaces);
  if (!isWhole) throw new TypeError('It is a state of the sandbox, but a part of it is missing.');
  const seen = new Set<string>();
  for (const workspace of workspaces as unknown[]) {
    const { project, id } = checkWorkspace(workspace, checkRecord);
    const name = `the workspace ${JSON.stringify(id)} of the project ${JSON.stringify(project)}`;
    if (seen.has(name)) throw new TypeError(`It has ${name} twice.`);
    seen.add(name);
  }
  return value as unknown as WorldState;
}

function checkWorkspace(value: unknown, checkRecord: RecordCheck): { project: string; id: string } {
  const { project, id: workspace, collections } = isObject(value) ? value : {};
  if (typeof project !== 'string' || typeof workspace !== 'string' || !isObject(collections)) {
    throw new TypeError('It is a state of the sandbox, but a workspace in it is none.');
  }
  for (const [collection, records] of Object.entries(collections)) {
    if (!Array.isArray(records)) throw new TypeError(`It has ${collection} that are no list.`);
    const seen = new Set<string>();
    for (const record of records as unknown[]) {
      const fault = isRecord(record)
        ? seen.has(record.id)
          ? 'comes twice'
          : checkRecord(collection, record)
        : 'is no record of the sandbox';
      if (fault !== undefined) {
        const id = isObject(record) ? JSON.stringify(record['id']) : 'one';
        throw new TypeError(`In its ${collection}, ${id} ${fault}.`);
      }
      seen.add((record as WorldRecord).id);
    }
  }
  return { project, id: workspace };
}

function isRecord(value: unknown): value is WorldRecord {
  return (
    isObject(value) &&
    typeof value['id'] === 'string' &&
    isObject(value['data']) &&
    // Under the name that the API has for it, such as dataspace_id.
    Object.values(value['data']).includes(value['id']) &&
    isObject(value['inner']) &&
    Number.isInteger(value['inner']['numbered'] ?? 0) &&
    Number.isFinite(value['changed']) &&
    [value['createdAt'], value['since'], value['due'] ?? 0].every(isTime)
  );
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < endOfTime;
}
