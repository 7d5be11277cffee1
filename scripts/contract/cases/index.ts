import type { Description } from '../../lib/openapi/document.js';
import type { ContractCase } from '../case.js';
import { operationsOf } from '../operation.js';
import { answerCases } from './answer-cases.js';
import { baseRequest } from './base-request.js';
import { bodyCases } from './body-cases.js';
import { numbered, type CaseSource } from './case-draft.js';
import { contentCases, wholeBodyCases } from './content-cases.js';
import { credentialCases } from './credential-cases.js';
import { parameterCases } from './parameter-cases.js';
import { schemaSet } from './schemas.js';
import { surfaceCases } from './surface-cases.js';

/** Which cases are made. */
export interface CaseOptions {
  /** By their ids; all if left out. Ids that the description does not have are ignored. */
  readonly operations?: readonly string[];
}

/** Makers of the cases of one operation, in the order of their cases. */
const makers = [
  bodyCases,
  wholeBodyCases,
  parameterCases,
  credentialCases,
  contentCases,
  answerCases,
];

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
  const all = operationsOf(description);
  const chosen = all
    .filter(({ id }) => ids?.includes(id) ?? true)
    .flatMap((operation): CaseSource[] => {
      const base = baseRequest(set, operation);
      return base === undefined ? [] : [{ set, operation, base }];
    });
  return numbered([
    ...chosen.flatMap((source) => makers.flatMap((make) => make(source))),
    ...surfaceCases(all, chosen),
  ]);
}
