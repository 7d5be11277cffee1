import { isObject, type JsonObject } from '../../scripts/lib/openapi/document.js';
import { listOperations } from '../../scripts/lib/operation-list.js';

/** What a measurement looks for. */
export interface Probe {
  /** Text in the list of operations: the title of the first tag. */
  listed: string;
  /** Name of the first tag. */
  firstTag: string;
  id: string;
  tag: string;
  method: string;
  path: string;
  /** Text of the operation that stands nowhere else. */
  text: string;
}

const marker = 'This operation is the one that the measurement looks for.';

/** A path that no other copy has. */
function pathOfCopy(path: string, copy: number): string {
  return copy === 0 ? path : `/copy-${copy}${path}`;
}

/** A description with its first operations alone, and no tags or groups without any. */
function shortened(description: JsonObject, size: number): JsonObject {
  const kept = new Set(
    listOperations(description)
      .slice(0, size)
      .map(({ method, path }) => `${method} ${path}`),
  );
  const paths: Record<string, JsonObject> = {};
  for (const [path, item] of Object.entries(description['paths'] as Record<string, JsonObject>)) {
    const members = Object.entries(item).filter(
      ([name, one]) => !isObject(one) || !('responses' in one) || kept.has(`${name} ${path}`),
    );
    if (members.some(([, one]) => isObject(one) && 'responses' in one)) {
      paths[path] = Object.fromEntries(members);
    }
  }
  const used = new Set(
    listOperations({ ...description, paths }).flatMap(({ object }) => object.tags ?? []),
  );
  const groups = groupsOf(description).map((group) => ({
    ...group,
    tags: group.tags.filter((tag) => used.has(tag)),
  }));
  return {
    ...description,
    paths,
    tags: tagsOf(description).filter(({ name }) => used.has(String(name))),
    'x-tagGroups': groups.filter(({ tags }) => tags.length > 0),
  };
}

/** The tags of a description. */
function tagsOf(description: JsonObject): JsonObject[] {
  return Array.isArray(description['tags']) ? description['tags'].filter(isObject) : [];
}

/** The groups of tags: renderers hide the operations of a tag that is in none. */
function groupsOf(description: JsonObject): (JsonObject & { tags: string[] })[] {
  const groups = description['x-tagGroups'];
  return Array.isArray(groups) ? (groups as (JsonObject & { tags: string[] })[]) : [];
}

/**
 * Brings a description to a number of operations: it has its first ones alone, or all of them several
 * times, each copy with its own tags, groups, ids and paths. The last operation is marked.
 *
 * @param size - number of operations, at least; 0 for the description as it is
 */
export function repeated(
  whole: JsonObject,
  size: number,
): { document: JsonObject; probe: Probe; operations: number } {
  const count = listOperations(whole).length;
  const description = size > 0 && size < count ? shortened(whole, size) : whole;
  const copies = Math.max(1, Math.ceil(size / count));
  const tags = tagsOf(description);
  const groups = groupsOf(description);
  const paths: Record<string, unknown> = {};
  const allTags: unknown[] = [];
  const allGroups: unknown[] = [];
  for (let copy = 0; copy < copies; copy += 1) {
    const named = (name: unknown) => (copy === 0 ? String(name) : `${String(name)} ${copy}`);
    allTags.push(
      ...tags.map((tag) => ({
        ...tag,
        name: named(tag['name']),
        'x-displayName': named(tag['x-displayName'] ?? tag['name']),
      })),
    );
    allGroups.push(
      ...groups.map((group) => ({
        ...group,
        name: named(group['name']),
        ...('x-family' in group && { 'x-family': named(group['x-family']).replace(' ', '-') }),
        tags: group.tags.map(named),
      })),
    );
    const items = structuredClone(description['paths']) as Record<string, JsonObject>;
    for (const [path, item] of Object.entries(items)) {
      for (const operation of Object.values(item)) {
        if (!isObject(operation) || !('responses' in operation)) continue;
        Object.assign(operation, {
          tags: (Array.isArray(operation['tags']) ? operation['tags'] : []).map(named),
          ...(copy > 0 && { operationId: `${String(operation['operationId'])}${copy}` }),
        });
      }
      paths[pathOfCopy(path, copy)] = item;
    }
  }
  const document = {
    ...description,
    tags: allTags,
    ...(groups.length > 0 && { 'x-tagGroups': allGroups }),
    paths,
  };
  const operations = listOperations(document);
  const last = operations.at(-1);
  if (last === undefined) throw new Error('The description has no operations.');
  last.object.description = `${marker} ${last.object.description ?? ''}`;
  const [first] = tags;
  return {
    document,
    operations: operations.length,
    probe: {
      listed: String(first?.['x-displayName'] ?? first?.['name']),
      firstTag: String(first?.['name']),
      id: last.id,
      tag: last.object.tags?.[0] ?? '',
      method: last.method,
      path: last.path,
      text: marker,
    },
  };
}
