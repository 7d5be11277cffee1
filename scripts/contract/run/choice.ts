import { nearest } from '../../../src/nearest.js';
import {
  objectAt,
  type Description,
  type JsonObject,
  type OpenApiDocument,
} from '../../lib/openapi/document.js';
import { listOf } from '../cases/json.js';
import { namesOf } from '../fixtures/resources.js';
import { cannotRun } from '../http/target.js';
import { operationsOf } from '../operation.js';

/** Which operations are chosen; all if neither names any. */
export interface Choice {
  /** By their ids. */
  readonly operations?: readonly string[] | undefined;
  /** By a tag, or by the name of a group of tags (`x-tagGroups`) or of its family. */
  readonly tags?: readonly string[] | undefined;
}

/**
 * The ids of the operations that are chosen; undefined for all.
 *
 * @throws UserError with exit code 2 for an operation or a tag that the description does not have
 */
export function chosenOperations(
  description: Description,
  { operations, tags }: Choice,
): readonly string[] | undefined {
  const all = operationsOf(description);
  const ids = all.map((one) => one.id);
  for (const id of operations ?? []) requireKnown('--operation', id, ids);
  if (tags === undefined) return operations;
  const tagsOf = (pointer: string) => listOf(objectAt(description, pointer)['tags']);
  const byName = new Map<string, unknown[]>();
  const add = (name: string, more: readonly unknown[]): void => {
    byName.set(name, [...(byName.get(name) ?? []), ...more]);
  };
  for (const tag of new Set(all.flatMap(({ pointer }) => tagsOf(pointer)))) add(String(tag), [tag]);
  const { 'x-tagGroups': groups = [] } = description.document as OpenApiDocument;
  for (const group of groups) {
    const { name, tags: own = [], 'x-family': family = name } = group;
    for (const one of new Set([name, family])) add(one, own);
  }
  for (const tag of tags) requireKnown('--tag', tag, [...byName.keys()]);
  const wanted = tags.flatMap((tag) => byName.get(tag) ?? []);
  return all
    .filter(
      ({ id, pointer }) =>
        operations?.includes(id) || tagsOf(pointer).some((tag) => wanted.includes(tag)),
    )
    .map(({ id }) => id);
}

/**
 * A sentence about each value that was given under a name which nothing has.
 *
 * @param flows - ids of flows, which may have values of their own
 */
export function* unknownValues(
  description: Description,
  values: JsonObject,
  flows: readonly string[],
): Generator<string> {
  const all = operationsOf(description);
  const own = all.flatMap(({ id, parameters }) => [...parameters.map(({ name }) => name), id]);
  const known = new Set([...namesOf(description), ...own, ...flows]);
  for (const name of Object.keys(values).filter((one) => !known.has(one)))
    yield `--values: nothing is called ${JSON.stringify(name)}; did you mean ${nearest(name.toLowerCase(), own)}?`;
}

/**
 * Checks a name that was given for an option.
 *
 * @throws UserError with exit code 2 if it is not known, with the known one that is most like it
 */
export function requireKnown(
  option: string,
  name: string,
  known: readonly string[],
  more = '',
): void {
  if (known.includes(name)) return;
  cannotRun(
    `${option} ${JSON.stringify(name)} is unknown; did you mean ${nearest(name.toLowerCase(), known)}?${more}`,
  );
}
