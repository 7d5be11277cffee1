import { isObject, step, type JsonObject } from '../../lib/description.js';

/** One schema inside another, and where its values are in a value of the outermost one. */
export interface SchemaSite {
  /** JSON pointer from the outermost schema. */
  readonly at: string;
  readonly schema: JsonObject;
  readonly way: readonly Way[];
  /** Whether a value here is judged by this schema alone, and not by one of several branches. */
  readonly alone: boolean;
}

/** One step from a value to a value inside it. */
export type Way =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'item'; readonly index: number }
  /** A member that `properties` does not name. */
  | { readonly kind: 'other member' };

/** Keywords that hold one schema for the value itself. */
const sameValue = ['not', 'if', 'then', 'else'] as const;

/** Keywords that hold several schemas for the value itself. */
const sameValueLists = ['oneOf', 'anyOf', 'allOf'] as const;

/** A schema and all schemas inside it, the outer ones first; what refers to itself ends the way. */
export function schemaSites(root: unknown): SchemaSite[] {
  return isObject(root) && !('$ref' in root)
    ? sitesOf({ at: '', schema: root, way: [], alone: true })
    : [];
}

function sitesOf(site: SchemaSite): SchemaSite[] {
  const { schema } = site;
  const inside: SchemaSite[] = [];
  const add = (at: string, child: unknown, way: readonly Way[], alone = true) => {
    if (!isObject(child) || '$ref' in child) return;
    inside.push({
      at: site.at + at,
      schema: child,
      way: [...site.way, ...way],
      alone: site.alone && alone,
    });
  };
  for (const [name, child] of entries(schema['properties'])) {
    add(`/properties${step(name)}`, child, [{ kind: 'member', name }]);
  }
  for (const keyword of ['patternProperties', 'dependentSchemas'] as const) {
    for (const [name, child] of entries(schema[keyword])) {
      add(`/${keyword}${step(name)}`, child, [{ kind: 'other member' }], false);
    }
  }
  add('/additionalProperties', schema['additionalProperties'], [{ kind: 'other member' }]);
  add('/items', schema['items'], [
    {
      kind: 'item',
      index: Array.isArray(schema['prefixItems']) ? schema['prefixItems'].length : 0,
    },
  ]);
  if (Array.isArray(schema['prefixItems'])) {
    schema['prefixItems'].forEach((child, index) =>
      add(`/prefixItems/${index}`, child, [{ kind: 'item', index }]),
    );
  }
  add('/contains', schema['contains'], [{ kind: 'item', index: 0 }], false);
  for (const keyword of sameValue) add(`/${keyword}`, schema[keyword], [], false);
  for (const keyword of sameValueLists) {
    const list = schema[keyword];
    if (!Array.isArray(list)) continue;
    list.forEach((child, index) => add(`/${keyword}/${index}`, child, [], keyword === 'allOf'));
  }
  return [site, ...inside.flatMap(sitesOf)];
}

function entries(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}
