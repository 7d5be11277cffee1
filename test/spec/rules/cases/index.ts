import type { DamageCase } from './damage-case.js';
import { limitsWithSource } from './limits-with-source.js';
import { enumValuesExplained } from './enum-values-explained.js';
import { namedExamples } from './named-examples.js';
import { noBareObject } from './no-bare-object.js';
import { noDraftMark } from './no-draft-mark.js';
import { noFormatDateTime } from './no-format-date-time.js';
import { noKeywordPrismIgnores } from './no-keyword-prism-ignores.js';
import { onlyTextBesideRef } from './only-text-beside-ref.js';
import { operationIdForm } from './operation-id-form.js';
import { paginationDeclared } from './pagination-declared.js';
import { requestBodiesClosed } from './request-bodies-closed.js';
import { resourceIdsDeclared } from './resource-ids-declared.js';
import { safeToRepeatDeclared } from './safe-to-repeat-declared.js';
import { sourcesPresent } from './sources-present.js';
import { textPresent } from './text-present.js';

/** The damages to the clean document, by the rule that has to notice them. */
export const damageCases: Record<string, DamageCase[]> = {
  'limits-with-source': limitsWithSource,
  'enum-values-explained': enumValuesExplained,
  'named-examples': namedExamples,
  'no-bare-object': noBareObject,
  'no-draft-mark': noDraftMark,
  'no-format-date-time': noFormatDateTime,
  'no-keyword-prism-ignores': noKeywordPrismIgnores,
  'only-text-beside-ref': onlyTextBesideRef,
  'operation-id-form': operationIdForm,
  'pagination-declared': paginationDeclared,
  'request-bodies-closed': requestBodiesClosed,
  'resource-ids-declared': resourceIdsDeclared,
  'safe-to-repeat-declared': safeToRepeatDeclared,
  'sources-present': sourcesPresent,
  'text-present': textPresent,
};
