import type { Description } from '../../lib/openapi/document.js';
import { schemaSet } from '../cases/schemas.js';
import { operationsOf } from '../operation.js';
import { isJson } from '../oracle/media-type.js';
import { nearestReference, originOf, placesAround, type InlinedOperation } from './inline.js';
import { withValueAt } from './json.js';
import { identified, type AnswerChange, type MockMutant } from './mutant.js';
import { answerDamages } from './operators/answer.js';
import { operationEdits } from './operators/operation.js';
import { wantedFor, type Draft } from './operators/operators.js';
import { schemaEdits, type SchemaEdit, type SimilarValues } from './operators/schema.js';
import { documentedAnswers, type DocumentedAnswers } from './responses.js';
import { driftedBody, driftedHeader } from './schema-drift.js';
import { schemaLocations } from './schema-locations.js';

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
): (inlined: InlinedOperation) => MockMutant[] {
  const { similarValues } = schemaSet(description);
  const shared = firstReferences(sharing);
  return (inlined) => {
    const first = sharing.includes(inlined) ? shared : firstReferences([inlined]);
    const answers = documentedAnswers(inlined);
    const drafts = [
      ...operationEdits(inlined, all),
      ...requestDrafts(inlined, similarValues),
      ...answerDrafts(inlined, answers, similarValues),
      ...answerDamages(answers),
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
        places: placesAround(at).flatMap((place) => [originOf(inlined, place), place]),
        wanted: wantedFor(operator),
      })),
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
  for (const [root, isInJson] of [
    // Of a parameter without a media type the value is text.
    ...[...parameters, ...bodies].map(
      ({ schema, mediaType = '' }) => [schema, isJson(mediaType)] as const,
    ),
  ]) {
    for (const location of schemaLocations(description.at(root))) {
      const changed = root + location.at;
      for (const edit of schemaEdits(location.schema, similarValues, !isInJson)) {
        const { operator, what } = edit;
        // The mock's answers show no default, and it takes a body of null for none.
        const isHidden =
          operator.endsWith(' default') ||
          (operator === 'add null' && location.at === '' && isInJson);
        yield {
          ...{ operator, what, at: changed + edit.at, changed },
          drift: isHidden ? undefined : withValueAt(description.document, changed, edit.schema),
        };
      }
    }
  }
}

/** Changed schemas of bodies and headers of answers: the provider sends what the change lets in. */
function* answerDrafts(
  { description }: InlinedOperation,
  { responses, headers }: DocumentedAnswers,
  similarValues: SimilarValues,
): Generator<Draft> {
  for (const response of responses) {
    for (const location of schemaLocations(description.at(response.schema))) {
      for (const edit of schemaEdits(location.schema, similarValues)) {
        const change = driftedBody(response, description, location, edit);
        yield answerDraft(response.status, response.schema + location.at, edit, change);
      }
    }
  }
  for (const header of headers) {
    for (const { schema } of schemaLocations(description.at(header.schema)).slice(0, 1)) {
      for (const edit of schemaEdits(schema, similarValues)) {
        const change = driftedHeader(header, description, schema, edit);
        yield answerDraft(header.status, header.schema, edit, change);
      }
    }
  }
}

function answerDraft(
  status: string,
  changed: string,
  edit: SchemaEdit,
  drift: AnswerChange | undefined,
): Draft {
  return {
    ...{ operator: `${edit.operator} (answer)`, at: changed + edit.at, changed, drift },
    what: `answered with ${status}: ${edit.what}`,
  };
}
