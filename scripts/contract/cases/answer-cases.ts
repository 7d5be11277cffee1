import { coversStatus, type ContractOperation, type ContractResponse } from '../operation.js';
import type { BaseRequest } from './base-request.js';
import type { CaseDraft } from './case-list.js';

/** Statuses by which a documented range is tried. */
const usualStatuses = [
  200, 201, 202, 204, 301, 302, 304, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504,
];

/** Cases in which the server is told what to answer: every documented status, every example of it. */
export function answerCases(operation: ContractOperation, base: BaseRequest): CaseDraft[] {
  const exact = new Set(operation.responses.map(({ status }) => status));
  const draft = (
    response: ContractResponse,
    name: string,
    headers: Readonly<Record<string, string>>,
    expected: CaseDraft['expected'],
    why: string,
  ): CaseDraft[] => {
    const request = base.make({ parameters: base.exemplary, headers });
    return request === undefined
      ? []
      : [
          {
            group: 'status',
            operationId: operation.id,
            name,
            rule: { keyword: 'responses', pointer: response.pointer },
            request,
            expected,
            why,
            needs: ['choose-answer'],
          },
        ];
  };
  const first = lowestSuccess(operation);
  const [example] = first?.examples ?? [];
  return [
    ...(first === undefined || example === undefined
      ? []
      : draft(
          first,
          'answers by example',
          {},
          {
            kind: 'example',
            status: Number(first.status),
            name: example.name,
            value: example.value,
          },
          'A server that plays the description answers with its first example.',
        )),
    ...firstContents(operation).flatMap((response) =>
      statusesOf(response.status, exact).flatMap((status) => {
        if (response.examples.length === 0) {
          const success = status >= 200 && status < 300;
          return draft(
            response,
            `answers ${status}`,
            { Prefer: `code=${status}` },
            success ? { kind: 'accepted' } : { kind: 'refused', statuses: [status] },
            `The status ${response.status} is documented.`,
          );
        }
        return response.examples.flatMap(({ name, value }) =>
          draft(
            response,
            `answers ${status} ${name}`.trim(),
            { Prefer: [`code=${status}`, ...(name ? [`example=${name}`] : [])].join(', ') },
            { kind: 'example', status, name, value },
            `This is a documented example of the status ${response.status}.`,
          ),
        );
      }),
    ),
  ];
}

/** The success that a server without state gives: that of the lowest status. */
function lowestSuccess(operation: ContractOperation): ContractResponse | undefined {
  return firstContents(operation)
    .filter(({ status }) => /^2\d\d$/.test(status))
    .sort((left, right) => Number(left.status) - Number(right.status))[0];
}

/** One answer per status: which of several media types comes is the choice of the server. */
function firstContents(operation: ContractOperation): ContractResponse[] {
  return operation.responses.filter(
    ({ status }, index, all) => all.findIndex((one) => one.status === status) === index,
  );
}

function statusesOf(documented: string, exact: ReadonlySet<string>): number[] {
  if (/^\d+$/.test(documented)) return [Number(documented)];
  if (documented === 'default') return [500].filter((status) => !exact.has(String(status)));
  return usualStatuses.filter(
    (status) => coversStatus(documented, status) && !exact.has(String(status)),
  );
}
