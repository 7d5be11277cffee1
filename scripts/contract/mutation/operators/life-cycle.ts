import { isUsual, later } from '../../fixtures/life-cycle.js';
import type {
  Condition,
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
  const { name, states, transitions } = cycle;
  const known = transitions.find((one) => one.refusal !== undefined)?.refusal ?? cycle.missing;
  for (const rule of transitions) {
    // What another reading of the sources allows alone never comes to pass.
    const usual = rule.when.filter((condition) => isUsual(condition, cycle));
    if (usual.length === 0) continue;
    const { from, operations, effects, refusal = known } = rule;
    const isAsked = operations.length > 0;
    const named = `${operations.join(' or ') || 'what comes by itself'} of ${name} to ${rule.to}`;
    /** Another rule comes after this one, and in its place in some of the states. */
    const edit = (
      operator: string,
      what: string,
      other: TransitionRule,
      watched = taken,
      replacedIn = other.from,
    ): LifeCycleEdit => ({
      ...{ operator, operations },
      what: `${named} from ${other.from.join(' or ')}: ${what}`,
      cycle: (onUse) => {
        const rest = { ...rule, from: from.filter((state) => !replacedIn.includes(state)) };
        const own = [rest, watched(other, onUse)];
        return {
          ...cycle,
          transitions: transitions.flatMap((one) => (one === rule ? own : [one])),
        };
      },
    });
    for (const effect of effects) {
      const other = { ...rule, effects: effects.filter((one) => one !== effect) };
      const what = `without ${JSON.stringify(effect)}`;
      // A change of others is never seen to be missing where there are none.
      const isIdle = effect.others !== undefined && usual.every(({ others }) => others === 'none');
      yield edit('drop effect', what, other, isIdle ? (one) => one : taken);
    }
    // In some of the states a condition may always hold.
    for (const part of ['record', 'parent', 'same', 'others'] as const) {
      if (!rule.when.some((condition) => condition[part] !== undefined)) continue;
      const when = rule.when.map(({ [part]: _, ...rest }): Condition => rest);
      const what = `whatever its condition of ${part} says`;
      // After the rule itself, so that it is taken where that is not possible alone.
      yield edit('drop condition', what, { ...rule, when }, taken, []);
    }
    for (const state of from) {
      const own = { ...rule, from: [state] };
      // How long it takes until something comes by itself is not said: it may come later than anybody waits.
      if (isAsked) {
        yield edit('refuse transition', 'it does not happen', { ...own, refusal }, refused);
      }
      // The state that it is in, or else the one after the right one.
      const next = states[(states.indexOf(rule.to) + 1) % states.length] ?? '';
      // What comes by itself comes again at once where it leads to its own state.
      for (const to of new Set(isAsked ? [state, next] : [next])) {
        // Where the right state leads there by itself, it may have done so before anybody looks.
        if (later(cycle, rule.to).includes(to) || rule.to === 'end' || to === 'start') continue;
        yield edit('redirect transition', `it leads to ${to}, not to ${rule.to}`, { ...own, to });
      }
    }
    if (!isAsked || from.includes('start')) continue;
    for (const state of states) {
      if (from.includes(state)) continue;
      yield {
        ...{ operator: 'allow transition', operations },
        what: `${named} is possible in ${state} too`,
        cycle: (onUse) => ({
          ...cycle,
          // What the file says of the state comes first.
          transitions: [...transitions, taken({ ...rule, from: [state] }, onUse)],
        }),
      };
    }
  }
}

/** A rule that no record goes by, and that reports when one would. */
function refused({ when, ...rule }: TransitionRule, onUse: () => void): TransitionRule {
  // The readings of a condition are looked at once all else of it holds.
  const conditions = when.map(({ readings: _, ...condition }) =>
    Object.defineProperty(condition, 'readings', {
      get() {
        onUse();
        return { none: [] };
      },
    }),
  );
  return { ...rule, when: conditions };
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
