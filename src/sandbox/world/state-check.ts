import { stateFormat, stateVersion, type WorldState } from './world.js';

/** Says what is wrong with the data of a record; undefined if nothing is. */
export type RecordCheck = (collection: string, data: unknown) => string | undefined;

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
    Number.isInteger(now) &&
    isObject(notes) &&
    Array.isArray(random) &&
    random.length === 4 &&
    random.every(Number.isInteger) &&
    Array.isArray(workspaces);
  if (!isWhole) throw new TypeError('It is a state of the sandbox, but a part of it is missing.');
  for (const workspace of workspaces as unknown[]) checkWorkspace(workspace, checkRecord);
  return value as unknown as WorldState;
}

function checkWorkspace(value: unknown, checkRecord: RecordCheck): void {
  if (!isObject(value) || !isObject(value['collections'])) {
    throw new TypeError('It is a state of the sandbox, but a workspace in it is none.');
  }
  for (const [collection, records] of Object.entries(value['collections'])) {
    if (!Array.isArray(records)) throw new TypeError(`It has ${collection} that are no list.`);
    for (const record of records as unknown[]) {
      const fault = isRecord(record)
        ? checkRecord(collection, record['data'])
        : 'is no record of the sandbox';
      if (fault !== undefined) {
        const id = isObject(record) ? JSON.stringify(record['id']) : 'one';
        throw new TypeError(`In its ${collection}, ${id} ${fault}.`);
      }
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    isObject(value) &&
    typeof value['id'] === 'string' &&
    isObject(value['data']) &&
    value['data']['id'] === value['id'] &&
    isObject(value['inner']) &&
    ['createdAt', 'changed', 'since'].every((name) => Number.isFinite(value[name])) &&
    (value['due'] === undefined || Number.isFinite(value['due']))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
