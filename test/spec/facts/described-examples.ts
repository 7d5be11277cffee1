import {
  isObject,
  type Description,
  type JsonObject,
} from '../../../scripts/lib/openapi/document.js';
import { step } from '../../../scripts/lib/openapi/pointer.js';

/** An example or a default in a description, and the schema it has to pass. */
export interface DescribedExample {
  readonly pointer: string;
  readonly schemaPointer: string;
  readonly value: unknown;
}

/** Members whose values are data or free-form: what lies below them describes nothing. */
const DATA = new Set(['example', 'examples', 'default', 'const', 'enum', 'value']);

/**
 * Finds every example and every default of a description: those of parameters, headers and media
 * types, and those that stand in schemas.
 */
export function* examplesIn(description: Description): Generator<DescribedExample> {
  yield* walk(description, description.document, '');
}

/** The named examples of a media type object, with references followed. */
export function namedExamples(description: Description, mediaType: unknown): unknown[] {
  if (!isObject(mediaType) || !isObject(mediaType['examples'])) return [];
  return Object.values(mediaType['examples'])
    .map(description.follow)
    .filter(isObject)
    .map((example) => example['value']);
}

function* walk(
  description: Description,
  node: unknown,
  pointer: string,
  namesAreFree = false,
): Generator<DescribedExample> {
  if (Array.isArray(node)) {
    for (const [index, child] of node.entries()) {
      yield* walk(description, child, pointer + step(index));
    }
  }
  if (!isObject(node)) return;
  if (!namesAreFree) yield* examplesOf(description, node, pointer);
  for (const [key, child] of Object.entries(node)) {
    if (!namesAreFree && (DATA.has(key) || key.startsWith('x-'))) continue;
    yield* walk(description, child, pointer + step(key), !namesAreFree && key === 'properties');
  }
}

function* examplesOf(
  description: Description,
  node: JsonObject,
  pointer: string,
): Generator<DescribedExample> {
  const carriesSchema = isObject(node['schema']);
  const isSchema = 'type' in node || '$ref' in node;
  const schemaPointer = carriesSchema ? `${pointer}/schema` : pointer;
  if (!carriesSchema && !isSchema) return;
  if ('example' in node) {
    yield { pointer: `${pointer}/example`, schemaPointer, value: node['example'] };
  }
  if (isSchema && 'default' in node) {
    yield { pointer: `${pointer}/default`, schemaPointer, value: node['default'] };
  }
  const { examples } = node;
  if (Array.isArray(examples)) {
    for (const [index, value] of examples.entries()) {
      yield { pointer: `${pointer}/examples${step(index)}`, schemaPointer, value };
    }
  } else if (carriesSchema && isObject(examples)) {
    for (const [name, reference] of Object.entries(examples)) {
      const example = description.follow(reference);
      if (isObject(example) && 'value' in example) {
        const place = `${pointer}/examples${step(name)}`;
        yield { pointer: place, schemaPointer, value: example['value'] };
      }
    }
  }
}
