import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { asksFor, isPossible } from '../../../src/sandbox/life-cycle/conditions.js';
import type {
  Condition,
  LifeCycleRules,
  Readings,
  TransitionRule,
} from '../../../src/sandbox/life-cycle/rules.js';
import { memberAt } from '../../../src/sandbox/life-cycle/members.js';
import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { mapObject, objectOf } from '../cases/json.js';
import { NoFixture, NotCreated, unless, type Fixture } from '../fixtures/fixture.js';
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
import { shown } from '../../lib/text.js';
import {
  breach,
  checkOf,
  isSuccess,
  NotChecked,
  until,
  type Breach,
  type Check,
  type CheckContext,
  type Kept,
  type Readable,
} from './check.js';
import { effectBreaches, lookAround, membersSet, tooMany } from './effects.js';
import { changesBetween, differencesFrom, withoutOwnTimes } from './members.js';
import { changesOf, isGuess, memberOf, together } from './written.js';

/** A kind of record with a life cycle, which can be read. */
type Living = Resource & Pick<Readable, 'read'> & { readonly lifeCycle: LifeCycleRules };

/** A request for a transition: an operation, and the rules that a body of this kind asks for. */
interface Ask {
  readonly operation: ContractOperation;
  readonly name: string;
  readonly rules: readonly TransitionRule[];
}

/** How a transition is tried, and whether it is in a state by what is asked for there, and anywhere. */
const variants = {
  plain: () => true,
  /** With another record of the parent that it moves. */
  'beside another': (own) =>
    own.some(
      ({ when, effects }) =>
        effects.some(({ others }) => others) && when.every(({ others }) => !others),
    ),
  /** With any other record. */
  'with others': (_, all) => all.some(({ when }) => when.some(({ others }) => others === 'some')),
  /** With an id that it must not take. */
  'with another id': (own) => own.some(({ when }) => when.some(({ same }) => same)),
  /** With changes that it may take besides. */
  'with a change': (own) => own.some(({ effects }) => effects.some(({ edit }) => edit)),
} satisfies Record<
  string,
  (own: readonly TransitionRule[], all: readonly TransitionRule[]) => boolean
>;

type Variant = keyof typeof variants;

/**
 * Checks of the life cycles of a description: in each state each request for a transition leads where the
 * file says, or is refused and changes nothing. What the file marks as a reading, or lets depend on one,
 * is no finding.
 */
export function* lifeCycleChecks(resources: Resources): Generator<Check> {
  for (const resource of resources.all) {
    const { lifeCycle, read } = resource;
    if (lifeCycle === undefined || read === undefined) continue;
    yield* checksOfCycle({ ...resource, lifeCycle, read }, asksOf(lifeCycle, resources));
  }
}

function* checksOfCycle(resource: Living, asks: readonly Ask[]): Generator<Check> {
  const { create, read, lifeCycle } = resource;
  const { collection, name: kind, states } = lifeCycle;
  const group = 'life-cycle';
  if (create !== undefined) yield* checksOfBirth({ ...resource, create });
  for (const ask of asks) {
    const { operation, rules } = ask;
    const rule = { keyword: 'transitions', pointer: operation.pointer };
    const why = `The life cycle of ${collection} says what comes of it.`;
    for (const state of states) {
      const own = rules.filter(({ from }) => from.includes(state));
      for (const [variant, fits] of Object.entries(variants)) {
        if (!fits(own, rules)) continue;
        const how = variant === 'plain' ? '' : ` ${variant}`;
        const name = `${ask.name} of ${kind} ${state}${how}`;
        yield checkOf(operation, { group, name, why, rule }, (context) =>
          transition(context, resource, ask, state, variant as Variant),
        );
      }
    }
  }
  const why = `The life cycle of ${collection} says what comes after it.`;
  for (const state of create === undefined ? [] : states) {
    if (later(lifeCycle, state).length < 2) continue;
    const name = `${kind} ${state} ends by itself`;
    yield checkOf(read, { group, name, why }, (context) => leaving(context, resource, state));
  }
}

