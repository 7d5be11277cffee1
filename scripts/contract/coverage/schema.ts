import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { step } from '../../lib/openapi/pointer.js';
import { listOf, objectOf } from '../cases/json.js';
import type { SchemaSet } from '../cases/schemas.js';
import type { Mark } from './items.js';

/** Marks what a value, which must be valid, reaches of a schema. */
export type Reach = (value: unknown) => void;

/** Names a member, a listed value or a branch of a schema. */
export type NameItem = (kind: 'member' | 'value' | 'branch', name: string) => Mark;

interface Place {
  /** How items at this place are named; empty for the value as a whole. */
  readonly name: string;
  /** The outermost schema of the same value. */
  readonly whole: string;
  /** Schemas of the same value that are being read: one that comes again adds nothing. */
  readonly same: ReadonlySet<string>;
  /** Schemas on the way here: one that comes again is recursive, and counts once. */
  readonly outer: ReadonlyMap<string, { reach: Reach }>;
  /** Whether words rule out some of the values, so that the examples alone are known to be accepted. */
  readonly isOfProse: boolean;
}

/**
 * Names every member, listed value and branch of a schema, at every depth, with what a value reaches
 * of them. Boolean members have their two values. What no valid value can reach is not named:
 * members whose schema is `false`, and listed values that the rest of their schema forbids.
 *
 * @param without - members with this annotation are no part of what is read: `readOnly` in a request
 */
