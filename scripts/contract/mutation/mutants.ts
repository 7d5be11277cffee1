import { isObject, type Description } from '../../lib/openapi/document.js';
import { step } from '../../lib/openapi/pointer.js';
import { listOf, objectOf } from '../cases/json.js';
import { schemaSet } from '../cases/schemas.js';
import type { InlinedOperation } from './inline.js';
import { valueAt, withValueAt } from './json.js';
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

/** Makes all mutants of an operation of a description, in a stable order. */
export function mutantsOf(
  description: Description,
  all: readonly InlinedOperation[],
): (inlined: InlinedOperation) => Mutant[] {
  const { similarValues } = schemaSet(description);
  return (inlined) => withIds(inlined, draftsOf(inlined, all, similarValues));
}

/** A mutant whose pointer leads into the document of its operation. */
interface Draft {
  readonly operator: string;
  readonly at: string;
  readonly what: string;
  readonly drift: Mutant['drift'];
}

function* draftsOf(
  inlined: InlinedOperation,
  all: readonly InlinedOperation[],
  similarValues: SimilarValues,
): Generator<Draft> {
  const responses = documentedResponses(inlined);
  const headers = headersOf(responses);
  for (const { document, ...edit } of operationEdits(inlined, all)) {
    yield { ...edit, drift: { kind: 'document', document } };
  }
  yield* requestDrafts(inlined, similarValues);
  yield* responseDrafts(inlined, responses, similarValues);
  yield* headerDrafts(inlined, headers, similarValues);
  for (const { change, ...damage } of answerDamages(responses, headers)) {
    yield { ...damage, drift: { kind: 'answer', change } };
  }
}

/** Changed schemas of parameters and bodies, by which the provider judges requests. */
function* requestDrafts(inlined: InlinedOperation, similarValues: SimilarValues): Generator<Draft> {
  const { document } = inlined;
  // What several references lead to drifts once, and not once for each.
  const done = new Set<string>();
  for (const root of requestSchemas(inlined)) {
    for (const location of schemaLocations(valueAt(document, root))) {
      const at = root + location.at;
      const origin = inlined.origin(at);
      if (done.has(origin)) continue;
      done.add(origin);
      for (const edit of schemaEdits(location.schema, similarValues)) {
        const changed = withValueAt(document, at, edit.schema);
        const { operator, what } = edit;
        yield { operator, what, at: at + edit.at, drift: { kind: 'document', document: changed } };
      }
    }
  }
}

/** Pointers to the schemas of the parameters and of the body in each media type. */
function requestSchemas(inlined: InlinedOperation): string[] {
  const { parameters, requestBody } = operationOf(inlined);
  return [
    ...listOf(parameters).map((_, index) => `${inlined.pointer}/parameters/${index}/schema`),
    ...Object.keys(objectOf(objectOf(requestBody)['content'])).map(
      (mediaType) => `${inlined.pointer}/requestBody/content${step(mediaType)}/schema`,
    ),
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
