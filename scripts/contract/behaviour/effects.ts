import { memberAt } from '../../../src/sandbox/life-cycle/members.js';
import type { LifeCycleRules, TransitionRule } from '../../../src/sandbox/life-cycle/rules.js';
import type { JsonObject } from '../../lib/openapi/document.js';
import { jsonValue, type ContractRequest } from '../case.js';
import { objectOf, same } from '../cases/json.js';
import { byThemselves, needsOwnParent } from '../fixtures/life-cycle.js';
import type { Fixture } from '../fixtures/fixture.js';
import { shown } from '../../lib/text.js';
import { breach, type Breach, type CheckContext } from './check.js';
import {
  changesBetween,
  isDerived,
  isLasting,
  membersOf,
  shows,
  withoutOwnTimes,
} from './members.js';
import { namesIn } from './written.js';

/** Records as they were before a request. */
export type Before = Awaited<ReturnType<typeof lookAround>>;

/** What a member must be, and whether that is our reading alone. */
interface Wanted {
  readonly value: unknown;
  /** Without it the member is to be the value itself. */
  readonly fits?: ((value: unknown) => boolean) | undefined;
  readonly isReading: boolean;
}

/**
 * Reads a record, and what it belongs to and what is beside it where it has that to itself.
 *
 * @param owned - the records of other kinds that belong to it
 */
export async function lookAround(
  { fixtures: { records } }: CheckContext,
  fixture: Fixture,
  owned: readonly Fixture[] = [],
) {
  const { parent } = fixture;
  /** The other records of the parent, each with what it is. */
  const others = new Map<Fixture, JsonObject>();
  await records.refresh(fixture);
  if (parent !== undefined && needsOwnParent(fixture.resource.lifeCycle)) {
    await records.refresh(parent);
    for (const one of parent.children) {
      if (one === fixture || one.gone || one.resource.name !== fixture.resource.name) continue;
      await records.refresh(one);
      if (!one.gone) others.set(one, one.record);
    }
  }
  return { fixture, record: fixture.record, parent: parent?.record ?? {}, others, owned };
}

/** What is wrong with the record, its parent and the other records once a transition has come about. */
export async function effectBreaches(
  context: CheckContext,
  cycle: LifeCycleRules,
  rule: TransitionRule,
  before: Before,
  request: ContractRequest,
): Promise<Breach[]> {
  const { fixture, owned } = before;
  const body = objectOf(jsonValue(request.body));
  await lookAround(context, fixture);
  const crowded = tooMany(cycle, before, request);
  const found = [...crowded];
  const add = (name: Breach['name'], message: string, isReading: boolean): void => {
    found.push(...breach(name, `After it${message}.`, { request }, isReading || rule.inferred));
  };
  const compare = (of: string, record: JsonObject, wanted: ReadonlyMap<string, Wanted>): void => {
    for (const [name, { value, fits, isReading }] of wanted) {
      const seen = memberAt(record, name);
      if (seen === undefined || (fits?.(seen) ?? same(seen, value))) continue;
      const text = ` ${name}${of} is ${shown(seen)}; expected ${shown(value)}`;
      add('wrong_transition', text, isReading);
    }
  };
  const named = new Set([cycle.status, ...membersSet(cycle.transitions)]);
  if (!fixture.gone) {
    const wanted = wantedOf(rule, body, before.record, named);
    // What goes on by itself afterwards may have changed more.
    const open = new Set(fixture.state === rule.to ? [] : membersSet(byThemselves(cycle)));
    compare('', fixture.record, new Map([...wanted].filter(([name]) => !open.has(name))));
    const edits = rule.effects.some(({ edit }) => edit);
    for (const { name, text } of changesBetween(before.record, fixture.record)) {
      if (name === cycle.status || wanted.has(name) || open.has(name)) continue;
      if (isDerived(name, body)) continue;
      // What was empty may be filled in, such as by whom it was approved.
      if (isEmpty(memberAt(before.record, name))) continue;
      // What else a server derives from what was written is not said.
      const mayFollow = edits && !isLasting(name);
      add('update_changed_others', ` ${text}`, mayFollow || named.has(name));
    }
  }
  const parent = needsOwnParent(cycle) ? fixture.parent : undefined;
  if (parent?.gone) {
    add('changed_other_record', ` ${parent.id}, to which it belongs, is gone`, false);
  } else if (parent !== undefined) {
    const wanted = wantedOfParent(rule, fixture, before.parent);
    compare(` of the ${parent.resource.name}`, parent.record, wanted);
    const effects = cycle.transitions.flatMap((one) => one.effects);
    const own = new Set([
      parent.resource.lifeCycle?.status,
      ...effects.flatMap((one) => Object.keys({ ...one.parent, ...one.release })),
    ]);
    const released = rule.effects.some(({ release }) => release);
    const { create } = parent.resource;
    const written = namesIn(context.set, [create?.body?.schema ?? '']);
    for (const { name, text } of changesBetween(before.parent, parent.record)) {
      // What was empty may be filled in by what belongs to it, and emptied again.
      if (wanted.has(name) || isEmpty(memberAt(before.parent, name))) continue;
      if (released && isEmpty(memberAt(parent.record, name)) && !written.includes(name)) continue;
      add('changed_other_record', `, of the record that it belongs to, ${text}`, own.has(name));
    }
  }
  const [moved] = rule.effects.flatMap(({ others }) => others ?? []);
  const inferred = rule.effects.flatMap((one) => (one.inferred ? Object.keys({ ...one.set }) : []));
  for (const [one, was] of before.others) {
    const former = String(memberAt(was, cycle.status));
    // What changes by itself may have done so meanwhile.
    if (byThemselves(cycle).some(({ from }) => from.includes(former))) continue;
    const isMoved = moved?.from === former;
    const expected = isMoved ? moved.to : former;
    const state = one.gone ? 'gone' : (one.state ?? '');
    if (state !== expected) {
      // Too many in one state are found as such.
      if (state === former && crowded.length > 0) continue;
      const text = ` another of ${cycle.collection}, which was ${former}, is ${state}; expected ${expected}`;
      add(expected === former ? 'changed_other_record' : 'wrong_transition', text, false);
      continue;
    }
    const set = Object.entries({ ...(isMoved && moved.set) });
    const wanted = new Map(
      set.map(([name, value]) => [name, { value, isReading: inferred.includes(name) }]),
    );
    for (const { name, text } of changesBetween(was, one.record)) {
      if (name === cycle.status || wanted.has(name)) continue;
      add('changed_other_record', `, of another of ${cycle.collection}, ${text}`, named.has(name));
    }
    compare(` of another of ${cycle.collection}`, one.record, wanted);
  }
  const removal = rule.effects.find(({ remove }) => remove);
  for (const one of removal ? owned : []) {
    await context.fixtures.records.refresh(one);
    if (one.gone) continue;
    const text = ` one of ${one.resource.name} that belonged to it can still be read`;
    add('usable_after_delete', text, removal?.inferred === true);
  }
  return found;
}

