import { setTimeout as delay } from 'node:timers/promises';
import {
  asksFor,
  isPossible,
  type Circumstances,
} from '../../../src/sandbox/life-cycle/conditions.js';
import type {
  LifeCycleRules,
  Readings,
  TransitionRule,
} from '../../../src/sandbox/life-cycle/rules.js';
import { memberAt } from '../../../src/sandbox/life-cycle/members.js';
import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { mapObject, mergedObject, objectOf } from '../cases/json.js';
import { isValidBody } from '../cases/serialization.js';
import { NotCreated, type Fixture } from '../fixtures/fixture.js';
import { byThemselves, later } from '../fixtures/life-cycle.js';
import { jsonValue, withBody, type ContractRequest } from '../case.js';
import {
  objectWith,
  otherId,
  recordIn,
  type Resource,
  type Resources,
} from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import { shown } from '../text.js';
import {
  checkOf,
  isSuccess,
  NotChecked,
  type Breach,
  type Check,
  type CheckContext,
} from './check.js';
import { effectBreaches, lookAround, membersSet, tooMany } from './effects.js';
import { changesBetween, differencesFrom } from './members.js';
import { changesOf } from './written.js';

/** A kind of record with a life cycle. */
type Living = Resource & { readonly lifeCycle: LifeCycleRules };

/** A request for a transition: an operation, and the rules that a body of this kind asks for. */
interface Ask {
  readonly operation: ContractOperation;
  readonly name: string;
  readonly rules: readonly TransitionRule[];
}

/**
 * How a transition is tried: with another record of the parent that it moves, with any other record, with
 * an id that it must not take, or with changes that it may take besides.
 */
type Variant = 'plain' | 'beside another' | 'with others' | 'with another id' | 'with a change';

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
    const births = lifeCycle.transitions.filter(
      ({ from, operations }) => from.includes('start') && operations.includes(create.id),
    );
    // Where the body says in which state it begins, each of them is asked for.
    const chosen = births.filter(({ when }) => when.some(({ body }) => body !== undefined));
    const begins = [undefined, ...(births.length > 1 ? chosen : [])].map((rule) =>
      checkOf(
        create,
        {
          ...{ group: 'life-cycle', name: rule === undefined ? 'begins' : `begins ${rule.to}` },
          why: 'A record begins in the state that its life cycle says.',
        },
        birth(living, rule === undefined ? births : [rule], rule),
      ),
    );
    const asks = asksOf(lifeCycle, byId);
    const transitions = asks.flatMap((ask) => {
      const minds = ask.rules.some(({ when }) => when.some(({ others }) => others === 'some'));
      return lifeCycle.states.flatMap((state) => {
        const own = ask.rules.filter(({ from }) => from.includes(state));
        const moves = own.some(
          ({ when, effects }) =>
            effects.some((one) => one.others) && when.every((one) => !one.others),
        );
        const names = own.some(({ when }) => when.some(({ same }) => same));
        const edits = own.some(({ effects }) => effects.some(({ edit }) => edit));
        const variants: Variant[] = [
          'plain',
          ...(moves ? (['beside another'] as const) : []),
          ...(minds ? (['with others'] as const) : []),
          ...(names ? (['with another id'] as const) : []),
          ...(edits ? (['with a change'] as const) : []),
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
      });
    });
    const ends = lifeCycle.states
      .filter((state) => later(lifeCycle, state).length > 1)
      .map((state) =>
        checkOf(
          read,
          {
            ...{ group: 'life-cycle', name: `${lifeCycle.name} ${state} ends by itself` },
            why: `The life cycle of ${lifeCycle.collection} says what comes after it.`,
          },
          leaving(living, read, state),
        ),
      );
    return [...begins, ...transitions, ...ends];
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
  rules: readonly TransitionRule[],
  state: string,
  circumstances: Omit<Circumstances, 'readings'>,
  readings: Readings,
): TransitionRule | undefined {
  return rules.find(
    (rule) => rule.from.includes(state) && isPossible(rule, { ...circumstances, readings }),
  );
}

/**
 * @param rules - of which one is to happen
 * @param asked - the one that the body asks for, if it is not that of the example
 */
