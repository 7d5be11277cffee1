import type { JsonObject } from '../../lib/description.js';
import type { Answer } from '../answer.js';

/** The description changed in one place of one operation, or answers damaged in one way. */
export interface Mutant {
  /** Unique and stable: operation, operator, place and what is done there. */
  readonly id: string;
  readonly operationId: string;
  /** What was done, by its name in the table of operators. */
  readonly operator: string;
  /** JSON pointer into the bundled description. */
  readonly pointer: string;
  /** What was done, in a few words. */
  readonly what: string;
  /** What a suite would have to send or see in order to notice. */
  readonly wanted: string;
  readonly play: Play;
}

/** How a provider that drifted in this way is played. */
export type Play =
  /** Prism serves the changed document. */
  | {
      readonly kind: 'document';
      readonly document: () => JsonObject;
      /** Why the provider answers as before, as far as it can be proved. */
      readonly proof?: () => string | undefined;
    }
  /** The answers of the unchanged provider, each changed by `drift`; undefined leaves it as it is. */
  | {
      readonly kind: 'answers';
      readonly drift: (answer: Answer) => Answer | undefined;
    }
  /** Nothing to play: the provider could not be told from one that keeps the contract. */
  | { readonly kind: 'equivalent'; readonly reason: string };

/** What became of a mutant. */
export type Verdict =
  | { readonly state: 'killed'; readonly by: string; readonly finding: string }
  | { readonly state: 'survived' }
  | { readonly state: 'equivalent'; readonly reason: string };

/** What is told of a mutant: everything but how it is played. */
export interface MutantResult {
  readonly mutant: Omit<Mutant, 'play'>;
  readonly verdict: Verdict;
  /** In milliseconds. */
  readonly duration: number;
}
