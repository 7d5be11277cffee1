import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import {
  distinct,
  leavesIn,
  mapObject,
  mergedObject,
  objectOf,
  same,
  valueAt,
  withValue,
  type Path,
} from '../cases/json.js';
import type { Schemas } from '../cases/merged-schema.js';
import type { SchemaSet } from '../cases/schemas.js';
import { isValidBody } from '../cases/serialization.js';
import { editsOf } from '../fixtures/life-cycle.js';
import type { Resource } from '../fixtures/resources.js';
import type { ContractBody, ContractOperation } from '../operation.js';
import { readJson } from '../oracle/media-type.js';
import { shown } from '../../lib/text.js';
import type { CheckContext, Kept } from './check.js';
import type { Difference } from './members.js';

/** A text with signs of more than one byte, as long as asked for. */
const longText = (times: number): string => `contract-test ${'long '.repeat(times)}剧本 🚀`;

/** Texts longer than columns tend to be, with signs that mean something to others, and with blanks at the end. */
const oddTexts = [
  ...[60, 15].map(longText),
  'contract-test %41+\\ <b>"&\'</b>',
  'contract-test two\nlines ',
];

/** Other numbers and switches: with a fraction or turned, larger than a column or a float may hold, and none. */
const oddValues: readonly ((leaf: number | boolean) => readonly (number | boolean)[])[] = [
  (leaf) => [typeof leaf === 'number' ? Math.abs(leaf - 0.5) : !leaf],
  (leaf) => (Number.isInteger(leaf) ? [2 ** 40 + 1, 2 ** 31 - 1] : []),
  (leaf) => [typeof leaf === 'number' ? 0 : false],
];

/** Whether a member holds ids by its name, which are not to be made up. */
const isId = (name: string): boolean => /(^|_)ids?$|Ids?$/.test(name);

/** Whether a value is a text that was written to see whether it is kept. */
export const isMadeUp = (value: unknown): boolean =>
  typeof value === 'string' && value.startsWith('contract-test ');

/**
 * The bodies to create records with: the first by example and others that differ from it by odd texts alone,
 * wherever they are allowed; then the other examples, some with odd numbers, some with an item more in a list,
 * and some with other values of all members.
 */
export function bodiesOf(
  context: CheckContext,
  resource: Kept,
  plain: unknown,
): { readonly alike: readonly unknown[]; readonly others: readonly unknown[] } {
  const { set } = context;
  const { body } = resource.create;
  if (body === undefined) return { alike: [], others: [] };
  const examples = body.examples.map(({ value }) => value);
  const [first = plain] = examples;
  const long = oddTexts.map((text) => withTexts(set, body, first, text));
  const odd = oddValues.map((valuesOf) =>
    withLeaves(set, body, first, (leaf, names) => {
      const isNumber = typeof leaf === 'number' && !isId(names.at(-1) ?? '');
      return isNumber || typeof leaf === 'boolean' ? valuesOf(leaf) : [];
    }),
  );
  const others: unknown[] = [];
  for (const changes of changesByMember(context, resource, resource.create, objectOf(first))) {
    for (const [index, { path, value }] of changes.entries()) {
      const more = withValue(others[index] ?? first, path, value);
      if (isValidBody(set, body, more)) others[index] = more;
    }
  }
  const longer = Object.entries(objectOf(first)).flatMap(([name, list]) => {
    const items: unknown[] = Array.isArray(list) ? list : [];
    const [other] = isObject(items[0]) ? reworded(items[0]) : [];
    return other === undefined ? [] : [withValue(first, [name], [...items, other])];
  });
  const alike = distinct([first, ...long]);
  const all = distinct([...alike, ...examples, ...odd, ...longer, ...others]);
  const isValid = (one: unknown): boolean => isValidBody(set, body, one);
  return {
    alike: alike.filter(isValid),
    others: all.slice(alike.length).filter(isValid),
  };
}

/** A body with another text wherever any is allowed. */
export function withTexts(
  set: SchemaSet,
  body: ContractBody,
  first: unknown,
  text: string,
): unknown {
  return withLeaves(set, body, first, (leaf, names) => {
    const name = names.at(-1) ?? '';
    // Of texts inside of objects the description may not say that they are codes, or ids.
    const isFree = names.length === 1 ? !isId(name) : prose.test(name);
    const isText = typeof leaf === 'string' && isFree;
    return isText && !isCoded(set, memberOf(set, [body.schema], name)) ? [text] : [];
  });
}

/** A body with other values in the places for which there are any, as far as they are valid. */
function withLeaves(
  set: SchemaSet,
  body: ContractBody,
  first: unknown,
  valuesOf: (leaf: unknown, names: readonly string[]) => readonly unknown[],
): unknown {
  return leavesIn(first).reduce((value, { path, leaf }) => {
    const names = path.filter((key) => typeof key === 'string');
    const others = valuesOf(leaf, names).map((other) => withValue(value, path, other));
    return others.find((other) => isValidBody(set, body, other)) ?? value;
  }, first);
}

