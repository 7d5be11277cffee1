import { isObject, step, type JsonObject } from '../../../lib/description.js';
import { validatorsOf } from '../../../lib/schema-judge.js';
import type { Answer } from '../../answer.js';
import { samplesOf } from '../../cases/samples.js';
import { schemaSet } from '../../cases/schemas.js';
import { answerFor, documentedAnswers } from '../documented-answer.js';
import { bareMediaType, isJson } from '../../oracle/media-type.js';
import { descriptionOf, type InlinedOperation } from '../inline.js';

/** One documented answer of an operation: a status with a media type. */
export interface ResponseOnTrial {
  /** As the description writes it: `200`, `5XX`, `default`. */
  readonly status: string;
  /** Without its parameters, in lower case. */
  readonly mediaType: string;
  readonly json: boolean;
  /** Pointers into the document of the operation. */
  readonly pointer: string;
  readonly schema: string;
  /** Values that keep the contract: the documented examples, then samples of the schema. */
  readonly values: readonly unknown[];
  /** How many of `values` are documented examples. */
  readonly examples: number;
  /** Whether the unchanged schema allows a value as the body. */
  readonly allows: (value: unknown) => boolean;
  /** Whether an answer on the wire is one of this status and media type. */
  readonly isOf: (answer: Answer) => boolean;
}

/** The documented answers of an operation that have a body. */
export function responsesOnTrial(inlined: InlinedOperation): ResponseOnTrial[] {
  const description = descriptionOf(inlined);
  const set = schemaSet(description);
  const validators = validatorsOf(description);
  const documented = documentedAnswers(description, inlined.pointer);
  return documented.flatMap(({ status, pointer }) => {
    const content = (description.at(pointer) as JsonObject)['content'];
    if (!isObject(content)) return [];
    return Object.entries(content).map(([key, value]) => {
      const owner = `${pointer}/content${step(key)}`;
      const schema = `${owner}/schema`;
      const mediaType = bareMediaType(key);
      const has = isObject(value) && value['schema'] !== undefined;
      const examples = examplesOf(value);
      return {
        status,
        mediaType,
        json: isJson(mediaType),
        pointer,
        schema,
        values: [...examples, ...(has ? samplesOf(set, [schema], 'full') : [])],
        examples: examples.length,
        allows: (body: unknown) => !has || validators(schema)(body),
        isOf: (answer: Answer) =>
          answer.mediaType === mediaType && answerFor(documented, answer.status)?.status === status,
      };
    });
  });
}

function examplesOf(content: unknown): unknown[] {
  if (!isObject(content)) return [];
  const { example, examples } = content;
  if (example !== undefined) return [example];
  return isObject(examples)
    ? Object.values(examples).flatMap((one) =>
        isObject(one) && 'value' in one ? [one['value']] : [],
      )
    : [];
}