function birth(
  resource: Living,
  rules: readonly TransitionRule[],
  asked?: TransitionRule,
): Check['run'] {
  return async ({ fixtures }) => {
    const { lifeCycle } = resource;
    const allowed = rules.flatMap(({ to }) => later(lifeCycle, to));
    let fixture: Fixture;
    try {
      fixture = await fixtures.make(resource, undefined, asked);
    } catch (error) {
      if (!(error instanceof NotCreated) || asked === undefined || error.status !== 400)
        throw error;
      // What else a creation takes to begin so is not said.
      const message = `A creation as ${asked.to} was refused with 400; expected ${asked.to}.`;
      return [{ name: 'transition_refused', message, isReading: true }];
    }
    const { state, record } = fixture;
    if (state === undefined || rules.length === 0) throw new NotChecked('It shows no state.');
    const [usual] = rules;
    const found = (message: string, isReading = false): Breach => ({
      ...{ name: 'wrong_transition', message },
      isReading: isReading || rules.every(({ inferred }) => inferred),
    });
    if (!allowed.includes(state)) {
      const expected = rules.map(({ to }) => to).join(' or ');
      return [found(`What was created is ${state}; expected ${expected}.`)];
    }
    // What came by itself before it was read may have set some of its members anew.
    const open = state === usual?.to ? [] : membersSet({ transitions: byThemselves(lifeCycle) });
    const begun = (name: string): boolean => !open.includes(name);
    return (usual?.effects ?? []).flatMap((effect) => {
      const timeless = (effect.stamp ?? []).filter((name) => begun(name) && record[name] === '');
      const set = Object.entries(effect.set ?? {}).filter(([name]) => begun(name));
      return [
        ...differencesFrom(Object.fromEntries(set), record, 'is what it begins with').map(
          ({ text }) => found(`What was created is wrong: ${text}.`, effect.inferred),
        ),
        ...timeless.map((name) => found(`What was created has no ${name}.`, effect.inferred)),
      ];
    });
  };
}

/** What comes by itself is waited for so long, in milliseconds. */
const patience = 6000;

function leaving(resource: Living, read: ContractOperation, state: string): Check['run'] {
  return async (context) => {
    const { fixtures, send } = context;
    const { lifeCycle } = resource;
    const fixture = await fixtures.lease(resource, [state]);
    const before = await lookAround(context, fixture);
    const end = performance.now() + patience;
    while (fixture.state === state && !fixture.gone) {
      if (performance.now() > end) throw new NotChecked(`It stays ${state}.`);
      await delay(100);
      await fixtures.records.refresh(fixture);
    }
    const request = await fixtures.requests.requestFor(read, fixture);
    await send(read, request);
    const now = fixture.gone ? 'end' : (fixture.state ?? '');
    const rules = byThemselves(lifeCycle).filter(({ from }) => from.includes(state));
    if (!rules.flatMap(({ to }) => later(lifeCycle, to)).includes(now)) {
      const expected = rules.map(({ to }) => to).join(' or ');
      const text = `What was ${state} became ${now} by itself; expected ${expected}.`;
      const isReading = rules.every(({ inferred }) => inferred);
      return [{ name: 'wrong_transition', message: text, request, isReading }];
    }
    const rule = rules.find(({ to }) => to === now);
    if (rule === undefined) return [];
    const breaches = await effectBreaches(context, lifeCycle, rule, fixture, {}, before);
    return breaches.map((one) => ({ ...one, request }));
  };
}

/** What comes by itself has come before a request. */
class ChangedByItself extends NotChecked {}

/** How often a record is made anew that changed by itself. */
const attempts = 3;

function transition(resource: Living, ask: Ask, state: string, variant: Variant): Check['run'] {
  const attempt = attemptOf(resource, ask, state, variant);
  return async (context) => {
    for (let more = attempts - 1; more > 0; more -= 1) {
      try {
        return await attempt(context);
      } catch (error) {
        if (!(error instanceof ChangedByItself)) throw error;
      }
    }
    return attempt(context);
  };
}

