/** An object of JSON. */
export type Json = Record<string, unknown>;

/** A record of the world. It is never changed, only replaced. */
export interface WorldRecord {
  readonly id: string;
  /** What answers show, member by member. */
  readonly data: Json;
  /** What no answer shows. */
  readonly inner: Json;
  /** Milliseconds since 1970 in which it was created. */
  readonly createdAt: number;
  /** Its place in the order in which all records were last changed. */
  readonly changed: number;
  /** Since when it has been in its state. */
  readonly since: number;
  /** When it changes by itself, if it does. */
  readonly due?: number | undefined;
}

/** Takes back one change. */
export type Undo = () => void;

/** A place in the orders of a table, which keeps its record up to date. */
interface Slot {
  record: WorldRecord;
}

/** Chooses records. */
export interface RecordFilter {
  /** Two filters with the same key choose the same records. */
  readonly key: string;
  readonly fits: (record: WorldRecord) => boolean;
}

/** Filters whose records a table remembers until it changes. */
const mostRemembered = 16;

/** Which part of a table to read. */
export interface PageQuery {
  /** Which records belong to the list; every one if it is left out. */
  readonly filter?: RecordFilter | undefined;
  readonly order: 'created' | 'changed';
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/**
 * Records of one kind in one workspace, in the order of their creation and in that of their last change,
 * so that a page of a long list costs no more than one of a short list; nor does the next page of a filtered
 * one.
 */
export class Table {
  readonly #slots = new Map<string, Slot>();
  readonly #orders: Record<PageQuery['order'], Slot[]> = { created: [], changed: [] };
  readonly #remembered = new Map<string, readonly Slot[]>();
  readonly #children = new Map<string, Set<Slot>>();
  readonly #parentOf: (record: WorldRecord) => string | undefined;

  /** @param parentOf - the id of the record that a record belongs to */
  constructor(parentOf: (record: WorldRecord) => string | undefined = () => undefined) {
    this.#parentOf = parentOf;
  }

  get(id: string): WorldRecord | undefined {
    return this.#slots.get(id)?.record;
  }

  /** All records, oldest first. */
  all(): WorldRecord[] {
    return this.#orders.created.map(({ record }) => record);
  }

  /** The record that was created first. */
  oldest(): WorldRecord | undefined {
    return this.#orders.created[0]?.record;
  }

  /** The records that belong to another one, oldest first. */
  childrenOf(parent: string): WorldRecord[] {
    return [...(this.#children.get(parent) ?? [])].map(({ record }) => record);
  }

  /** Adds a record, or replaces the one of its id. */
  put(record: WorldRecord): Undo {
    const slot = this.#slots.get(record.id);
    return this.#forgetting(
      slot === undefined ? this.#insert({ record }) : this.#replace(slot, record),
    );
  }

  /** Fills an empty table with records in the order of their creation. */
  fill(records: readonly WorldRecord[]): void {
    for (const record of records) this.put(record);
    this.#orders.changed.sort((one, other) => one.record.changed - other.record.changed);
  }

  remove(id: string): Undo {
    const slot = this.#slots.get(id);
    if (slot === undefined) return () => {};
    const { created, changed } = this.#orders;
    const places = [created.indexOf(slot), changed.indexOf(slot)] as const;
    created.splice(places[0], 1);
    changed.splice(places[1], 1);
    this.#slots.delete(id);
    const parent = this.#parentOf(slot.record);
    const siblings = parent === undefined ? undefined : this.#children.get(parent);
    const former = [...(siblings ?? [])];
    siblings?.delete(slot);
    return this.#forgetting(() => {
      created.splice(places[0], 0, slot);
      changed.splice(places[1], 0, slot);
      this.#slots.set(id, slot);
      // A set cannot be given its former order but by filling it again.
      if (parent !== undefined) this.#children.set(parent, new Set(former));
    });
  }

  /** Reads one page; records beyond it are looked at only if they have to fit. */
  page({ filter, order, descending, offset, limit }: PageQuery): {
    records: WorldRecord[];
    total: number;
  } {
    const all = filter === undefined ? this.#orders[order] : this.#filtered(filter, order);
    const total = all.length;
    const slots = descending
      ? all.slice(Math.max(total - offset - limit, 0), Math.max(total - offset, 0)).reverse()
      : all.slice(offset, offset + limit);
    return { records: slots.map(({ record }) => record), total };
  }

  #filtered({ key, fits }: RecordFilter, order: PageQuery['order']): readonly Slot[] {
    const name = `${order} ${key}`;
    const remembered = this.#remembered.get(name);
    if (remembered !== undefined) return remembered;
    const slots = this.#orders[order].filter(({ record }) => fits(record));
    if (this.#remembered.size === mostRemembered) this.#remembered.clear();
    this.#remembered.set(name, slots);
    return slots;
  }

  /** Forgets what fitted before a change, and again when the change is taken back. */
  #forgetting(undo: Undo): Undo {
    this.#remembered.clear();
    return () => {
      this.#remembered.clear();
      undo();
    };
  }

  #insert(slot: Slot): Undo {
    const { id } = slot.record;
    const { created, changed } = this.#orders;
    this.#slots.set(id, slot);
    // What a seed or the user's data tell of the past may come after what is newer.
    const older = created.findLastIndex(({ record }) => record.createdAt <= slot.record.createdAt);
    created.splice(older + 1, 0, slot);
    changed.push(slot);
    const parent = this.#parentOf(slot.record);
    if (parent !== undefined) {
      const siblings = this.#children.get(parent) ?? new Set();
      this.#children.set(parent, siblings.add(slot));
    }
    return () => void this.remove(id);
  }

  #replace(slot: Slot, record: WorldRecord): Undo {
    const { record: former } = slot;
    const { changed } = this.#orders;
    slot.record = record;
    if (record.changed === former.changed) return () => (slot.record = former);
    const place = changed.lastIndexOf(slot);
    changed.splice(place, 1);
    changed.push(slot);
    return () => {
      slot.record = former;
      changed.splice(changed.lastIndexOf(slot), 1);
      changed.splice(place, 0, slot);
    };
  }
}
