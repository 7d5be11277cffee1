import {
  dereference,
  isMethod,
  isObject,
  type Method,
  type OpenApiDocument,
  type OperationObject,
  type PathItemObject,
} from './openapi/document.js';
import { keysOf, step, valueAt } from './openapi/pointer.js';
import { subtypesOf } from './schemas.js';

/** Operations that belong together, with all that they need, as a document of their own. */
export interface Family {
  /** Name as a reader meets it. */
  name: string;
  /** The name in kebab-case, for folders and addresses. */
  folder: string;
  /** The name in camelCase, for code. */
  namespace: string;
  document: OpenApiDocument;
}

/** The family of operations that belong to none. */
const rest = 'api';

/**
 * Divides a bundled document into families: one for each group of `x-tagGroups`, named by its
 * `x-family` (whatever language the document is in) or else its name, or one for each tag if there are
 * no groups. An operation belongs to the family of its first tag. Operations without one,
 * and components that no family needs, are a family of their own.
 *
 * A document whose references lead into its paths is one family, since it cannot be divided.
 */
export function familiesOf(document: OpenApiDocument): Family[] {
  const groups = groupsByTag(document);
  const parts = new Map<string, Pick<OpenApiDocument, 'paths' | 'webhooks'>>();
  for (const member of ['paths', 'webhooks'] as const) {
    for (const [path, item] of Object.entries(document[member] ?? {})) {
      if (!isObject(item)) continue;
      for (const [name, own] of divideItem(document, item, groups)) {
        const part = parts.get(name);
        parts.set(name, { ...part, [member]: { ...part?.[member], [path]: own } });
      }
    }
  }
  if (parts.size === 0 || !isDivisible(document)) {
    const [only = rest] = parts.keys();
    return [{ ...namesOf(parts.size === 1 ? only : rest, []), document }];
  }
  const order = [...new Set([...groups.values(), rest])].filter((name) => parts.has(name));
  const needed = new Map(order.map((name) => [name, componentsFor(document, parts.get(name))]));
  const all = new Set([...needed.values()].flatMap((pointers) => [...pointers]));
  const orphans = componentPointers(document).filter((pointer) => !all.has(pointer));
  if (orphans.length > 0) {
    const references = orphans.map((pointer) => ({ $ref: `#${pointer}` }));
    needed.set(rest, componentsFor(document, [parts.get(rest), references]));
  }
  const { paths: _, webhooks: __, components: ___, ...head } = document;
  const families: Family[] = [];
  for (const [name, pointers] of needed) {
    const components = componentsAt(document, pointers);
    const own = { ...head, paths: {}, ...parts.get(name), components };
    families.push({ ...namesOf(name, families), document: own });
  }
  return families;
}

/** The family of each tag. */
function groupsByTag(document: OpenApiDocument): Map<string, string> {
  const groups = document['x-tagGroups'];
  if (Array.isArray(groups) && groups.length > 0) {
    return new Map(
      groups.flatMap(({ name, 'x-family': family = name, tags = [] }) =>
        tags.map((tag) => [tag, family] as const),
      ),
    );
  }
  const used = Object.values({ ...document.paths, ...document.webhooks }).flatMap((item) =>
    operationsOf(dereference(document, item ?? {})).flatMap(([, { tags = [] }]) =>
      tags.slice(0, 1),
    ),
  );
  // In the order in which the document declares them, as far as it does.
  const declared = (document.tags ?? []).map(({ name }) => name);
  return new Map([...declared, ...used].map((tag) => [tag, tag]));
}

function operationsOf(item: PathItemObject): [Method, OperationObject][] {
  return Object.keys(item)
    .filter(isMethod)
    .flatMap((method) => (isObject(item[method]) ? [[method, item[method]]] : []));
}

