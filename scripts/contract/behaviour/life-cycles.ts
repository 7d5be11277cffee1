import { isDeepStrictEqual } from 'node:util';
import { isPossible, type Circumstances } from '../../../src/sandbox/life-cycle/conditions.js';
import type {
  LifeCycleRules,
  Readings,
  TransitionRule,
} from '../../../src/sandbox/life-cycle/rules.js';
import { isObject } from '../../lib/openapi/document.js';
import { jsonValue, otherId, type Fixture } from '../fixtures/fixtures.js';
import type { ContractRequest } from '../case.js';
import type { Resource, Resources } from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import { shown } from '../text.js';
import {
  checkOf,
  isSuccess,
  NotChecked,
  type Breach,
  type Check,
  type CheckContext,
} from './check.js';

/** A kind of record with a life cycle. */
type Living = Resource & { readonly lifeCycle: LifeCycleRules };

/** A request for a transition: an operation, and the rules that a body of this kind asks for. */
interface Ask {
  readonly operation: ContractOperation;
  readonly name: string;
  readonly rules: readonly TransitionRule[];
}

/** How a transition is tried: with another record of the parent that it moves, or with an id that it must not take. */
type Variant = 'plain' | 'beside another' | 'with another id';

/** What came of a request: the state that it led to, `end`, or `refused`. */
type Outcome = string;

/**
 * Checks of the life cycles of a description: in each state each request for a transition leads where the
 * file says, or is refused and changes nothing. What the file marks as a reading, or lets depend on one,
 * is no finding.
 */
export function lifeCycleChecks({ all, byId }: Resources): Check[] {
  return all.flatMap((resource) => {
    const { lifeCycle, create, read } = resource;
    if (lifeCycle === undefined || create === undefined || read === undefined) return [];
    const living = { ...resource, lifeCycle };
    const begins = checkOf(
      create,
      {
        ...{ group: 'life-cycle', name: 'begins' },
        why: 'A record begins in the state that its life cycle says.',
      },
      birth(living, create),
    );
    const asks = asksOf(lifeCycle, byId);
    const transitions = asks.flatMap((ask) =>
      lifeCycle.states.flatMap((state) => {
        const own = ask.rules.filter(({ from }) => from.includes(state));
        const moves = own.some(
          ({ when, effects }) =>
            effects.some((one) => one.others) && when.every((one) => !one.others),
        );
        const names = own.some(({ when }) => when.some(({ same }) => same));
        const variants: Variant[] = [
          'plain',
          ...(moves ? (['beside another'] as const) : []),
          ...(names ? (['with another id'] as const) : []),
        ];
        return variants.map((variant) =>
          checkOf(
            ask.operation,
            {
              group: 'life-cycle',
              name: `${ask.name} of ${lifeCycle.name} ${state}${variant === 'plain' ? '' : ` ${variant}`}`,
              why: `The life cycle of ${lifeCycle.collection} says what comes of it.`,
              rule: { keyword: 'transitions', pointer: ask.operation.pointer },
            },
            transition(living, ask, state, variant),
          ),
        );
      }),
    );
    return [begins, ...transitions];
  });
}

/** The different requests for transitions that a cycle knows. */
function asksOf(
  { transitions }: LifeCycleRules,
  byId: ReadonlyMap<string, ContractOperation>,
): Ask[] {
  const asks = new Map<string, Ask>();
  for (const rule of transitions) {
    if (rule.from.includes('start')) continue;
    for (const id of rule.operations) {
      const operation = byId.get(id);
      if (operation === undefined) continue;
      for (const condition of rule.when) {
        const { body } = condition;
        const values = Object.values(body ?? {}).flat();
        const name = values.find((one) => !String(one).startsWith('$')) ?? 'plain';
        const key = `${id} ${JSON.stringify(body ?? {})}`;
        const found = asks.get(key) ?? { operation, name: `${id} ${String(name)}`, rules: [] };
        const own = { ...rule, when: [condition] };
        asks.set(key, { ...found, rules: [...found.rules, own] });
      }
    }
  }
  // Two bodies by which one thing is asked for are one request.
  return [...asks.values()];
}

