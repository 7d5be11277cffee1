import type { Description } from '../../lib/description.js';
import type { ContractCase } from '../case.js';
import { operationsOf, type ContractOperation } from '../operation.js';
import { akinValues } from './akin-values.js';
import { answerCases } from './answer-cases.js';
import { baseRequest, type BaseRequest } from './base-request.js';
import { bodyCases } from './body-cases.js';
import { numbered } from './case-list.js';
import { contentCases } from './content-cases.js';
import { credentialCases } from './credential-cases.js';
import { parameterCases } from './parameter-cases.js';
import { schemaSet } from './schemas.js';
import { surfaceCases } from './surface-cases.js';

/** Which cases are made. */
export interface CaseOptions {
  /** By their ids; all if left out. Ids that the description does not have are ignored. */
  readonly operations?: readonly string[];
}

/**
 * The cases that follow from a bundled description: what it allows and what it forbids, place by
 * place. The same description gives the same cases, with the same ids in the same order. An operation
 * for which no valid request can be made has no cases.
 */
export function casesOf(
  description: Description,
  { operations: ids }: CaseOptions = {},
): ContractCase[] {
  const set = schemaSet(description);
  const akin = akinValues(description.document);
  const all = operationsOf(description);
  const chosen = all
    .filter(({ id }) => ids === undefined || ids.includes(id))
    .flatMap((operation): [ContractOperation, BaseRequest][] => {
      const base = baseRequest(set, operation);
      return base === undefined ? [] : [[operation, base]];
    });
  return numbered([
    ...chosen.flatMap(([operation, base]) => [
      ...bodyCases(set, operation, base, akin),
      ...parameterCases(set, operation, base, akin),
      ...credentialCases(operation, base),
      ...contentCases(set, operation, base),
      ...answerCases(operation, base),
    ]),
    ...surfaceCases(all, chosen),
  ]);
}
