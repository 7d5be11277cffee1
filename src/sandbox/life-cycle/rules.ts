/** Refusal of a life cycle, with the code of its error example. */
export interface RefusalRule {
  readonly code: string;
  readonly message: string;
  readonly decisions: readonly string[];
  /** Whether that it is refused is our reading. */
  readonly inferred?: boolean;
  /** The states in which it is none. */
  readonly certain?: readonly string[];
}

/** Expected values of members: a value, or several; `$present` and `$absent` stand for themselves. */
export type Expected = Readonly<Record<string, Literal | readonly Literal[]>>;

/** New values of members; `$id` and `$version` are those of the record. */
export type Values = Readonly<Record<string, Literal | number>>;

type Literal = string | boolean;

/** A condition; all of its members have to hold. */
export interface Condition {
  readonly body?: Expected;
  readonly record?: Expected;
  readonly parent?: Expected;
  readonly same?: Readonly<Record<string, string>>;
  readonly others?: 'none' | 'some';
  readonly outcome?: 'done' | 'failed';
  readonly readings?: Readonly<Record<string, string | readonly string[]>>;
}

/** What changes beside the state; one member of it is there, beside `inferred`. */
export interface Effect {
  /** Whether it is our reading, though the transition is not. */
  readonly inferred?: true;
  readonly edit?: true;
  readonly set?: Values;
  readonly stamp?: readonly string[];
  readonly count?: string;
  readonly number?: string;
  readonly parent?: Values;
  readonly release?: Values;
  readonly others?: { readonly from: string; readonly to: string; readonly set?: Values };
  readonly remove?: { readonly collection: string; readonly key: string };
}

/** A change from one state to another. */
export interface TransitionRule {
  readonly from: readonly string[];
  readonly to: string;
  /** The operations that ask for it; without any it comes by itself. */
  readonly operations: readonly string[];
  readonly inferred: boolean;
  /** Whether it is no reading that the state is left. */
  readonly leaves?: boolean;
  readonly decisions: readonly string[];
  /** One of them has to hold. */
  readonly when: readonly Condition[];
  /** Milliseconds until it comes by itself, or `nodes` for as long as the diagram takes. */
  readonly after?: number | 'nodes';
  readonly quota?: { readonly most: number; readonly refusal: RefusalRule };
  readonly effects: readonly Effect[];
  readonly refusal?: RefusalRule;
}

/** A file of `spec/families/<family>/life-cycles`, as the build writes it. */
export interface LifeCycleRules {
  readonly name: string;
  readonly collection: string;
  readonly status: string;
  readonly parent?: { readonly collection: string; readonly key: string };
  /** How many records of one parent may be in a state at once. */
  readonly most?: Readonly<Record<string, number>>;
  /** Milliseconds for which a record is kept after its creation. */
  readonly kept?: number;
  readonly missing: RefusalRule;
  readonly readings: Readonly<
    Record<string, { readonly default: string; readonly values: readonly string[] }>
  >;
  readonly states: readonly string[];
  /** States that the description lacks, each with the decision that knows it. */
  readonly undescribed: Readonly<Record<string, string>>;
  readonly transitions: readonly TransitionRule[];
}

/** The chosen reading of each point that no source settles. */
export type Readings = Readonly<Record<string, string>>;
