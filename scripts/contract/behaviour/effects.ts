import { memberAt } from '../../../src/sandbox/life-cycle/members.js';
import type { LifeCycleRules, TransitionRule } from '../../../src/sandbox/life-cycle/rules.js';
import type { JsonObject } from '../../lib/openapi/document.js';
import { byThemselves, needsOwnParent } from '../fixtures/life-cycle.js';
import type { Fixture } from '../fixtures/fixture.js';
import { shown } from '../text.js';
import type { Breach, CheckContext } from './check.js';
import { changesBetween, isDerived, isLasting, membersOf } from './members.js';

/** Records as they were before a request. */
export interface Before {
  readonly record: JsonObject;
  readonly parent: JsonObject;
  /** The other records of the parent, each with what it was. */
  readonly others: ReadonlyMap<Fixture, JsonObject>;
  /** The records of other kinds that belong to the record. */
  readonly owned: readonly Fixture[];
}

/** What a member must be, and whether that is our reading alone. */
interface Wanted {
  readonly value: unknown;
  readonly fits: (value: unknown) => boolean;
  readonly isReading: boolean;
}

/** Reads a record, and what it belongs to and what is beside it where it has that to itself. */
export async function lookAround(
  { fixtures }: CheckContext,
  fixture: Fixture,
  owned: readonly Fixture[] = [],
): Promise<Before> {
  const { parent } = fixture;
  const others = new Map<Fixture, JsonObject>();
  await fixtures.records.refresh(fixture);
  if (parent !== undefined && needsOwnParent(fixture.resource.lifeCycle)) {
    await fixtures.records.refresh(parent);
    for (const one of parent.children) {
      if (one === fixture || one.gone || one.resource !== fixture.resource) continue;
      await fixtures.records.refresh(one);
      if (!one.gone) others.set(one, one.record);
    }
  }
  return { record: fixture.record, parent: parent?.record ?? {}, others, owned };
}

/** What has to be of the record, its parent and the other records once a transition has come about. */
export async function effectBreaches(
  context: CheckContext,
  cycle: LifeCycleRules,
  rule: TransitionRule,
  fixture: Fixture,
  body: JsonObject,
  before: Before,
): Promise<Breach[]> {
  const { fixtures } = context;
  const { parent } = fixture;
  await lookAround(context, fixture);
  const found: Breach[] = tooMany(cycle, [fixture, ...before.others.keys()]);
  const add = (name: Breach['name'], message: string, isReading: boolean): void => {
    found.push({ name, message, isReading: isReading || rule.inferred });
  };
  const named = new Set([cycle.status, ...membersSet(cycle)]);
  if (!fixture.gone) {
    const wanted = wantedOf(rule, body, before.record, named);
    // What goes on by itself afterwards may have changed more.
    const open = fixture.state === rule.to ? [] : membersSet({ transitions: byThemselves(cycle) });
    for (const [name, { value, fits, isReading }] of wanted) {
      const seen = memberAt(fixture.record, name);
      if (open.includes(name) || seen === undefined || fits(seen)) continue;
      const text = `After it ${name} is ${shown(seen)}; expected ${shown(value)}.`;
      add('wrong_transition', text, isReading);
    }
    for (const { name, text } of changesBetween(before.record, fixture.record)) {
      if (name === cycle.status || wanted.has(name) || open.includes(name)) continue;
      if (isDerived(name, body)) continue;
      // What was empty may be filled in, such as by whom it was approved.
      if (isEmpty(memberAt(before.record, name))) continue;
      // What else a server derives from what was written is not said.
      const mayFollow = rule.effects.some(({ edit }) => edit) && !isLasting(name);
      add('update_changed_others', `After it ${text}.`, mayFollow || named.has(name));
    }
  }
  if (parent !== undefined && !parent.gone && needsOwnParent(cycle)) {
    const wanted = wantedOfParent(rule, fixture, before.parent);
    for (const [name, { value, isReading }] of wanted) {
      const seen = memberAt(parent.record, name);
      if (seen === undefined || seen === value) continue;
      const text = `After it ${name} of the ${parent.resource.name} is ${shown(seen)}; expected ${shown(value)}.`;
      add('wrong_transition', text, isReading);
    }
    const own = new Set([
      parent.resource.lifeCycle?.status,
      ...cycle.transitions.flatMap(({ effects }) =>
        effects.flatMap((one) => Object.keys({ ...one.parent, ...one.release })),
      ),
    ]);
    for (const { name, text } of changesBetween(before.parent, parent.record)) {
      if (wanted.has(name)) continue;
      add(
        'changed_other_record',
        `After it, of the record that it belongs to, ${text}.`,
        own.has(name),
      );
    }
  }
  const moved = rule.effects.flatMap((one) => one.others ?? [])[0];
  for (const [one, was] of before.others) {
    const former = String(memberAt(was, cycle.status));
    // What changes by itself may have done so meanwhile.
    if (byThemselves(cycle).some(({ from }) => from.includes(former))) continue;
    const expected = moved?.from === former ? moved.to : former;
    const state = one.gone ? 'gone' : (one.state ?? '');
    if (state !== expected) {
      // Too many in one state are found as such.
      if (state === former && found.some(({ name }) => name === 'broken_invariant')) continue;
      const text = `After it another of ${cycle.collection}, which was ${former}, is ${state}; expected ${expected}.`;
      add(expected === former ? 'changed_other_record' : 'wrong_transition', text, false);
      continue;
    }
    const set = moved?.from === former ? { ...moved.set } : {};
    for (const { name, text } of changesBetween(was, one.record)) {
      if (name === cycle.status || Object.hasOwn(set, name)) continue;
      add(
        'changed_other_record',
        `After it, of another of ${cycle.collection}, ${text}.`,
        named.has(name),
      );
    }
    for (const [name, value] of Object.entries(set)) {
      const seen = memberAt(one.record, name);
      if (seen === undefined || seen === value) continue;
      const text = `After it ${name} of another of ${cycle.collection} is ${shown(seen)}; expected ${shown(value)}.`;
      add('wrong_transition', text, true);
    }
  }
  const isRemoved = rule.effects.find(({ remove }) => remove);
  for (const one of isRemoved ? before.owned : []) {
    await fixtures.records.refresh(one);
    if (one.gone) continue;
    const text = `After it one of ${one.resource.name} that belonged to it can still be read.`;
    add('usable_after_delete', text, isRemoved?.inferred === true);
  }
  return found;
}

