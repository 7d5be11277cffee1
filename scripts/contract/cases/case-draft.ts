import { coversStatus, type ContractOperation } from '../operation.js';
import type { ContractCase, ContractRequest, Expectation } from '../case.js';
import type { BaseRequest } from './base-request.js';
import { distinct } from './json.js';
import type { SchemaSet } from './schemas.js';

/** What the cases of an operation are made from. */
export interface CaseSource {
  readonly set: SchemaSet;
  /** The schemas as they are for answers. */
  readonly answers: SchemaSet;
  readonly operation: ContractOperation;
  readonly base: BaseRequest;
  /** Whether a member that is like another one gets all of its cases, too. */
  readonly exhaustive: boolean;
}

/** A case before it has an id. */
export type CaseDraft = Omit<ContractCase, 'id' | 'needs'> & Partial<Pick<ContractCase, 'needs'>>;

/** Statuses by which HTTP lets a server refuse a request, by what of it is wrong. */
const statusesByFault = {
  value: [400, 422],
  // A server may find its operation by the types of path parameters.
  path: [400, 404, 422],
  // That it is not fulfilled, or not there.
  condition: [400, 412, 422, 428],
  content: [400, 415, 422],
  credentials: [401],
} as const;

/** The expectation of a refusal. */
type Refusal = Extract<Expectation, { kind: 'refused' }>;

/** Expects a documented success. */
export const accepted: Expectation = { kind: 'accepted' };

/** Those that HTTP has for it (RFC 9110, 15.5.2 and 15.5.16), which nobody has to document. */
const ofHttp: Partial<Record<keyof typeof statusesByFault, number>> = {
  content: 415,
  credentials: 401,
};

/**
 * Expects one of the documented statuses by which a server may refuse a fault, or that of HTTP; there are
 * none where no such refusal is documented.
 */
export function refusedFor(
  { responses }: ContractOperation,
  fault: keyof typeof statusesByFault,
): Refusal {
  // A range and `default` document all that no other entry names, whatever stands beside them.
  const isDocumented = (status: number): boolean =>
    responses.some((one) => one.status === 'default' || coversStatus(one.status, status));
  const statuses: number[] = statusesByFault[fault].filter(isDocumented);
  const own = ofHttp[fault];
  const hasOwn = own !== undefined && (statuses.length > 0 || isDocumented(400));
  return { kind: 'refused', statuses: [...new Set([...statuses, ...(hasOwn ? [own] : [])])] };
}

/**
 * The draft of a case of an operation; none if its request cannot be written, or must be refused
 * though no refusal is documented.
 */
export function drafted(
  { operation }: CaseSource,
  draft: Omit<CaseDraft, 'operationId' | 'request'> & { request: ContractRequest | undefined },
): CaseDraft[] {
  const { request, expected } = draft;
  if (request === undefined || (expected.kind === 'refused' && expected.statuses.length === 0)) {
    return [];
  }
  return [{ ...draft, operationId: operation.id, request }];
}

/**
 * Gives each case of one operation, or of none, an id, and leaves out whatever would send the same request with the same expectation
 * once more: the first such case keeps its rule.
 */
export function numbered(drafts: readonly CaseDraft[]): ContractCase[] {
  const own = distinct(drafts, ({ operationId, request, expected }) =>
    JSON.stringify([operationId, request, expected]),
  );
  const called = ({ operationId, group, name }: CaseDraft): string =>
    [operationId, group, name].filter(Boolean).join(' ');
  return identified(own, called).map(({ needs = [], ...rest }) => ({ ...rest, needs }));
}

/** Gives each of several drafts an id: how it is called, and a number where another one is called so. */
export function identified<Draft extends object>(
  drafts: readonly Draft[],
  called: (draft: Draft) => string,
): (Draft & { readonly id: string })[] {
  const counts = new Map<string, number>();
  return drafts.map((draft) => {
    const plain = called(draft);
    const count = (counts.get(plain) ?? 0) + 1;
    counts.set(plain, count);
    return { id: count === 1 ? plain : `${plain} (${count})`, ...draft };
  });
}
