import { isDeepStrictEqual } from 'node:util';
import { isObject, type Description, type JsonObject } from '../lib/openapi/document.js';

/**
 * Who writes the values of a schema. A caller writes a request: it breaks him when the service accepts
 * less than before. The service writes a response: it breaks him when it may hold more than before.
 */
export type Direction = 'request' | 'response';

/** What a change means for a program that calls the API. */
export type Effect = 'breaking' | 'deprecated' | 'added' | 'compatible' | 'text';

/** A difference between two schemas. */
export interface SchemaChange {
  readonly effect: Effect;
  /** The way to the value, as `.rules[].name`; empty for the value itself. */
  readonly place: string;
  readonly text: string;
}

/** A schema of a document. */
export interface Located {
  readonly description: Description;
  readonly schema: unknown;
}

/** Bounds: a larger value of the first ones demands more, a larger value of the others less. */
const lowest = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const highest = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

/** Keywords that are compared as they are: another value demands something else. */
const plain = [
  ...['format', 'pattern', 'multipleOf', 'uniqueItems', 'not', 'if', 'then', 'else'],
  ...['prefixItems', 'contains', 'patternProperties', 'propertyNames'],
  ...['dependentRequired', 'dependentSchemas', 'unevaluatedProperties'],
];

/** Keywords that say what a text holds, and refuse none. */
const annotations = ['contentEncoding', 'contentMediaType'];

/**
 * Compares two schemas for those who write or read their values.
 *
 * @returns the differences; texts and examples are none
 */
export function compareSchemas(
  before: Located,
  after: Located,
  direction: Direction,
): SchemaChange[] {
  const changes: SchemaChange[] = [];
  const above: (readonly [unknown, unknown])[] = [];
  compare(before.schema, after.schema, '');
  return changes;

  function compare(old: unknown, now: unknown, place: string): void {
    const pair = [before.description.follow(old), after.description.follow(now)] as const;
    // Schemas may be parts of themselves.
    if (above.some((other) => other[0] === pair[0] && other[1] === pair[1])) return;
    above.push(pair);
    compareDemands(demandsOf(before.description, old), demandsOf(after.description, now), place);
    above.pop();
  }

  /** @param demandsMore - whether the new schema allows less than the old one */
  function add(place: string, text: string, demandsMore: boolean): void {
    addIf(demandsMore === (direction === 'request'), place, text);
  }

  function addIf(breaks: boolean, place: string, text: string, otherwise: Effect = 'compatible') {
    changes.push({ effect: breaks ? 'breaking' : otherwise, place, text });
  }

  function compareDemands(old: Demands, now: Demands, place: string): void {
    compareSets('type', old.types, now.types, place);
    compareSets('value', old.values, now.values, place);
    compareKeywords(old.keywords, now.keywords, place);
    compareMembers(old, now, place);
    if (old.items !== undefined && now.items !== undefined) {
      compare(old.items, now.items, `${place}[]`);
    } else if (old.items !== now.items) {
      add(`${place}[]`, now.items ? 'its form is told now' : 'may be anything now', !!now.items);
    }
    compareChoices(old.choices, now.choices, place);
  }

  function compareSets(
    noun: string,
    old: readonly unknown[] | undefined,
    now: readonly unknown[] | undefined,
    place: string,
  ): void {
    if (isDeepStrictEqual(old, now)) return;
    const name = (value: unknown) =>
      `\`${noun === 'type' ? String(value) : JSON.stringify(value)}\``;
    if (old === undefined || now === undefined) {
      const text = now?.map(name).join(', ') ?? 'any';
      add(place, `the ${noun} may only be ${text} now`.replace('only be any', 'be any'), !!now);
      return;
    }
    for (const value of old.filter((one) => !isAmong(one, now, noun))) {
      add(place, `the ${noun} ${name(value)} is gone`, true);
    }
    for (const value of now.filter((one) => !isAmong(one, old, noun))) {
      add(place, `the ${noun} ${name(value)} is new`, false);
    }
  }

  function compareKeywords(old: JsonObject, now: JsonObject, place: string): void {
    for (const keyword of [...lowest, ...highest, ...plain, ...annotations, 'default']) {
      const [was, is] = [old[keyword], now[keyword]];
      if (isDeepStrictEqual(was, is)) continue;
      const [oldText, newText] = [was, is].map((value) => `\`${JSON.stringify(value)}\``);
      const text =
        was === undefined
          ? `\`${keyword}\` is ${newText}, and was not there`
          : `\`${keyword}\` was ${oldText}, and ${is === undefined ? 'is gone' : `is ${newText}`}`;
      if (keyword === 'default') {
        // Whoever leaves the value out gets another one; in a response nothing is left out.
        addIf(direction === 'request' && was !== undefined, place, text);
      } else if (annotations.includes(keyword)) {
        addIf(false, place, text);
      } else if (was === undefined || is === undefined) {
        add(place, text, was === undefined);
      } else if (typeof was === 'number' && typeof is === 'number' && !plain.includes(keyword)) {
        add(place, text, lowest.includes(keyword) ? is > was : is < was);
      } else {
        addIf(true, place, text);
      }
    }
    for (const mark of ['readOnly', 'writeOnly', 'deprecated']) {
      if ((old[mark] === true) === (now[mark] === true)) continue;
      const text = `is ${now[mark] === true ? 'now' : 'no longer'} \`${mark}\``;
      const isNote = mark === 'deprecated';
      addIf(!isNote && now[mark] === true, place, text, isNote ? 'deprecated' : 'compatible');
    }
  }

  function compareMembers(old: Demands, now: Demands, place: string): void {
    const unsent = direction === 'request' ? 'readOnly' : 'writeOnly';
    const isSent = ({ description }: Located, schema: unknown) => {
      const resolved = description.follow(schema);
      return !isObject(resolved) || resolved[unsent] !== true;
    };
    for (const [name, schema] of old.members) {
      if (!isSent(before, schema)) continue;
      const member = now.members.get(name);
      const at = `${place}.${name}`;
      if (member === undefined) {
        addIf(true, at, 'is gone');
        continue;
      }
      if (old.required.has(name) !== now.required.has(name)) {
        const isRequired = now.required.has(name);
        add(at, `is ${isRequired ? 'required now' : 'no longer required'}`, isRequired);
      }
      compare(schema, member, at);
    }
    for (const [name, schema] of now.members) {
      if (old.members.has(name) || !isSent(after, schema)) continue;
      const isRequired = now.required.has(name);
      const text = `is new${isRequired ? ', and required' : ''}`;
      // Whoever reads a response passes over members that he does not know.
      addIf(isRequired && direction === 'request', `${place}.${name}`, text, 'added');
    }
    const at = `${place}.*`;
    if (old.isClosed !== now.isClosed) {
      const text = now.isClosed ? 'other members are refused now' : 'other members are allowed now';
      addIf(now.isClosed && direction === 'request', at, text);
    } else if (old.others !== undefined && now.others !== undefined) {
      compare(old.others, now.others, at);
    } else if (old.others !== now.others) {
      const text = now.others ? 'have a form now' : 'may be anything now';
      add(at, `other members ${text}`, !!now.others);
    }
  }

  function compareChoices(old: Demands['choices'], now: Demands['choices'], place: string): void {
    if (old.length !== now.length) {
      const text = `has ${now.length} lists of alternatives, and had ${old.length}`;
      // What that means for a value is for a person to say.
      addIf(true, place, text);
      return;
    }
    for (const [index, alternatives] of old.entries()) {
      const others = [...(now[index] ?? [])];
      for (const alternative of alternatives) {
        const twin = others.findIndex((other) => nameOf(other) === nameOf(alternative));
        if (twin < 0) add(place, `the alternative ${nameOf(alternative)} is gone`, true);
        else compare(alternative, others.splice(twin, 1)[0], place);
      }
      for (const other of others) add(place, `the alternative ${nameOf(other)} is new`, false);
    }
  }
}