/** The breaches of how many records of one parent may be in a state. */
export function tooMany(
  { collection, most = {} }: LifeCycleRules,
  records: readonly Fixture[],
): Breach[] {
  return Object.entries(most).flatMap(([state, limit]) => {
    const count = records.filter((one) => !one.gone && one.state === state).length;
    const message = `After it ${count} of ${collection} of one record are ${state}; at most ${limit} may be.`;
    return count <= limit ? [] : [{ name: 'broken_invariant' as const, message }];
  });
}

/** The members that the effects of transitions set in their records. */
export function membersSet({ transitions }: Pick<LifeCycleRules, 'transitions'>): string[] {
  return transitions.flatMap(({ effects }) =>
    effects.flatMap(({ set, stamp, count, number, others }) => [
      ...Object.keys({ ...set, ...others?.set }),
      ...(stamp ?? []),
      ...[count, number].flatMap((name) => name ?? []),
    ]),
  );
}

/** What the members must be that the effects of a transition are about. */
function wantedOf(
  { effects }: TransitionRule,
  body: JsonObject,
  before: JsonObject,
  named: ReadonlySet<string>,
): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const { inferred, edit, set, stamp, count, number } of effects) {
    const want = (
      name: string,
      value: unknown,
      fits = sameAs(value),
      isReading = inferred === true,
    ) => wanted.set(name, { value, fits, isReading });
    for (const [name, value] of edit ? membersOf(body) : []) {
      if (!named.has(name)) want(name, value);
    }
    for (const [name, value] of Object.entries(set ?? {})) want(name, value);
    for (const name of stamp ?? []) {
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

/** What the members of the parent must be that the effects of a transition are about. */
function wantedOfParent(
  { effects }: TransitionRule,
  { id, record }: Fixture,
  before: JsonObject,
): ReadonlyMap<string, Pick<Wanted, 'value' | 'isReading'>> {
  const wanted = new Map<string, Pick<Wanted, 'value' | 'isReading'>>();
  const valueOf = (value: unknown): unknown =>
    value === '$id' ? id : value === '$version' ? record['version'] : value;
  // Something set goes before something emptied.
  for (const { release, inferred } of effects) {
    for (const [name, value] of Object.entries(release ?? {})) {
      const isHeld = before[name] === valueOf(value);
      wanted.set(name, { value: isHeld ? '' : before[name], isReading: inferred === true });
    }
  }
  for (const { parent, inferred } of effects) {
    for (const [name, value] of Object.entries(parent ?? {})) {
      wanted.set(name, { value: valueOf(value), isReading: inferred === true });
    }
  }
  return wanted;
}

const isEmpty = (value: unknown): boolean => value === null || value === '';

function sameAs(wanted: unknown): (value: unknown) => boolean {
  const text = JSON.stringify(wanted);
  return (value) => JSON.stringify(value) === text;
}
