import { existsSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { UserError } from '../cli.js';
import { kindOf, type MemberKind } from './members.js';
import { keysOf, partsOf } from './pointer.js';
import { checkShape, elsewhere, isComponentName, type Follow } from './shape.js';
import {
  displayPath,
  isMerged,
  nameOf,
  parseFile,
  place,
  readText,
  type ParsedFile,
} from './source.js';

/** A reference to another place of the description. */
interface Reference {
  target: string;
  node: Node;
  /** Whether it is the address of an example, which is data. */
  isExample?: boolean;
}

/** Every member of every object of a file, in its order; what is data has none. */
function* membersBelow(
  node: unknown,
  kind: MemberKind = 'object',
): Generator<{ key: unknown; name: string; value: unknown }> {
  if (kind === 'data') return;
  if (isSeq(node)) {
    for (const item of node.items) yield* membersBelow(item);
  } else if (isMap(node)) {
    for (const { key, value } of node.items) {
      const name = nameOf(key);
      if (kind === 'object') yield { key, name, value };
      yield* membersBelow(value, kindOf(name, isMap(value), kind));
    }
  }
}

/**
 * Every reference of a file, in its order. A path in the mapping of a discriminator is one, too, and so
 * is the address of an example, since the bundler puts the example in its place.
 *
 * @throws UserError for what no tool behind understands: `$id` gives the references below it another
 * base, and where `$dynamicRef` leads to depends on the way by which one came
 */
function* references(file: ParsedFile): Generator<Reference> {
  for (const { key, name, value } of membersBelow(file.document.contents)) {
    if (name === '$id' && isScalar(value)) {
      throw new UserError(
        `${place(file, key as Node)}: "$id" is not supported, since it changes what references lead to; remove it, and refer by file and JSON pointer.`,
      );
    }
    if (name === '$dynamicRef' && isScalar(value)) {
      throw new UserError(
        `${place(file, key as Node)}: "$dynamicRef" is not supported, since types and docs would say nothing of what it leads to; refer by "$ref" and JSON pointer.`,
      );
    }
    if (name === '$ref' && isScalar(value) && typeof value.value === 'string') {
      yield { target: value.value, node: value };
    }
    if (name === 'externalValue' && isScalar(value) && typeof value.value === 'string') {
      yield { target: value.value, node: value, isExample: true };
    }
    const mapping = name === 'discriminator' && isMap(value) ? value.get('mapping') : undefined;
    for (const { value: target } of isMap(mapping) ? mapping.items : []) {
      if (isScalar(target) && /[#/]|\.(ya?ml|json)$/.test(String(target.value))) {
        yield { target: String(target.value), node: target };
      }
    }
  }
}

/**
 * The parts of a reference, and what a message about it begins with.
 *
 * @throws UserError for a "%" that encodes nothing, and for an address: what a build makes must not depend on
 * what the network holds
 */
function decoded(
  file: ParsedFile,
  { target, node, isExample }: Reference,
): ReturnType<typeof partsOf> & { at: string } {
  const start = `${place(file, node)}: `;
  if (/^[a-z][a-z\d+.-]+:/i.test(target)) {
    throw new UserError(
      `${start}"${target}" is not fetched from the network; save it beside the description, and refer to that file.`,
    );
  }
  const at = `${start}${isExample === undefined ? 'broken $ref ' : ''}"${target}": `;
  try {
    return { ...partsOf(target), at };
  } catch {
    throw new UserError(`${at}a "%" in a reference must be written as "%25".`);
  }
}

/** The members of maps by name: a large description is asked for thousands. */
const members = new WeakMap<YAMLMap, Map<string, unknown>>();

function memberOf(map: YAMLMap, name: string): unknown {
  let known = members.get(map);
  if (known === undefined) {
    known = new Map(map.items.map(({ key, value }) => [nameOf(key), value]));
    members.set(map, known);
  }
  return known.get(name);
}

/** Stands for a place behind a reference that is on the way. */
const throughReference = Symbol('through a reference');

/** The node that a JSON Pointer leads to; undefined if it leads nowhere. */
function nodeAt({ document }: ParsedFile, keys: readonly string[]): unknown {
  let node: unknown = document.contents;
  for (const name of keys) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const member = memberOf(node, name);
      if (member === undefined && node.has('$ref')) return throughReference;
      if (member === undefined) return isMerged(node) ? elsewhere : undefined;
      node = member;
    } else if (isSeq(node) && /^\d+$/.test(name) && Number(name) < node.items.length) {
      node = node.items[Number(name)];
    } else {
      return undefined;
    }
  }
  return isAlias(node) ? node.resolve(document) : node;
}

/**
 * Makes sure that a file holds OpenAPI 3.1, or 3.0, which is read as 3.1.
 *
 * @throws UserError with the place if it holds something else
 */
export function requireOpenApi(file: ParsedFile): void {
  const member = (name: string) => {
    const node: unknown = file.document.get(name, true);
    return isScalar(node) ? node : undefined;
  };
  const swagger = member('swagger');
  if (swagger !== undefined) {
    throw new UserError(
      `${place(file, swagger)}: this is a Swagger ${String(swagger.value)} document; convert it to OpenAPI, 3.0 or 3.1, first.`,
    );
  }
  const version = member('openapi');
  if (version === undefined) {
    throw new UserError(
      `${displayPath(file.path)}:1:1: this is not an OpenAPI document: it has no member "openapi" with its version.`,
    );
  }
  if (!/^3\.[01]\.\d+/.test(String(version.value)) || typeof version.value !== 'string') {
    throw new UserError(
      `${place(file, version)}: this document says OpenAPI ${version.source ?? String(version.value)}; only 3.0 and 3.1 are supported, with a third number (for example "openapi: 3.1.1").`,
    );
  }
}

