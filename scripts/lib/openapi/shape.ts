import { parse } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import { UserError } from '../cli.js';
import { objectParts as parts } from '../../../spec/rules/functions/object-parts.js';
import { textMembers } from './members.js';
import { keysOf, partsOf } from './pointer.js';
import { isMerged, nameOf, place, type ParsedFile } from './source.js';

/** A node, and the file that it stands in. */
interface Located {
  file: ParsedFile;
  node: unknown;
}

/** Stands for a place that only the bundler can judge, because a reference or a merge is on the way. */
export const elsewhere = Symbol('elsewhere');

/** Leads from a reference to its target; undefined if that is in no file, or is a text. */
export type Follow = (
  file: ParsedFile,
  reference: { target: string; node: Node },
) => Located | undefined;

/**
 * Members of those objects that are texts beside the ones for people, or lists or maps of such; those
 * with `!` must be there. A `type` is one text or a list.
 */
const texts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  document: { security: 'securityRequirement[]' },
  info: { title: 'text!', version: 'text!' },
  server: { url: 'text!' },
  serverVariable: { default: 'text!', enum: 'text[]' },
  tag: { name: 'text!' },
  tagGroup: { name: 'text!', 'x-family': 'text', tags: 'text[]' },
  externalDocs: { url: 'text!' },
  operation: { operationId: 'text', tags: 'text[]', security: 'securityRequirement[]' },
  parameter: { name: 'text!', in: 'text!' },
  schema: { type: 'type', format: 'text', pattern: 'text', required: 'text[]', enum: 'any[]' },
  discriminator: { propertyName: 'text!', mapping: 'text{}' },
};

/** The shapes of all members of an object that have one. */
function shapesIn(kind: string): Readonly<Record<string, string>> {
  const forPeople = (textMembers[kind] ?? []).map((name) => [name, 'text']);
  return { ...parts[kind], ...(Object.fromEntries(forPeople) as object), ...texts[kind] };
}

/** Methods of every object that Redocly calls where a member has their name; of these it can call two. */
const calledByTools = Object.getOwnPropertyNames(Object.prototype).filter(
  (name) => !['constructor', 'toString', '__proto__'].includes(name),
);

const shapesOfComponents = new Set(['schema', 'response', 'parameter', 'requestBody', 'header']);

/** Whether OpenAPI allows a name in `components`. */
export function isComponentName(name: string): boolean {
  return /^[A-Za-z0-9._-]+$/.test(name);
}