/** The operations of a path by family, each part with all that the path says of them. */
function divideItem(
  document: OpenApiDocument,
  given: PathItemObject,
  groups: ReadonlyMap<string, string>,
): Map<string, PathItemObject> {
  const item = dereference<PathItemObject>(document, given);
  const operations = operationsOf(item);
  const common = Object.fromEntries(Object.entries(item).filter(([key]) => !isMethod(key)));
  const parts = new Map<string, PathItemObject>();
  if (operations.length === 0) parts.set(rest, item);
  for (const [method, operation] of operations) {
    const name = groups.get(operation.tags?.[0] ?? '') ?? rest;
    parts.set(name, { ...(parts.get(name) ?? common), [method]: operation });
  }
  // What needs no division keeps its reference.
  return new Map([...parts].map(([name, part]) => [name, parts.size === 1 ? given : part]));
}

/** The references below a value, as they are written. */
export function* referencesBelow(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* referencesBelow(item);
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (key === '$ref' && typeof member === 'string') yield member;
      else if (key === 'discriminator' && isObject(member) && isObject(member['mapping'])) {
        // A mapping may name a schema without the way to it.
        for (const target of Object.values(member['mapping'])) {
          const text = String(target);
          yield text.includes('/') ? text : `#/components/schemas/${text}`;
        }
      } else yield* referencesBelow(member);
    }
  }
}

const componentPattern = /^#\/components\/[^/]+\/[^/]+/;

function isDivisible(document: OpenApiDocument): boolean {
  return [...referencesBelow(document)].every(
    (reference) => !reference.startsWith('#') || componentPattern.test(reference),
  );
}

/** The pointers of all components that are referred to by pointer: schemes are named by requirements. */
function componentPointers({ components = {} }: OpenApiDocument): string[] {
  return Object.entries(components)
    .filter(([group]) => group !== 'securitySchemes')
    .flatMap(([group, members]) =>
      Object.keys(members ?? {}).map((name) => pointerTo(group, name)),
    );
}

function pointerTo(group: string, name: string): string {
  return `/components/${group}${step(name)}`;
}

/** The pointers of the components that a value needs, and of those that these need. */
function componentsFor(document: OpenApiDocument, value: unknown): Set<string> {
  const needed = new Set<string>();
  const pending = [value];
  // What is added during the loop is looked into as well.
  for (const one of pending) {
    for (const reference of referencesBelow(one)) {
      const [target] = componentPattern.exec(decoded(reference)) ?? [];
      if (target === undefined) continue;
      const pointer = target.slice(1);
      const found = valueAt(document, keysOf(pointer));
      if (found === undefined || needed.has(pointer)) continue;
      needed.add(pointer);
      const [group, name = ''] = keysOf(pointer).slice(1);
      const subtypes = group === 'schemas' ? subtypesOf(document, name) : [];
      pending.push(
        found,
        ...subtypes.map((subtype) => ({ $ref: `#${pointerTo('schemas', subtype)}` })),
      );
    }
  }
  return needed;
}

/** What only looks like a reference, in an example, may be no address. */
function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}

/** Some components in the order of the document, and all schemes. */
function componentsAt(
  { components = {} }: OpenApiDocument,
  pointers: ReadonlySet<string>,
): NonNullable<OpenApiDocument['components']> {
  const groups = Object.entries(components).map(([group, members]) => {
    const kept = Object.entries(members ?? {}).filter(
      ([name]) => group === 'securitySchemes' || pointers.has(pointerTo(group, name)),
    );
    return [group, Object.fromEntries(kept)] as const;
  });
  return Object.fromEntries(groups.filter(([, members]) => Object.keys(members).length > 0));
}

function namesOf(name: string, taken: readonly Family[], count = 1): Omit<Family, 'document'> {
  const words = name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const stem = words.join('-') || rest;
  const folder = count === 1 ? stem : `${stem}-${count}`;
  const namespace = namespaceOf(folder);
  const isTaken =
    folder === 'docs' ||
    taken.some((other) => other.folder === folder || other.namespace === namespace);
  return isTaken ? namesOf(name, taken, count + 1) : { name, folder, namespace };
}

/** The name of a folder in camelCase, which two of them may share: "v-1" and "v1". */
function namespaceOf(folder: string): string {
  const camel = folder.replace(/-(.)/gu, (_, letter: string) => letter.toUpperCase());
  return /^\p{ID_Start}/u.test(camel) ? camel : `_${camel}`;
}
