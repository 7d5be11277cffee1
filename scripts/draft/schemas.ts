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

/** What the schemas of a draft are made from. */
interface SchemasDraft {
  readonly facts: FamilyFacts;
  readonly version: string;
  /** Folder of the new schemas. */
  readonly folder: string;
  readonly files: SpecFiles;
  readonly texts: DraftTexts;
  /** What is named as the source of a limit. */
  readonly source: string;
  /** Pattern of the API's own form of a time. */
  readonly timePattern: string;
}

/** Writes the schemas of a draft, each once, and finds those that are there already. */
export class DraftSchemas {
  readonly #draft: SchemasDraft;

  constructor(draft: SchemasDraft) {
    this.#draft = draft;
  }

  /** The schema of a value. */
  of(fact: Fact, place: Place): JsonObject {
    if (fact.schema !== undefined) return this.#named(fact.schema, fact, place);
    const values = valuesOf(fact);
    const description = place.isParameter
      ? {}
      : { description: this.#draft.texts.ofFact(fact, values) };
    const given = defaultOf(fact);
    const more = given === undefined ? {} : { default: given };
    const { type = 'any' } = fact;
    const { example } = fact;
    const isTime =
      type === 'string' &&
      values === undefined &&
      (fact.layout === 'time' || this.#isTime(example));
    const time = isTime ? this.#draft.files.schemaOf(this.#draft.timePattern) : undefined;
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
          items: this.#item({ values_zh: fact.values_zh, type: 'any', ...fact.items }, inner),
        };
      case 'object': {
        const { map } = fact;
        const rest = map === undefined || map.type === 'any' ? true : this.#item(map, inner);
        return { type, ...description, additionalProperties: rest };
      }
      default: {
        const format = formatOf(fact) ?? (type === 'integer' ? widthOf(fact) : undefined);
        return {
          type,
          ...(format !== undefined && { format }),
          ...(values && { enum: values }),
          ...this.#range(fact, place),
          ...more,
          ...description,
        };
      }
    }
  }

  /** An object with members, in a file of its own. */
  object(
    name: string,
    members: Readonly<Record<string, Fact>>,
    description: string,
    direction: Direction,
  ): string {
    return this.#file(name, () =>
      this.#members(members, description, { folder: this.#draft.folder, direction }),
    );
  }

  #isTime(example: unknown): boolean {
    const { timePattern } = this.#draft;
    return timePattern !== '' && new RegExp(timePattern).test(String(example));
  }

  /** The items of a list need no text of their own. */
  #item(fact: Fact, place: Place): JsonObject {
    const { description: _, ...schema } = this.of(fact, place);
    return valuesOf(fact) === undefined && fact.map === undefined ? schema : this.of(fact, place);
  }

  /** The range of a parameter; that of a member is soft, and stands in no keyword. */
  #range(fact: Fact, { isParameter }: Place): JsonObject {
    const range = isParameter ? rangeOf(fact) : {};
    return Object.keys(range).length === 0 ? {} : { ...range, 'x-source': this.#draft.source };
  }

  #named(vendorName: string, fact: Fact, place: Place): JsonObject {
    const { schemas = {} } = this.#draft.facts;
    const schema = schemas[this.#draft.version]?.[vendorName];
    if (schema === undefined) {
      throw new UserError(
        `the facts name the schema ${vendorName} of ${this.#draft.version}, but do not have it.`,
      );
    }
    const name = schemaNameOf(vendorName, this.#draft.version, schemas);
    const { fields, ...enumeration } = schema;
    const values = fields ? undefined : valuesOf(schema);
    const words = this.#draft.texts.ofFact({ ...fact, ...enumeration }, values);
    if (fields === undefined) {
      // Nothing but a text may stand beside a reference.
      if (fact.default !== undefined || place.isParameter) {
        return this.of(
          { ...enumeration, ...fact, schema: undefined, type: schema.type, enum: schema.enum },
          place,
        );
      }
      const file = this.#file(name, () => ({ ...this.of(enumeration, place), description: words }));
      return { $ref: relative(place.folder, file) };
    }
    const { trail = [] } = place;
    const direction = this.#draft.files.direction(name) ?? place.direction;
    // What contains itself ends with a reference, whichever way that travels.
    if (direction !== place.direction && !trail.includes(name)) {
      return this.#members(fields, words, { ...place, trail: [...trail, name] });
    }
    const file = this.object(name, fields, words, direction);
    return { $ref: relative(place.folder, file) };
  }

  #members(members: Readonly<Record<string, Fact>>, description: string, place: Place): JsonObject {
    const required = Object.keys(members).filter((name) => members[name]?.required === true);
    const properties = Object.entries(members).map(([name, fact]) => [name, this.of(fact, place)]);
    return {
      type: 'object',
      description,
      ...(place.direction === 'request' && { additionalProperties: false }),
      ...(required.length > 0 && { required }),
      properties: Object.fromEntries(properties) as JsonObject,
    };
  }

  /** The file of a schema: the one that is there if it is equal on the wire, else a new one. */
  #file(name: string, schema: () => JsonObject): string {
    const known = this.#draft.files.schemas.get(name);
    if (known === undefined) {
      const path = `${this.#draft.folder}/${name}.yaml`;
      // Noted before it is made: it may contain itself.
      this.#draft.files.schemas.set(name, path);
      this.#draft.files.write(path, { title: name, ...schema() });
      return path;
    }
    if (![this.#draft.folder, 'shared/schemas'].includes(dirname(known))) {
      this.#draft.files.note(known, 'move it to shared/schemas: a second family needs it.');
    }
    const isOld = this.#draft.files.has(known) && !this.#draft.files.changes.has(known);
    if (isOld && !this.#draft.files.isChecked(known)) {
      const there = this.#draft.files.read(known);
      if (!isDeepStrictEqual(wireOf(there), wireOf({ title: name, ...schema() }))) {
        this.#draft.files.note(known, 'it is not what the facts say: compare the two.');
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
