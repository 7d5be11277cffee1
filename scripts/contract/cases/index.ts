import type { Description } from '../../lib/openapi/document.js';
import type { ContractCase } from '../case.js';
import { operationsOf, type ContractOperation } from '../operation.js';
import { answerCases } from './answer-cases.js';
import { baseRequest } from './base-request.js';
import { bodyCases } from './body-cases.js';
import { numbered, type CaseSource } from './case-draft.js';
import { contentCases, wholeBodyCases } from './content-cases.js';
import { credentialCases } from './credential-cases.js';
import { forAnswers, forRequests, withoutMarked } from './direction.js';
import { parameterCases } from './parameter-cases.js';
import { schemaSet } from './schemas.js';
import { surfaceCases } from './surface-cases.js';

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
 *
 * @param operations - by their ids; all if left out. Ids that the description does not have are ignored
 * @param exhaustive - whether a member that is like another one gets all of its cases, too
 */
export function casesOf(
  description: Description,
  { operations: ids, exhaustive }: { operations?: readonly string[]; exhaustive?: boolean } = {},
): ContractCase[] {
  const maker = caseMaker(description, operationsOf(description), exhaustive);
  const chosen = maker.operations.filter(({ id }) => ids?.includes(id) ?? true);
  return maker.casesOf(chosen, chosen);
}

/** Makes cases of operations, each on demand; what they need of the schemas is worked out once. */
export function caseMaker(
  description: Description,
  all: readonly ContractOperation[],
  exhaustive = false,
) {
  const view = forRequests(description);
  const set = schemaSet(view);
  const answers = schemaSet(forAnswers(description));
  const operations = view === description ? all : all.map(withoutReadOnlyMembers);
  const sources = new Map<string, CaseSource | undefined>();
  const sourceOf = (operation: ContractOperation): CaseSource | undefined => {
    if (!sources.has(operation.id)) {
      const base = baseRequest(set, operation);
      sources.set(operation.id, base && { set, answers, operation, base, exhaustive });
    }
    return sources.get(operation.id);
  };
  const sourcesOf = (chosen: readonly ContractOperation[]): CaseSource[] =>
    chosen.flatMap((operation) => sourceOf(operation) ?? []);
  return {
    set,
    operations,
    /** What the cases of an operation are made from; undefined if no valid request can be made. */
    sourceOf,
    /**
     * @param chosen - whose cases are made
     * @param owners - on whose paths other methods, and near which other paths, are tried
     */
    casesOf: (
      chosen: readonly ContractOperation[],
      owners: readonly ContractOperation[],
    ): ContractCase[] => [
      ...sourcesOf(chosen).flatMap((source) =>
        numbered(makers.flatMap((make) => [...make(source)])),
      ),
      ...numbered([...surfaceCases(operations, sourcesOf(owners))]),
    ],
  };

  function withoutReadOnlyMembers(operation: ContractOperation): ContractOperation {
    const bodies = operation.bodies.map((body) => ({
      ...body,
      examples: body.examples.map((one) => ({
        ...one,
        value: withoutMarked(description, 'readOnly', description.at(body.schema), one.value),
      })),
    }));
    const body = bodies.find(({ mediaType }) => mediaType === operation.body?.mediaType);
    return { ...operation, bodies, body };
  }
}
