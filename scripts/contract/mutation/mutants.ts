import type { Description } from '../../lib/openapi/document.js';
import { identified } from '../cases/case-draft.js';
import { placesOf } from '../cases/places.js';
import { schemaSet } from '../cases/schemas.js';
import { operationsOf } from '../operation.js';
import { isJson } from '../oracle/media-type.js';
import { nearestReference, originOf, placesAround, type InlinedOperation } from './inline.js';
import { nameOf } from './mutant.js';
import { answerDamages } from './operators/answer.js';
import { operationEdits } from './operators/operation.js';
import { wanted, withValueAt, type Draft } from './operators/operators.js';
import { schemaEdits, type SimilarValues } from './operators/schema.js';

/**
 * Makes the mutants of the operations of a description, in a stable order. What several references of
 * an operation lead to drifts behind the first of them.
 *
 * @param sharing - operations that share what they refer to: it drifts in the first of them alone
 */
export function mutantsOf(
  description: Description,
  all: readonly InlinedOperation[],
  sharing: readonly InlinedOperation[] = [],
) {
  const { similarValues } = schemaSet(description);
  const shared = firstReferences(sharing);
  return (inlined: InlinedOperation) => {
    const first = sharing.includes(inlined) ? shared : firstReferences([inlined]);
    const drafts = [
      ...operationEdits(inlined, all),
      ...requestDrafts(inlined, similarValues),
      ...answerDamages(inlined),
    ].filter(({ changed }) => {
      const nearest = nearestReference(inlined, changed);
      if (nearest === undefined) return true;
      const { operation, place } = first.get(targetOf(inlined, nearest))!;
      return operation === inlined && place === nearest;
    });
    return identified(
      drafts.map(({ operator, at, what, drift }) => ({
        ...{ operationId: inlined.operation.id, operator, what, drift },
        pointer: originOf(inlined, at),
        /** The pointer and those of what that is in, the innermost first, each as it is in either document. */
        places: placesAround(at).flatMap((place) => [originOf(inlined, place), place]),
        wanted: wanted[operator],
      })),
      nameOf,
    );
  };
}

/** The first reference of all to each target. */
function firstReferences(operations: readonly InlinedOperation[]) {
  const first = new Map<string, { operation: InlinedOperation; place: string }>();
  for (const operation of operations) {
    for (const place of operation.references.keys()) {
      const target = targetOf(operation, place);
      if (!first.has(target)) first.set(target, { operation, place });
    }
  }
  return first;
}

/** What a reference leads to, and whether requests or answers follow it. */
function targetOf({ pointer, references }: InlinedOperation, place: string): string {
  const isAnswer = place.startsWith(`${pointer}/responses/`);
  return `${isAnswer ? 'answer' : 'request'} ${references.get(place)}`;
}

/** Changed schemas of parameters and bodies, by which the provider judges requests. */
function* requestDrafts(
  { description }: InlinedOperation,
  similarValues: SimilarValues,
): Generator<Draft> {
  const { parameters, bodies } = operationsOf(description)[0]!;
  for (const { schema: root, mediaType = '' } of [...parameters, ...bodies]) {
    // Of a parameter without a media type the value is text.
    const isText = !isJson(mediaType);
    for (const { pointer: changed, schema } of placesOf(description)(root)) {
      // What refers to itself ends there.
      if (!changed.startsWith(root) || '$ref' in schema) continue;
      for (const edit of schemaEdits(schema, similarValues, isText)) {
        const { operator, what } = edit;
        // The mock's answers show no default, and it takes a body of null for none.
        const isHidden =
          operator.endsWith(' default') || (operator === 'add null' && changed === root && !isText);
        yield {
          ...{ operator, what, at: changed + edit.at, changed },
          drift: isHidden ? undefined : withValueAt(description.document, changed, edit.schema),
        };
      }
    }
  }
}
