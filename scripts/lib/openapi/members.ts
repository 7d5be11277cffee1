import { objectParts as parts } from '../../../spec/rules/functions/object-parts.js';

/** The members that are texts for people, by the kind of object; `*` stands for every member. */
export const textMembers: Readonly<Record<string, readonly string[]>> = {
  info: ['title', 'summary', 'description'],
  contact: ['name'],
  serverVariable: ['description'],
  externalDocs: ['description'],
  server: ['description'],
  tag: ['x-displayName', 'description'],
  tagGroup: ['name'],
  pathItem: ['summary', 'description'],
  operation: ['summary', 'description'],
  parameter: ['summary', 'description'],
  header: ['summary', 'description'],
  requestBody: ['summary', 'description'],
  response: ['summary', 'description'],
  link: ['summary', 'description'],
  example: ['summary', 'description'],
  securityScheme: ['summary', 'description'],
  scopes: ['*'],
  schema: ['title', 'description'],
  // The shape of an extension is its own; these members are for people wherever they stand.
  extension: ['title', 'summary', 'description', 'note', 'x-displayName'],
};

/** Called with each object, not a copy of it, before the objects inside it. */
export type Visit = (
  object: Record<string, unknown>,
  /** `schema`, `operation`, `mediaType` …; `extension` for what is inside one. */
  kind: string,
  /** The way to it: names of members, and indices of lists. It changes after the call. */
  path: readonly (string | number)[],
) => void;

/**
 * Visits every object of an OpenAPI document, or of a part of one, in its order. References are not
 * followed: what they lead to is visited at its own place.
 *
 * @param kind - of the value itself
 */
export function visitObjects(value: unknown, visit: Visit, kind = 'document'): void {
  const path: (string | number)[] = [];
  below(value, kind, '');

  function below(node: unknown, of: string, many: string): void {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      if (many !== '[]' && of !== 'extension') return;
      for (const [index, item] of node.entries()) inside(index, item, of, '');
    } else if (many === '') {
      visit(node as Record<string, unknown>, of, path);
      for (const [key, member] of Object.entries(node)) {
        const part = parts[of]?.[key] ?? (key.startsWith('x-') ? 'extension' : parts[of]?.['*']);
        if (part === undefined) continue;
        const [, inner = '', list = ''] = /^(\w+)(.*)$/.exec(part) ?? [];
        inside(key, member, inner, list);
      }
    } else if (many !== '[]') {
      for (const [key, member] of Object.entries(node)) {
        inside(key, member, many === '{x-}' && key.startsWith('x-') ? 'extension' : of, '');
      }
    }
  }

  function inside(key: string | number, node: unknown, of: string, many: string): void {
    path.push(key);
    below(node, of, many);
    path.pop();
  }
}

/** A schema that is an object. */
export type SchemaNode = Record<string, unknown>;

/** Visits every schema of an OpenAPI document, or of a part of one, each before those inside it. */
export function visitSchemas(
  value: unknown,
  visit: (schema: SchemaNode) => void,
  kind = 'document',
): void {
  visitObjects(
    value,
    (object, of) => {
      if (of === 'schema') visit(object);
    },
    kind,
  );
}

/**
 * What a member holds where the kind of its object is not known, as in a file that something refers
 * to: an object (or a list of such, or a plain value), a map from free names to objects, or data in
 * which nothing has a meaning.
 */
export type MemberKind = 'object' | 'names' | 'data';

/** Members whose value is data, so that a `$ref` inside is no reference. */
const dataMembers = new Set(['example', 'default', 'const', 'enum', 'value']);

/** Members whose value maps free names to objects, so that the names inside mean nothing. */
const namedMembers = new Set(
  Object.values(parts)
    .flatMap((members) => Object.entries(members))
    .filter(([, part]) => part.includes('{'))
    .map(([name]) => name),
);

/**
 * What a member holds, by its name.
 *
 * @param isMap - whether its value is an object: some names mean a map or a list
 * @param parent - what the object is that has the member
 */
export function kindOf(name: string, isMap: boolean, parent: MemberKind = 'object'): MemberKind {
  if (parent === 'data') return 'data';
  if (parent === 'names') return 'object';
  if (dataMembers.has(name)) return 'data';
  if (name === 'examples' && !isMap) return 'data';
  return namedMembers.has(name) && isMap ? 'names' : 'object';
}

/**
 * A document without some members of its objects; what is data is not looked into. Whatever loses nothing
 * is not copied.
 *
 * @param isLeftOut - asked about each member, with the kind and the name of what has it
 */
export function without<T>(
  value: T,
  isLeftOut: (name: string, member: unknown, kind: MemberKind, parent: string) => boolean,
  kind: MemberKind = 'object',
  parent = '',
): T {
  if (typeof value !== 'object' || value === null || kind === 'data') return value;
  const isList = Array.isArray(value);
  const members: [string, unknown][] = Object.entries(value);
  const kept = members
    .filter(([name, member]) => isList || !isLeftOut(name, member, kind, parent))
    .map(([name, member]): [string, unknown] => {
      const isMap = typeof member === 'object' && member !== null && !Array.isArray(member);
      const inner = isList ? kind : kindOf(name, isMap, kind);
      // Where the components are, an answer may have any name.
      return [name, without(member, isLeftOut, inner, parent === 'components' ? '' : name)];
    });
  const isSame = kept.length === members.length && kept.every(([, m], i) => m === members[i]?.[1]);
  if (isSame) return value;
  return (isList ? kept.map(([, member]) => member) : Object.fromEntries(kept)) as T;
}
