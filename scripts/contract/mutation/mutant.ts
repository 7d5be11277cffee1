import type { JsonObject } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';
import type { CaseResult } from '../findings.js';

/** One way in which a provider drifts from its description, as it is reported. */
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
}

/**
 * The document that a provider follows in place of its description, or what becomes of its answers;
 * undefined if no answer is known that would show it.
 */
export type Drift = JsonObject | AnswerChange | undefined;

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

/** A mutant, and what runs the suite of its operation on it. */
export interface RunnableMutant extends Mutant {
  readonly run: () => Promise<Verdict>;
}

/** The suite of one operation. */
interface OperationSuite {
  readonly mutants: readonly RunnableMutant[];
  /** How many cases there are; those without an operation are of every one whose path they hit. */
  readonly cases: number;
  /** What they find in the provider that is unchanged. */
  readonly falseAlarms: readonly Pick<CaseResult, 'case' | 'findings'>[];
}

/** Makes the suite of an operation, with those of its mutants that are chosen. */
export type Suite = (
  operation: string,
  isChosen?: (mutant: Mutant) => boolean,
) => Promise<OperationSuite>;

/** A mutant with its verdict. */
export interface MutantResult {
  readonly on: ProviderName;
  readonly mutant: Mutant;
  readonly verdict: Verdict;
}

/** How a mutant is called: several in one place of one operator may be called alike. */
export const nameOf = ({ operationId, operator, pointer, what }: Omit<Mutant, 'id'>): string =>
  `${operationId} · ${operator} · ${pointer} · ${what}`;
