import { ajvValidatorsOf } from '../../lib/openapi/validators.js';
import type { Answer } from '../answer.js';
import { samplesOf } from '../cases/samples.js';
import { schemaSet } from '../cases/schemas.js';
import { operationsOf, responsesFor, type ContractResponse } from '../operation.js';
import { bareMediaType, isJson } from '../oracle/media-type.js';
import type { InlinedOperation } from './inline.js';
import type { AnswerChange } from './mutant.js';

/** One documented status of an operation with one of its media types, or with none. */
export interface DocumentedResponse extends ContractResponse {
  readonly json: boolean;
  /** Values that keep the contract: the documented examples, then samples of the schema. */
  readonly values: readonly unknown[];
  /** Whether the contract allows a value as the body. */
  readonly allows: (value: unknown) => boolean;
  /** Changes the answers of this status and media type, by the parts in which they differ after it. */
  readonly only: (change: (answer: Answer) => Partial<Answer>) => AnswerChange;
}

/** What the answers of an operation are documented to be. */
export function documentedResponses({ description }: InlinedOperation): DocumentedResponse[] {
  const set = schemaSet(description);
  const validators = ajvValidatorsOf(description);
  const operation = operationsOf(description)[0]!;
  return operation.responses.map((response) => {
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
      only: (change) => (answer) =>
        responsesFor(operation, answer.status)[0]?.status === status &&
        answer.mediaType === mediaType
          ? { ...answer, ...change(answer) }
          : undefined,
    };
  });
}