/** Whether a request can change members of a record by itself, and not its state alone. */
export function canEdit({ lifeCycle }: Resource, update: ContractOperation): boolean {
  return lifeCycle === undefined || editsOf(lifeCycle, update.id).length > 0;
}

/**
 * Bodies that change one member of a record each, which does not lead to another state. What is there
 * already would show no change.
 */
export function changesOf(...about: Parameters<typeof changesByMember>): JsonObject[] {
  return changesByMember(...about).flatMap((changes) => changes.map(({ alone }) => alone));
}

/** Another value of a member of a body. */
interface Change {
  readonly path: Path;
  readonly value: unknown;
  /** A body with nothing else but what has to be there. */
  readonly alone: JsonObject;
}

/** The changes of each member. */
function changesByMember(
  { set, resources }: CheckContext,
  resource: Resource,
  update: ContractOperation,
  record: JsonObject,
): Change[][] {
  const { body } = update;
  if (body === undefined) return [];
  const references = resources.referencesOf(update).map(({ path }) => path[0]);
  const { status = '', transitions = [] } = resource.lifeCycle ?? {};
  const conditions = transitions
    .filter(({ operations }) => operations.includes(update.id))
    .flatMap(({ when }) => when);
  // What leads to another state is the business of the life cycle.
  const leading = [status, ...conditions.flatMap((one) => Object.keys(one.body ?? {}))];
  const examples = body.examples.map(({ value }) => value).filter(isObject);
  const [example = {}] = examples;
  // What is required besides comes from an example, and the state is to stay as it is.
  const required = requiredIn(set, [body.schema])
    .filter((name) => Object.hasOwn(name === status ? record : example, name))
    .map((name) => [name, record[name] ?? example[name]]);
  const path = formOf(set, body, status);
  const beside = path.length === 0 ? Object.fromEntries(required) : {};
  const pointers = memberOf(set, [body.schema], ...path);
  const inForm = (some: readonly unknown[]): JsonObject[] =>
    some.map((one) => valueAt(one, path)).filter(isObject);
  const given = inForm(examples);
  const names = new Set([...namesIn(set, pointers), ...given.flatMap((one) => Object.keys(one))]);
  const created = inForm(resource.create?.body?.examples.map(({ value }) => value) ?? []);
  return [...names].map((name) => {
    const at = [...path, name];
    if (leading.includes(at.join('.')) || isId(name) || references.includes(at[0])) return [];
    const own = memberOf(set, pointers, name);
    const isCode = isCoded(set, own);
    // Of what cannot be any text a creation may have examples where an update has none.
    const more = created.map((one) => one[name]);
    const samples = [
      ...given.map((one) => one[name]).filter((one) => one !== undefined),
      ...more.filter(
        (one) =>
          (isCode && typeof one === 'string') || typeof one === 'number' || Array.isArray(one),
      ),
    ];
    const free = isCode
      ? samples.flatMap(recoded)
      : [`contract-test ${name}`, `contract-test other ${name}`];
    const listed = own.flatMap((one) =>
      set
        .merged([one])
        .flatMap(({ values, isOfProse, examples: some }) => values ?? (isOfProse ? some : [])),
    );
    const others = [
      ...free,
      ...samples.filter(isObject).flatMap(reworded),
      ...samples.filter((one) => Array.isArray(one)).flatMap(withAnother),
      ...samples,
      ...listed.toReversed(),
      ...[true, false, ''],
      ...samples.filter((value) => typeof value === 'number').flatMap((value) => [value + 1, 0]),
    ];
    const all = distinct(others).flatMap((value): Change[] => {
      const alone = [withValue({}, at, value), withValue(beside, at, value)]
        .filter(isObject)
        .find((one) => isValidBody(set, body, one));
      return alone === undefined ? [] : [{ path: at, value, alone }];
    });
    // Each of the values that are listed is written, and what is there is taken away again.
    const changes = all.filter(({ value }) => !same(value, valueAt(record, at)));
    const chosen = changes.slice(0, Math.max(1, listed.length));
    const type = listed.length === 0 && typeof chosen[0]?.value;
    const isThere = typeof valueAt(record, at) === type;
    const none = all.filter(({ value }) => nothing.includes(value) && typeof value === type);
    const isFree = type !== 'string' || !isCode;
    return isThere && isFree ? distinct([...chosen, ...none]) : chosen;
  });
}

/** What a server may take for no value at all. */
const nothing: readonly unknown[] = ['', 0, false];

/** Whether a change takes a text or a number away. */
export function emptied(change: JsonObject): boolean {
  return Object.values(change).some(
    (one) => one === '' || one === 0 || (isObject(one) && emptied(one)),
  );
}

