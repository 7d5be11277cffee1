import type { Description } from '../../lib/description.js';
import { validatorsOf } from '../../lib/schema-judge.js';
import { mergedSchemas, type MergedSchema, type Schemas } from './merged-schema.js';

/** The schemas of a description: read as one, and as validators; each is worked out once. */
export interface SchemaSet {
  readonly description: Description;
  /** All ways to read schemas that apply together as one. */
  readonly merged: (schemas: Schemas) => readonly MergedSchema[];
  /** Whether a value satisfies all of the schemas. */
  readonly isValid: (schemas: Schemas, value: unknown) => boolean;
  /** How many errors a validator finds: the fewer, the more exactly a value breaks one rule. */
  readonly countErrors: (schemas: Schemas, value: unknown) => number;
  /** Samples that were made before, by the arguments that they were made with. */
  readonly samples: Map<string, unknown[]>;
}

/** Reads the schemas of a description on demand. */
export function schemaSet(description: Description): SchemaSet {
  const validators = validatorsOf(description);
  const known = new Map<string, MergedSchema[]>();
  return {
    description,
    merged: (schemas) => {
      const key = schemas.join(' ');
      const found = known.get(key) ?? mergedSchemas(description, schemas);
      known.set(key, found);
      return found;
    },
    isValid: (schemas, value) => schemas.every((pointer) => isValidAt(pointer, value)),
    countErrors: (schemas, value) =>
      schemas.reduce(
        (count, pointer) =>
          isValidAt(pointer, value) ? count : count + (validators(pointer).errors?.length ?? 1),
        0,
      ),
    samples: new Map(),
  };

  /** A pointer that leads to nothing allows every value. */
  function isValidAt(pointer: string, value: unknown): boolean {
    return description.at(pointer) === undefined || validators(pointer)(value);
  }
}
