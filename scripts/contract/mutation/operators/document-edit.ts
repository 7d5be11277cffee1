import type { JsonObject } from '../../../lib/description.js';
import type { InlinedOperation } from '../inline.js';

/** A change of the document of one operation, outside its schemas. */
export interface DocumentEdit {
  readonly operator: string;
  /** JSON pointer into the document of the operation: what is changed. */
  readonly at: string;
  readonly what: string;
  readonly wanted: string;
  readonly document: () => JsonObject;
}

/** All changes of one family to the document of an operation. */
export type DocumentOperator = (
  inlined: InlinedOperation,
  context: DocumentContext,
) => DocumentEdit[];

/** What an operator may know of the other operations. */
export interface DocumentContext {
  /** Whether a method is served at a path that fits the template, by this or another operation. */
  readonly isServed: (path: string, method: string) => boolean;
  /** Whether the operation is the first of its path, so that what concerns the path is done once. */
  readonly isFirstOfPath: boolean;
}
