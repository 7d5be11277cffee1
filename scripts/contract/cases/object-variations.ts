import { isObject, step } from '../../lib/description.js';
import { sizeLimits } from './limits.js';
import { listOf, objectOf } from './merged-schema.js';
import type { Place } from './places.js';
import { sampleOf } from './samples.js';
import type { SchemaSet } from './schemas.js';
import type { Variation } from './variations.js';

/** Objects with members missing, misspelt, unknown, too few or too many. */
export function otherObjects(
  set: SchemaSet,
  pointer: string,
  schema: Place['schema'],
  value: unknown,
): Variation[] {
  if (!isObject(value)) return [];
  const without = (...names: string[]): Record<string, unknown> =>
    Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
  const required = listOf(schema['required']).filter((name) => typeof name === 'string');
  const names = Object.keys(objectOf(schema['properties']));
  const negative = (keyword: string, name: string, other: unknown): Variation => ({
    keyword,
    name,
    value: other,
    ifInvalid: 'negative',
  });
  const optional = (keyword: string, name: string, other: unknown): Variation => ({
    keyword,
    name,
    value: other,
    ifValid: 'optional',
    ifInvalid: 'negative',
  });
  const present = [...new Set([...required, ...names])].filter((name) =>
    Object.hasOwn(value, name),
  );
  const dependent = Object.entries(objectOf(schema['dependentRequired']));
  return [
    ...required.map((name) => negative('required', `has no ${name}`, without(name))),
    ...present.map((name) =>
      optional(
        required.includes(name) ? 'required' : 'additionalProperties',
        `has ${misspelt(name)} for ${name}`,
        { ...without(name), [misspelt(name)]: value[name] },
      ),
    ),
    ...names
      .filter((name) => !required.includes(name) && Object.hasOwn(value, name))
      .map((name) => optional('properties', `has no ${name}`, without(name))),
    ...(schema['type'] === undefined && schema['properties'] === undefined
      ? []
      : [
          optional('additionalProperties', 'has an unknown member', {
            ...value,
            unknown_member: 'x',
          }),
        ]),
    ...sizeLimits(schema, 'Properties').map(({ name, keyword, count }) => ({
      ...optional(keyword, name, ofSize(value, required, describedMembers(set, pointer), count)),
      ifValid: 'boundary' as const,
    })),
    ...names
      .filter((name) => !Object.hasOwn(value, name))
      .flatMap((name) => {
        const sample = sampleOf(set, [`${pointer}/properties${step(name)}`]);
        return sample === undefined
          ? []
          : [optional('properties', `has ${name} as well`, { ...value, [name]: sample })];
      }),
    ...dependent.flatMap(([name, list]) =>
      listOf(list).map((other) =>
        negative('dependentRequired', `has ${name} without ${String(other)}`, {
          ...without(String(other)),
          [name]: value[name] ?? 'a text',
        }),
      ),
    ),
    ...(schema['propertyNames'] === undefined
      ? []
      : [
          negative('propertyNames', 'has a member of an odd name', {
            ...value,
            '! odd': Object.values(value)[0] ?? 'x',
          }),
        ]),
  ];
}

/** A value of each described member, by its name. */
function describedMembers(set: SchemaSet, pointer: string): [string, unknown][] {
  const names = set.merged([pointer]).flatMap(({ properties }) => [...properties]);
  return names.flatMap(([name, schemas]): [string, unknown][] => {
    const sample = sampleOf(set, schemas);
    return sample === undefined ? [] : [[name, sample]];
  });
}

/** An object with as many members: optional ones go first; described ones come before invented ones. */
function ofSize(
  value: Readonly<Record<string, unknown>>,
  required: readonly unknown[],
  described: readonly (readonly [string, unknown])[],
  count: number,
): Record<string, unknown> {
  const members = Object.entries(value).sort(
    ([left], [right]) => Number(required.includes(right)) - Number(required.includes(left)),
  );
  const more = described.filter(([name]) => !Object.hasOwn(value, name));
  const invented = Array.from(
    { length: Math.max(0, count - members.length - more.length) },
    (_, index) => [`extra${index}`, members.at(-1)?.[1] ?? 'x'],
  );
  return Object.fromEntries([...members, ...more, ...invented].slice(0, count)) as Record<
    string,
    unknown
  >;
}

/** The name with its last letter twice: nobody means another member by it. */
function misspelt(name: string): string {
  return `${name}${name.at(-1) ?? 'x'}`;
}
