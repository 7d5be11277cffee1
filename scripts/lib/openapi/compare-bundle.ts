import { dirname, resolve } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import { UserError } from '../cli.js';
import type { Sources } from './check.js';
import { isObject, referenceOf, type JsonObject } from './document.js';
import { kindOf, type MemberKind } from './members.js';
import { keysOf, partsOf, step, valueAt } from './pointer.js';
import { place, readText, type ParsedFile } from './source.js';

/** A value of the description, with its file and the way to it. */
export interface Located {
  path: string;
  pointer: string;
  value: unknown;
}

/** Whether an object has no member but its reference. */
function isAlone(value: unknown): boolean {
  return Object.keys(value as JsonObject).length === 1;
}

/** What a member of an object or a list holds: in an extension nothing is a reference. */
function innerKind(owner: object, name: string, member: unknown, kind: MemberKind): MemberKind {
  if (Array.isArray(owner)) return kind;
  return kind === 'object' && name.startsWith('x-') ? 'data' : kindOf(name, isObject(member), kind);
}

/** Ways through the files of a description, and through what a bundler has made of them. */
function waysIn(sources: Sources, bundle: unknown) {
  const values = new Map<string, unknown>();
  const valueOf = (path: string): unknown => {
    if (!values.has(path)) {
      const file = sources.get(path);
      values.set(path, file === undefined ? readText(path) : file.document.toJS());
    }
    return values.get(path);
  };

  /** What a reference in a file leads to; through another reference, if one is on the way. */
  const target = ({ path }: Located, reference: string): Located => {
    const { location, fragment } = partsOf(reference);
    const file = location === '' ? path : resolve(dirname(path), location);
    let found: Located = { path: file, pointer: '', value: valueOf(file) };
    for (const key of keysOf(fragment)) {
      for (let next = referenceOf(found.value); next !== undefined;) {
        found = target(found, next);
        next = referenceOf(found.value);
      }
      found = inside(found, key);
    }
    return found;
  };

  const inside = (at: Located, name: string): Located => ({
    path: at.path,
    pointer: at.pointer + step(name),
    value: valueAt(at.value, [name]),
  });

  /** The value behind a reference inside the bundle, with other references on the way. */
  const bundled = (reference: string): unknown =>
    keysOf(decodeURIComponent(reference.slice(1))).reduce<unknown>((value, key) => {
      const next = referenceOf(value);
      return valueAt(next === undefined ? value : bundled(next), [key]);
    }, bundle);

  const [entry = ''] = sources.keys();
  const start: Located = { path: entry, pointer: '', value: valueOf(entry) };
  return { start, target, inside, bundled };
}

/** Where each object of a bundle stands in the files of the description, by identity. */
export function originsOf(sources: Sources, bundle: unknown): ReadonlyMap<unknown, Located> {
  const { start, target, inside, bundled } = waysIn(sources, bundle);
  const origins = new Map<unknown, Located>();
  const visit = (source: Located, copy: unknown, kind: MemberKind): void => {
    const reference = kind === 'object' ? referenceOf(source.value) : undefined;
    if (reference !== undefined && isAlone(source.value)) {
      visit(target(source, reference), copy, kind);
      return;
    }
    const copied = kind === 'object' ? referenceOf(copy) : undefined;
    if (copied !== undefined) visit(source, bundled(copied), kind);
    if (typeof copy !== 'object' || copy === null || origins.has(copy)) return;
    origins.set(copy, source);
    for (const [name, member] of Object.entries(copy)) {
      const from = inside(source, name);
      const inner = innerKind(copy, name, member, kind);
      if (from.value !== undefined) visit(from, member, inner);
    }
  };
  visit(start, bundle, 'object');
  return origins;
}

/**
 * Makes sure that a bundle holds all that the files of a description hold: what a bundler has left out
 * or has taken from another place is missing in everything that is made of the bundle.
 *
 * @throws UserError with the place of the first member that is not in the bundle
 */
