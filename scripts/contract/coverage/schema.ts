import { isDeepStrictEqual } from 'node:util';
import { isObject, objectAt, type JsonObject } from '../../lib/openapi/document.js';
import { step } from '../../lib/openapi/pointer.js';
import { isMarked, type Mark } from '../cases/direction.js';
import { listOf, objectOf } from '../cases/json.js';
import { referenceOf, schemasIn } from '../cases/merged-schema.js';
import type { SchemaSet } from '../cases/schemas.js';

/** A member, a listed value or a branch of a schema. */
interface SchemaItem {
  readonly kind: 'member' | 'value' | 'branch';
  readonly name: string;
  /** Whether one of the values has it. */
  readonly covered: boolean;
}

interface Place {
  /** How items at this place are named; empty for the value as a whole. */
  readonly name: string;
  /** The outermost schema of the same value. */
  readonly whole: string;
  /** Schemas of the same value that are being read: one that comes again adds nothing. */
  readonly same: ReadonlySet<string>;
  /** Schemas on the way here, each with its place: one that comes again is recursive, and counts there. */
  readonly outer: ReadonlyMap<string, Place>;
  /** Whether words rule out some of the values, so that the examples alone are known to be accepted. */
  readonly isOfProse: boolean;
}

/**
 * Names every member, listed value and branch of a schema, at every depth; one that stands in several
 * places comes several times. Boolean members have their two values. What no valid value can reach is not
 * named: members whose schema is `false`, and listed values that the rest of their schema forbids. Nor is a
 * member of which words tell the values and no example has any: there is nothing to send.
 *
 * @param without - members with this annotation are no part of what is read: `readOnly` in a request
 * @param all - the values that came, which must be valid
 */
export function readSchema(
  set: SchemaSet,
  root: string,
  without: Mark,
  all: readonly unknown[],
): Iterable<SchemaItem> {
  const { description } = set;
  const start = { name: '', whole: root, same: new Set<string>(), outer: new Map() };
  return read(root, all, { ...start, isOfProse: false });

  function* read(pointer: string, values: readonly unknown[], place: Place): Iterable<SchemaItem> {
    const schema = description.at(pointer);
    if (!isObject(schema) || place.same.has(pointer)) return;
    const recursive = place.outer.get(pointer);
    if (recursive !== undefined) {
      if (values.length > 0) yield* read(pointer, values, recursive);
      return;
    }
    const { name, whole } = place;
    const isOfProse = place.isOfProse || schema['x-prose-rules'] === true;
    const same = new Set([...place.same, pointer]);
    const here = { ...place, same, outer: new Map([...place.outer, [pointer, place]]), isOfProse };
    const inside = (at: string, own: readonly unknown[], shown: string): Iterable<SchemaItem> =>
      read(at, own, { ...here, name: shown, whole: at, same: new Set() });

    for (const value of isOfProse ? [] : listedValues(schema)) {
      if (!set.isValid([whole], value)) continue;
      const covered = values.some((one) => isDeepStrictEqual(one, value));
      yield { kind: 'value', name: `${name} = ${JSON.stringify(value)}`.trim(), covered };
    }
    // What describes the same value whatever it is.
    if (referenceOf(schema) !== undefined) {
      yield* read(description.followPointer(pointer), values, here);
    }
    for (const part of schemasIn(schema, pointer, 'allOf')) yield* read(part, values, here);
    for (const { at, label, holds } of choicesIn(schema, pointer)) {
      const own = values.filter(holds);
      const shown = `${name} (${label})`.trim();
      yield { kind: 'branch', name: shown, covered: own.length > 0 };
      yield* read(at, own, { ...here, name: shown });
    }
    for (const needed of Object.keys(objectOf(schema['dependentSchemas']))) {
      const own = values.filter((value) => isObject(value) && Object.hasOwn(value, needed));
      yield* read(`${pointer}/dependentSchemas${step(needed)}`, own, here);
    }
    const members = values.filter(isObject).flatMap((value) => Object.entries(value));
    for (const { at, label, test } of membersIn(schema, pointer)) {
      const own = members.filter(([key]) => test(key)).map(([, member]) => member);
      const shown = name === '' ? label : `${name}.${label}`;
      const covered = own.length > 0;
      const isSent = covered || objectOf(description.at(at))['x-prose-rules'] !== true;
      if (isSent) yield { kind: 'member', name: shown, covered };
      yield* inside(at, own, shown);
    }
    const lists = values.map(listOf);
    const first = schemasIn(schema, pointer, 'prefixItems');
    for (const [index, at] of first.entries()) {
      const own = lists.flatMap((list) => list.slice(index, index + 1));
      yield* inside(at, own, `${name}[${index}]`);
    }
    const rest = lists.flatMap((list) => list.slice(first.length));
    yield* inside(`${pointer}/items`, rest, `${name}[]`);
  }

  /** Schemas of the same value on a condition: only the side that holds is reached. */
  function choicesIn(schema: JsonObject, pointer: string) {
    const branches = ['oneOf', 'anyOf'].flatMap((keyword) =>
      schemasIn(schema, pointer, keyword).map((at, index) => {
        const { title } = objectAt(description, description.followPointer(at));
        const label = `${keyword}/${index}${typeof title === 'string' ? ` ${title}` : ''}`;
        return { at, label, holds: (value: unknown) => set.isValid([at], value) };
      }),
    );
    const sides = (schema['if'] === undefined ? [] : ['then', 'else']).map((label) => ({
      at: `${pointer}/${label}`,
      label,
      holds: (value: unknown) => set.isValid([`${pointer}/if`], value) === (label === 'then'),
    }));
    return [
      ...branches.filter(({ at }) => description.at(at) !== false),
      ...sides.filter(({ at }) => isObject(description.at(at))),
    ];
  }

  /** Schemas of members, each with those names that it is about. */
  function membersIn(schema: JsonObject, pointer: string) {
    const known = objectOf(schema['properties']);
    const patterns = Object.keys(objectOf(schema['patternProperties']));
    const fits = (pattern: string, key: string): boolean => new RegExp(pattern, 'u').test(key);
    const isOther = (key: string): boolean =>
      !Object.hasOwn(known, key) && !patterns.some((pattern) => fits(pattern, key));
    const rest = objectOf(schema['additionalProperties']);
    return [
      ...Object.keys(known).map((name) => ({
        at: `${pointer}/properties${step(name)}`,
        label: name,
        test: (key: string) => key === name,
      })),
      ...patterns.map((pattern) => ({
        at: `${pointer}/patternProperties${step(pattern)}`,
        label: `/${pattern}/`,
        test: (key: string) => fits(pattern, key),
      })),
      // An empty schema names no member: it is the default, written out.
      ...(Object.keys(rest).length === 0
        ? []
        : [{ at: `${pointer}/additionalProperties`, label: '*', test: isOther }]),
    ].filter(({ at, label }) => {
      const own = description.at(at);
      const isPart = description.follow(own) !== false && !isMarked(description, own, without);
      return label === '*' || isPart;
    });
  }
}

function listedValues(schema: JsonObject): unknown[] {
  if (Object.hasOwn(schema, 'const')) return [schema['const']];
  if (Array.isArray(schema['enum'])) return schema['enum'];
  return [schema['type']].flat().includes('boolean') ? [true, false] : [];
}
