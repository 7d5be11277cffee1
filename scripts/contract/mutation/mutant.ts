import type { JsonObject } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';

/** One way in which a provider drifts from its description. */
export interface Mutant {
  /** Unique and stable: operation, operator, place and what is done there. */
  readonly id: string;
  readonly operationId: string;
  /** What was done, by its name in the table of operators. */
  readonly operator: string;
  /** JSON pointer into the bundled description. */
  readonly pointer: string;
  /** The same and what it is in, the innermost first, by each pointer that leads there. */
  readonly places: readonly string[];
  /** What was done, in a few words. */
  readonly what: string;
  /** What a suite would have to send or see in order to notice. */
  readonly wanted: string;
  /** How the provider differs; undefined if no answer is known that would show it. */
  readonly drift: Drift | undefined;
}

/** How a provider differs from one that keeps the contract. */
type Drift =
  /** It follows another document. */
  | { readonly kind: 'document'; readonly document: JsonObject }
  /** It changes the answers for which `change` gives another one. */
  | { readonly kind: 'answer'; readonly change: AnswerChange };

/** What becomes of an answer; undefined if it is not concerned. */
export type AnswerChange = (answer: Answer) => Answer | undefined;

/** What became of a mutant. */
export type Verdict =
  | { readonly state: 'killed'; readonly by: string; readonly finding: string }
  | { readonly state: 'survived' }
  /** The provider cannot be asked for an answer that shows the change. */
  | { readonly state: 'notJudged' };

/** What a mutant is run on: the mock, or a server with state. */
export const providers = ['mock', 'sandbox'] as const;

/** One of them. */
export type ProviderName = (typeof providers)[number];

/** A mutant as it is reported, with its verdict. */
export interface MutantResult {
  readonly on: ProviderName;
  readonly mutant: Omit<Mutant, 'drift' | 'places'>;
  readonly verdict: Verdict;
}

/** Gives each mutant its id, which also distinguishes what one operator does several times in one place. */
export function identified<Draft extends Omit<Mutant, 'id' | 'drift' | 'places'>>(
  drafts: readonly Draft[],
): (Draft & { readonly id: string })[] {
  const counts = new Map<string, number>();
  return drafts.map((draft) => {
    const { operationId, operator, pointer, what } = draft;
    const plain = `${operationId} · ${operator} · ${pointer} · ${what}`;
    const count = (counts.get(plain) ?? 0) + 1;
    counts.set(plain, count);
    return { ...draft, id: count === 1 ? plain : `${plain} (${count})` };
  });
}