/** All combinations of the readings of a cycle, the usual one first. */
function readingsOf({ readings }: LifeCycleRules): Readings[] {
  return Object.entries(readings).reduce<Readings[]>(
    (found, [name, { default: usual, values }]) =>
      [usual, ...values.filter((one) => one !== usual)].flatMap((value) =>
        found.map((one) => ({ ...one, [name]: value })),
      ),
    [{}],
  );
}

/** What comes of a request by one set of readings. */
function ruleFor(
  { rules }: Ask,
  state: string,
  circumstances: Omit<Circumstances, 'readings'>,
  readings: Readings,
): TransitionRule | undefined {
  return rules.find(
    (rule) => rule.from.includes(state) && isPossible(rule, { ...circumstances, readings }),
  );
}

/** The states to which a state leads by itself, and the state. */
function later(cycle: LifeCycleRules, state: Outcome): Outcome[] {
  const found = new Set([state]);
  for (const one of found) {
    for (const { from, to, operations } of cycle.transitions) {
      if (operations.length === 0 && from.includes(one)) found.add(to);
    }
  }
  return [...found];
}

function birth(resource: Living, create: ContractOperation): Check['run'] {
  return async ({ fixtures }) => {
    const { lifeCycle } = resource;
    const rules = lifeCycle.transitions.filter(
      ({ from, operations }) => from.includes('start') && operations.includes(create.id),
    );
    const allowed = rules.flatMap(({ to }) => later(lifeCycle, to));
    const { state } = await fixtures.make(resource);
    if (state === undefined || rules.length === 0) throw new NotChecked('It shows no state.');
    if (allowed.includes(state)) return [];
    const text = `What was created is ${state}; expected ${rules.map(({ to }) => to).join(' or ')}.`;
    return [
      {
        name: 'wrong_transition',
        message: text,
        isReading: rules.every(({ inferred }) => inferred),
      },
    ];
  };
}

function transition(resource: Living, ask: Ask, state: string, variant: Variant): Check['run'] {
  return async (context) => {
    const { fixtures, send } = context;
    const { lifeCycle } = resource;
    const { operation } = ask;
    const fixture = await fixtures.lease(resource, [state]);
    const [first] = ask.rules;
    const plain = first && fixtures.askingFor(operation, first);
    if (plain === undefined)
      throw new NotChecked('The description has no request that asks for it.');
    const other =
      variant === 'beside another' ? await otherOf(context, ask, fixture, state) : undefined;
    const { filled } = await fixtures.fill(operation, plain, fixture, true);
    const request = variant === 'with another id' ? withOtherIds(ask, filled) : filled;
    await fixtures.refresh(fixture);
    if (fixture.state !== state) throw new NotChecked('The record changed by itself.');
    if (fixture.parent !== undefined) await fixtures.refresh(fixture.parent);
    const before = fixture.record;
    const value = jsonValue(request.body);
    const circumstances = {
      body: isObject(value) ? value : {},
      record: before,
      parent: fixture.parent?.record ?? {},
      others: (fixture.parent?.children ?? []).filter((one) => !one.gone && one !== fixture).length,
      outcome: undefined,
    };
    const outcomes = readingsOf(lifeCycle).map((readings) =>
      ruleFor(ask, state, circumstances, readings),
    );
    const [usual] = outcomes;
    const answer = await send(operation, request);
    if (answer.status >= 500) throw new NotChecked(`The answer was ${answer.status}.`);
    await fixtures.refresh(fixture);
    const done = isSuccess(answer);
    const now: Outcome = done ? (fixture.gone ? 'end' : (fixture.state ?? '')) : 'refused';
    const allowed = new Set(
      outcomes.flatMap((rule) => (rule === undefined ? ['refused'] : later(lifeCycle, rule.to))),
    );
    const found = (name: Breach['name'], message: string, isReading: boolean): Breach[] => [
      { name, message, request, isReading },
    ];
    const expected = usual === undefined ? ['refused'] : later(lifeCycle, usual.to);
    const asked = `${ask.name} in the state ${state}`;
    if (!expected.includes(now)) {
      const byReading = allowed.has(now);
      if (!done) {
        // What comes by itself may have come before the request.
        if (fixture.state !== state) throw new NotChecked('The record changed by itself.');
        const text = `${asked} was refused with ${answer.status}; expected ${usual?.to ?? ''}.`;
        return found('transition_refused', text, byReading || usual?.inferred === true);
      }
      if (usual === undefined) {
        const text = `${asked} was accepted, and led to ${now}; it must be refused.`;
        const isOurs = ask.rules.every(({ inferred, refusal }) => inferred || refusal?.inferred);
        return found('forbidden_transition', text, byReading || isOurs);
      }
      const text = `${asked} led to ${now}; expected ${usual.to}.`;
      return found('wrong_transition', text, byReading || usual.inferred);
    }
    if (!done) {
      const lasts = later(lifeCycle, state).length === 1;
      const changed = lasts && !isDeepStrictEqual(before, fixture.record);
      if (lasts && !changed) fixtures.giveBack(fixture);
      if (!changed) return [];
      const name = Object.keys(fixture.record).find(
        (one) => !isDeepStrictEqual(before[one], fixture.record[one]),
      );
      const text = `${asked} was refused with ${answer.status}, and yet changed ${String(name)} to ${shown(fixture.record[name ?? ''])}.`;
      return found('changed_by_refusal', text, false);
    }
    return afterwards(context, resource, fixture, other, usual, found);
  };
}

