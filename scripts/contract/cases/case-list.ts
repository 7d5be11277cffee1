import type { Capability, CaseGroup, ContractCase, Expectation, Rule } from '../case.js';
import type { ContractRequest } from '../request.js';

/** A case before it has an id. */
export interface CaseDraft {
  readonly group: CaseGroup;
  readonly operationId: string | undefined;
  readonly name: string;
  readonly rule: Rule;
  readonly request: ContractRequest;
  readonly expected: Expectation;
  readonly why: string;
  readonly needs?: readonly Capability[];
}

/**
 * Gives each case an id, and leaves out whatever would send the same request with the same expectation
 * once more: the first such case keeps its rule.
 */
export function numbered(drafts: Iterable<CaseDraft>): ContractCase[] {
  const cases: ContractCase[] = [];
  const known = new Set<string>();
  const ids = new Map<string, number>();
  for (const draft of drafts) {
    const key = JSON.stringify([draft.operationId, draft.request, draft.expected]);
    if (known.has(key)) continue;
    known.add(key);
    const id = [draft.operationId, draft.group, draft.name].filter(Boolean).join(' ');
    const count = (ids.get(id) ?? 0) + 1;
    ids.set(id, count);
    const { needs = [], ...rest } = draft;
    cases.push({ id: count === 1 ? id : `${id} (${count})`, ...rest, needs });
  }
  return cases;
}
