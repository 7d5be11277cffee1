import { isObject, step, type JsonObject } from '../description.js';

/** An object of a description with the texts in it that people read. */
export interface TextHolder {
  /** The object itself, not a copy. */
  object: JsonObject;
  /** The way to it: names of members, and indices of arrays. */
  path: readonly (string | number)[];
  /** JSON pointer of the object; empty for the document. */
  pointer: string;
  /** Names of its members that are texts, in the order of the document. */
  members: readonly string[];
  /** Names of its members that are addresses, which may differ from language to language. */
  addresses: readonly string[];
}

/** What one kind of object holds. */
interface Shape {
  /** Members that are texts for people; `*` stands for every member. */
  texts?: readonly string[];
  /** Members that are addresses of pages to read, which may exist in several languages. */
  addresses?: readonly string[];
  /**
   * Members that hold further objects, with their kind: `x` is a single one, `x[]` a list, `x{}` a
   * map, `x{x-}` a map that may have extensions among its names. `*` stands for every member.
   */
  parts?: Readonly<Record<string, string>>;
}

const operations = Object.fromEntries(
  ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'].map((method) => [
    method,
    'operation',
  ]),
);

/** The objects of OpenAPI 3.1. Names, patterns, values and addresses are no texts. */
const shapes: Readonly<Record<string, Shape>> = {
  document: {
    parts: {
      info: 'info',
      servers: 'server[]',
      paths: 'pathItem{x-}',
      webhooks: 'pathItem{}',
      components: 'components',
      tags: 'tag[]',
      externalDocs: 'externalDocs',
      'x-tagGroups': 'tagGroup[]',
    },
  },
  info: { texts: ['title', 'summary', 'description'], parts: { contact: 'contact' } },
  contact: { texts: ['name'] },
  described: { texts: ['description'] },
  externalDocs: { texts: ['description'], addresses: ['url'] },
  server: { texts: ['description'], parts: { variables: 'described{}' } },
  tag: { texts: ['x-displayName', 'description'], parts: { externalDocs: 'externalDocs' } },
  tagGroup: { texts: ['name'] },
  components: {
    parts: {
      schemas: 'schema{}',
      responses: 'response{}',
      parameters: 'parameter{}',
      examples: 'example{}',
      requestBodies: 'requestBody{}',
      headers: 'parameter{}',
      securitySchemes: 'securityScheme{}',
      links: 'link{}',
      callbacks: 'callback{}',
      pathItems: 'pathItem{}',
    },
  },
  pathItem: {
    texts: ['summary', 'description'],
    parts: { ...operations, servers: 'server[]', parameters: 'parameter[]' },
  },
  operation: {
    texts: ['summary', 'description'],
    parts: {
      externalDocs: 'externalDocs',
      parameters: 'parameter[]',
      requestBody: 'requestBody',
      responses: 'response{x-}',
      callbacks: 'callback{}',
      servers: 'server[]',
    },
  },
  callback: { parts: { '*': 'pathItem' } },
  parameter: {
    texts: ['summary', 'description'],
    parts: { schema: 'schema', content: 'mediaType{}', examples: 'example{}' },
  },
  requestBody: { texts: ['summary', 'description'], parts: { content: 'mediaType{}' } },
  response: {
    texts: ['summary', 'description'],
    parts: { headers: 'parameter{}', content: 'mediaType{}', links: 'link{}' },
  },
  link: { texts: ['summary', 'description'], parts: { server: 'server' } },
  mediaType: { parts: { schema: 'schema', examples: 'example{}', encoding: 'encoding{}' } },
  encoding: { parts: { headers: 'parameter{}' } },
  example: { texts: ['summary', 'description'] },
  securityScheme: { texts: ['summary', 'description'], parts: { flows: 'flows' } },
  flows: { parts: { '*': 'flow' } },
  flow: { parts: { scopes: 'scopes' } },
  scopes: { texts: ['*'] },
  schema: {
    texts: ['title', 'description'],
    parts: {
      ...maps(['properties', 'patternProperties', 'dependentSchemas', '$defs']),
      ...lists(['allOf', 'anyOf', 'oneOf', 'prefixItems']),
      ...singles(['additionalProperties', 'unevaluatedProperties', 'unevaluatedItems']),
      ...singles(['propertyNames', 'contentSchema', 'contains', 'items', 'not']),
      ...singles(['if', 'then', 'else']),
      externalDocs: 'externalDocs',
    },
  },
  // The shape of an extension is its own; these members are for people wherever they stand.
  extension: {
    texts: ['title', 'summary', 'description', 'note', 'x-displayName'],
    parts: { '*': 'extension' },
  },
};

function singles(names: readonly string[], shape = 'schema'): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, shape]));
}

function lists(names: readonly string[]): Record<string, string> {
  return singles(names, 'schema[]');
}

function maps(names: readonly string[]): Record<string, string> {
  return singles(names, 'schema{}');
}

/**
 * Finds every text of a bundled OpenAPI 3.1 document that people read, in the order of the document.
 * References are not followed: what they point to is visited at its own place. The title of a schema
 * of `components` that repeats the schema's name is a name.
 */
export function textHolders(document: JsonObject): TextHolder[] {
  return [...holdersBelow(document, 'document', [])];
}

function* holdersBelow(
  value: unknown,
  shape: string,
  path: readonly (string | number)[],
): Generator<TextHolder> {
  const [, kind = '', many = ''] = /^(\w+)(.*)$/.exec(shape) ?? [];
  if (Array.isArray(value)) {
    if (many !== '[]' && kind !== 'extension') return;
    for (const [index, item] of value.entries()) yield* holdersBelow(item, kind, [...path, index]);
  } else if (isObject(value) && many === '') {
    yield* holderAndParts(value, shapes[kind] ?? {}, path);
  } else if (isObject(value) && many !== '[]') {
    for (const [key, item] of Object.entries(value)) {
      const isExtension = many === '{x-}' && key.startsWith('x-');
      yield* holdersBelow(item, isExtension ? 'extension' : kind, [...path, key]);
    }
  }
}

function* holderAndParts(
  object: JsonObject,
  { texts = [], addresses: known = [], parts = {} }: Shape,
  path: readonly (string | number)[],
): Generator<TextHolder> {
  const members = Object.keys(object).filter(
    (key) =>
      (texts.includes(key) || (texts.includes('*') && !key.startsWith('x-'))) &&
      hasWords(object[key]) &&
      !isName(path, key, object[key]),
  );
  const addresses = known.filter((key) => hasWords(object[key]));
  if (members.length > 0) yield { object, path, pointer: pointerTo(path), members, addresses };
  for (const [key, part] of Object.entries(object)) {
    const shape = parts[key] ?? (key.startsWith('x-') ? 'extension' : parts['*']);
    if (shape !== undefined) yield* holdersBelow(part, shape, [...path, key]);
  }
}

function hasWords(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function isName(path: readonly (string | number)[], member: string, value: unknown): boolean {
  const [first, second, name] = path;
  return (
    member === 'title' &&
    path.length === 3 &&
    first === 'components' &&
    second === 'schemas' &&
    name === value
  );
}

/** Writes a path as a JSON pointer. */
function pointerTo(path: readonly (string | number)[]): string {
  return path.map(step).join('');
}