export function readSchema(
  set: SchemaSet,
  root: string,
  without: 'readOnly' | 'writeOnly',
  item: NameItem,
): Reach {
  const { description } = set;
  return read(root, {
    ...{ name: '', whole: root, same: new Set(), outer: new Map() },
    isOfProse: false,
  });

  function read(pointer: string, place: Place): Reach {
    const schema = description.at(pointer);
    if (!isObject(schema) || place.same.has(pointer)) return () => undefined;
    const recursive = place.outer.get(pointer);
    if (recursive !== undefined) return (value) => recursive.reach(value);

    const self = { reach: (_: unknown): void => undefined };
    const outer = new Map([...place.outer, [pointer, self]]);
    const isOfProse = place.isOfProse || schema['x-prose-rules'] === true;
    const here: Place = { ...place, same: new Set([...place.same, pointer]), outer, isOfProse };
    const inside = (at: string, name: string): Reach =>
      read(at, { name, whole: at, same: new Set(), outer, isOfProse });
    const reaches = [
      ...(isOfProse ? [] : readValues(schema, place)),
      // What describes the same value whatever it is.
      ...(typeof schema['$ref'] === 'string' ? [description.followPointer(pointer)] : []).map(
        (target) => read(target, here),
      ),
      ...[...listOf(schema['allOf']).keys()].map((index) =>
        read(`${pointer}/allOf/${index}`, here),
      ),
      readChoices(pointer, schema, here),
      readMembers(pointer, schema, here, inside),
      readElements(pointer, schema, here, inside),
    ].flat();
    self.reach = (value) => reaches.forEach((reach) => reach(value));
    return self.reach;
  }

  function readValues(schema: JsonObject, { whole, name }: Place): Reach[] {
    return listedValues(schema)
      .filter((value) => set.isValid([whole], value))
      .map((value) => {
        const mark = item('value', `${name} = ${JSON.stringify(value)}`.trim());
        return (seen) => {
          if (isDeepStrictEqual(seen, value)) mark();
        };
      });
  }

  /** Schemas of the same value on a condition: only the side that holds is reached. */
  function readChoices(pointer: string, schema: JsonObject, here: Place): Reach[] {
    const branches = ['oneOf', 'anyOf'].flatMap((keyword) =>
      listOf(schema[keyword]).flatMap((branch, index) => {
        const at = `${pointer}/${keyword}/${index}`;
        return branch === false
          ? []
          : [{ at, label: labelOf(`${keyword}/${index}`, at), test: at, wanted: true }];
      }),
    );
    const sides = ['then', 'else']
      .filter((side) => schema['if'] !== undefined && isObject(schema[side]))
      .map((label) => {
        const at = `${pointer}/${label}`;
        return { at, label, test: `${pointer}/if`, wanted: label === 'then' };
      });
    return [...branches, ...sides].map(({ at, label, test, wanted }) => {
      const name = `${here.name} (${label})`.trim();
      const mark = item('branch', name);
      const reach = read(at, { ...here, name });
      return (value) => {
        if (set.isValid([test], value) !== wanted) return;
        mark();
        reach(value);
      };
    });
  }

  function readMembers(
    pointer: string,
    schema: JsonObject,
    here: Place,
    inside: (at: string, name: string) => Reach,
  ): Reach[] {
    const known = objectOf(schema['properties']);
    const patterns = Object.keys(objectOf(schema['patternProperties']));
    const fits = (pattern: string, key: string): boolean => new RegExp(pattern, 'u').test(key);
    /** Names the members whose keys pass a test. */
    const members = (keyword: string, shown: string, test: (key: string) => boolean): Reach => {
      const name = here.name === '' ? shown : `${here.name}.${shown}`;
      const mark = item('member', name);
      const reach = inside(`${pointer}/${keyword}`, name);
      return (value) => {
        if (!isObject(value)) return;
        for (const key of Object.keys(value).filter(test)) {
          mark();
          reach(value[key]);
        }
      };
    };
    const isNamed = (member: unknown): boolean =>
      member !== false &&
      [member, description.follow(member)].every((one) => !isObject(one) || one[without] !== true);
    const rest = schema['additionalProperties'];
    return [
      ...Object.keys(known)
        .filter((name) => isNamed(known[name]))
        .map((name) => members(`properties${step(name)}`, name, (key) => key === name)),
      ...Object.keys(objectOf(schema['dependentSchemas'])).map((name): Reach => {
        const reach = read(`${pointer}/dependentSchemas${step(name)}`, here);
        return (value) => {
          if (isObject(value) && Object.hasOwn(value, name)) reach(value);
        };
      }),
      ...patterns
        .filter((pattern) => isNamed(objectOf(schema['patternProperties'])[pattern]))
        .map((pattern) =>
          members(`patternProperties${step(pattern)}`, `/${pattern}/`, (key) => fits(pattern, key)),
        ),
      // An empty schema names no member: it is the default, written out.
      ...(isObject(rest) && Object.keys(rest).length > 0
        ? [
            members(
              'additionalProperties',
              '*',
              (key) =>
                !Object.hasOwn(known, key) && !patterns.some((pattern) => fits(pattern, key)),
            ),
          ]
        : []),
    ];
  }

  function readElements(
    pointer: string,
    schema: JsonObject,
    { name }: Place,
    inside: (at: string, name: string) => Reach,
  ): Reach[] {
    const prefix = listOf(schema['prefixItems']).length;
    const elements = (keyword: string, shown: string, from: number, to?: number): Reach => {
      const reach = inside(`${pointer}/${keyword}`, `${name}[${shown}]`);
      return (value) => listOf(value).slice(from, to).forEach(reach);
    };
    return [
      ...Array.from({ length: prefix }, (_, index) =>
        elements(`prefixItems/${index}`, String(index), index, index + 1),
      ),
      ...(isObject(schema['items']) ? [elements('items', '', prefix)] : []),
    ];
  }

  function labelOf(fallback: string, at: string): string {
    const { title } = objectOf(description.at(description.followPointer(at)));
    return typeof title === 'string' ? `${fallback} ${title}` : fallback;
  }
}

function listedValues(schema: JsonObject): unknown[] {
  if (Object.hasOwn(schema, 'const')) return [schema['const']];
  if (Array.isArray(schema['enum'])) return schema['enum'];
  return [schema['type']].flat().includes('boolean') ? [true, false] : [];
}
