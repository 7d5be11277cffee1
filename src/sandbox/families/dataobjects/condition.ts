import type { DataobjectSearchCondition } from '../../../../generated/dataobjects/types.js';
import { timeOf } from '../../core/paging.js';
import type { Json } from '../../world/table.js';
import { memberAt } from '../../life-cycle/members.js';

/**
 * Whether a value, as a text, is what an operator asks for. Sources print all of them but `<`, some only
 * in rules of playbooks (O07).
 */
const operators: Readonly<Record<string, (value: string, wanted: readonly string[]) => boolean>> = {
  '=': isEqual,
  '==': isEqual,
  '!=': (value, wanted) => !isEqual(value, wanted),
  '>': (value, [wanted = '']) => compare(value, wanted) > 0,
  '>=': (value, [wanted = '']) => compare(value, wanted) >= 0,
  '<': (value, [wanted = '']) => compare(value, wanted) < 0,
  '<=': (value, [wanted = '']) => compare(value, wanted) <= 0,
  in: (value, wanted) => wanted.flatMap((one) => one.split(',')).includes(value),
  contains: (value, [wanted = '']) => value.includes(wanted),
};

/**
 * Tells whether a condition, of a search or of the rule of a playbook, holds for the members of a data object. How expressions are joined no source
 * says (O07, P07).
 */
export function readCondition({ conditions = [], logics = [] }: DataobjectSearchCondition) {
  const byName = new Map(conditions.map((one) => [one.name ?? '', one.data ?? []]));
  const groups = groupsOf(logics).map((names) =>
    names.map((name) => byName.get(name)).filter((data) => data !== undefined),
  );
  const named = groups.filter((group) => group.length > 0);
  // A printed search names an expression that it does not have: then all of them count.
  const alternatives = named.length > 0 ? named : [conditions.map(({ data = [] }) => data)];
  return (...objects: readonly Json[]): boolean =>
    alternatives.some((all) => all.every((data) => holds(data, objects)));
}

/** The names of expressions, in groups of which one has to hold: `and` binds closer than `or`. */
function groupsOf(logics: readonly string[]): string[][] {
  const groups: string[][] = [[]];
  for (const word of logics) {
    if (/^or$/i.test(word)) groups.push([]);
    else if (!/^and$/i.test(word)) groups.at(-1)?.push(word);
  }
  return groups;
}

/** Whether an expression holds for the first object that has its member; one that makes no sense never does. */
function holds(data: readonly string[], objects: readonly Json[]): boolean {
  // Two printed rules have one text with commas in place of three.
  const parts = data.length === 1 ? (data[0] ?? '').split(/\s*,\s*/) : data;
  const [member = '', operator = '', ...wanted] = parts;
  const value = objects.map((one) => memberAt(one, member)).find((one) => (one ?? null) !== null);
  const test = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (test === undefined || value === undefined) return false;
  const values = Array.isArray(value) ? value : [value];
  return values.some((one) => test(textOf(one), wanted));
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isEqual(value: string, [wanted]: readonly string[]): boolean {
  return value === wanted;
}

/** Numbers as numbers, times as times, everything else as texts. */
function compare(one: string, other: string): number {
  const difference = Number(one) - Number(other);
  if (!Number.isNaN(difference) && one !== '' && other !== '') return difference;
  const [time, otherTime] = [timeOf(one), timeOf(other)];
  if (time !== undefined && otherTime !== undefined) return time - otherTime;
  return one < other ? -1 : Number(one > other);
}
