import type { Finding } from '../lint.js';

/**
 * The clean document with every member reachable: a damage may write what its type forbids, which is
 * what it is for.
 */
export type Damageable = any;

/** One damage to the clean document and all that the complete ruleset then has to say. */
export interface DamageCase {
  name: string;
  damage: (document: Damageable) => void;
  expected: Finding[];
}

/**
 * A finding of severity error.
 * @param path the way to it, written with a space between segments
 */
export function error(code: string, path: string, message: string): Finding {
  return { code, severity: 0, message, path: segments(path) };
}

/** A finding of severity warning; otherwise like {@link error}. */
export function warning(code: string, path: string, message: string): Finding {
  return { code, severity: 1, message, path: segments(path) };
}

function segments(path: string): (string | number)[] {
  return path === '' ? [] : path.split(' ');
}
