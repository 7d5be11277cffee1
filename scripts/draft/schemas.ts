import { dirname, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../lib/cli.js';
import { isObject, type JsonObject } from '../lib/openapi/document.js';
import {
  defaultOf,
  formatOf,
  rangeOf,
  schemaNameOf,
  valuesOf,
  type Fact,
  type FamilyFacts,
  type OperationFacts,
} from '../lib/facts.js';
import type { SpecFiles } from './spec-files.js';
import type { DraftTexts } from './texts.js';

/** Which way a value travels: what a request holds is closed, what an answer holds is open. */
export type Direction = 'request' | 'answer';

/** Where a schema is written: a folder, and the way to the value for messages. */
interface Place {
  readonly folder: string;
  readonly direction: Direction;
  readonly isParameter?: boolean;
  /** The schemas that are being spelled out around it. */
  readonly trail?: readonly string[];
}

/** What the schemas of an operation need. */
export interface SchemaDraft {
  readonly facts: FamilyFacts;
  readonly operation: OperationFacts;
  readonly files: SpecFiles;
  readonly texts: DraftTexts;
  /** Pattern of the API's own form of a time. */
  readonly timePattern: string;
}

/** Writes the schemas of a draft, each once, and finds those that are there already. */
export function schemasOf({ facts, operation, files, texts, timePattern }: SchemaDraft) {
  const { version } = operation;
  const { schemas: named = {} } = facts;
  const folder = `families/${facts.family}/schemas`;
  /** The files that were there and are compared with the facts: each once, for it may contain itself. */
  const compared = new Set<string>();
  return { of, object };

  /** The schema of a value. */
  function of(fact: Fact, place: Place): JsonObject {
    if (fact.schema !== undefined) return namedSchema(fact.schema, fact, place);
    const values = valuesOf(fact);
    const description = place.isParameter ? {} : { description: texts.ofFact(fact, values) };
    const { type = 'any' } = fact;
    const isTime =
      type === 'string' &&
      values === undefined &&
      (fact.layout === 'time' ||
        (timePattern !== '' && new RegExp(timePattern).test(String(fact.example))));
    const time = isTime ? files.schemaOf(timePattern) : undefined;
    if (time !== undefined) return { $ref: relative(place.folder, time) };
    const inner = { ...place, isParameter: false };
    switch (type) {
      case 'any':
        return { ...description };
      case 'file':
        return { type: 'string', format: 'binary', ...description };
      case 'array':
        return {
          type,
          ...description,
          items: itemOf({ values_zh: fact.values_zh, type: 'any', ...fact.items }, inner),
        };
      case 'object': {
        const { map } = fact;
        const rest = map === undefined || map.type === 'any' ? true : itemOf(map, inner);
        return { type, ...description, additionalProperties: rest };
      }
      default: {
        const given = defaultOf(fact);
        const format = formatOf(fact) ?? (type === 'integer' ? widthOf(fact) : undefined);
        return {
          type,
          ...(format !== undefined && { format }),
          ...(values && { enum: values }),
          ...keywordsOf(fact, place),
          ...(given !== undefined && { default: given }),
          ...description,
        };
      }
    }
  }

  /** An object with members, in a file of its own. */
  function object(
    name: string,
    members: Readonly<Record<string, Fact>>,
    description: string,
    direction: Direction,
  ): string {
    return fileOf(name, () => objectOf(members, description, { folder, direction }));
  }

  /** The items of a list need no text of their own. */
  function itemOf(fact: Fact, place: Place): JsonObject {
    const { description: _, ...schema } = of(fact, place);
    return valuesOf(fact) === undefined && fact.map === undefined ? schema : of(fact, place);
  }

  /** The range of a parameter; that of a member is soft, and stands in no keyword. */
  function keywordsOf(fact: Fact, { isParameter }: Place): JsonObject {
    const range = isParameter ? rangeOf(fact) : {};
    return Object.keys(range).length === 0
      ? {}
      : { ...range, 'x-source': operation.src.join('; ') };
  }

  function namedSchema(vendorName: string, fact: Fact, place: Place): JsonObject {
    const schema = named[version]?.[vendorName];
    if (schema === undefined) {
      throw new UserError(
        `the facts name the schema ${vendorName} of ${version}, but do not have it.`,
      );
    }
    const name = schemaNameOf(vendorName, version, named);
    const { fields, ...enumeration } = schema;
    const values = fields ? undefined : valuesOf(schema);
    const words = texts.ofFact({ ...fact, ...enumeration }, values);
    if (fields === undefined) {
      // Nothing but a text may stand beside a reference.
      if (fact.default !== undefined || place.isParameter) {
        return of(
          { ...enumeration, ...fact, schema: undefined, type: schema.type, enum: schema.enum },
          place,
        );
      }
      const file = fileOf(name, () => ({ ...of(enumeration, place), description: words }));
      return { $ref: relative(place.folder, file) };
    }
    const { trail = [] } = place;
    const direction = directionOf(name) ?? place.direction;
    // What contains itself ends with a reference, whichever way that travels.
    if (direction !== place.direction && !trail.includes(name)) {
      return objectOf(fields, words, { ...place, trail: [...trail, name] });
    }
    const file = object(name, fields, words, direction);
    return { $ref: relative(place.folder, file) };
  }

  /** Which way the object of a schema travels; undefined if there is no such object yet. */
  function directionOf(name: string): Direction | undefined {
    const path = files.schemas.get(name);
    if (path === undefined || !files.has(path)) return undefined;
    return files.read(path)['additionalProperties'] === false ? 'request' : 'answer';
  }

  function objectOf(
    members: Readonly<Record<string, Fact>>,
    description: string,
    place: Place,
  ): JsonObject {
    const required = Object.keys(members).filter((name) => members[name]?.required === true);
    const properties = Object.entries(members).map(([name, fact]) => [name, of(fact, place)]);
    return {
      type: 'object',
      description,
      ...(place.direction === 'request' && { additionalProperties: false }),
      ...(required.length > 0 && { required }),
      properties: Object.fromEntries(properties) as JsonObject,
    };
  }

  /** The file of a schema: the one that is there if it is equal on the wire, else a new one. */
  function fileOf(name: string, schema: () => JsonObject): string {
    const known = files.schemas.get(name);
    if (known === undefined) {
      const path = `${folder}/${name}.yaml`;
      // Noted before it is made: it may contain itself.
      files.schemas.set(name, path);
      files.write(path, { title: name, ...schema() });
      return path;
    }
    if (![folder, 'shared/schemas'].includes(dirname(known))) {
      files.note(known, 'move it to shared/schemas: a second family needs it.');
    }
    const isOld = files.has(known) && !files.changes.has(known);
    if (isOld && !compared.has(known)) {
      compared.add(known);
      const there = files.read(known);
      if (!isDeepStrictEqual(wireOf(there), wireOf({ title: name, ...schema() }))) {
        files.note(known, 'it is not what the facts say: compare the two.');
      }
    }
    return known;
  }
}

/** Every integer has a width; most sources give 32 bits. */
function widthOf({ minimum = 0, maximum = 0 }: Fact): string {
  return Math.max(-minimum, maximum) < 2 ** 31 ? 'int32' : 'int64';
}

/** A schema without its texts, without what no source says and without the order of its members. */
function wireOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wireOf);
  if (!isObject(value)) return value;
  const words = ['description', 'title', 'examples', 'example'];
  const members = Object.entries(value)
    .filter(([key, child]) => !key.startsWith('x-') && !(words.includes(key) && !isObject(child)))
    .map(([key, child]) => {
      const isSet = key === 'required' && Array.isArray(child);
      const name = key === '$ref' ? String(child).replace(/^.*\//, '') : undefined;
      return [key, name ?? (isSet ? [...child].sort() : wireOf(child))];
    });
  return Object.fromEntries(members.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}
