import { isDeepStrictEqual } from 'node:util';
import { isObject, step, type Description, type JsonObject } from '../../lib/description.js';
import type { Judge } from '../../lib/schema-judge.js';
import type { Mark } from './tally.js';

/** Where the members, values and branches of a schema are named. */
interface SchemaItems {
  readonly member: (name: string) => Mark;
  readonly value: (name: string) => Mark;
  readonly branch: (name: string) => Mark;
}

/** Marks what a value, which must be valid, reaches of a schema. */
export type Reach = (value: unknown) => void;

/** What a schema is read with. */
export interface SchemaReading {
  readonly description: Description;
  readonly judgeAt: (pointer: string) => Judge;
  readonly items: SchemaItems;
  /** Members with this annotation are no part of what is read: `readOnly` in a request. */
  readonly without: 'readOnly' | 'writeOnly';
}

interface Place {
  /** How items at this place are named; empty for the value as a whole. */
  readonly name: string;
  /** The outermost schema that judges the same value. */
  readonly whole: string;
  /** Schemas that judge the same value and are being read: one that comes again adds nothing. */
  readonly same: ReadonlySet<string>;
  /** Schemas on the way here: one that comes again is recursive, and counts once. */
  readonly outer: ReadonlyMap<string, { reach: Reach }>;
}

const LISTS = ['oneOf', 'anyOf'] as const;

/**
 * Names every member, listed value and branch of a schema, at every depth, and tells how a value
 * reaches them. Boolean members have their two values. What no valid value can reach is not named:
 * members whose schema is `false`, and listed values that the rest of their schema forbids.
 */
export function readSchema(reading: SchemaReading, pointer: string): Reach {
  return read(reading, pointer, {
    name: '',
    whole: pointer,
    same: new Set(),
    outer: new Map(),
  });
}

