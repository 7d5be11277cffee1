import { validatorsOf } from '../../lib/schema-judge.js';
import type { Answer } from '../answer.js';
import { samplesOf } from '../cases/samples.js';
import { schemaSet } from '../cases/schemas.js';
import { operationsOf, type ContractResponse } from '../operation.js';
import {
  answerFor,
  bareMediaType,
  documentedAnswers,
  type DocumentedAnswer,
  type DocumentedHeader,
} from '../oracle/documented-answer.js';
import { isJson } from '../oracle/media-type.js';
import { descriptionOf, type InlinedOperation } from './inline.js';
import type { AnswerChange } from './mutant.js';

/** One documented status of an operation with one of its media types, or with none. */
export interface DocumentedResponse extends ContractResponse {
  readonly json: boolean;
  /** Values that keep the contract: the documented examples, then samples of the schema. */
  readonly values: readonly unknown[];
  /** Whether the contract allows a value as the body. */
  readonly allows: (value: unknown) => boolean;
  /** Restricts a change to the answers of this status and media type. */
  readonly only: Restriction;
}

/** A documented header of the answers of one status. */
export interface ResponseHeader extends DocumentedHeader {
  readonly status: string;
  /** Restricts a change to the answers of this status. */
  readonly only: Restriction;
}

type Restriction = (change: (answer: Answer) => Answer) => AnswerChange;

/** The documented responses of an operation. */
export function documentedResponses(inlined: InlinedOperation): DocumentedResponse[] {
  const description = descriptionOf(inlined);
  const set = schemaSet(description);
  const validators = validatorsOf(description);
  const documented = documentedAnswers(description, inlined.pointer);
  const responses = operationsOf(description).flatMap((operation) => operation.responses);
  return responses.map((response) => {
    const { status, schema } = response;
    const mediaType = bareMediaType(response.mediaType);
    const hasSchema = description.at(schema) !== undefined;
    const examples = response.examples.map(({ value }) => value);
    return {
      ...response,
      mediaType,
      json: isJson(mediaType),
      values: [...examples, ...(hasSchema ? samplesOf(set, [schema], 'full') : [])],
      allows: (body) => !hasSchema || validators(schema)(body),
      only: answersOf(documented, status, mediaType),
    };
  });
}

/** The documented headers of the answers of an operation. */
export function responseHeaders(inlined: InlinedOperation): ResponseHeader[] {
  const documented = documentedAnswers(descriptionOf(inlined), inlined.pointer);
  return documented.flatMap(({ status, headers }) =>
    headers.map((header) => ({ ...header, status, only: answersOf(documented, status) })),
  );
}

function answersOf(
  documented: readonly DocumentedAnswer[],
  status: string,
  mediaType?: string,
): Restriction {
  return (change) => (answer) =>
    answerFor(documented, answer.status)?.status === status &&
    (mediaType === undefined || mediaType === answer.mediaType)
      ? change(answer)
      : undefined;
}
