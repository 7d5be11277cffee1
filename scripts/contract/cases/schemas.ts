import { oncePerDescription } from '../../lib/openapi/document.js';
import { visitSchemas } from '../../lib/openapi/members.js';
import { ajvValidatorsOf } from '../../lib/openapi/validators.js';
import { listOf, remembered } from './json.js';
import { mergedSchemas, type MergedSchema, type Schemas } from './merged-schema.js';

/** The schemas of a description: read as one, and as validators; each is worked out once. */
export type SchemaSet = ReturnType<typeof schemaSet>;

/** More similar values than this show nothing new. */
const maxSimilar = 10;

/** Reads the schemas of a description on demand. */
export const schemaSet = oncePerDescription((description) => {
  const validators = ajvValidatorsOf(description);
  const known = new Map<string, MergedSchema[]>();
  const enumerations: unknown[][] = [];
  visitSchemas(description.document, (schema) => enumerations.push(listOf(schema['enum'])));
  /** A pointer that leads to nothing allows every value. */
  const isValidAt = (pointer: string, value: unknown): boolean =>
    description.at(pointer) === undefined || validators(pointer)(value);
  return {
    description,
    /** All ways to read schemas that apply together as one. */
    merged: (schemas: Schemas): readonly MergedSchema[] =>
      remembered(known, schemas.join(' '), () => mergedSchemas(description, schemas)),
    /** Whether a value satisfies all of the schemas. */
    isValid: (schemas: Schemas, value: unknown): boolean =>
      schemas.every((pointer) => isValidAt(pointer, value)),
    /** How many errors a validator finds: the fewer, the more exactly a value breaks one rule. */
    countErrors: (pointer: string, value: unknown): number =>
      isValidAt(pointer, value) ? 0 : (validators(pointer).errors?.length ?? 1),
    /**
     * What the values of an enumeration may be confused with: those of others in the document that
     * share a value with it, such as the states of a thing beside those that a client may ask for.
     */
    similarValues(values: readonly unknown[]): unknown[] {
      const similar = enumerations.filter((list) => list.some((one) => values.includes(one)));
      return [...new Set(similar.flat())]
        .filter((one) => !values.includes(one))
        .slice(0, maxSimilar);
    },
    /** Samples that were made before, by the arguments that they were made with. */
    samples: new Map<string, unknown[]>(),
  };
});
