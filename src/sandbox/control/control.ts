import type { SeedName } from '../core/family.js';
import { planFailure, type RunFailure } from '../families/workflows/walk.js';
import type { Outcome } from '../life-cycle/life-cycle.js';
import type { Settings } from '../settings.js';
import type { World, WorldState } from '../world/world.js';
import type { SandboxClock } from './clock.js';
import type { Fault, Faults } from './faults.js';
import type { Journal, JournalEntry, JournalFilter } from './journal.js';

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

/** What of a server is controlled. */
interface ControlledServer {
  readonly clock: SandboxClock;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly settings: Settings;
  readonly save: (() => Promise<void>) | undefined;
  begin(seed?: SeedName | WorldState): void;
  changeSettings(changes: Partial<Settings>): void;
  load(state: unknown): void;
  catchUp(): World;
  endRun(id: string, outcome: Outcome, reason: string): void;
}

/** Makes the methods of control. */
export function makeControl(server: ControlledServer): SandboxControl {
  const { clock, faults, journal } = server;
  const snapshots = new Map<string, string>();
  const snapshot = (name: string): string => {
    const text = snapshots.get(name);
    if (text === undefined) throw new TypeError(`There is no snapshot ${JSON.stringify(name)}.`);
    return text;
  };
  return {
    reset(seed) {
      server.begin(seed);
      faults.clear();
      journal.clear();
      snapshots.clear();
    },
    get settings() {
      return server.settings;
    },
    changeSettings: (changes) => server.changeSettings(changes),
    clock,
    state: () => JSON.parse(JSON.stringify(server.catchUp().state())) as WorldState,
    replaceState: (state) => server.load(state),
    takeSnapshot: (name) => void snapshots.set(name, JSON.stringify(server.catchUp().state())),
    restoreSnapshot: (name) => server.catchUp().load(JSON.parse(snapshot(name)) as WorldState),
    deleteSnapshot(name) {
      snapshot(name);
      snapshots.delete(name);
    },
    snapshots: () => [...snapshots.keys()],
    addFault: (fault) => faults.add(fault),
    faults: () => faults.list(),
    clearFaults: () => faults.clear(),
    journal: (filter) => journal.entries(filter),
    clearJournal: () => journal.clear(),
    waitFor: (filter, options) => journal.waitFor(filter, options),
    failNextRuns: (failure = {}) => planFailure(server.catchUp(), failure),
    finishRun: (id) => server.endRun(id, 'done', ''),
    failRun: (id, reason = 'The run was made to fail.') => server.endRun(id, 'failed', reason),
    async save() {
      if (server.save === undefined) throw new TypeError('The sandbox has no data file.');
      await server.save();
    },
  };
}
