import {
  isObject,
  type Description,
  type JsonObject,
} from '../../../scripts/lib/openapi/document.js';
import { bounds, listOf, softKeywords, textOf, type Facts } from './fact.js';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const keywords = ['type', 'format', 'default', ...bounds, ...softKeywords];

/**
 * The facts of a bundled description.
 *
 * @param names of the schemas that are compared on their own
 * @param timePattern of the API's own form of a time
 * @throws Error when a reference is broken or two operations have one name
 */
export function foundFacts(
  description: Description,
  names: ReadonlySet<string>,
  timePattern: string,
): Facts {
  const { document, follow } = description;
  const facts: Facts = new Map();
  const read = schemaReader(description, names, timePattern);
  const put = (place: string, found: Facts) => {
    for (const [name, value] of found) facts.set(place + name, value);
  };
  const putCarrier = (place: string, carrier: JsonObject) => {
    put(place, read(carrier['schema']));
    facts.set(`${place} required`, String(carrier['required'] === true));
  };
  const putContent = (
    place: string,
    holder: JsonObject,
    readSchema: (schema: unknown) => Facts,
  ) => {
    const content = objectAt(holder, 'content');
    if (Object.keys(content).length > 0) {
      facts.set(`${place} media`, Object.keys(content).join(' | '));
    }
    for (const mediaType of objectsIn(Object.values(content))) {
      put(place, readSchema(mediaType['schema']));
    }
  };

  for (const [path, reference] of Object.entries(objectAt(document, 'paths'))) {
    const item = objectOf(follow(reference));
    for (const method of methods.filter((name) => name in item)) {
      const operation = objectAt(item, method);
      const id = String(operation['operationId']);
      if (facts.has(`${id} method`)) throw new Error(`Two operations are called ${id}.`);
      const tags = listAt(operation, 'tags');
      const group = objectsIn(listAt(document, 'x-tagGroups')).find((candidate) =>
        listAt(candidate, 'tags').includes(tags[0]),
      );
      facts.set(`${id} method`, method.toUpperCase()).set(`${id} path`, path);
      facts.set(
        `${id} family`,
        textOf(group?.['x-family'] ?? group?.['name'] ?? '')
          .toLowerCase()
          .replace(/\W+/g, '-'),
      );
      facts.set(`${id} tag`, listOf(tags)).set(`${id} security`, securityOf(operation, document));
      for (const parameter of [...listAt(item, 'parameters'), ...listAt(operation, 'parameters')]) {
        const carrier = objectOf(follow(parameter));
        const place = `${id} ${carrier['in']}.${carrier['name']}`;
        putCarrier(place, carrier);
        if ('explode' in carrier) facts.set(`${place} explode`, textOf(carrier['explode']));
      }
      const body = follow(operation['requestBody']);
      if (isObject(body)) {
        putContent(`${id} body`, body, read);
        facts.set(`${id} body required`, String(body['required'] === true));
      }
      for (const [status, responseReference] of Object.entries(objectAt(operation, 'responses'))) {
        const response = objectOf(follow(responseReference));
        const place = `${id} ${status}`;
        facts.set(`${place} status`, 'documented');
        for (const [name, header] of Object.entries(objectAt(response, 'headers'))) {
          putCarrier(`${place} header.${name.toLowerCase()}`, objectOf(follow(header)));
        }
        const isError = /^[45]/.test(status);
        putContent(place, response, isError ? errorNames : (schema) => read(schema, true));
      }
    }
  }
  const schemas = objectAt(objectAt(document, 'components'), 'schemas');
  for (const name of names) if (name in schemas) put(name, read(schemas[name], true));
  for (const server of objectsIn(listAt(document, 'servers'))) {
    // An address on the reader's own machine is not the vendor's.
    if (/^https?:\/\/(127\.0\.0\.1|localhost)\b/.test(String(server['url']))) continue;
    const region = objectAt(objectAt(server, 'variables'), 'region');
    facts.set('server url', String(server['url']));
    facts.set('server regions', listOf(listAt(region, 'enum')));
  }
  // A boolean that may be true or false is not restricted, however the branches spell it out; a text is.
  for (const [name, value] of facts) {
    const isText = facts.get(name.replace(/ enum$/, ' type')) === 'string';
    if (value === 'false | true' && !isText) facts.delete(name);
  }
  return facts;
}

function securityOf(operation: JsonObject, document: JsonObject): string {
  const schemes = objectAt(objectAt(document, 'components'), 'securitySchemes');
  const ways = objectsIn((operation['security'] ?? document['security']) as unknown[]);
  const headerOf = (scheme: string) => objectAt(schemes, scheme)['name'] ?? scheme;
  return listOf(ways.map((way) => listOf(Object.keys(way).map(headerOf), '+')));
}

