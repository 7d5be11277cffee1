import { formatTime } from '../../time.js';
import { invalidParameters, serviceRefusal, type Refusal } from '../core/refusal.js';
import type { NewRecord, Workspace, World } from '../world/world.js';
import type { Json, WorldRecord } from '../world/table.js';
import { chinaOffset, day } from '../world/times.js';
import { asksFor, isPossible, type Circumstances } from './conditions.js';
import { memberAt, withMember } from './members.js';
import type { Settings } from '../settings.js';
import type { SandboxUser } from '../sign-in/users.js';
import type { Effect, LifeCycleRules, RefusalRule, TransitionRule, Values } from './rules.js';

/** Where and when something happens to a record. */
export interface Occasion {
  readonly world: World;
  readonly workspace: Workspace;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly settings: Settings;
  /** Takes the numbers of decisions that the answer rests on. */
  readonly restsOn: (basis: readonly string[]) => void;
  /** The life cycle of the records of a collection. */
  readonly lifeCycle: (collection: string) => LifeCycle;
}

/** What is done beside an answer: nothing that it rests on is a part of it. */
export function silent<At extends Occasion>(occasion: At): At {
  return { ...occasion, restsOn: () => {} };
}

/** Somebody who does something. */
export type Person = Pick<SandboxUser, 'id' | 'name'>;

/** A request that asks for something to happen. */
export interface RequestedOccasion extends Occasion {
  readonly operation: { readonly id: string };
  readonly body: unknown;
  /** Who asks: quotas are counted by it. */
  readonly user: Person;
}

/** The data of a record, which name it. */
type Identified = Json & { readonly id: string };

/** What a request changes in a record beside its state. */
export interface Changes {
  /** Members that the request gives; they are taken if the rule allows an edit. */
  readonly edits?: Json;
  /** Members that say who changed it, and when. */
  readonly marks?: Json;
  /** What no answer shows. */
  readonly inner?: Json;
}

/** How the nodes of a diagram are gone through while a record is in a state that lasts so long. */
export interface Walk {
  /** Whether what no answer shows of a record is enough to go on with. */
  remembers(inner: Json): boolean;
  /** Begins with the first node. */
  enter(occasion: Occasion, record: NewRecord): Progress;
  /** Ends the node that is due and begins with the next one. */
  step(occasion: Occasion, record: WorldRecord): Progress;
  /** Ends the whole walk at once; gives what no answer shows of the record then. */
  end(occasion: Occasion, record: WorldRecord, outcome: Outcome, reason: string): Json;
}

/** How an ended walk came out. */
export type Outcome = 'done' | 'failed';

/** Where a walk stands. */
export interface Progress {
  readonly inner: Json;
  /** When the node in hand ends; undefined once the walk has ended. */
  readonly due?: number;
  readonly outcome?: Outcome;
}

/**
 * Obeys the rules of one life-cycle file. It alone gives a record its state, whatever asks for it.
 */
export class LifeCycle {
  readonly rules: LifeCycleRules;
  readonly #walk: Walk | undefined;

  constructor(rules: LifeCycleRules, walk?: Walk) {
    this.rules = rules;
    this.#walk = walk;
  }

  /**
   * Finds a record by its id.
   *
   * @throws Refusal that the file has for a missing one
   */
  find(workspace: Workspace, id: unknown): WorldRecord {
    const record = workspace.table(this.rules.collection).get(String(id));
    if (record === undefined) throw refusalOf(this.rules.missing);
    return record;
  }

  /** The state of a record, as the file names it. */
  stateOf(record: NewRecord): string {
    return String(memberAt(record.data, this.rules.status));
  }

  /** Whether an operation can lead a record out of its state. */
  waitsFor(record: WorldRecord, operation: string): boolean {
    const state = this.stateOf(record);
    return this.rules.transitions.some(
      (rule) => rule.operations.includes(operation) && rule.from.includes(state),
    );
  }

  /**
   * Begins the life of a record.
   *
   * @param data - what answers show of it, but for what the rules give it
   * @param inner - what no answer shows
   * @throws Refusal if the rules do not let it begin
   */
  begin(occasion: RequestedOccasion, data: Identified, inner: Json = {}): WorldRecord {
    const record = newRecord(occasion, data, inner);
    const rule = this.#chosen(occasion, 'start', record);
    return this.#pass(occasion, rule, record) as WorldRecord;
  }

  /** Begins the life of a record that no request asks for. */
  arise(occasion: Occasion, data: Identified, inner: Json = {}): WorldRecord {
    const [rule] = this.#byItself('start');
    if (rule === undefined) throw new Error(`Each record of ${this.rules.name} is asked for.`);
    return this.#pass(occasion, rule, newRecord(occasion, data, inner)) as WorldRecord;
  }

