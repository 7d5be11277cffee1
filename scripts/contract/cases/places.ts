import {
  isObject,
  oncePerDescription,
  type Description,
  type JsonObject,
} from '../../lib/openapi/document.js';
import { step } from '../../lib/openapi/pointer.js';
import { unsentMembers } from './direction.js';
import { objectOf, remembered, type Path } from './json.js';
import { schemasIn, referenceOf } from './merged-schema.js';
import { nameFor } from './text-samples.js';

/** A schema, and where in a value it may apply. */
export interface Place {
  readonly path: Path;
  readonly pointer: string;
  readonly schema: JsonObject;
  /** Whether a text alone says which of the values that the schema allows are accepted. */
  readonly isOfProse: boolean;
  /** Names of members that a request does not send there, whatever this schema says of them. */
  readonly unsent: readonly string[];
}

/** How often a schema may come again below itself, so that a recursive one comes to an end. */
const maxRepeats = 1;

/**
 * All schemas within a schema with the paths at which they may apply, those of branches included. What a
 * request does not send has none, also where another schema describes it, too.
 */
export const placesOf = oncePerDescription((description) => {
  const known = new Map<string, Place[]>();
  return (root: string): readonly Place[] =>
    remembered(known, root, () => findPlaces(description, root));
});

function findPlaces(description: Description, root: string): Place[] {
  const found: Omit<Place, 'unsent'>[] = [];
  const unsent = new Map<string, string[]>();
  const done = new Set<string>();
  const visit = (pointer: string, path: Path, above: readonly string[], isIn = false): void => {
    const schema = description.at(pointer);
    if (!isObject(schema) || above.filter((one) => one === pointer).length > maxRepeats) return;
    const key = `${pointer} ${JSON.stringify(path)}`;
    if (done.has(key)) return;
    done.add(key);
    const isOfProse = isIn || schema['x-prose-rules'] === true;
    found.push({ path, pointer, schema, isOfProse });
    const go = (next: string, ...steps: (string | number)[]): void =>
      visit(next, [...path, ...steps], [...above, pointer], isOfProse);

    const namesIn = (keyword: string): string[] => Object.keys(objectOf(schema[keyword]));
    const here = JSON.stringify(path);
    unsent.set(here, [...(unsent.get(here) ?? []), ...namesIn(unsentMembers)]);
    const target = referenceOf(schema);
    if (target !== undefined) go(target);
    for (const keyword of ['allOf', 'oneOf', 'anyOf']) {
      for (const part of schemasIn(schema, pointer, keyword)) go(part);
    }
    for (const keyword of ['then', 'else']) go(`${pointer}/${keyword}`);
    for (const name of namesIn('dependentSchemas')) go(`${pointer}/dependentSchemas${step(name)}`);
    for (const name of namesIn('properties')) go(`${pointer}/properties${step(name)}`, name);
    for (const pattern of namesIn('patternProperties')) {
      const name = nameFor(pattern);
      if (name !== undefined) go(`${pointer}/patternProperties${step(pattern)}`, name);
    }
    go(`${pointer}/additionalProperties`, 'extra');
    const prefixes = schemasIn(schema, pointer, 'prefixItems');
    for (const [index, part] of prefixes.entries()) go(part, index);
    go(`${pointer}/items`, prefixes.length);
  };
  visit(root, [], []);
  const unsentAt = (path: Path): string[] => unsent.get(JSON.stringify(path)) ?? [];
  return found
    .filter(({ path }) => !path.some((key, end) => unsentAt(path.slice(0, end)).includes(`${key}`)))
    .map((place) => ({ ...place, unsent: unsentAt(place.path) }));
}
