import { isUsual, later } from '../../fixtures/life-cycle.js';
import type {
  Condition,
  Effect,
  LifeCycleRules,
  TransitionRule,
} from '../../../../src/sandbox/life-cycle/rules.js';

/** A life cycle that differs in one transition from one state. */
export interface LifeCycleEdit {
  readonly operator: string;
  readonly what: string;
  /** The operations that ask for the transition; none if it comes by itself. */
  readonly operations: readonly string[];
  /** Makes the changed cycle. @param onUse - hears that a record is in the state when the change applies */
  readonly cycle: (onUse: () => void) => LifeCycleRules;
}

/** All ways in which a server may obey a life cycle wrongly. */
export function* lifeCycleEdits(cycle: LifeCycleRules): Generator<LifeCycleEdit> {
  for (const rule of cycle.transitions) {
    // What another reading of the sources allows alone never comes to pass.
    if (!rule.when.some((condition) => isUsual(condition, cycle))) continue;
    const edit = (
      operator: string,
      states: readonly string[],
      what: string,
      changed: (onUse: () => void) => LifeCycleRules,
    ): LifeCycleEdit => ({
      ...{ operator, operations: rule.operations, cycle: changed },
      what: `${nameOf(cycle, rule)} from ${states.join(' or ')}: ${what}`,
    });
    const changing = (states: readonly string[], changed: Partial<TransitionRule>) => {
      const own = { ...rule, ...changed, from: states };
      return (onUse: () => void) => replaced(cycle, rule, states, taken(own, onUse));
    };
    for (const effect of rule.effects) {
      const effects = rule.effects.filter((one) => one !== effect);
      const what = `without ${JSON.stringify(effect)}`;
      const dropped = changing(rule.from, { effects });
      // What changes nothing is never seen to be missing.
      const isIdle = rule.from.every((state) => changesNothing(cycle, rule, state, effect));
      yield edit('drop effect', rule.from, what, isIdle ? () => dropped(() => {}) : dropped);
    }
    // In some of the states a condition may always hold.
    for (const name of ['record', 'parent', 'same', 'others'] as const) {
      if (!rule.when.some((condition) => condition[name] !== undefined)) continue;
      const when = rule.when.map(({ [name]: _, ...rest }): Condition => rest);
      const what = `whatever its condition of ${name} says`;
      // After the rule itself, so that it is taken where that is not possible alone.
      yield edit('drop condition', rule.from, what, (onUse) =>
        replaced(cycle, rule, [], taken({ ...rule, when }, onUse)),
      );
    }
    for (const state of rule.from) {
      // How long it takes until something comes by itself is not said: it may come later than anybody waits.
      if (rule.operations.length > 0) {
        yield edit('refuse transition', [state], 'it does not happen', (onUse) =>
          replaced(cycle, rule, [state], refused(cycle, rule, [state], onUse)),
        );
      }
      // The state that it is in, or else the one after the right one.
      const next = cycle.states[(cycle.states.indexOf(rule.to) + 1) % cycle.states.length] ?? '';
      // What comes by itself comes again at once where it leads to its own state.
      for (const to of new Set(rule.operations.length > 0 ? [state, next] : [next])) {
        // Where the right state leads there by itself, it may have done so before anybody looks.
        if (later(cycle, rule.to).includes(to) || rule.to === 'end' || to === 'start') continue;
        const what = `it leads to ${to}, not to ${rule.to}`;
        yield edit('redirect transition', [state], what, changing([state], { to }));
      }
    }
    if (rule.operations.length === 0 || rule.from.includes('start')) continue;
    for (const state of cycle.states) {
      if (rule.from.includes(state)) continue;
      yield {
        operator: 'allow transition',
        what: `${nameOf(cycle, rule)} is possible in ${state} too`,
        operations: rule.operations,
        cycle: (onUse) => ({
          ...cycle,
          // What the file says of the state comes first.
          transitions: [...cycle.transitions, taken({ ...rule, from: [state] }, onUse)],
        }),
      };
    }
  }
}

/** Whether an effect finds nothing that it could change. */
function changesNothing(
  cycle: LifeCycleRules,
  { when }: TransitionRule,
  state: string,
  { others, release = {} }: Effect,
): boolean {
  const usual = when.filter((condition) => isUsual(condition, cycle));
  if (others !== undefined) return usual.every((condition) => condition.others === 'none');
  const released = Object.entries(release);
  return (
    released.length > 0 &&
    released.every(([name, value]) => value === '$id' && !statesNaming(cycle, name).has(state))
  );
}

/** The states in which a record can be whose parent has its id in a member. */
function statesNaming({ transitions }: LifeCycleRules, member: string): ReadonlySet<string> {
  const sets = ({ effects }: TransitionRule): boolean =>
    effects.some(({ parent }) => parent?.[member] === '$id');
  const states = new Set(transitions.filter(sets).map(({ to }) => to));
  for (const state of states) {
    for (const { from, to, effects } of transitions) {
      if (!from.includes(state) || effects.some(({ release }) => release?.[member])) continue;
      states.add(to);
    }
  }
  return states;
}

function nameOf({ name }: LifeCycleRules, { operations, to }: TransitionRule): string {
  return `${operations.join(' or ') || 'what comes by itself'} of ${name} to ${to}`;
}

/** A rule that applies in no state any more, with its refusal, or one that the cycle has. */
function refused(
  { transitions, missing }: LifeCycleRules,
  rule: TransitionRule,
  from: readonly string[],
  onUse: () => void,
): TransitionRule {
  const known = transitions.find((one) => one.refusal !== undefined)?.refusal;
  // The readings of a condition are looked at once all else of it holds.
  const when = rule.when.map(({ readings: _, ...condition }) =>
    Object.defineProperty(condition, 'readings', {
      get() {
        onUse();
        return { none: [] };
      },
    }),
  );
  return { ...rule, from, when, refusal: rule.refusal ?? known ?? missing };
}

/** A rule that reports when a record goes by it, which is when its effects are asked for. */
function taken({ effects, ...rule }: TransitionRule, onUse: () => void): TransitionRule {
  return Object.defineProperty(rule, 'effects', {
    get() {
      onUse();
      return effects;
    },
  }) as TransitionRule;
}

/** A cycle with another rule for some of the states from which a rule leads. */
function replaced(
  cycle: LifeCycleRules,
  rule: TransitionRule,
  states: readonly string[],
  own: TransitionRule,
): LifeCycleRules {
  const others = { ...rule, from: rule.from.filter((one) => !states.includes(one)) };
  const transitions = cycle.transitions.flatMap((one) => (one === rule ? [others, own] : [one]));
  return { ...cycle, transitions };
}