function* checksOfBirth(resource: Living & Kept): Generator<Check> {
  const { create, lifeCycle } = resource;
  const begin = (name: string, rules: readonly TransitionRule[], asked?: TransitionRule): Check => {
    const why = 'A record begins in the state that its life cycle says.';
    const called = { group: 'life-cycle', name: `begins${name}`, why } as const;
    return checkOf(create, called, (context) => birth(context, resource, rules, asked));
  };
  const births = lifeCycle.transitions.filter(
    ({ from, operations }) => from.includes('start') && operations.includes(create.id),
  );
  yield begin('', births);
  if (births.length > 0 && births.every(({ when }) => when.every(({ parent }) => parent))) {
    const why = 'Nothing begins below what its life cycle does not allow it for.';
    yield checkOf(create, { group: 'life-cycle', name: 'begins not', why }, (context) =>
      noBirth(context, { ...resource, create }, births),
    );
  }
  for (const rule of births.length > 1 ? births : []) {
    // Where the body says in which state it begins, each of them is asked for.
    if (!rule.when.some(({ body }) => body)) continue;
    yield begin(` ${rule.to}`, [rule], rule);
    for (const one of byDefault(rule)) yield begin(` ${rule.to} by default`, [one], one);
  }
}

/** A transition that a body may ask for by leaving out what picks it, with nothing else that picks it. */
function byDefault(rule: TransitionRule): TransitionRule[] {
  const when = rule.when.map((condition) => ({
    ...condition,
    body: mapObject(condition.body, (values) =>
      [values].flat().includes('$absent') ? '$absent' : values,
    ) as Condition['body'],
  }));
  return isDeepStrictEqual(when, rule.when) ? [] : [{ ...rule, when }];
}

