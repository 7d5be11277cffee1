import { Agenda } from './agenda.js';
import { Random, type RandomState } from './random.js';
import { Table, type Json, type Undo, type WorldRecord } from './table.js';

/** What is known of the records of one kind. */
export interface Collection {
  readonly name: string;
  /** The id of the record that a record belongs to. */
  readonly parentOf?: ((record: WorldRecord) => string | undefined) | undefined;
}

/** One workspace of a project; with an empty id, what lies above all of them. */
export interface Workspace {
  readonly project: string;
  readonly id: string;
  readonly tables: ReadonlyMap<string, Table>;
  /** One of the tables; throws if there is none of the name. */
  readonly table: (collection: string) => Table;
}

/** A record that is put into a table, as the one that was changed last unless it has a place already. */
export type NewRecord = Omit<WorldRecord, 'changed'> & { readonly changed?: number | undefined };

/** Marks a state as one of the sandbox. */
export const stateFormat = 'secmaster-sandbox';

/** Version of the layout of a state; another one cannot be read. */
export const stateVersion = 1;

/** The first moment that the layout of times has no year for. */
export const endOfTime = Date.UTC(10_000, 0);

/** All that a sandbox remembers, as JSON. */
export interface WorldState {
  readonly format: typeof stateFormat;
  readonly version: typeof stateVersion;
  /** The latest time that the world has seen. */
  readonly now: number;
  readonly random: RandomState;
  readonly workspaces: readonly {
    readonly project: string;
    readonly id: string;
    readonly collections: Readonly<Record<string, readonly WorldRecord[]>>;
  }[];
  /** What other parts keep beside the records: quotas, tokens, failures to come. */
  readonly notes: Json;
}

/** Everything that a sandbox remembers: the records of all workspaces, and chance. */
export class World {
  readonly random: Random;
  readonly agenda = new Agenda();
  /** The latest time that the world has seen, in milliseconds since 1970. */
  now = 0;
  readonly #collections: readonly Collection[];
  readonly #workspaces = new Map<string, Workspace>();
  #notes: Json = {};
  #changes = 0;
  #undo: Undo[] | undefined;

  constructor(collections: readonly Collection[], seed: string) {
    this.#collections = collections;
    this.random = new Random(seed);
  }

  workspaces(): Workspace[] {
    return [...this.#workspaces.values()];
  }

  workspace(project: string, id: string): Workspace | undefined {
    return this.#workspaces.get(keyOf(project, id));
  }

  /** Adds a workspace, unless the project has it. */
  addWorkspace(project: string, id: string): Workspace {
    const key = keyOf(project, id);
    const known = this.#workspaces.get(key);
    if (known !== undefined) return known;
    const workspace = this.emptyWorkspace(project, id);
    this.#workspaces.set(key, workspace);
    this.#undo?.push(() => this.#workspaces.delete(key));
    return workspace;
  }

  /** A workspace with nothing in it, which nothing remembers. */
  emptyWorkspace(project: string, id: string): Workspace {
    const tables = new Map(
      this.#collections.map(({ name, parentOf }) => [name, new Table(parentOf)]),
    );
    const table = (collection: string): Table => {
      const found = tables.get(collection);
      if (found === undefined) throw new Error(`There is no collection ${collection}.`);
      return found;
    };
    return { project, id, tables, table };
  }

  /** Takes away a workspace with all that is in it. */
  removeWorkspace(project: string, id: string): void {
    const key = keyOf(project, id);
    const workspace = this.#workspaces.get(key);
    if (workspace === undefined || !this.#workspaces.delete(key)) return;
    this.#keep(() => this.#workspaces.set(key, workspace));
  }

  /** Adds or replaces a record. */
  put(workspace: Workspace, collection: string, record: NewRecord): WorldRecord {
    const placed = { ...record, changed: record.changed ?? (this.#changes += 1) };
    this.#keep(workspace.table(collection).put(placed));
    this.#plan(workspace, collection, placed);
    return placed;
  }

  /** Adds a new record, of which answers show all that is kept. */
  add(
    workspace: Workspace,
    collection: string,
    now: number,
    data: Json & { readonly id: string },
  ): WorldRecord {
    const times = { createdAt: now, since: now };
    return this.put(workspace, collection, { id: data.id, data, inner: {}, ...times });
  }

  remove(workspace: Workspace, collection: string, id: string): void {
    this.#keep(workspace.table(collection).remove(id));
  }

  /** Something that is kept beside the records, such as a count of the day. */
  note(name: string): unknown {
    return this.#notes[name];
  }

  setNote(name: string, value: unknown): void {
    const former = this.#notes;
    this.#notes = { ...former, [name]: value };
    this.#keep(() => (this.#notes = former));
  }

  /** Does something and takes all of its changes back if it throws. */
  transaction<Result>(work: () => Result): Result {
    const undo: Undo[] = [];
    const { state } = this.random;
    const changes = this.#changes;
    this.#undo = undo;
    try {
      return work();
    } catch (error) {
      for (const step of undo.reverse()) step();
      this.random.state = state;
      this.#changes = changes;
      throw error;
    } finally {
      this.#undo = undefined;
    }
  }

  state(): WorldState {
    return {
      format: stateFormat,
      version: stateVersion,
      now: this.now,
      random: this.random.state,
      workspaces: this.workspaces().map(({ project, id, tables }) => ({
        project,
        id,
        collections: Object.fromEntries([...tables].map(([name, table]) => [name, table.all()])),
      })),
      notes: this.#notes,
    };
  }

  /** Replaces everything by a state, which has been checked. */
  load(state: WorldState): void {
    this.#workspaces.clear();
    this.agenda.clear();
    this.#notes = state.notes;
    this.random.state = state.random;
    this.now = Math.max(this.now, state.now);
    this.#changes = 0;
    for (const { project, id, collections } of state.workspaces) {
      const workspace = this.addWorkspace(project, id);
      for (const [name, table] of workspace.tables) {
        const records = collections[name] ?? [];
        table.fill(records);
        for (const record of records) {
          this.#changes = Math.max(this.#changes, record.changed);
          this.#plan(workspace, name, record);
        }
      }
    }
  }

  #plan({ project, id: workspace }: Workspace, collection: string, record: WorldRecord): void {
    const { id, due } = record;
    if (due !== undefined) this.agenda.add({ due, project, workspace, collection, id });
  }

  #keep(undo: Undo): void {
    this.#undo?.push(undo);
  }
}

function keyOf(project: string, id: string): string {
  return JSON.stringify([project, id]);
}
