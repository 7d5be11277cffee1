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
import type { InlinedOperation } from './inline.js';
import type { AnswerChange } from './mutant.js';

/** What the answers of an operation are documented to be. */
export interface DocumentedAnswers {
  readonly responses: readonly DocumentedResponse[];
  /** Those of one status once. */
  readonly headers: readonly DocumentedHeader[];
}

/** One documented status of an operation with one of its media types, or with none. */
export interface DocumentedResponse extends ContractResponse {
  readonly json: boolean;
  /** Values that keep the contract: the documented examples, then samples of the schema. */
  readonly values: readonly unknown[];
  /** Whether the contract allows a value as the body. */
  readonly allows: (value: unknown) => boolean;
  /** Changes the answers of this status and media type. */
  readonly only: Restriction;
}

/** A documented header of the answers of one status. */
export interface DocumentedHeader extends ContractHeader {
  readonly status: string;
  /** Changes the answers of this status. */
  readonly only: Restriction;
}

/** Makes a change of some answers from the parts in which they differ after it. */
type Restriction = (change: (answer: Answer) => Partial<Answer>) => AnswerChange;

/** The documented answers of an operation. */
export function documentedAnswers({ description }: InlinedOperation): DocumentedAnswers {
  const set = schemaSet(description);
  const validators = ajvValidatorsOf(description);
  const operation = operationsOf(description)[0]!;
  const all = operation.responses;
  const onlyOf =
    (status: string, mediaType?: string): Restriction =>
    (change) =>
    (answer) =>
      responsesFor(operation, answer.status)[0]?.status === status &&
      (mediaType === undefined || answer.mediaType === mediaType)
        ? { ...answer, ...change(answer) }
        : undefined;
  return {
    responses: all.map((response): DocumentedResponse => {
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
        only: onlyOf(status, mediaType),
      };
    }),
    headers: all
      .filter(({ status }, index) => all.findIndex((one) => one.status === status) === index)
      .flatMap(({ status, headers }) =>
        headers.map((header) => ({ ...header, status, only: onlyOf(status) })),
      ),
  };
}
