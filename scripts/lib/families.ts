import {
  isMethod,
  isObject,
  type Method,
  type OpenApiDocument,
  type OperationObject,
  type PathItemObject,
} from './openapi/document.js';
import { step } from './openapi/pointer.js';
import { listOperations } from './operation-list.js';

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
  const pathsOf = new Map<string, Record<string, PathItemObject>>();
  const put = (member: 'paths' | 'webhooks', paths: Record<string, PathItemObject>): void => {
    for (const [path, item] of Object.entries(paths)) {
      if (!isObject(item)) continue;
      for (const [name, part] of divideItem(item, groups)) {
        const key = `${member}\0${name}`;
        pathsOf.set(key, { ...pathsOf.get(key), [path]: part });
      }
    }
  };
  put('paths', (document.paths ?? {}) as Record<string, PathItemObject>);
  put('webhooks', document.webhooks ?? {});
  const names = [...new Set([...pathsOf.keys()].map((key) => key.split('\0')[1] as string))];
  if (names.length === 0 || !isDivisible(document)) {
    return [{ ...namesOf(names.length === 1 ? (names[0] as string) : rest, []), document }];
  }
  const order = [...new Set(groups.values()), rest].filter((name) => names.includes(name));
  const needed = new Map(
    order.map((name) => {
      const paths = pathsOf.get(`paths\0${name}`);
      const webhooks = pathsOf.get(`webhooks\0${name}`);
      return [name, { paths, webhooks, components: componentsOf(document, [paths, webhooks]) }];
    }),
  );
  const orphans = orphansOf(
    document,
    [...needed.values()].map(({ components }) => components),
  );
  if (orphans.length > 0) {
    const { paths, webhooks } = needed.get(rest) ?? {};
    const components = componentsOf(document, [paths, webhooks, ...orphans.map(asReference)]);
    needed.set(rest, { paths, webhooks, components });
  }
  const taken: string[] = [];
  return [...needed].map(([name, { paths, webhooks, components }]) => {
    const { paths: _, webhooks: __, components: ___, ...head } = document;
    const names = namesOf(name, taken);
    taken.push(names.folder);
    return {
      ...names,
      document: {
        ...head,
        paths: paths ?? {},
        ...(webhooks !== undefined && { webhooks }),
        components,
      },
    };
  });
}

/** The namespace of each operation, by its id. */
export function namespacesOf(document: OpenApiDocument): Map<string, string> {
  return new Map(
    familiesOf(document).flatMap(({ namespace, document: family }) =>
      listOperations(family).map(({ id }) => [id, namespace] as const),
    ),
  );
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
    operationsOf(item).flatMap(([, { tags = [] }]) => tags.slice(0, 1)),
  );
  // In the order in which the document declares them, as far as it does.
  const declared = (document.tags ?? []).map(({ name }) => name);
  return new Map([...declared, ...used].map((tag) => [tag, tag]));
}

function operationsOf(item: PathItemObject | undefined): [Method, OperationObject][] {
  return Object.keys(item ?? {})
    .filter(isMethod)
    .flatMap((method) => {
      const operation = item?.[method];
      return isObject(operation) ? [[method, operation]] : [];
    });
}

/** The operations of a path by family, each part with all that the path says of them. */
function divideItem(
  item: PathItemObject,
  groups: ReadonlyMap<string, string>,
): Map<string, PathItemObject> {
  const operations = operationsOf(item);
  const common = Object.fromEntries(Object.entries(item).filter(([key]) => !isMethod(key)));
  const parts = new Map<string, PathItemObject>();
  // A path item that is nothing but a reference cannot be looked into here.
  if (operations.length === 0) parts.set(rest, item);
  for (const [method, operation] of operations) {
    const name = groups.get(operation.tags?.[0] ?? '') ?? rest;
    parts.set(name, { ...(parts.get(name) ?? common), [method]: operation });
  }
  return parts;
}

/** The references below a value, as they are written. */
function* referencesBelow(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* referencesBelow(item);
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (key === '$ref' && typeof member === 'string') yield member;
      else if (key === 'discriminator' && isObject(member) && isObject(member['mapping'])) {
        // A mapping may name a schema without the way to it.
        for (const target of Object.values(member['mapping'])) {
          const text = String(target);
          yield /[/#.]/.test(text) ? text : `#/components/schemas/${text}`;
        }
      } else yield* referencesBelow(member);
    }
  }
}

const componentPattern = /^#\/components\/([^/]+)\/([^/]+)/;

function isDivisible(document: OpenApiDocument): boolean {
  return [...referencesBelow(document)].every(
    (reference) => !reference.startsWith('#') || componentPattern.test(reference),
  );
}

const asReference = ([group, name]: readonly [string, string]) => ({
  $ref: `#/components/${group}${step(name)}`,
});

/** The components that some values need, in the order of the document. */
function componentsOf(
  { components = {} }: OpenApiDocument,
  values: readonly unknown[],
): NonNullable<OpenApiDocument['components']> {
  const wanted = new Set<string>();
  const pending = [...values];
  for (
    let value = pending.pop();
    pending.length > 0 || value !== undefined;
    value = pending.pop()
  ) {
    for (const reference of referencesBelow(value)) {
      const [, group = '', escaped = ''] = componentPattern.exec(reference) ?? [];
      const name = unescaped(escaped);
      const found = components[group]?.[name];
      if (found === undefined || wanted.has(`${group}\0${name}`)) continue;
      wanted.add(`${group}\0${name}`);
      pending.push(found);
    }
  }
  const kept: Record<string, unknown> = {};
  for (const [group, members] of Object.entries(components)) {
    // Schemes are named by security requirements and not by references.
    const entries = Object.entries(members ?? {}).filter(
      ([name]) => group === 'securitySchemes' || wanted.has(`${group}\0${name}`),
    );
    if (entries.length > 0) kept[group] = Object.fromEntries(entries);
  }
  return kept as NonNullable<OpenApiDocument['components']>;
}

function unescaped(name: string): string {
  const plain = name.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

/** Components that none of the families needs. */
function orphansOf(
  { components = {} }: OpenApiDocument,
  families: readonly NonNullable<OpenApiDocument['components']>[],
): (readonly [string, string])[] {
  return Object.entries(components).flatMap(([group, members]) =>
    Object.keys(members ?? {})
      .filter(
        (name) =>
          group !== 'securitySchemes' &&
          !families.some((family) => Object.hasOwn(family[group] ?? {}, name)),
      )
      .map((name) => [group, name] as const),
  );
}

function namesOf(
  name: string,
  taken: readonly string[],
): Pick<Family, 'name' | 'folder' | 'namespace'> {
  const words = name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const stem = words.join('-') || rest;
  let folder = stem;
  for (let count = 2; taken.includes(folder) || folder === 'docs'; count += 1) {
    folder = `${stem}-${count}`;
  }
  const camel = folder.replace(/-(.)/gu, (_, letter: string) => letter.toUpperCase());
  return { name, folder, namespace: /^\p{ID_Start}/u.test(camel) ? camel : `_${camel}` };
}
