import { without, type MemberKind } from '../../lib/openapi/members.js';
import { distinct, listOf } from './json.js';
import type { Place } from './places.js';
import type { Variation } from './scalar-variations.js';

/** What a schema says that no value is judged by. */
const annotations: readonly string[] = [
  'title',
  'description',
  'examples',
  'example',
  'default',
  'deprecated',
  '$comment',
  'externalDocs',
];

/** Keywords of which one wrong value of a member that is like another one is enough. */
const shared: readonly string[] = ['type', 'enum', 'const', 'pattern', 'items'];

/**
 * The places of a body whose schema is that of an earlier place: by the same constraints or the same
 * reference, and required as that is. A server that checks the one checks the other in the same way.
 */
export function alikePlaces(places: readonly Place[]): ReadonlySet<Place> {
  const known = new Map<string, Set<string>>();
  /** The paths of members that have to be there. */
  const required = new Set(
    places.flatMap(({ path, schema }) =>
      listOf(schema['required']).map((name) => JSON.stringify([...path, name])),
    ),
  );
  return new Set(
    places.filter(({ path, pointer, schema }) => {
      const member = JSON.stringify(path);
      // What a reference leads to is known by its place.
      const isShared = /^\/components\/schemas\/[^/]+$/.test(pointer);
      const shape = isShared ? pointer : JSON.stringify(without(schema, isAnnotation));
      const key = `${String(required.has(member))} ${shape}`;
      const paths = known.get(key) ?? new Set();
      // The same member in another branch is checked by that branch.
      const isAlike = paths.size > 0 && !paths.has(member);
      known.set(key, paths.add(member));
      return isAlike;
    }),
  );
}

/** What is still tried of a place that is like another one: a wrong value of each kind, and what is listed. */
export function fewOf(variations: readonly Variation[]): Variation[] {
  return distinct(variations, (one) => {
    const { keyword, ifValid, ifInvalid, name } = one;
    if (!shared.includes(keyword) || ifValid === 'enum') return one;
    // A number with a fraction is taken for a whole one more often than a text is.
    return `${keyword} ${String(ifInvalid)} ${String(name === 'has a fraction')}`;
  });
}

function isAnnotation(name: string, _: unknown, kind: MemberKind): boolean {
  return kind === 'object' && (annotations.includes(name) || name.startsWith('x-'));
}
