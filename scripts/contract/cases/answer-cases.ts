import { coversStatus, type ContractResponse } from '../operation.js';
import { accepted, drafted, type CaseDraft, type CaseSource } from './case-draft.js';

/** Statuses by which a documented range is tried. */
const usualStatuses = [
  200, 201, 202, 204, 301, 302, 304, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504,
];

/** Cases in which the request names the answer: every documented status, every example of it. */
export function answerCases(source: CaseSource): CaseDraft[] {
  const { operation, base } = source;
  const { responses } = operation;
  const draft = (
    { pointer }: ContractResponse,
    name: string,
    headers: Readonly<Record<string, string>>,
    expected: CaseDraft['expected'],
    why: string,
  ): CaseDraft[] =>
    drafted(source, {
      group: 'status',
      name,
      rule: { keyword: 'responses', pointer },
      request: base.make({ parameters: base.exemplary, headers }),
      expected,
      why,
      // A server that keeps state answers by it, unless it is told what to answer.
      needs: 'Prefer' in headers ? ['choose-answer'] : ['choose-answer', 'stateless'],
    });
  // One answer per status: which of several media types comes is the choice of the server.
  const answers = responses.filter(
    ({ status }, index) => responses.findIndex((one) => one.status === status) === index,
  );
  // The success that a server without state gives.
  const [first] = answers
    .filter(({ status }) => /^2\d\d$/.test(status))
    .sort((left, right) => Number(left.status) - Number(right.status));
  return [
    ...(first?.examples.slice(0, 1) ?? []).flatMap(({ name, value }) =>
      draft(
        first as ContractResponse,
        'answers by example',
        {},
        { kind: 'example', status: Number(first?.status), name, value },
        'A server that plays the description answers with its first example.',
      ),
    ),
    ...answers.flatMap((response) =>
      statusesOf(response).flatMap((status) => {
        const { examples } = response;
        const success = status >= 200 && status < 300;
        const bare = draft(
          response,
          `answers ${status}`,
          { Prefer: `code=${status}` },
          success ? accepted : { kind: 'refused', statuses: [status] },
          `The status ${response.status} is documented.`,
        );
        const byExample = examples.flatMap(({ name, value }) =>
          draft(
            response,
            `answers ${status} ${name}`.trim(),
            { Prefer: `code=${status}${name === '' ? '' : `, example=${name}`}` },
            { kind: 'example', status, name, value },
            `This is a documented example of the status ${response.status}.`,
          ),
        );
        return examples.length === 0 ? bare : byExample;
      }),
    ),
  ];

  /** The statuses for which a documented one stands: itself, or those of its range. */
  function statusesOf({ status: documented }: ContractResponse): number[] {
    if (/^\d+$/.test(documented)) return [Number(documented)];
    return (documented === 'default' ? [500] : usualStatuses).filter(
      (status) =>
        (documented === 'default' || coversStatus(documented, status)) &&
        responses.every((one) => one.status !== String(status)),
    );
  }
}