function attemptOf(resource: Living, ask: Ask, state: string, variant: Variant): Check['run'] {
  return async (context) => {
    const { fixtures, send, resources } = context;
    const { lifeCycle } = resource;
    const { operation } = ask;
    let fixture = await fixtures.lease(resource, [state]);
    const [first] = ask.rules;
    const plain = first && fixtures.requests.askingFor(operation, first);
    if (plain === undefined)
      throw new NotChecked('The description has no request that asks for it.');
    if (variant === 'beside another') fixture = await otherOf(context, ask, fixture, state);
    if (variant === 'with others') {
      const other = await fixtures.make(resource, fixture.parent);
      // Of those of which there may not be many, the one that would be too many with it.
      const few = Object.keys(lifeCycle.most ?? {}).filter((one) => one !== state);
      await fixtures.records.advance(other, few);
    }
    const { filled } = await fixtures.requests.fill(operation, plain, fixture, true);
    const own = ask.rules.filter(({ from }) => from.includes(state));
    const owned: Fixture[] = [];
    for (const { remove } of own.flatMap(({ effects }) => effects)) {
      const kind = remove && resources.named(remove.collection);
      if (kind?.create) owned.push(await fixtures.child(fixture, kind, []));
    }
    const before = await lookAround(context, fixture, owned);
    const request =
      variant === 'with another id'
        ? withOtherIds(ask, filled)
        : variant === 'with a change'
          ? withChanges(context, resource, operation, filled, before.record)
          : filled;
    if (fixture.state !== state) throw new ChangedByItself('The record changed by itself.');
    const body = objectOf(jsonValue(request.body));
    const circumstances = {
      ...{ body, record: before.record, parent: before.parent, outcome: undefined },
      others: before.others.size,
    };
    // A body may ask for more than one thing, as the state has it.
    const asked = lifeCycle.transitions.filter(
      (rule) => rule.operations.includes(operation.id) && asksFor(rule, body),
    );
    const outcomes = readingsOf(lifeCycle).map((readings) =>
      ruleFor(asked, state, circumstances, readings),
    );
    const [usual] = outcomes;
    const answer = await send(operation, request);
    if (answer.status >= 500) throw new NotChecked(`The answer was ${answer.status}.`);
    await fixtures.records.refresh(fixture);
    const done = isSuccess(answer);
    const now: Outcome = done ? (fixture.gone ? 'end' : (fixture.state ?? '')) : 'refused';
    const allowed = new Set(
      outcomes.flatMap((rule) => (rule === undefined ? ['refused'] : later(lifeCycle, rule.to))),
    );
    const found = (name: Breach['name'], message: string, isReading: boolean): Breach[] => [
      { name, message, request, isReading },
    ];
    const expected = usual === undefined ? ['refused'] : later(lifeCycle, usual.to);
    const what = `${ask.name} in the state ${state}`;
    if (!expected.includes(now) && (done || variant !== 'with a change')) {
      const byReading = allowed.has(now);
      if (!done) {
        // What comes by itself may have come before the request.
        if (fixture.state !== state) throw new ChangedByItself('The record changed by itself.');
        const text = `${what} was refused with ${answer.status}; expected ${usual?.to ?? ''}.`;
        return found('transition_refused', text, byReading || usual?.inferred === true);
      }
      if (usual === undefined) {
        const text = `${what} was accepted, and led to ${now}; it must be refused.`;
        const isOurs = ask.rules.every(({ inferred, refusal }) => inferred || refusal?.inferred);
        return found('forbidden_transition', text, byReading || isOurs);
      }
      const text = `${what} led to ${now}; expected ${usual.to}.`;
      await lookAround(context, fixture);
      return [
        ...tooMany(lifeCycle, [fixture, ...before.others.keys()]).map((one) => ({
          ...one,
          request,
        })),
        ...found('wrong_transition', text, byReading || usual.inferred),
      ];
    }
    if (!done) {
      const lasts = later(lifeCycle, state).length === 1;
      const after = await lookAround(context, fixture);
      const [changed] = lasts
        ? [
            ...changesBetween(before.record, after.record),
            ...changesBetween(before.parent, after.parent),
          ]
        : [];
      if (changed === undefined) {
        if (lasts) fixtures.giveBack(fixture);
        return [];
      }
      const text = `${what} was refused with ${answer.status}, and yet ${changed.text}.`;
      return found('changed_by_refusal', text, false);
    }
    if (usual === undefined) return [];
    const shows = memberAt(recordIn(jsonOf(answer), fixture.id) ?? {}, lifeCycle.status);
    if (shows !== undefined && now === usual.to && now !== 'end' && String(shows) !== now) {
      const text = `The answer to ${what} shows the state ${shown(shows)}; expected ${now}.`;
      return found('wrong_transition', text, usual.inferred);
    }
    const other = differencesFrom(body, objectWith(Object.keys(body), jsonOf(answer)) ?? {}).find(
      ({ name }) => name !== lifeCycle.status,
    );
    const echo =
      other === undefined
        ? []
        : found('write_lost', `In the answer to ${what} ${other.text}.`, usual.inferred);
    const breaches = await effectBreaches(context, lifeCycle, usual, fixture, body, before);
    return [...echo, ...breaches.map((one) => ({ ...one, request }))];
  };
}

/** A request that changes texts of the record besides, where its body can. */
function withChanges(
  context: CheckContext,
  resource: Living,
  operation: ContractOperation,
  request: ContractRequest,
  record: JsonObject,
): ContractRequest {
  const plain = jsonValue(request.body);
  const { body: schema } = operation;
  if (!isObject(plain) || schema === undefined)
    throw new NotChecked('Its body is no object in JSON.');
  let value: JsonObject = plain;
  for (const change of changesOf(context, resource, operation, record)) {
    const more = mergedObject(change, value);
    if (isValidBody(context.set, schema, more)) value = more;
  }
  return withBody(request, value);
}

/** A request with other ids in the members that have to be the same as those of the record. */
function withOtherIds({ rules }: Ask, request: ContractRequest): ContractRequest {
  const names = rules.flatMap(({ when }) => when.flatMap(({ same }) => Object.keys(same ?? {})));
  const value = mapObject(jsonValue(request.body), (member, name) =>
    names.includes(name) ? otherId(String(member)) : member,
  );
  return withBody(request, value);
}

/**
 * Makes another record of the same parent, in the state that the transition takes from it.
 *
 * @returns the one of the two that is to be asked for the transition
 */
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
  if (moved === undefined || !(await fixtures.records.advance(other, [moved.from]))) {
    throw new NotChecked(`No other record could be made ${moved?.from ?? ''}.`);
  }
  // Of two in the same state the first one may be in force, and the later one takes it over.
  return moved.from === state ? other : fixture;
}
