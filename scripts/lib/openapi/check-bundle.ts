import { UserError } from '../cli.js';
import { isObject } from './document.js';
import { kindOf, type MemberKind } from './members.js';
import { keysOf, step, valueAt } from './pointer.js';
import { isComponentName } from './shape.js';

/** The value at the end of a local reference; undefined if it leads nowhere. */
function targetOf(document: unknown, reference: string): unknown {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  return valueAt(document, keysOf(decodeURIComponent(reference.slice(1))));
}

/** References outside of extensions that are not local, or lead nowhere, with their places. */
function* openReferences(
  document: unknown,
  value: unknown,
  pointer = '',
  kind: MemberKind = 'object',
): Generator<string> {
  if (kind === 'data' || typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (kind === 'object' && name === '$ref' && typeof member === 'string') {
      if (targetOf(document, member) === undefined) yield `${member} at #${pointer}`;
    } else if (kind !== 'object' || !name.startsWith('x-')) {
      const inner = Array.isArray(value) ? 'object' : kindOf(name, isObject(member), kind);
      yield* openReferences(document, member, pointer + step(name), inner);
    }
  }
}

/**
 * Makes sure that a bundled document needs no other file. Extensions are left alone: the specification
 * gives a reference inside one no meaning, so that bundlers do not follow it.
 *
 * @throws UserError that names each reference that is not local or leads nowhere, and each component
 * whose name OpenAPI does not allow
 */
export function checkBundle(document: unknown): void {
  const groups: unknown[] = Object.values(valueAt(document, ['components']) ?? {});
  const names = groups.flatMap((group) => Object.keys(group ?? {}));
  const odd = names.find((name) => !isComponentName(name));
  if (odd !== undefined) {
    throw new UserError(
      `the bundle has a component "${odd}", named after a file; a name may have no characters other than A–Z a–z 0–9 . - _, so rename the file.`,
    );
  }
  const open = [...openReferences(document, document)];
  if (open.length > 0) {
    throw new UserError(`the bundle has references that lead out of it:\n${open.join('\n')}`);
  }
}
