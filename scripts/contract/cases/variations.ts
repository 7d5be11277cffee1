import type { CaseGroup } from '../case.js';
import { otherArrays } from './array-variations.js';
import { otherBranches } from './branch-variations.js';
import { otherObjects } from './object-variations.js';
import type { Place } from './places.js';
import { listedValues, otherNumbers, otherTexts, otherTypes } from './scalar-variations.js';
import type { SchemaSet } from './schemas.js';

/** Another value for a place: whether it is valid is for a validator to say. */
export interface Variation {
  readonly keyword: string;
  /** What was done, without the place. */
  readonly name: string;
  readonly value: unknown;
  /** The group of the case if the value turns out valid; undefined if that is not worth a case. */
  readonly ifValid?: CaseGroup;
  /** The group of the case if it turns out invalid; undefined if that is not worth a case. */
  readonly ifInvalid?: CaseGroup;
}

/** Values that are listed in enumerations akin to one, so that a server might take them for listed. */
export type AkinValues = (values: readonly unknown[]) => readonly unknown[];

/** Every value that a keyword of a schema makes worth trying at a place, given a valid one. */
export function variationsOf(
  set: SchemaSet,
  { schema, pointer }: Pick<Place, 'schema' | 'pointer'>,
  value: unknown,
  akin: AkinValues,
): Variation[] {
  return [
    ...otherTypes(schema, value),
    ...listedValues(schema, akin),
    ...otherTexts(set, pointer, schema, value),
    ...otherNumbers(schema, value),
    ...otherArrays(set, pointer, schema, value),
    ...otherObjects(set, pointer, schema, value),
    ...otherBranches(set, pointer, schema),
  ];
}
