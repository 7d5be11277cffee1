import { isObject, type Description } from '../../lib/openapi/document.js';
import { step } from '../../lib/openapi/pointer.js';
import { listOf, objectOf } from '../cases/json.js';
import { schemaSet } from '../cases/schemas.js';
import { nearestReference, type InlinedOperation } from './inline.js';
import { valueAt, withValueAt } from './json.js';
import { bareMediaType, isJson } from '../oracle/media-type.js';
import type { AnswerChange, Mutant } from './mutant.js';
import { answerDamages } from './operators/answer.js';
import { operationEdits, operationOf } from './operators/operation.js';
import { wantedFor } from './operators/operators.js';
import { schemaEdits, type SimilarValues, type SchemaEdit } from './operators/schema.js';
import {
  documentedResponses,
  headersOf,
  type DocumentedResponse,
  type ResponseHeader,
} from './responses.js';
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
): (inlined: InlinedOperation) => Mutant[] {
  const { similarValues } = schemaSet(description);
  const shared = firstReferences(sharing);
  return (inlined) => {
    const first = sharing.includes(inlined) ? shared : firstReferences([inlined]);
    const drafts = draftsOf(inlined, all, similarValues).filter(({ changed }) => {
      const nearest = nearestReference(inlined.references, changed);
      if (nearest === undefined) return true;
      const { operation, place } = first.get(targetOf(inlined, nearest))!;
      return operation === inlined && place === nearest;
    });
    return withIds(inlined, drafts);
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

/** A mutant whose pointers lead into the document of its operation. */
interface Draft {
  readonly operator: string;
  readonly at: string;
  /** The object that differs, around what the mutant is about or in it. */
  readonly changed: string;
  readonly what: string;
  readonly drift: Mutant['drift'];
}

function draftsOf(
  inlined: InlinedOperation,
  all: readonly InlinedOperation[],
  similarValues: SimilarValues,
): Draft[] {
  const responses = documentedResponses(inlined);
  const headers = headersOf(responses);
  return [
    ...Array.from(operationEdits(inlined, all), ({ document, ...edit }): Draft => ({
      ...edit,
      drift: { kind: 'document', document },
    })),
    ...requestDrafts(inlined, similarValues),
    ...responseDrafts(inlined, responses, similarValues),
    ...headerDrafts(inlined, headers, similarValues),
    ...Array.from(answerDamages(responses, headers), ({ change, ...damage }): Draft => ({
      ...{ ...damage, changed: damage.at },
      drift: { kind: 'answer', change },
    })),
  ];
}

/** Changed schemas of parameters and bodies, by which the provider judges requests. */
function* requestDrafts(inlined: InlinedOperation, similarValues: SimilarValues): Generator<Draft> {
  for (const { root, isJson } of requestSchemas(inlined)) {
    for (const location of schemaLocations(valueAt(inlined.document, root))) {
      const at = root + location.at;
      for (const edit of schemaEdits(location.schema, similarValues, !isJson)) {
        const document = withValueAt(inlined.document, at, edit.schema);
        const { operator, what } = edit;
        // The mock's answers show no default, and it takes a body of null for none.
        const isHidden =
          operator.endsWith(' default') ||
          (operator === 'add null' && location.at === '' && isJson);
        yield {
          ...{ operator, what, at: at + edit.at, changed: at },
          drift: isHidden ? undefined : { kind: 'document', document },
        };
      }
    }
  }
}

/** The schemas of the parameters and of the body in each media type: are their values JSON? */
function requestSchemas(inlined: InlinedOperation): { root: string; isJson: boolean }[] {
  const { parameters, requestBody } = operationOf(inlined);
  return [
    ...listOf(parameters).map((_, index) => ({
      root: `${inlined.pointer}/parameters/${index}/schema`,
      isJson: false,
    })),
    ...Object.keys(objectOf(objectOf(requestBody)['content'])).map((mediaType) => ({
      root: `${inlined.pointer}/requestBody/content${step(mediaType)}/schema`,
      isJson: isJson(bareMediaType(mediaType)),
    })),
  ];
}

/** Changed schemas of bodies of answers: the provider sends what the change lets in. */
function* responseDrafts(
  { document }: InlinedOperation,
  responses: readonly DocumentedResponse[],
  similarValues: SimilarValues,
): Generator<Draft> {
  for (const response of responses) {
    for (const location of schemaLocations(valueAt(document, response.schema))) {
      for (const edit of schemaEdits(location.schema, similarValues)) {
        const change = driftedBody(response, document, location, edit);
        yield answerDraft(response.status, response.schema + location.at, edit, change);
      }
    }
  }
}

/** Changed schemas of headers of answers. */
function* headerDrafts(
  { document }: InlinedOperation,
  headers: readonly ResponseHeader[],
  similarValues: SimilarValues,
): Generator<Draft> {
  for (const header of headers) {
    const schema = valueAt(document, header.schema);
    if (!isObject(schema)) continue;
    for (const edit of schemaEdits(schema, similarValues)) {
      const change = driftedHeader(header, document, schema, edit);
      yield answerDraft(header.status, header.schema, edit, change);
    }
  }
}

function answerDraft(
  status: string,
  at: string,
  edit: SchemaEdit,
  change: AnswerChange | undefined,
): Draft {
  return {
    operator: `${edit.operator} (answer)`,
    at: at + edit.at,
    changed: at,
    what: `answered with ${status}: ${edit.what}`,
    drift: change && { kind: 'answer', change },
  };
}

/** Ids, which also distinguish what one operator does several times in one place. */
function withIds(inlined: InlinedOperation, drafts: Iterable<Draft>): Mutant[] {
  const operationId = inlined.operation.id;
  const counts = new Map<string, number>();
  return Array.from(drafts, ({ operator, at, what, drift }) => {
    const places = [...placesAround(inlined, at)];
    const pointer = inlined.origin(at);
    const plain = `${operationId} · ${operator} · ${pointer} · ${what}`;
    const count = (counts.get(plain) ?? 0) + 1;
    counts.set(plain, count);
    const id = count === 1 ? plain : `${plain} (${count})`;
    return { id, operationId, operator, pointer, places, what, wanted: wantedFor(operator), drift };
  });
}

function* placesAround({ origin }: InlinedOperation, at: string): Generator<string> {
  for (let place = at; place !== ''; place = place.slice(0, place.lastIndexOf('/'))) {
    yield origin(place);
    yield place;
  }
}