/** The different requests for transitions that a cycle knows, about its records themselves. */
function asksOf({ collection, transitions }: LifeCycleRules, resources: Resources): Ask[] {
  const asks = new Map<string, Ask>();
  for (const rule of transitions) {
    if (rule.from.includes('start')) continue;
    for (const id of rule.operations) {
      const operation = resources.byId.get(id);
      if (!operation || resources.subjectOf(operation)?.name !== collection) continue;
      for (const condition of rule.when) {
        const { body } = condition;
        const values = Object.values(body ?? {}).flat();
        const value = values.find((one) => !String(one).startsWith('$')) ?? 'plain';
        const absent = Object.keys(body ?? {}).filter((name) => body?.[name] === '$absent');
        const name = [`${id} ${String(value)}`, ...absent].join(' without ');
        const key = `${id} ${JSON.stringify(body ?? {})}`;
        const found = asks.get(key) ?? { operation, name, rules: [] };
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

/**
 * @param rules - of which one is to happen
 * @param asked - the one that the body asks for, if it is not that of the example
 */
async function birth(
  { fixtures }: CheckContext,
  resource: Living,
  rules: readonly TransitionRule[],
  asked?: TransitionRule,
): Promise<Breach[]> {
  const { lifeCycle } = resource;
  let fixture: Fixture;
  try {
    fixture = await fixtures.make(resource, undefined, asked);
  } catch (error) {
    if (!(error instanceof NotCreated) || asked === undefined || error.status !== 400) throw error;
    // What else a creation takes to begin so is not said.
    const message = `A creation as ${asked.to} was refused with 400; expected ${asked.to}.`;
    return breach('transition_refused', message, {}, true);
  }
  const { state, record } = fixture;
  const [usual] = rules;
  if (state === undefined || usual === undefined) throw new NotChecked('It shows no state.');
  const areOurs = rules.every(({ inferred }) => inferred);
  const found = (what: string, isReading = false): Breach[] =>
    breach('wrong_transition', `What was created ${what}.`, {}, isReading || areOurs);
  if (!rules.some(({ to }) => later(lifeCycle, to).includes(state))) {
    const expected = rules.map(({ to }) => to).join(' or ');
    return found(`has ${lifeCycle.status} ${state}; expected ${expected}`);
  }
  // What came by itself before it was read may have set some of its members anew.
  const open = state === usual.to ? [] : membersSet(byThemselves(lifeCycle));
  const begun = (name: string): boolean => !open.includes(name);
  return usual.effects.flatMap(({ set, stamp = [], inferred }) => {
    const expected = Object.entries({ ...set }).filter(([name]) => begun(name));
    return [
      ...differencesFrom(Object.fromEntries(expected), record, 'is what it begins with').flatMap(
        ({ text }) => found(`is wrong: ${text}`, inferred),
      ),
      ...stamp
        .filter((name) => begun(name) && record[name] === '')
        .flatMap((name) => found(`has no ${name}`, inferred)),
    ];
  });
}

/** A creation below a new record, which lacks what the life cycle asks of it. */
async function noBirth(
  context: CheckContext,
  { lifeCycle, create, name }: Living & Kept,
  rules: readonly TransitionRule[],
): Promise<Breach[]> {
  const { fixtures, resources } = context;
  const owner = resources.subjectOf(create);
  if (!owner || owner.name !== lifeCycle.parent?.collection)
    throw new NotChecked('Its path does not name what it belongs to.');
  const parent = await fixtures.alone(owner);
  const asked = rules.flatMap(({ when }) => when.flatMap((one) => Object.keys(one.parent ?? {})));
  if (asked.some((member) => memberAt(parent.record, member) === undefined))
    throw new NotChecked('What it belongs to does not show all that is asked of it.');
  const body = objectOf(jsonValue(context.plain(create).body));
  const none = { body, record: {}, others: 0, outcome: undefined };
  const allowed = readingsOf(lifeCycle).map((readings) =>
    rules.some((rule) => isPossible(rule, { ...none, parent: parent.record, readings })),
  );
  if (allowed[0]) throw new NotChecked('What it belongs to allows it from its beginning.');
  const { answer, request } = await context.about(create, parent, undefined, false);
  if (!isSuccess(answer)) return [];
  fixtures.records.adopt(create, answer, parent);
  const isOurs =
    allowed.includes(true) || rules.every(({ inferred, refusal }) => inferred || refusal?.inferred);
  const must = isOurs ? 'by our reading it is' : 'it must be';
  const text = `A creation of one of ${name} below ${parent.id}, which is new, was accepted; ${must} refused.`;
  return breach('forbidden_transition', text, { request }, isOurs);
}

/** What comes by itself is waited for so long, in milliseconds. */
const patience = 6000;

/** Reads a record until it is in another state, for as long as a test can wait. */
async function untilLeft(
  { fixtures }: CheckContext,
  fixture: Fixture,
  state: string,
): Promise<void> {
  const end = performance.now() + patience;
  while (stateOf(fixture) === state && performance.now() < end) {
    await delay(100);
    await fixtures.records.refresh(fixture);
  }
}

async function leaving(context: CheckContext, resource: Living, state: string): Promise<Breach[]> {
  const { fixtures } = context;
  const { lifeCycle, read } = resource;
  const fixture = await fixtures.lease(resource, [state]);
  if (!fixtures.madeOf(resource).includes(fixture))
    throw new NotChecked('What --setup has written into a state need not go on by itself.');
  const before = await lookAround(context, fixture);
  await untilLeft(context, fixture, state);
  const { request } = await context.about(read, fixture);
  // How long it may take is not said.
  if (fixture.state === state && !fixture.gone) {
    const text = `After ${patience / 1000} s it is still ${state}, which ends by itself by its life cycle; how long that may take is not said.`;
    return breach('wrong_transition', text, { request }, true);
  }
  const now = stateOf(fixture);
  const rules = byThemselves(lifeCycle).filter(({ from }) => from.includes(state));
  if (!rules.some(({ to }) => later(lifeCycle, to).includes(now))) {
    const expected = rules.map(({ to }) => to).join(' or ');
    const text = `What was ${state} became ${now} by itself; expected ${expected}.`;
    const areOurs = rules.every(({ inferred }) => inferred);
    return breach('wrong_transition', text, { request }, areOurs);
  }
  const rule = rules.find(({ to }) => to === now);
  return rule ? effectBreaches(context, lifeCycle, rule, before, request) : [];
}

/** The state of a record, or that it is gone. */
const stateOf = ({ gone, state = '' }: Fixture): string => (gone ? 'end' : state);

/** How a transition is tried again: how often, and how long its state is seen to last before. */
interface Retrial {
  left: number;
  pause: number;
}

async function transition(
  ...given: [CheckContext, resource: Living, Ask, state: string, Variant]
): Promise<Breach[]> {
  for (const retrial = { left: 2, pause: 0 }; retrial.left >= 0; retrial.left -= 1) {
    const found = await attempt(retrial, ...given);
    if (found !== undefined) return found;
  }
  throw new NotChecked('The record changed by itself.');
}

/** @returns undefined if what comes by itself has come before the request, or may have */
async function attempt(
  retrial: Retrial,
  context: CheckContext,
  resource: Living,
  ask: Ask,
  state: string,
  variant: Variant,
): Promise<Breach[] | undefined> {
  const { fixtures, send, resources } = context;
  const { lifeCycle, create } = resource;
  const { operation } = ask;
  // Where a state does not tell how a record is, one that was used may be otherwise than a new one.
  const hidden = lifeCycle.transitions.some(
    ({ from, to, effects }) =>
      to === state && from.includes(state) && effects.some(({ set }) => set),
  );
  let fixture = await (hidden
    ? fixtures.alone(resource, [state])
    : fixtures.lease(resource, [state]));
  const [first] = ask.rules;
  const plain = first && fixtures.requests.askingFor(operation, first);
  if (plain === undefined) throw new NotChecked('The description has no request that asks for it.');
  if (variant === 'beside another') fixture = await otherOf(context, ask, fixture, state);
  if (variant === 'with others') {
    const other = await fixtures.make(resource, fixture.parent);
    // Of those of which there may not be many, the one that would be too many with it.
    const few = Object.keys(lifeCycle.most ?? {}).filter((one) => one !== state);
    await fixtures.records.advance(other, few);
  }
  const isOther = variant === 'with another id';
  const otherIds = isOther ? await idsOfOthers(context, ask, fixture) : undefined;
  const { filled } = await fixtures.requests.fill(operation, plain, fixture);
  const own = ask.rules.filter(({ from }) => from.includes(state));
  const owned: Fixture[] = [];
  for (const { remove } of own.flatMap(({ effects }) => effects)) {
    const kind = remove && resources.named(remove.collection);
    if (kind?.create) owned.push(await fixtures.child(fixture, kind, []));
  }
  const before = await lookAround(context, fixture, owned);
  const { record, parent } = before;
  let request = filled;
  if ((isOther || variant === 'with a change') && variants['with a change'](own))
    request = withChanges(context, resource, operation, filled, record);
  request = withBody(
    request,
    mapObject(jsonValue(request.body), (one, name) => otherIds?.get(name) ?? one),
  );
  if (retrial.pause > 0) {
    await delay(retrial.pause);
    await fixtures.records.refresh(fixture);
  }
  if (fixture.state !== state) return undefined;
  const body = objectOf(jsonValue(request.body));
  const others = before.others.size;
  // A body may ask for more than one thing, as the state has it.
  const asked = lifeCycle.transitions.filter(
    (rule) =>
      rule.from.includes(state) && rule.operations.includes(operation.id) && asksFor(rule, body),
  );
  // What comes of it by each set of readings; undefined where it is to be refused.
  const outcomes = readingsOf(lifeCycle).map((readings) =>
    asked.find((one) =>
      isPossible(one, { body, record, parent, others, outcome: undefined, readings }),
    ),
  );
  const [usual] = outcomes;
  const sent = performance.now();
  const answer = await send(operation, request);
  const took = performance.now() - sent;
  if (answer.status >= 500) throw new NotChecked(`The answer was ${answer.status}.`);
  await fixtures.records.refresh(fixture);
  const done = isSuccess(answer);
  if (done && usual?.to === 'end') {
    await until(
      () => fixtures.records.refresh(fixture),
      () => fixture.gone,
    );
  }
  // What is known to be left may be left later than the answer comes.
  const stayed = done && usual?.leaves === true && stateOf(fixture) === state;
  if (stayed) await untilLeft(context, fixture, state);
  const now = done ? stateOf(fixture) : 'refused';
  const leads = (rule: TransitionRule | undefined): boolean =>
    rule === undefined ? !done : done && later(lifeCycle, rule.to).includes(now);
  const found = (name: Breach['name'], message: string, isReading: boolean): Breach[] =>
    breach(name, message, { request }, isReading);
  const what = `${ask.name} in the state ${state}`;
  if (!leads(usual) && (done || variant !== 'with a change')) {
    const byReading = outcomes.some(leads);
    // The state may have passed before the request came, unless it is seen to last longer than that takes.
    if (done && retrial.left > 0 && later(lifeCycle, state).length > 1) {
      retrial.pause += took;
      return undefined;
    }
    if (!done) {
      // What comes by itself may have come before the request.
      if (fixture.state !== state) return undefined;
      const text = `${what} was refused with ${answer.status}; expected ${usual?.to ?? ''}.`;
      return found('transition_refused', text, byReading || usual?.inferred === true);
    }
    if (usual === undefined) {
      const isOurs = ask.rules.every(
        ({ inferred, refusal }) =>
          (inferred || refusal?.inferred) && !refusal?.certain?.includes(state),
      );
      const must = byReading || isOurs ? 'by our reading it is' : 'it must be';
      const text = `${what} was accepted, and led to ${now}; ${must} refused.`;
      return found('forbidden_transition', text, byReading || isOurs);
    }
    await lookAround(context, fixture);
    const led = stayed ? `was accepted and did nothing: it is ${now}` : `led to ${now}`;
    const text = `${what} ${led}; expected ${usual.to}.`;
    // Where the state itself was written and accepted, that it is kept is no reading. What no creation
    // takes asks for an action.
    const taken = memberOf(
      context.set,
      [create?.body?.schema ?? ''],
      ...lifeCycle.status.split('.'),
    );
    const isWritten = taken.length > 0 && String(memberAt(body, lifeCycle.status)) === usual.to;
    return [
      ...tooMany(lifeCycle, before, request),
      ...found('wrong_transition', text, byReading || (usual.inferred && !isWritten && !stayed)),
    ];
  }
  if (!done) {
    const after = await lookAround(context, fixture);
    // What goes on by itself may have changed meanwhile.
    if (later(lifeCycle, state).length > 1) return [];
    const [changed] = [
      ...changesBetween(record, after.record),
      ...changesBetween(parent, after.parent),
    ];
    if (changed !== undefined) {
      const text = `${what} was refused with ${answer.status}, and yet ${changed.text}.`;
      return found('changed_by_refusal', text, false);
    }
    fixtures.giveBack(fixture);
    return [];
  }
  if (usual === undefined) return [];
  const shows = memberAt(recordIn(jsonOf(answer), fixture.id) ?? {}, lifeCycle.status);
  if (shows !== undefined && now === usual.to && now !== 'end' && String(shows) !== now) {
    const text = `The answer to ${what} shows the state ${shown(shows)}; expected ${now}.`;
    return found('wrong_transition', text, usual.inferred);
  }
  const answered = objectWith(Object.keys(body), jsonOf(answer)) ?? {};
  const other = differencesFrom(withoutOwnTimes(body), answered).find(
    ({ name }) => name !== lifeCycle.status,
  );
  const echo = `In the answer to ${what} ${other?.text}.`;
  return [
    ...(other ? found('write_lost', echo, usual.inferred) : []),
    ...(await effectBreaches(context, lifeCycle, usual, before, request)),
  ];
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
  const changes = changesOf(context, resource, operation, record);
  const sure = changes.filter((one) => !isGuess(one, record));
  return withBody(request, together(context.set, schema, sure, plain));
}

/**
 * Other ids for the members that have to be the same as those of a record, by their names: of new records
 * that belong to it, as the right ones do, or of nobody.
 */
async function idsOfOthers(
  { fixtures, resources }: CheckContext,
  { operation, rules }: Ask,
  fixture: Fixture,
): Promise<ReadonlyMap<string, string>> {
  const same = rules.flatMap(({ when }) => when.flatMap((one) => Object.entries(one.same ?? {})));
  const ids = same.map(async ([name, member]) => {
    const reference = resources.referencesOf(operation).find(({ path }) => path[0] === name);
    const kind = resources.named(reference?.collection ?? '');
    const other = kind && (await unless(NoFixture, fixtures.make(kind, fixture)));
    return [name, other?.id ?? otherId(String(fixture.record[member]))] as const;
  });
  return new Map(await Promise.all(ids));
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