function read(reading: SchemaReading, pointer: string, place: Place): Reach {
  const { description, judgeAt, items } = reading;
  const schema = description.at(pointer);
  if (!isObject(schema) || place.same.has(pointer)) return () => undefined;
  const recursive = place.outer.get(pointer);
  if (recursive !== undefined) return (value) => recursive.reach(value);

  const self = { reach: (_: unknown): void => undefined };
  const outer = new Map([...place.outer, [pointer, self]]);
  const here: Place = { ...place, same: new Set([...place.same, pointer]), outer };
  const inside = (at: string, name: string): Reach =>
    read(reading, at, { name, whole: at, same: new Set(), outer });
  const reaches = [
    readValues(schema),
    readSame(schema),
    readChoices(schema),
    readMembers(schema),
    readElements(schema),
  ].flat();
  self.reach = (value) => reaches.forEach((reach) => reach(value));
  return self.reach;

  function readValues(from: JsonObject): Reach[] {
    const fits = judgeAt(place.whole);
    return listedValues(from)
      .filter((value) => fits(value).length === 0)
      .map((value) => {
        const mark = items.value(`${place.name} = ${JSON.stringify(value)}`.trim());
        return (seen) => {
          if (isDeepStrictEqual(seen, value)) mark();
        };
      });
  }

  /** Schemas that judge the same value whatever it is. */
  function readSame(from: JsonObject): Reach[] {
    const all = Array.isArray(from['allOf']) ? from['allOf'] : [];
    return [
      ...(typeof from['$ref'] === 'string'
        ? [read(reading, description.followPointer(pointer), here)]
        : []),
      ...all.map((_, index) => read(reading, `${pointer}/allOf/${index}`, here)),
    ];
  }

  /** Schemas that judge the same value on a condition: only the side that holds is reached. */
  function readChoices(from: JsonObject): Reach[] {
    const branches = LISTS.flatMap((keyword) =>
      (Array.isArray(from[keyword]) ? (from[keyword] as unknown[]) : []).flatMap(
        (branch, index) => {
          const at = `${pointer}/${keyword}/${index}`;
          return branch === false
            ? []
            : [{ at, label: label(`${keyword}/${index}`, at), test: at }];
        },
      ),
    );
    const sides = (['then', 'else'] as const)
      .filter((side) => from['if'] !== undefined && isObject(from[side]))
      .map((side) => ({ at: `${pointer}/${side}`, label: side, test: `${pointer}/if` }));
    return [...branches, ...sides].map(({ at, label, test }) => {
      const name = `${place.name} (${label})`.trim();
      const mark = items.branch(name);
      const reach = read(reading, at, { ...here, name });
      const judge = judgeAt(test);
      const wanted = label !== 'else';
      return (value) => {
        if ((judge(value).length === 0) !== wanted) return;
        mark();
        reach(value);
      };
    });
  }

  function readMembers(from: JsonObject): Reach[] {
    const named = readNamed(from, 'properties').map(({ name, mark, reach }) => (value: unknown) => {
      if (!isObject(value) || !Object.hasOwn(value, name)) return;
      mark();
      reach(value[name]);
    });
    const dependent = Object.keys(objectAt(from, 'dependentSchemas')).map((name) => {
      const reach = read(reading, `${pointer}/dependentSchemas${step(name)}`, here);
      return (value: unknown) => {
        if (isObject(value) && Object.hasOwn(value, name)) reach(value);
      };
    });
    const patterned = readNamed(from, 'patternProperties').map(({ name, mark, reach }) => {
      const pattern = new RegExp(name, 'u');
      return otherMember((key) => pattern.test(key), mark, reach);
    });
    const known = objectAt(from, 'properties');
    const patterns = Object.keys(objectAt(from, 'patternProperties')).map(
      (text) => new RegExp(text, 'u'),
    );
    const rest = from['additionalProperties'];
    // An empty schema names no member: it is the default, written out.
    if (!isObject(rest) || Object.keys(rest).length === 0) {
      return [...named, ...dependent, ...patterned];
    }
    const name = memberName('*');
    return [
      ...named,
      ...dependent,
      ...patterned,
      otherMember(
        (key) => !Object.hasOwn(known, key) && !patterns.some((pattern) => pattern.test(key)),
        items.member(name),
        inside(`${pointer}/additionalProperties`, name),
      ),
    ];
  }

  function readNamed(
    from: JsonObject,
    keyword: 'properties' | 'patternProperties',
  ): { name: string; mark: Mark; reach: Reach }[] {
    return Object.entries(objectAt(from, keyword)).flatMap(([name, member]) => {
      if (member === false || isLeftOut(member)) return [];
      const shown = memberName(keyword === 'properties' ? name : `/${name}/`);
      const mark = items.member(shown);
      return [{ name, mark, reach: inside(`${pointer}/${keyword}${step(name)}`, shown) }];
    });
  }

  function readElements(from: JsonObject): Reach[] {
    const prefix = Array.isArray(from['prefixItems']) ? from['prefixItems'] : [];
    const first = prefix.map((_, index) => {
      const reach = inside(`${pointer}/prefixItems/${index}`, `${place.name}[${index}]`);
      return (value: unknown) => {
        if (Array.isArray(value) && index < value.length) reach(value[index]);
      };
    });
    if (!isObject(from['items'])) return first;
    const reach = inside(`${pointer}/items`, `${place.name}[]`);
    return [
      ...first,
      (value) => {
        if (Array.isArray(value)) value.slice(prefix.length).forEach((element) => reach(element));
      },
    ];
  }

  function isLeftOut(member: unknown): boolean {
    return [member, description.follow(member)].some(
      (one) => isObject(one) && one[reading.without] === true,
    );
  }

  function memberName(name: string): string {
    return place.name === '' ? name : `${place.name}.${name}`;
  }

  function label(fallback: string, at: string): string {
    const branch = description.at(description.followPointer(at));
    const title = isObject(branch) ? branch['title'] : undefined;
    return typeof title === 'string' ? `${fallback} ${title}` : fallback;
  }
}

function otherMember(fits: (key: string) => boolean, mark: Mark, reach: Reach): Reach {
  return (value) => {
    if (!isObject(value)) return;
    for (const key of Object.keys(value)) {
      if (!fits(key)) continue;
      mark();
      reach(value[key]);
    }
  };
}

function objectAt(from: JsonObject, keyword: string): JsonObject {
  const found = from[keyword];
  return isObject(found) ? found : {};
}

function listedValues(schema: JsonObject): unknown[] {
  if (Object.hasOwn(schema, 'const')) return [schema['const']];
  if (Array.isArray(schema['enum'])) return schema['enum'];
  return [schema['type']].flat().includes('boolean') ? [true, false] : [];
}