/** Whether a value is in a list; an `integer` is a `number` too. */
function isAmong(value: unknown, list: readonly unknown[], noun: string): boolean {
  if (noun === 'type' && value === 'integer' && list.includes('number')) return true;
  return list.some((other) => isDeepStrictEqual(value, other));
}

/** By what an alternative is known: the schema that it refers to, its title, or what it says. */
function nameOf(schema: unknown): string {
  if (!isObject(schema)) return JSON.stringify(schema);
  const { $ref, title, type, required } = schema;
  if (typeof $ref === 'string') return `\`${$ref.split('/').at(-1) ?? ''}\``;
  if (typeof title === 'string') return `\`${title}\``;
  return `\`${JSON.stringify({ type, required })}\``;
}

/** What a schema with all that it is composed of says of a value. */
type Demands = ReturnType<typeof demandsOf>;

function demandsOf(description: Description, schema: unknown) {
  const parts = partsOf(description, schema, []);
  const all = <T>(read: (part: JsonObject) => T | undefined): T[] =>
    parts.map(read).filter((value) => value !== undefined);
  const members = new Map<string, unknown>();
  for (const [name, member] of all(({ properties }) => properties).flatMap((map) =>
    Object.entries(map as JsonObject),
  )) {
    const other = members.get(name);
    members.set(name, other === undefined ? member : { allOf: [other, member] });
  }
  const others = all(({ additionalProperties }) => additionalProperties);
  return {
    /** Those that `type` names; undefined if it may be any. */
    types: common(all(({ type }) => (type === undefined ? undefined : [type].flat()))),
    /** The values of `enum` and `const`; undefined if it may be any. */
    values: common(
      all((part) => (Object.hasOwn(part, 'const') ? [part['const']] : (part['enum'] as unknown[]))),
    ),
    members,
    required: new Set(all(({ required }) => required as string[]).flat()),
    /** Whether `additionalProperties` is false. */
    isClosed: others.includes(false),
    /** The schema of other members, if there is one. */
    others: others.find(isObject),
    items: all(({ items }) => items)[0],
    /** The alternatives of each `oneOf` and `anyOf`. */
    choices: ['oneOf', 'anyOf'].flatMap((keyword) => all((part) => part[keyword] as unknown[])),
    keywords: Object.assign({}, ...parts) as JsonObject,
  };
}

/** A schema, what it refers to, and all of `allOf`: what holds for every value. */
function partsOf(
  description: Description,
  schema: unknown,
  above: readonly unknown[],
): readonly JsonObject[] {
  if (schema === false) return [{ not: {} }];
  if (!isObject(schema) || above.includes(schema)) return [];
  const { $ref, allOf = [], ...own } = schema;
  const inside = (part: unknown) => partsOf(description, part, [...above, schema]);
  const target = $ref === undefined ? [] : inside(description.follow({ $ref }));
  return [...target, ...(allOf as unknown[]).flatMap(inside), own];
}

/** What is in all of the lists; undefined if there is no list. */
function common(lists: readonly (readonly unknown[])[]): unknown[] | undefined {
  const [first, ...others] = lists;
  return first?.filter((value) =>
    others.every((list) => list.some((other) => isDeepStrictEqual(value, other))),
  );
}
