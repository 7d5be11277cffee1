import type { ContractBody } from '../operation.js';
import { valueAt, withValue, type Path } from './json.js';
import { placesOf } from './places.js';
import { sampleOf, samplesLike, samplesOf } from './samples.js';
import type { SchemaSet } from './schemas.js';
import { isValidBody } from './serialization.js';

/** A valid value of a body. */
export interface PooledBody {
  readonly name: string;
  readonly value: unknown;
  /** The branch of the schema that it is there to take; empty for none. */
  readonly branch: string;
  /** Where the branch is: it is nothing to what stands elsewhere. */
  readonly at: Path;
}

/** Enough for the branches of any sane schema. */
const maxBodies = 60;

/** Valid values of a body, to be varied: examples first, then values made from the schema. */
export function bodyPool(set: SchemaSet, body: ContractBody) {
  const bodies: PooledBody[] = [];
  const known = new Set<string>();
  const add = (name: string, value: unknown, branch = '', at: Path = []): void => {
    const text = JSON.stringify(value);
    if (known.has(text) || bodies.length >= maxBodies || !isValidBody(set, body, value)) return;
    known.add(text);
    bodies.push({ name, value, branch, at });
  };
  /** Bodies that have something at a path. */
  const having = (path: Path): PooledBody[] =>
    bodies.filter(({ value }) => valueAt(value, path) !== undefined);
  for (const { name, value } of body.examples) add(`example ${name}`.trim(), value);
  if (bodies.length === 0) {
    add('example made from the schema', samplesOf(set, [body.schema], 'minimal')[0]);
  }
  const places = placesOf(set.description)(body.schema);
  for (const extent of ['full', 'minimal'] as const) {
    for (const merged of set.merged([body.schema])) {
      // One combination of branches at a time, so that each gets its values.
      const branch = merged.branches.join(' ');
      for (const value of samplesLike(set, [body.schema], merged, extent)) {
        add(extent, value, branch);
      }
    }
  }
  // What no value above has room for gets a value of its own; parents come before their children.
  for (const { path, pointer } of places) {
    if (path.length === 0 || having(path).length > 0) continue;
    const sample = sampleOf(set, [pointer], 'full', 1);
    if (sample === undefined) continue;
    for (const base of having(path.slice(0, -1))) {
      const before = bodies.length;
      add(`a body with ${path.join('.')}`, withValue(base.value, path, sample));
      if (bodies.length > before) break;
    }
  }
  for (const { path, pointer, schema } of places) {
    if (path.length === 0) continue;
    if (!['oneOf', 'anyOf', 'if'].some((keyword) => schema[keyword] !== undefined)) continue;
    for (const extent of ['full', 'minimal'] as const) {
      for (const value of samplesOf(set, [pointer], extent)) {
        for (const base of having(path)) {
          add(`${extent} at ${path.join('.')}`, withValue(base.value, path, value), pointer, path);
        }
      }
    }
  }
  return { bodies, places, having };
}
