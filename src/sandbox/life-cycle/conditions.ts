import { memberAt } from './members.js';
import type { Json } from '../world/table.js';
import type { Condition, Expected, Readings, TransitionRule } from './rules.js';

/** What conditions are about. */
export interface Circumstances {
  readonly body: Json;
  readonly record: Json;
  readonly parent: Json;
  /** How many other records the parent has. */
  readonly others: number;
  readonly outcome: 'done' | 'failed' | undefined;
  readonly readings: Readings;
}

/** Whether a request asks for a transition, possible or not. */
export function asksFor({ when }: TransitionRule, body: Json): boolean {
  return when.some((condition) => matches(condition.body, body));
}

/** Whether one of the conditions of a transition holds. */
export function isPossible({ when }: TransitionRule, circumstances: Circumstances): boolean {
  return when.some((condition) => holds(condition, circumstances));
}

function holds(condition: Condition, circumstances: Circumstances): boolean {
  const { body, record, parent, others, outcome, readings } = circumstances;
  return (
    matches(condition.body, body) &&
    matches(condition.record, record) &&
    matches(condition.parent, parent) &&
    Object.entries(condition.same ?? {}).every(([name, own]) => body[name] === record[own]) &&
    (condition.others === undefined || (condition.others === 'none') === (others === 0)) &&
    (condition.outcome === undefined || condition.outcome === outcome) &&
    Object.entries(condition.readings ?? {}).every(([name, values]) =>
      [values].flat().includes(readings[name] ?? ''),
    )
  );
}

function matches(expected: Expected | undefined, members: Json): boolean {
  return Object.entries(expected ?? {}).every(([name, values]) => {
    const value = memberAt(members, name);
    return [values].flat().some((one) => {
      if (one === '$absent') return value === undefined;
      if (one === '$present') return value !== undefined && value !== '';
      return one === value;
    });
  });
}
