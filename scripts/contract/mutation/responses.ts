import { ajvValidatorsOf } from '../../lib/openapi/validators.js';
import type { Answer } from '../answer.js';
import { samplesOf } from '../cases/samples.js';
import { schemaSet } from '../cases/schemas.js';
import {
  operationsOf,
  responsesFor,
  type ContractHeader,
  type ContractResponse,
} from '../operation.js';
import { bareMediaType, isJson } from '../oracle/media-type.js';
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
  readonly headers: readonly ResponseHeader[];
}

/** A documented header of the answers of one status. */
export interface ResponseHeader extends ContractHeader {
  readonly status: string;
  /** Restricts a change to the answers of this status. */
  readonly only: Restriction;
}

type Restriction = (change: (answer: Answer) => Answer) => AnswerChange;

/** The documented responses of an operation. */
export function documentedResponses(inlined: InlinedOperation): DocumentedResponse[] {
  const description = descriptionOf(inlined);
  const set = schemaSet(description);
  const validators = ajvValidatorsOf(description);
  return operationsOf(description).flatMap((operation) =>
    operation.responses.map((response) => {
      const { status, schema } = response;
      const mediaType = bareMediaType(response.mediaType);
      const hasSchema = description.at(schema) !== undefined;
      const isOf = (answer: Answer) => responsesFor(operation, answer.status)[0]?.status === status;
      const examples = response.examples.map(({ value }) => value);
      return {
        ...response,
        mediaType,
        json: isJson(mediaType),
        values: [...examples, ...(hasSchema ? samplesOf(set, [schema], 'full') : [])],
        allows: (body) => !hasSchema || validators(schema)(body),
        only: (change) => (answer) =>
          isOf(answer) && answer.mediaType === mediaType ? change(answer) : undefined,
        headers: response.headers.map((header) => ({
          ...header,
          status,
          only: (change) => (answer) => (isOf(answer) ? change(answer) : undefined),
        })),
      } satisfies DocumentedResponse;
    }),
  );
}

/** The documented headers of responses, those of one status once. */
export function headersOf(responses: readonly DocumentedResponse[]): ResponseHeader[] {
  return responses
    .filter(({ status }, index) => responses.findIndex((one) => one.status === status) === index)
    .flatMap(({ headers }) => headers);
}