function errorNames(schema: unknown): Facts {
  const namesIn = (part: unknown): string[] => {
    const { $ref: reference, ...own } = objectOf(part);
    if (typeof reference === 'string') return [nameIn(reference)];
    return ['oneOf', 'anyOf'].flatMap((keyword) => listAt(own, keyword).flatMap(namesIn));
  };
  return new Map([[' schema', listOf(namesIn(schema))]]);
}

function schemaReader(description: Description, names: ReadonlySet<string>, timePattern: string) {
  /** @param isWhole whether a schema with facts of its own is spelled out all the same */
  return function read(schema: unknown, isWhole = false): Facts {
    const { $ref: reference, ...own } = objectOf(schema);
    const facts = ownFacts(own);
    if (typeof reference === 'string') {
      const name = nameIn(reference);
      if (!isWhole && names.has(name)) facts.set(' schema', name);
      else addAll(facts, read(description.follow({ $ref: reference }), true));
    }
    const parts = listAt(own, 'allOf');
    // A text or a default stands beside a reference in an allOf of one.
    for (const part of parts) addAll(facts, read(part, isWhole || parts.length > 1));
    for (const keyword of ['oneOf', 'anyOf']) {
      const branches = listAt(own, keyword);
      if (branches.length > 0) addAll(facts, oneOf(branches.map((branch) => read(branch, true))));
    }
    if (!facts.has(' type') && !facts.has(' schema')) {
      facts.set(' type', 'properties' in own ? 'object' : 'any');
    }
    return facts;
  };

  function ownFacts(schema: JsonObject): Facts {
    const read = schemaReader(description, names, timePattern);
    const facts: Facts = new Map();
    const put = (place: string, value: unknown) => {
      for (const [name, fact] of read(value)) facts.set(place + name, fact);
    };
    for (const keyword of keywords) {
      if (keyword in schema) facts.set(` ${keyword}`, textOf(schema[keyword]));
    }
    if (schema['pattern'] === timePattern) {
      facts.delete(' pattern');
      facts.set(' layout', 'time');
    }
    if (schema['format'] === 'binary') {
      facts.delete(' format');
      facts.set(' type', 'file');
    }
    const values = 'const' in schema ? [schema['const']] : schema['enum'];
    if (Array.isArray(values)) facts.set(' enum', listOf(values));
    const members = objectAt(schema, 'properties');
    const required = listAt(schema, 'required').map(String);
    for (const [name, member] of Object.entries(members)) put(`.${name}`, member);
    for (const name of new Set([...Object.keys(members), ...required])) {
      facts.set(`.${name} required`, String(required.includes(name)));
    }
    if ('items' in schema) put('[]', schema['items']);
    const isMap =
      schema['type'] === 'object' &&
      schema['additionalProperties'] !== false &&
      !['properties', 'allOf', 'anyOf', 'oneOf'].some((keyword) => keyword in schema);
    if (isMap) {
      facts.set(' type', 'map');
      put('{}', schema['additionalProperties']);
    }
    return facts;
  }
}

/** Adds what holds beside: a member is required if either says so, its values are those of both. */
function addAll(facts: Facts, others: Facts): void {
  for (const [name, other] of others) {
    const own = facts.get(name);
    if (own === undefined || own === other || own === 'any') facts.set(name, other);
    else if (name.endsWith(' required')) facts.set(name, 'true');
    else if (name.endsWith(' enum')) {
      const values = other.split(' | ');
      facts.set(name, listOf(own.split(' | ').filter((value) => values.includes(value))));
    } else if (other !== 'any') facts.set(name, `${own} & ${other}`);
  }
}

/**
 * What holds when one of several holds: every member of theirs, required if it is so in all. Values
 * are restricted if every branch restricts them.
 */
function oneOf(branches: readonly Facts[]): Facts {
  const facts: Facts = new Map();
  for (const name of new Set(branches.flatMap((branch) => [...branch.keys()]))) {
    const values = branches.map((branch) => branch.get(name));
    const given = values.filter((value) => value !== undefined);
    const isEverywhere = given.length === values.length;
    if (name.endsWith(' required')) {
      facts.set(name, String(isEverywhere && given.every((value) => value === 'true')));
    } else if (!name.endsWith(' enum')) facts.set(name, listOf(given));
    else if (isEverywhere) facts.set(name, listOf(given.flatMap((value) => value.split(' | '))));
  }
  return facts;
}

function nameIn(reference: string): string {
  return decodeURIComponent(reference.slice(reference.lastIndexOf('/') + 1));
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function objectAt(node: JsonObject, key: string): JsonObject {
  return objectOf(node[key]);
}

function listAt(node: JsonObject, key: string): readonly unknown[] {
  const list = node[key];
  return Array.isArray(list) ? list : [];
}

function objectsIn(values: readonly unknown[]): JsonObject[] {
  return values.filter(isObject);
}
