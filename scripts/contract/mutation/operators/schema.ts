import { annotations } from './annotations.js';
import { branches } from './branches.js';
import type { SchemaContext, SchemaEdit, SchemaOperator } from './edit.js';
import { limits } from './limits.js';
import { objects } from './objects.js';
import { presence } from './presence.js';
import { texts } from './texts.js';
import { types } from './types.js';
import { values } from './values.js';

const families: readonly SchemaOperator[] = [
  presence,
  values,
  types,
  limits,
  texts,
  objects,
  branches,
  annotations,
];

/** All changes to one schema, apart from the schemas inside it. */
export function schemaEdits(
  schema: Parameters<SchemaOperator>[0],
  context: SchemaContext,
): SchemaEdit[] {
  return families.flatMap((family) => family(schema, context));
}
