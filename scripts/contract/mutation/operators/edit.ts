import type { JsonObject } from '../../../lib/description.js';

/** A change of one schema in one place. */
export interface SchemaEdit {
  readonly operator: string;
  /** Where in the schema, as a JSON pointer from it; empty for the schema as a whole. */
  readonly at: string;
  /** What is done, in a few words. */
  readonly what: string;
  /** What would have to be sent to notice. */
  readonly wanted: string;
  /** The schema after the change. */
  readonly schema: unknown;
  /** Values that the change may have let in or shut out. */
  readonly values?: readonly unknown[];
  /** The member that the change is about. */
  readonly member?: string;
}

/** All changes of one family to one schema, apart from the schemas inside it. */
export type SchemaOperator = (schema: JsonObject, context: SchemaContext) => SchemaEdit[];

/** What an operator may know beyond the schema. */
export interface SchemaContext {
  /** Lists of all enumerations of the description. */
  readonly enumerations: readonly (readonly unknown[])[];
}