/** A request with other ids in the members that have to be the same as those of the record. */
function withOtherIds({ rules }: Ask, request: ContractRequest): ContractRequest {
  const { body } = request;
  if (body?.kind !== 'json' || !isObject(body.value)) return request;
  const names = rules.flatMap(({ when }) => when.flatMap(({ same }) => Object.keys(same ?? {})));
  const value = Object.fromEntries(
    Object.entries(body.value).map(([name, member]) => [
      name,
      names.includes(name) ? otherId(String(member)) : member,
    ]),
  );
  return { ...request, body: { ...body, value } };
}

/** A record of the same parent in the state that the transition takes from it. */
async function otherOf(
  { fixtures }: CheckContext,
  { rules }: Ask,
  fixture: Fixture,
  state: string,
): Promise<Fixture> {
  const moved = rules.flatMap(({ from, effects }) =>
    from.includes(state) ? effects.flatMap(({ others }) => others ?? []) : [],
  )[0];
  const other = await fixtures.make(fixture.resource, fixture.parent);
  if (moved === undefined || !(await fixtures.advance(other, [moved.from]))) {
    throw new NotChecked(`No other record could be made ${moved?.from ?? ''}.`);
  }
  return other;
}

/** What has to hold of the parent and of the other records once a transition has come about. */
async function afterwards(
  { fixtures }: CheckContext,
  { lifeCycle }: Living,
  fixture: Fixture,
  other: Fixture | undefined,
  rule: TransitionRule | undefined,
  found: (name: Breach['name'], message: string, isReading: boolean) => Breach[],
): Promise<Breach[]> {
  const { parent } = fixture;
  if (parent === undefined || rule === undefined) return [];
  for (const one of [...parent.children, ...(other ? [other] : [])]) {
    if (one !== fixture && !one.gone) await fixtures.refresh(one);
  }
  const records = parent.children.filter((one) => !one.gone && one.resource === fixture.resource);
  for (const [state, most] of Object.entries(lifeCycle.most ?? {})) {
    const count = records.filter((one) => one.state === state).length;
    if (count <= most) continue;
    const text = `After it ${count} of ${lifeCycle.collection} of one record are ${state}; at most ${most} may be.`;
    return found('broken_invariant', text, false);
  }
  if (fixture.state !== rule.to) return [];
  await fixtures.refresh(parent);
  for (const [name, value] of rule.effects.flatMap((one) => Object.entries(one.parent ?? {}))) {
    const wanted =
      value === '$id' ? fixture.id : value === '$version' ? fixture.record['version'] : value;
    const seen = parent.record[name];
    if (seen === undefined || wanted === undefined || seen === wanted) continue;
    const text = `After it ${name} of the ${parent.resource.name} is ${shown(seen)}; expected ${shown(wanted)}.`;
    return found('wrong_transition', text, rule.inferred);
  }
  return [];
}
