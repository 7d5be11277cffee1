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

/**
 * Repeats the operations of a description, each copy with its own tags, ids and paths, until it has
 * as many as asked for; the last operation is marked.
 */
export function repeated(
  description: JsonObject,
  size: number,
): { document: JsonObject; probe: Probe; operations: number } {
  const count = listOperations(description).length;
  const copies = Math.max(1, Math.ceil(size / count));
  const tags = Array.isArray(description['tags']) ? description['tags'].filter(isObject) : [];
  const paths: Record<string, unknown> = {};
  const allTags: unknown[] = [];
  for (let copy = 0; copy < copies; copy += 1) {
    const named = (name: unknown) => (copy === 0 ? String(name) : `${String(name)} ${copy}`);
    allTags.push(
      ...tags.map((tag) => ({
        ...tag,
        name: named(tag['name']),
        'x-displayName': named(tag['x-displayName'] ?? tag['name']),
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
  const document = { ...description, tags: allTags, paths };
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
