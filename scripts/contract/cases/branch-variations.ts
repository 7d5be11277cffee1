import { isObject } from '../../lib/description.js';
import { listOf } from './merged-schema.js';
import type { Place } from './places.js';
import { sampleOf, samplesOf } from './samples.js';
import type { SchemaSet } from './schemas.js';
import type { Variation } from './variations.js';

/** Values that `not` forbids, and mixtures of the branches of `oneOf` and `anyOf`. */
export function otherBranches(
  set: SchemaSet,
  pointer: string,
  schema: Place['schema'],
): Variation[] {
  const forbidden =
    schema['not'] === undefined ? [] : samplesOf(set, [`${pointer}/not`], 'minimal');
  return [
    ...forbidden.map((value) => ({
      keyword: 'not',
      name: 'is what it must not be',
      value,
      ifInvalid: 'negative' as const,
    })),
    ...['oneOf', 'anyOf'].flatMap((keyword) => {
      const branches = [...listOf(schema[keyword]).keys()].map((index) =>
        sampleOf(set, [`${pointer}/${keyword}/${index}`], 'full'),
      );
      return branches.flatMap((left, index) =>
        branches.slice(index + 1).flatMap((right, other) =>
          isObject(left) && isObject(right)
            ? [
                [left, right],
                [right, left],
              ].map(([one, two]) => ({
                keyword,
                name: `mixes the branches ${index} and ${index + other + 1}`,
                value: { ...one, ...two },
                ifValid: 'branch' as const,
                ifInvalid: 'negative' as const,
              }))
            : [],
        ),
      );
    }),
  ];
}
