import type { Json } from '../../world/table.js';

/** A rule as `ConditionInfo` has it. */
interface Rule {
  readonly conditions?: readonly { readonly name?: string; readonly data?: readonly string[] }[];
  /** Names of conditions, with an operator between two of them. */
  readonly logics?: readonly string[];
}

/**
 * Whether a rule holds for a data object. Which operators there are is not documented: those that the
 * examples have, and their kin (P07). Without `logics` all conditions have to hold.
 */
export function holdsFor(text: string, object: Json): boolean {
  const { conditions = [], logics = [] } = JSON.parse(text) as Rule;
  const holds = (name: string) => {
    const found = conditions.find((one) => one.name === name);
    return found?.data !== undefined && isMet(found.data, object);
  };
  const [first, ...rest] = logics;
  if (first === undefined) return conditions.every(({ data = [] }) => isMet(data, object));
  let result = holds(first);
  for (let index = 0; index < rest.length; index += 2) {
    const next = holds(rest[index + 1] ?? '');
    result = /^or$/i.test(rest[index] ?? '') ? result || next : result && next;
  }
  return result;
}

function isMet(data: readonly string[], object: Json): boolean {
  // Two printed requests have one text with commas in place of three.
  const [field = '', operator = '', wanted = ''] =
    data.length === 1 ? (data[0] ?? '').split(/\s*,\s*/) : data;
  const value = field
    .split('.')
    .reduce<unknown>((one, name) => (one as Json | null | undefined)?.[name], object);
  if (typeof value === 'object' || value === undefined) return false;
  const text = String(value);
  const numbers = [Number(text), Number(wanted)] as const;
  const [left, right] = numbers.every(Number.isFinite) ? numbers : [text, wanted];
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    default:
      return false;
  }
}
