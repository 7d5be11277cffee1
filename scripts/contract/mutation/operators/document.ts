import type { InlinedOperation } from '../inline.js';
import { bodies } from './bodies.js';
import type { DocumentContext, DocumentEdit, DocumentOperator } from './document-edit.js';
import { examples } from './examples.js';
import { operations } from './operations.js';
import { parameters } from './parameters.js';
import { security } from './security.js';
import { statuses } from './statuses.js';

const families: readonly DocumentOperator[] = [
  operations,
  security,
  parameters,
  bodies,
  statuses,
  examples,
];

/** All changes to the document of an operation, apart from its schemas. */
export function documentEdits(inlined: InlinedOperation, context: DocumentContext): DocumentEdit[] {
  return families.flatMap((family) => family(inlined, context));
}