export function compareBundle(sources: Sources, bundle: unknown): void {
  const { start, target, inside, bundled } = waysIn(sources, bundle);
  const seen = new Map<unknown, Set<unknown>>();

  const compare = (source: Located, copy: unknown, kind: MemberKind): void => {
    const { value } = source;
    const reference = kind === 'object' ? referenceOf(value) : undefined;
    if (reference !== undefined && isAlone(value)) {
      compare(target(source, reference), copy, kind);
      return;
    }
    const copied = kind === 'object' ? referenceOf(copy) : undefined;
    if (copied !== undefined && (reference === undefined || isAlone(copy))) {
      compare(source, bundled(copied), kind);
      return;
    }
    if (typeof value !== 'object' || value === null) {
      // JSON, in which the bundle is written, has one zero; NaN in it is null.
      if (value !== copy) lost(source);
      return;
    }
    if (seen.get(value)?.has(copy) === true) return;
    seen.set(value, (seen.get(value) ?? new Set()).add(copy));
    if (Array.isArray(value) !== Array.isArray(copy) || typeof copy !== 'object' || copy === null) {
      lost(source);
    }
    if (Array.isArray(value) && value.length !== (copy as unknown[]).length) lost(source);
    for (const name of Object.keys(value)) {
      const member = inside(source, name);
      if (name === '$ref' && reference !== undefined) {
        // A path item takes in what its reference leads to.
        if (copied === undefined)
          compareReplaced(target(source, reference), value as JsonObject, copy);
        else compare(target(source, reference), bundled(copied), kind);
        continue;
      }
      // The bundler puts the example itself in the place of its address.
      if (name === 'externalValue' && valueAt(copy, ['value']) !== undefined) continue;
      // The two readers of YAML write the key that is null as these texts.
      const key = name === '' && !Object.hasOwn(copy as JsonObject, '') ? 'null' : name;
      if (!Object.hasOwn(copy as JsonObject, key)) lost(member);
      if (kind === 'object' && name === 'discriminator') {
        compareDiscriminator(member, (copy as JsonObject)[key]);
        continue;
      }
      compare(member, (copy as JsonObject)[key], innerKind(value, name, member.value, kind));
    }
  };

  /** Compares what is behind a reference with an object that has taken it in; the object's own win. */
  const compareReplaced = (source: Located, own: JsonObject, copy: unknown): void => {
    for (const name of isObject(source.value) ? Object.keys(source.value) : []) {
      if (Object.hasOwn(own, name)) continue;
      const member = inside(source, name);
      const twin = valueAt(copy, [name]);
      if (twin === undefined) lost(member);
      compare(member, twin, kindOf(name, isObject(member.value)));
    }
  };

  const compareDiscriminator = (source: Located, copy: unknown): void => {
    const mapping = inside(source, 'mapping');
    for (const name of Object.keys(isObject(mapping.value) ? mapping.value : {})) {
      const { value } = inside(mapping, name);
      const other = valueAt(copy, ['mapping', name]);
      if (value === other) continue;
      if (typeof value !== 'string' || typeof other !== 'string') lost(inside(mapping, name));
      else compare(target(mapping, value), bundled(other), 'object');
    }
  };

  const lost = ({ path, pointer }: Located): never => {
    const file = sources.get(path);
    const at = file === undefined ? path : place(file, nodeAt(file, pointer));
    throw new UserError(
      `${at}: the bundler has lost or changed this (${pointer === '' ? 'the whole file' : pointer}); write it in another way, for example without members beside a "$ref".`,
    );
  };

  compare(start, bundle, 'object');
}

/** The nearest node on the way that a pointer leads: of a member its name. */
export function nodeAt({ document }: ParsedFile, pointer: string): Node | null {
  let nearest: Node | null = document.contents;
  let node: unknown = nearest;
  for (const key of keysOf(pointer)) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === key);
      if (pair === undefined) break;
      nearest = pair.key as Node;
      node = pair.value;
    } else if (isSeq(node) && node.items[Number(key)] !== undefined) {
      nearest = node.items[Number(key)] as Node;
      node = nearest;
    } else break;
  }
  return nearest;
}
