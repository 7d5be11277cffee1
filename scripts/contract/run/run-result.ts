import type { Capability } from '../case.js';
import type { CaseResult } from '../findings.js';

/** What a run of the contract tests came to, also one that ended early. */
export interface RunResult {
  /** In the order of the plan, whatever the order in which the answers came. */
  readonly results: readonly CaseResult[];
  /** Repeats the run: two runs with one seed send the same requests in the same order. */
  readonly seed: number;
  /** Origin and path of the server; never credentials. */
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** In milliseconds. */
  readonly duration: number;
  /** What the server was taken to be able to do. */
  readonly capabilities: Readonly<Record<Capability, boolean>>;
  /** Whether it was ended from outside (Ctrl-C), before every case was sent. */
  readonly interrupted: boolean;
  /** Why the run broke off, as a sentence; undefined if every case was sent. */
  readonly stopped: string | undefined;
  /** Why the run as a whole proves nothing, as a sentence: for example when every request was refused. */
  readonly worthless: string | undefined;
  /** How many cases were not sent, by the reason that their results tell. */
  readonly skippedFor: Readonly<Record<string, number>>;
  /** How many answers tell nothing of the contract, by the reason that their results tell. */
  readonly inconclusiveFor: Readonly<Record<string, number>>;
  /** How many results have each outcome. */
  readonly counts: Readonly<Record<CaseResult['outcome'], number>>;
}
