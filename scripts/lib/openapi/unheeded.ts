import { originsOf, nodeAt } from './compare-bundle.js';
import type { Sources } from './check.js';
import { visitObjects } from './members.js';
import { place } from './source.js';

/** Objects in whose place a Reference Object may stand, which has no members but words. */
const referable = new Set([
  ...['parameter', 'requestBody', 'response', 'header'],
  ...['example', 'link', 'securityScheme'],
]);

const heeded = /^(\$ref|summary|description|x-.*)$/;

/**
 * What a description says and nobody heeds, a sentence each with its place: members that OpenAPI ignores
 * beside a reference, references of a former JSON Schema, and links to operations that are described nowhere.
 */
export function unheeded(sources: Sources, bundle: unknown): string[] {
  const origins = originsOf(sources, bundle);
  const found: [object: object, sentence: string][] = [];
  const ids = new Set<unknown>();
  const links: Record<string, unknown>[] = [];
  visitObjects(bundle, (object, kind) => {
    if (kind === 'operation') ids.add(object['operationId']);
    if (kind === 'link' && object['operationId'] !== undefined) links.push(object);
    if (kind === 'schema' && '$recursiveRef' in object) {
      found.push([
        object,
        '"$recursiveRef" is no keyword of OpenAPI 3.1: any value is allowed here',
      ]);
    }
    if (!('$ref' in object) || !referable.has(kind)) return;
    for (const name of Object.keys(object).filter((one) => !heeded.test(one))) {
      found.push([object, `"${name}" is ignored beside the "$ref" of a ${kind}`]);
    }
  });
  for (const link of links.filter(({ operationId }) => !ids.has(operationId))) {
    const id = String(link['operationId']);
    found.push([link, `the link leads to the operation "${id}", which is described nowhere`]);
  }
  return found.map(([object, sentence]) => {
    const origin = origins.get(object);
    const file = origin && sources.get(origin.path);
    return `${file ? `${place(file, nodeAt(file, origin.pointer))}: ` : ''}${sentence}.`;
  });
}