  /**
   * Does with a record what a request asks for.
   *
   * @returns the record as it is now, or as it was before its end
   * @throws Refusal if the record is not in a state for it
   */
  take(
    occasion: RequestedOccasion,
    record: WorldRecord,
    { edits = {}, marks = {}, inner = record.inner }: Changes = {},
  ): WorldRecord {
    const rule = this.#chosen(occasion, this.stateOf(record), record);
    this.#useQuota(occasion, rule);
    const taken = rule.effects.some(({ edit }) => edit) ? edits : {};
    const data = { ...record.data, ...taken, ...marks };
    const stopped =
      this.takesNodes(record) && rule.to !== this.stateOf(record)
        ? this.#walk?.end(occasion, { ...record, inner }, 'failed', 'The run was stopped.')
        : undefined;
    return this.#pass(occasion, rule, { ...record, data, inner: stopped ?? inner }) ?? record;
  }

  /** Does what comes by itself in a record that is due. */
  elapse(occasion: Occasion, record: WorldRecord): void {
    if (!this.takesNodes(record)) {
      this.#leave(occasion, record);
      return;
    }
    const progress = this.#walk?.step(occasion, record);
    if (progress === undefined) return;
    const { inner, due, outcome } = progress;
    if (outcome !== undefined) {
      this.#leave(occasion, { ...record, inner }, outcome);
      return;
    }
    const waiting = { ...record, changed: undefined, inner, due };
    occasion.world.put(occasion.workspace, this.rules.collection, waiting);
  }

  /**
   * Ends a run before its time.
   *
   * @throws Refusal if it is not running
   */
  end(occasion: Occasion, record: WorldRecord, outcome: Outcome, reason: string): void {
    if (!this.takesNodes(record) || this.#walk === undefined) {
      throw serviceRefusal(invalidParameters, `The run is ${this.stateOf(record)}.`);
    }
    const inner = this.#walk.end(occasion, record, outcome, reason);
    this.#leave(occasion, { ...record, inner }, outcome);
  }

  /** Whether the state of a record lasts as long as the nodes of its diagram take. */
  takesNodes(record: NewRecord): boolean {
    return this.#byItself(this.stateOf(record)).some(({ after }) => after === 'nodes');
  }

