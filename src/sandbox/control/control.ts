import { validators } from '../../../generated/sandbox/sandbox.js';
import { faultOf, type Validator } from '../core/described.js';
import type { SeedName } from '../core/family.js';
import type { RunFailure } from '../families/workflows/walk.js';
import type { Settings } from '../settings.js';
import type { WorldState } from '../world/world.js';
import type { SandboxClock } from './clock.js';
import type { Fault } from './faults.js';
import type { JournalEntry, JournalFilter } from './journal.js';

/** What a test does with a sandbox beside sending requests. */
export interface SandboxControl {
  /** Begins again. Faults, the journal and named snapshots go; settings stay. */
  reset(seed?: SeedName | WorldState): void;
  readonly settings: Settings;
  changeSettings(changes: Partial<Settings>): void;
  readonly clock: SandboxClock;
  /** The whole state, as JSON. */
  state(): WorldState;
  /** Replaces the whole state; throws a TypeError that says why if it cannot be used. */
  replaceState(state: unknown): void;
  takeSnapshot(name: string): void;
  restoreSnapshot(name: string): void;
  deleteSnapshot(name: string): void;
  snapshots(): string[];
  /** @throws TypeError if it could never come, such as one for an operation that does not exist */
  addFault(fault: Fault): void;
  faults(): Fault[];
  clearFaults(): void;
  /** The requests that came, oldest first. */
  journal(filter?: JournalFilter): JournalEntry[];
  clearJournal(): void;
  /** Waits until a request comes that fits; one that has come already counts. */
  waitFor(filter: JournalFilter, options?: { timeout?: number }): Promise<JournalEntry>;
  /** Makes the next runs fail. */
  failNextRuns(failure?: RunFailure): void;
  /** Ends a run with success at once. */
  finishRun(instanceId: string): void;
  /** Makes a run fail at once. */
  failRun(instanceId: string, reason?: string): void;
  /** Writes the data file; throws if there is none. */
  save(): Promise<void>;
}

/**
 * Holds what a test gives against the schema that it has in `spec/sandbox.yaml`: a misspelt fault would
 * never come, and the test would pass.
 *
 * @throws TypeError that says what is wrong
 */
export function checked<Given>(schema: 'Fault' | 'RunFailure' | 'Settings', given: Given): Given {
  const validate = validators[schema] as Validator;
  if (!validate(given)) throw new TypeError(`${schema}: ${faultOf(validate)}.`);
  return given;
}