/** Whether a change has other numbers or items of lists, of which words may say more than schemas do. */
export const isGuess = (change: JsonObject, record: JsonObject): boolean =>
  leavesIn(change).some(
    ({ path, leaf }) =>
      [leaf, ...path].some((one) => typeof one === 'number') && !same(valueAt(record, path), leaf),
  );

/** A body with as many of several changes as can be made at once. */
export function together(
  set: SchemaSet,
  body: ContractBody,
  changes: readonly JsonObject[],
  first: JsonObject = {},
): JsonObject {
  return changes.reduce((value, change) => {
    const more = mergedObject(change, value);
    return isValidBody(set, body, more) ? more : value;
  }, first);
}

/** A change whose texts have signs of more than one byte. */
export const inLetters = (change: unknown): unknown =>
  isMadeUp(change) ? longText(1) : mapObject(change, inLetters);

/** A list with another item, which is like the first but for its texts and numbers. */
function withAnother(list: readonly unknown[]): unknown[] {
  const [first] = list;
  const next = (value: unknown): unknown =>
    typeof value === 'string' ? `${value}-2` : typeof value === 'number' ? value + 1 : value;
  return list.length === 0
    ? []
    : [[...list, isObject(first) ? mapObject(first, next) : next(first)]];
}

/** The members that were left out, and are not what they are by default. */
export function otherDefaults(
  set: SchemaSet,
  schemas: Schemas,
  wrote: JsonObject,
  record: JsonObject,
  above = '',
): Difference[] {
  const members = set.merged(schemas).flatMap(({ properties }) => [...properties]);
  return members.flatMap(([name, own]): Difference[] => {
    const [given, seen] = [wrote[name], record[name]];
    if (isObject(given) && isObject(seen))
      return otherDefaults(set, own, given, seen, `${above}${name}.`);
    const [usual] = set.merged(own).flatMap((one) => one.defaults);
    if (given !== undefined || seen === undefined || usual === undefined) return [];
    if (same(seen, usual)) return [];
    const full = above + name;
    return [{ name: full, text: `${full} is ${shown(seen)}, but ${shown(usual)} by default` }];
  });
}

/** The schemas of a member, down a path, of what schemas describe together. */
export function memberOf(set: SchemaSet, schemas: Schemas, ...path: readonly string[]): Schemas {
  return path.reduce(
    (own, name) => set.merged(own).flatMap(({ properties }) => [...(properties.get(name) ?? [])]),
    schemas,
  );
}

/** The names of the members that schemas describe together. */
export function namesIn(set: SchemaSet, schemas: Schemas): string[] {
  return set.merged(schemas).flatMap(({ properties }) => [...properties.keys()]);
}

/** The names of those that have to be there. */
export function requiredIn(set: SchemaSet, schemas: Schemas): string[] {
  return set.merged(schemas).flatMap(({ required }) => [...required]);
}

/**
 * The path to the member of a body that is the record: that in which its state is, or the only one that
 * has to be there, or that there is, if it is an object. Empty where the body itself is the record.
 */
function formOf(set: SchemaSet, { schema }: ContractBody, status: string): string[] {
  const [outer = '', inner] = status.split('.');
  if (inner !== undefined) return [outer];
  const required = requiredIn(set, [schema]);
  const [name, more] = new Set(required.length > 0 ? required : namesIn(set, [schema]));
  if (name === undefined || more !== undefined || status !== '') return [];
  const own = set.merged(memberOf(set, [schema], name));
  return own.every(({ types }) => types.size === 1 && types.has('object')) ? [name] : [];
}

/** Members of objects that hold any text, by their names. */
const prose = /desc|detail|remark|comment|note|title/i;

/** Copies of an object in which one text is another one, of those that may be any. */
function reworded(sample: JsonObject): unknown[] {
  return leavesIn(sample)
    .filter(({ path, leaf }) => typeof leaf === 'string' && prose.test(String(path.at(-1))))
    .map(({ path }) => withValue(sample, path, `contract-test ${path.at(-1)}`));
}

/** Texts that mean the same as one in JSON, or in Base64 of it, with a member more. */
function recoded(sample: unknown): unknown[] {
  if (typeof sample !== 'string') return [];
  const plus = (text: string): string | undefined => {
    const value = readJson(text);
    return isObject(value) ? JSON.stringify(value, undefined, 1) : undefined;
  };
  const inner = plus(Buffer.from(sample, 'base64').toString());
  const own = plus(sample) ?? (inner && Buffer.from(inner).toString('base64'));
  return own === undefined ? [] : [own];
}

/** Whether a member holds JSON, Base64 or a text of a format, which cannot be any text. */
function isCoded(set: SchemaSet, member: Schemas): boolean {
  return member.some((pointer) =>
    set
      .merged([pointer])
      .some(({ format, values, isOfProse }) => isOfProse || (format ?? values) !== undefined),
  );
}