  /** Takes the first transition that comes by itself and is possible, if there is any. */
  #leave(occasion: Occasion, record: WorldRecord, outcome?: Outcome): void {
    const circumstances = this.#circumstances(occasion, record, {}, outcome);
    const rule = this.#byItself(this.stateOf(record)).find(
      (one) =>
        (one.after === 'nodes') === (outcome !== undefined) && isPossible(one, circumstances),
    );
    if (rule !== undefined) this.#pass(occasion, rule, record);
  }

  #byItself(state: string): TransitionRule[] {
    return this.rules.transitions.filter(
      ({ operations, from }) => operations.length === 0 && from.includes(state),
    );
  }

  #chosen(occasion: RequestedOccasion, state: string, record: NewRecord): TransitionRule {
    const { operation } = occasion;
    const body = (occasion.body ?? {}) as Json;
    const asked = this.rules.transitions.filter(
      (rule) => rule.operations.includes(operation.id) && asksFor(rule, body),
    );
    const circumstances = this.#circumstances(occasion, record, body);
    const rule = asked.find((one) => one.from.includes(state) && isPossible(one, circumstances));
    if (rule !== undefined) return rule;
    const refused = asked.find(({ refusal }) => refusal !== undefined)?.refusal;
    if (refused === undefined) {
      throw new Error(
        `The life cycle ${this.rules.name} has no rule for ${operation.id} in ${state}.`,
      );
    }
    throw refusalOf(refused, state);
  }

  #circumstances(
    { workspace, settings }: Occasion,
    record: NewRecord,
    body: Json,
    outcome?: Outcome,
  ): Circumstances {
    const parent = this.#parentOf(workspace, record);
    const siblings =
      parent === undefined ? [] : workspace.table(this.rules.collection).childrenOf(parent.id);
    return {
      body,
      record: record.data,
      parent: parent?.data ?? {},
      others: siblings.filter(({ id }) => id !== record.id).length,
      outcome,
      readings: settings.readings,
    };
  }

  #parentOf(workspace: Workspace, record: NewRecord): WorldRecord | undefined {
    const { parent } = this.rules;
    if (parent === undefined) return undefined;
    return workspace.table(parent.collection).get(String(memberAt(record.data, parent.key)));
  }

  /** Gives the record its new state and does what else the rule says; undefined at the end of its life. */
  #pass(occasion: Occasion, rule: TransitionRule, record: NewRecord): WorldRecord | undefined {
    const { world, workspace, now, restsOn } = occasion;
    const { collection, status, states } = this.rules;
    restsOn([...(rule.inferred ? ['inferred'] : []), ...rule.decisions]);
    const data = { ...record.data };
    for (const effect of rule.effects) this.#apply(occasion, effect, record, data);
    if (rule.to === 'end') {
      world.remove(workspace, collection, record.id);
      return undefined;
    }
    // A switch has two states, which are its values.
    const isSwitch = states.every((state) => /^(true|false)$/.test(state));
    const stated = withMember(data, status, isSwitch ? rule.to === 'true' : rule.to);
    const entered = { ...record, changed: undefined, data: stated, since: now, due: undefined };
    // A walk goes on through a transition that leads back to its state.
    if (this.#walk !== undefined && this.takesNodes(entered)) {
      const goesOn = rule.from.includes(rule.to);
      const { inner, due } = goesOn ? record : this.#walk.enter(occasion, entered);
      return world.put(workspace, collection, { ...entered, inner, due });
    }
    const durations = this.#byItself(rule.to).flatMap(({ after }) =>
      typeof after === 'number' ? [after] : [],
    );
    const due = durations.length === 0 ? undefined : now + Math.min(...durations);
    return world.put(workspace, collection, { ...entered, due });
  }

  /** Does one effect: to the new members of the record, or to other records. */
  #apply(occasion: Occasion, effect: Effect, record: NewRecord, data: Json): void {
    const { world, workspace, now } = occasion;
    const { set, stamp = [], count, number, parent, release, others, remove } = effect;
    const valuesOf = (values: Values) =>
      Object.entries(values).map(([name, value]) => {
        if (value === '$id') return [name, record.id] as const;
        return [name, value === '$version' ? data['version'] : value] as const;
      });
    if (set !== undefined) Object.assign(data, Object.fromEntries(valuesOf(set)));
    for (const name of stamp) data[name] = formatTime(new Date(now));
    if (count !== undefined) data[count] = Number(data[count]) + 1;
    const owner = this.#parentOf(workspace, record);
    const { parent: { collection: owners } = { collection: '' } } = this.rules;
    if (number !== undefined && owner !== undefined && data[number] === '') {
      // Numbers of versions that are gone do not come again.
      const given = Number(owner.inner['numbered'] ?? 0) + 1;
      data[number] = `V${given}`;
      world.put(workspace, owners, { ...owner, inner: { ...owner.inner, numbered: given } });
    }
    const changes = [
      ...valuesOf(parent ?? {}),
      ...valuesOf(release ?? {}).flatMap(([name, value]) =>
        owner?.data[name] === value ? [[name, ''] as const] : [],
      ),
    ];
    if (owner !== undefined && changes.length > 0) {
      const changed = { ...owner.data, ...Object.fromEntries(changes) };
      world.put(workspace, owners, { ...owner, data: changed });
    }
    if (others !== undefined && owner !== undefined) {
      const { collection, status } = this.rules;
      for (const other of workspace.table(collection).childrenOf(owner.id)) {
        if (other.id === record.id || this.stateOf(other) !== others.from) continue;
        const moved = withMember({ ...other.data, ...others.set }, status, others.to);
        world.put(workspace, collection, { ...other, data: moved, since: now, due: undefined });
      }
    }
    if (remove !== undefined) {
      for (const child of workspace.table(remove.collection).childrenOf(record.id)) {
        world.remove(workspace, remove.collection, child.id);
      }
    }
  }

  /** Counts what a caller may do so many times a day only. */
  #useQuota(
    { world, workspace, now, operation, user }: RequestedOccasion,
    { quota }: TransitionRule,
  ): void {
    if (quota === undefined) return;
    const name = `quota ${JSON.stringify([workspace.project, workspace.id, user.id, operation.id])}`;
    const today = Math.floor((now + chinaOffset) / day);
    const note = world.note(name) as { day: number; count: number } | undefined;
    const count = note?.day === today ? note.count : 0;
    if (count >= quota.most) throw refusalOf(quota.refusal);
    world.setNote(name, { day: today, count: count + 1 });
  }
}

function newRecord({ now }: Occasion, data: Identified, inner: Json): NewRecord {
  return { id: data.id, data, inner, createdAt: now, since: now };
}

function refusalOf({ code, message, decisions }: RefusalRule, state = ''): Refusal {
  return serviceRefusal(code, message.replaceAll('{state}', state), { decisions });
}
