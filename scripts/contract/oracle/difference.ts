import { isObject, step } from '../../lib/description.js';
import { shown } from '../say.js';

/** The first place, as a JSON pointer, in which two different JSON values differ, in words. */
export function firstDifference(expected: unknown, found: unknown, pointer = ''): string {
  const children = childrenOf(expected, found);
  for (const key of children) {
    const one = memberOf(expected, key);
    const other = memberOf(found, key);
    if (!same(one, other)) return firstDifference(one, other, pointer + step(key));
  }
  return `${pointer === '' ? 'the whole value' : pointer} must be ${shown(expected)}, found ${shown(found)}`;
}

/** The keys of both values, if both are objects or both are arrays. */
function childrenOf(one: unknown, other: unknown): (string | number)[] {
  if (Array.isArray(one) && Array.isArray(other)) {
    return [...Array(Math.max(one.length, other.length)).keys()];
  }
  if (isObject(one) && isObject(other)) {
    return [...new Set([...Object.keys(one), ...Object.keys(other)])];
  }
  return [];
}

function memberOf(value: unknown, key: string | number): unknown {
  return (value as Record<string | number, unknown>)[key];
}

function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  const children = childrenOf(one, other);
  return children.length > 0
    ? children.every((key) => same(memberOf(one, key), memberOf(other, key)))
    : JSON.stringify(one) === JSON.stringify(other);
}