function kindOf(node: unknown): string {
  if (isMap(node)) return 'an object';
  if (isSeq(node)) return 'a list';
  const value = isScalar(node) ? node.value : undefined;
  if (value === null || value === undefined) return 'empty';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

function expected(shape: string): string {
  if (shape === 'text') return 'a text';
  if (shape.endsWith('[]')) return 'a list';
  return shape === 'schema' ? 'a schema' : 'an object';
}

/**
 * Makes sure that a description has objects, lists and texts where OpenAPI has them, so that no
 * program behind meets something else, and that no schema is a part of itself.
 *
 * @throws UserError with the place of the first that is not so
 */
export function checkShape(main: ParsedFile, follow: Follow): void {
  const known = new Map<unknown, Set<string>>();
  const acyclic = new Set<unknown>();

  const visit = (file: ParsedFile, given: unknown, of: string, name: string, at: Node): void => {
    if (of === 'any') return;
    const node = isAlias(given) ? given.resolve(file.document) : given;
    const shape = of === 'type' ? (isSeq(node) ? 'text[]' : 'text') : of;
    const isRight =
      shape === 'text'
        ? isScalar(node) && typeof node.value === 'string'
        : shape.endsWith('[]')
          ? isSeq(node)
          : isMap(node) ||
            (shape === 'schema' && isScalar(node) && typeof node.value === 'boolean');
    const reference = isMap(node) ? node.get('$ref', true) : undefined;
    if (!isRight && reference === undefined) {
      throw new UserError(
        `${place(file, at)}: "${name}" must be ${expected(shape)}, but is ${kindOf(node)}.`,
      );
    }
    if (/[[{]/.test(shape) && isScalar(reference)) {
      throw new UserError(
        `${place(file, reference)}: "${name}" must be ${expected(shape)} written here, since OpenAPI has no "$ref" in place of several objects; refer to each of them by itself.`,
      );
    }
    const shapes = known.get(node) ?? new Set();
    if (shapes.has(shape)) return;
    known.set(node, shapes.add(shape));
    if (isSeq(node)) {
      for (const item of node.items as Node[]) visit(file, item, shape.slice(0, -2), name, item);
    }
    if (!isMap(node)) return;
    // In an object whose members have free names, as in a map, any may be an extension.
    const free = parts[shape]?.['*'];
    const [kind = '', many] = free === undefined ? shape.split('{') : [free, 'x-}'];
    if (reference !== undefined && !shape.includes('{')) {
      visitTarget(file, reference, shape, name);
      const beside =
        shape === 'pathItem' && node.items.find(({ key }) => nameOf(key) === 'parameters');
      if (beside) {
        throw new UserError(
          `${place(file, beside.key as Node)}: the linters do not see "parameters" beside the "$ref" of a path; move them to what it refers to.`,
        );
      }
      if (shape !== 'schema') return;
    }
    if (shape === 'schema') requireAcyclic(file, node, []);
    if (many !== undefined) {
      for (const { key, value } of node.items as { key: Node; value: unknown }[]) {
        const own = nameOf(key);
        if (calledByTools.includes(own)) {
          throw new UserError(
            `${place(file, key)}: no name may be "${own}", which bundlers call; choose another.`,
          );
        }
        if (own === '<<' || (many === 'x-}' && own.startsWith('x-'))) continue;
        visit(file, value, kind, own, key);
      }
      return;
    }
    for (const [member, text] of Object.entries(shapesIn(shape))) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === member);
      if (pair !== undefined) {
        visit(file, pair.value, text.replace('!', ''), member, pair.key as Node);
      } else if (text.endsWith('!') && !isMerged(node)) {
        throw new UserError(`${place(file, at)}: "${name}" lacks its member "${member}".`);
      }
    }
  };

  const visitTarget = (file: ParsedFile, reference: unknown, shape: string, name: string): void => {
    if (!isScalar(reference) || typeof reference.value !== 'string') {
      throw new UserError(`${place(file, reference as Node)}: "$ref" must be a text.`);
    }
    const { value } = reference;
    const target = follow(file, { target: value, node: reference });
    if (target === undefined) {
      if (shape === 'text' || /^(?!file:)[a-z][a-z\d+.-]+:/i.test(value)) return;
      throw new UserError(
        `${place(file, reference)}: "${value}" holds a text, but ${expected(shape)} is needed for "${name}".`,
      );
    }
    if (target.node === elsewhere) return;
    if (shape === 'schema' && target.node === main.document.contents) {
      throw new UserError(
        `${place(file, reference)}: "${value}" is the whole description, but a schema is needed.`,
      );
    }
    const isLink = isMap(target.node) && target.node.items.length === 1 && target.node.has('$ref');
    if (target.file !== main && !isLink && shapesOfComponents.has(shape)) {
      requireName(file, reference, value);
    }
    visit(target.file, target.node, shape, name, reference);
  };

  /** A bundler makes a component of what stands in another file, named after its file or its key. */
  const requireName = (file: ParsedFile, at: Node, reference: string): void => {
    const { location, fragment } = partsOf(reference);
    const name = keysOf(fragment).at(-1) ?? parse(location || file.path).name;
    if (isComponentName(name)) return;
    throw new UserError(
      `${place(file, at)}: "${reference}" would become a component "${name}", whose name may have no characters other than A–Z a–z 0–9 . - _; rename ${fragment === '' ? 'the file' : 'the key'}.`,
    );
  };

  /** Follows what a schema consists of: what it refers to, and all of `allOf`. */
  const requireAcyclic = (file: ParsedFile, node: unknown, outer: readonly unknown[]): void => {
    if (!isMap(node) || acyclic.has(node)) return;
    if (outer.includes(node)) {
      throw new UserError(
        `${place(file, node)}: this schema is a part of itself, by "allOf" or "$ref"; no value has an end to it.`,
      );
    }
    const inner = [...outer, node];
    const reference = node.get('$ref', true);
    if (isScalar(reference) && typeof reference.value === 'string') {
      const target = follow(file, { target: reference.value, node: reference });
      if (target !== undefined) requireAcyclic(target.file, target.node, inner);
    }
    const parts = node.get('allOf', true);
    for (const part of isSeq(parts) ? parts.items : []) requireAcyclic(file, part, inner);
    acyclic.add(node);
  };

  const { contents } = main.document;
  if (contents !== null) visit(main, contents, 'document', 'the description', contents);
}