/** The breaches of how many records of one parent may be in a state. */
export function tooMany(
  { collection, most = {} }: LifeCycleRules,
  { fixture, others }: Before,
  request: ContractRequest,
): Breach[] {
  const records = [fixture, ...others.keys()].filter(({ gone }) => !gone);
  return Object.entries(most).flatMap(([state, limit]) => {
    const count = records.filter((one) => one.state === state).length;
    const text = `After it ${count} of ${collection} of one record are ${state}; at most ${limit} may be.`;
    return count <= limit ? [] : breach('broken_invariant', text, { request });
  });
}

/** The members that the effects of transitions set in their records. */
export function membersSet(transitions: readonly TransitionRule[]): string[] {
  return transitions.flatMap(({ effects }) =>
    effects.flatMap(({ set, stamp = [], count, number, others }) => [
      ...Object.keys({ ...set, ...others?.set }),
      ...[...stamp, count, number].flatMap((name) => name ?? []),
    ]),
  );
}

/** What the members must be that the effects of a transition are about, by their names. */
function wantedOf(
  { effects }: TransitionRule,
  body: JsonObject,
  before: JsonObject,
  named: ReadonlySet<string>,
): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const { inferred: isReading = false, edit, set, stamp = [], count, number } of effects) {
    const want = (name: string, value: unknown, fits?: Wanted['fits']) =>
      wanted.set(name, { value, fits, isReading });
    for (const [name, value] of edit ? membersOf(withoutOwnTimes(body)) : []) {
      if (!named.has(name)) want(name, value, (seen) => shows(seen, value));
    }
    for (const [name, value] of Object.entries({ ...set })) want(name, value);
    for (const name of stamp) {
      want(name, 'a time', (value) => typeof value === 'string' && /\d/.test(value));
    }
    if (count !== undefined) want(count, Number(before[count]) + 1);
    if (number !== undefined) {
      const former = before[number];
      if (former !== '' && former !== undefined) want(number, former);
      else want(number, 'a number', (value) => /\d/.test(String(value)));
    }
  }
  return wanted;
}

/** What the members of the parent must be that the effects of a transition are about, by their names. */
function wantedOfParent(
  { effects }: TransitionRule,
  { id, record }: Fixture,
  before: JsonObject,
): ReadonlyMap<string, Wanted> {
  const valueOf = (value: unknown): unknown =>
    value === '$id' ? id : value === '$version' ? record['version'] : value;
  const wanted = new Map<string, Wanted>();
  for (const { release, inferred: isReading = false } of effects) {
    for (const [name, value] of Object.entries({ ...release })) {
      const isHeld = before[name] === valueOf(value);
      wanted.set(name, { value: isHeld ? '' : before[name], isReading });
    }
  }
  // Something set goes before something emptied.
  for (const { parent, inferred: isReading = false } of effects) {
    for (const [name, value] of Object.entries({ ...parent })) {
      wanted.set(name, { value: valueOf(value), isReading });
    }
  }
  return wanted;
}

const isEmpty = (value: unknown): boolean => value === null || value === '';