function requireComponentNames(file: ParsedFile): void {
  const components = file.document.get('components');
  for (const { key: group, value } of isMap(components) ? components.items : []) {
    if (nameOf(group).startsWith('x-')) continue;
    for (const { key } of isMap(value) ? value.items : []) {
      if (isComponentName(nameOf(key))) continue;
      throw new UserError(
        `${place(file, key as Node)}: the name "${nameOf(key)}" in components.${nameOf(group)} may have no characters other than A–Z a–z 0–9 . - _; rename it.`,
      );
    }
  }
}

/** Makes sure that no two paths are one but for the names of their parameters: nobody could tell which is asked for. */
function requireDifferentPaths(file: ParsedFile): void {
  const paths = file.document.get('paths');
  const known = new Map<string, string>();
  for (const { key } of isMap(paths) ? paths.items : []) {
    const path = nameOf(key);
    const template = path.replaceAll(/\{[^{}/]*\}/g, '{}');
    const other = known.get(template);
    if (other !== undefined && path.startsWith('/')) {
      throw new UserError(
        `${place(file, key as Node)}: "${path}" and "${other}" are one path, which OpenAPI forbids to describe twice; put their operations under one of them.`,
      );
    }
    known.set(template, path);
  }
}

/** The files of a description by absolute path, the entry first; undefined for one that is a text. */
export type Sources = ReadonlyMap<string, ParsedFile | undefined>;

/**
 * Reads an OpenAPI description with every file that it refers to, and finds what the other
 * tools would report without a place or not at all: files that are missing, empty or no text, broken
 * references, references in a circle, duplicate keys, members of another type than OpenAPI has.
 *
 * @throws UserError with file, line and column
 */
export function readSources(entry: string): Sources {
  const files = new Map<string, ParsedFile | undefined>();
  try {
    checkFiles(resolve(entry), files);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${displayPath([...files.keys()].at(-1) ?? entry)} is nested too deeply.`);
  }
  return files;
}

/** The absolute paths of all files of a description that `readSources` does not refuse. */
export function checkDocument(entry: string): string[] {
  return [...readSources(entry).keys()];
}

/** No linter or bundler reads more than this in a time that a person would wait. */
const maxMegabytes = 10;

function checkFiles(entry: string, files: Map<string, ParsedFile | undefined>): void {
  const parse = (path: string, mentionedAt = ''): ParsedFile => {
    const file = parseFile(path, mentionedAt, maxMegabytes);
    files.set(path, file);
    const { contents } = file.document;
    const at = mentionedAt + displayPath(path);
    if (contents === null) throw new UserError(`${at} is empty.`);
    if (isScalar(contents) && typeof contents.value !== 'boolean') {
      throw new UserError(`${at} holds nothing but a text, but an object is needed.`);
    }
    return file;
  };

  const open = (path: string, mentionedAt: string): ParsedFile | undefined => {
    if (files.has(path)) return files.get(path);
    const isDocument = ['.yaml', '.yml', '.json'].includes(extname(path).toLowerCase());
    if (isDocument) return parse(path, mentionedAt);
    // A reference may point at a text, for example Markdown; that is read but not parsed.
    readText(path, mentionedAt, maxMegabytes);
    files.set(path, undefined);
    return undefined;
  };

  /** What a reference leads to: undefined if that is a text. */
  const follow: Follow = (file, reference) => {
    const { location, fragment, at } = decoded(file, reference);
    const other = location === '' ? file : open(resolve(dirname(file.path), location), at);
    if (other === undefined) return undefined;
    if (fragment !== '' && !fragment.startsWith('/')) {
      throw new UserError(`${at}only a JSON pointer is supported after "#", no anchor.`);
    }
    const found = nodeAt(other, keysOf(fragment));
    if (found === undefined) {
      throw new UserError(`${at}${displayPath(other.path)} has nothing at ${fragment}.`);
    }
    if (found !== throughReference) return { file: other, node: found };
    // The bundler leaves a reference inside of its document as it is.
    if (other.path === entry) {
      throw new UserError(
        `${at}another "$ref" is on the way to ${fragment}; begin with what that refers to.`,
      );
    }
    return { file: other, node: elsewhere };
  };

  /** Follows a reference to what is none. */
  const requireEnd = (file: ParsedFile, reference: Reference): void => {
    const seen = new Set<unknown>();
    let at = follow(file, reference);
    while (at !== undefined && isMap(at.node)) {
      const node = memberOf(at.node, '$ref');
      if (!isScalar(node) || typeof node.value !== 'string') return;
      if (seen.has(at.node)) {
        throw new UserError(
          `${place(file, reference.node)}: the reference "${reference.target}" goes round in a circle.`,
        );
      }
      seen.add(at.node);
      at = follow(at.file, { target: node.value, node });
    }
  };

  const main = parse(entry);
  requireOpenApi(main);
  requireDifferentPaths(main);
  const examples: { path: string; at: string }[] = [];
  // A Map hands out what is added to it during the loop.
  for (const file of files.values()) {
    if (file === undefined) continue;
    for (const reference of references(file)) {
      if (reference.isExample === undefined) requireEnd(file, reference);
      else {
        const { location, at } = decoded(file, reference);
        examples.push({ path: resolve(dirname(file.path), location), at });
      }
    }
  }
  // What is in an example refers to nothing, unless its file is a part of the description as well.
  for (const { path, at } of examples) {
    // In an extension it may mean something else; of an example the bundler says that there is none.
    if (files.has(path) || !existsSync(path)) continue;
    readText(path, at, maxMegabytes);
    files.set(path, undefined);
  }
  checkShape(main, follow);
  requireComponentNames(main);
}
