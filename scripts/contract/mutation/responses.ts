import { isObject, step, type JsonObject } from '../../lib/description.js';
import { validatorsOf } from '../../lib/schema-judge.js';
import type { Answer } from '../answer.js';
import { samplesOf } from '../cases/samples.js';
import { schemaSet } from '../cases/schemas.js';
import { answerFor, bareMediaType, documentedAnswers } from '../oracle/documented-answer.js';
import { isJson } from '../oracle/media-type.js';
import { descriptionOf, type InlinedOperation } from './inline.js';
import { objectOf } from './json.js';
import type { AnswerChange } from './mutant.js';

/** One documented status of an operation with one of its media types. */
export interface DocumentedResponse {
  /** As the description writes it: `200`, `5XX`, `default`. */
  readonly status: string;
  /** Without its parameters, in lower case. */
  readonly mediaType: string;
  readonly json: boolean;
  /** JSON pointers to the Response Object and to the schema, in the document of the operation. */
  readonly pointer: string;
  readonly schema: string;
  /** Values that keep the contract: the documented examples, then samples of the schema. */
  readonly values: readonly unknown[];
  /** How many of `values` are documented examples. */
  readonly examples: number;
  /** Whether the contract allows a value as the body. */
  readonly allows: (value: unknown) => boolean;
  /** Restricts a change to the answers of this status and media type. */
  readonly only: (change: (answer: Answer) => Answer) => AnswerChange;
}

/** The documented responses of an operation that have a body. */
export function documentedResponses(inlined: InlinedOperation): DocumentedResponse[] {
  const description = descriptionOf(inlined);
  const set = schemaSet(description);
  const validators = validatorsOf(description);
  const documented = documentedAnswers(description, inlined.pointer);
  return documented.flatMap(({ status, pointer }) => {
    const content = (description.at(pointer) as JsonObject)['content'];
    if (!isObject(content)) return [];
    return Object.entries(content).map(([key, value]) => {
      const schema = `${pointer}/content${step(key)}/schema`;
      const mediaType = bareMediaType(key);
      const hasSchema = isObject(value) && value['schema'] !== undefined;
      const examples = examplesOf(value);
      const isOf = (answer: Answer) =>
        answer.mediaType === mediaType && answerFor(documented, answer.status)?.status === status;
      return {
        status,
        mediaType,
        json: isJson(mediaType),
        pointer,
        schema,
        values: [...examples, ...(hasSchema ? samplesOf(set, [schema], 'full') : [])],
        examples: examples.length,
        allows: (body: unknown) => !hasSchema || validators(schema)(body),
        only: (change) => (answer) => (isOf(answer) ? change(answer) : undefined),
      } satisfies DocumentedResponse;
    });
  });
}

function examplesOf(content: unknown): unknown[] {
  if (!isObject(content)) return [];
  const { example, examples } = content;
  if (example !== undefined) return [example];
  return Object.values(objectOf(examples)).flatMap((one) =>
    isObject(one) && 'value' in one ? [one['value']] : [],
  );
}
