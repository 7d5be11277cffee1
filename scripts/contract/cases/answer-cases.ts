import { coversStatus, type ContractResponse } from '../operation.js';
import { isJson } from '../oracle/media-type.js';
import { accepted, drafted, type CaseDraft, type CaseSource } from './case-draft.js';
import { distinct } from './json.js';
import type { SchemaSet } from './schemas.js';

/** Statuses by which a documented range is tried. */
const usualStatuses = [
  200, 201, 202, 204, 301, 302, 304, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504,
];

/** Cases in which the request names the answer: every documented status, every example of it. */
export function* answerCases(source: CaseSource): Iterable<CaseDraft> {
  const { operation, base, answers: schemas } = source;
  const responses = operation.responses.map((one) => ({
    ...one,
    examples: soundExamples(schemas, one),
  }));
  const draft = (
    { pointer }: ContractResponse,
    name: string,
    prefer: string | undefined,
    expected: CaseDraft['expected'],
    why: string,
  ): CaseDraft[] => {
    const headers: Record<string, string> = prefer === undefined ? {} : { Prefer: prefer };
    return drafted(source, {
      group: 'status',
      name,
      rule: { keyword: 'responses', pointer },
      request: base.make({ parameters: base.exemplary, headers }),
      expected,
      why,
      // A server that keeps state answers by it, unless it is told what to answer.
      needs: prefer === undefined ? ['choose-answer', 'stateless'] : ['choose-answer'],
    });
  };
  // One answer per status: which of several media types comes is the choice of the server.
  const answers = distinct(responses, ({ status }) => status);
  // The success that a server without state gives.
  const [success] = answers
    .filter(({ status }) => /^2\d\d$/.test(status))
    .sort((left, right) => Number(left.status) - Number(right.status));
  const [first] = success?.examples ?? [];
  if (success !== undefined && first !== undefined) {
    yield* draft(
      success,
      'answers by example',
      undefined,
      { kind: 'example', status: Number(success.status), name: first.name, value: first.value },
      'A server that plays the description answers with its first example.',
    );
  }
  for (const response of answers) {
    const { examples } = response;
    for (const status of statusesOf(response, responses)) {
      if (examples.length === 0) {
        yield* draft(
          response,
          `answers ${status}`,
          `code=${status}`,
          status >= 200 && status < 300 ? accepted : { kind: 'refused', statuses: [status] },
          `The status ${response.status} is documented.`,
        );
      }
      for (const { name, value } of examples) {
        yield* draft(
          response,
          `answers ${status} ${name}`.trim(),
          `code=${status}${name === '' ? '' : `, example=${name}`}`,
          { kind: 'example', status, name, value },
          `This is a documented example of the status ${response.status}.`,
        );
      }
    }
  }
}

/** The examples of an answer but those that break its schema, which are the fault of the description. */
export function soundExamples(
  schemas: SchemaSet,
  { mediaType, schema, examples }: ContractResponse,
): ContractResponse['examples'] {
  return examples.filter(({ value }) => !isJson(mediaType) || schemas.isValid([schema], value));
}

/** The statuses for which a documented one stands: itself, or those of its range. */
function statusesOf(
  { status: documented, mediaType }: ContractResponse,
  responses: readonly ContractResponse[],
): number[] {
  if (/^\d+$/.test(documented)) return [Number(documented)];
  const range =
    documented === 'default' ? [500] : usualStatuses.filter((one) => coversStatus(documented, one));
  // These two have no content.
  const answered = range.filter((one) => mediaType === '' || ![204, 304].includes(one));
  return answered.filter((status) => responses.every((one) => one.status !== String(status)));
}
