import { isObject } from '../../lib/description.js';
import type { Schemas } from './merged-schema.js';
import { schemasOf } from './samples.js';
import type { SchemaSet } from './schemas.js';

/**
 * The values for which texts may stand, as the schemas ask for them: each text stays a text where that
 * is valid, and is read as a number or a truth value where it can only be valid as one.
 */
export function typedReadings(set: SchemaSet, schemas: Schemas, texts: unknown): unknown[] {
  const read = (inside: Schemas, text: unknown): unknown =>
    typedReadings(set, inside, text).find((value) => set.isValid(inside, value)) ?? text;
  if (Array.isArray(texts)) {
    return set
      .merged(schemas)
      .map(({ prefixItems, items }) =>
        texts.map((text, index) => read(prefixItems[index] ?? items ?? [], text)),
      );
  }
  if (isObject(texts)) {
    return set
      .merged(schemas)
      .map((merged) =>
        Object.fromEntries(
          Object.entries(texts).map(([name, text]) => [name, read(schemasOf(merged, name), text)]),
        ),
      );
  }
  return [texts, ...scalarOf(texts)];
}

/** A value in which every scalar has become text. */
export function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asTexts(one)]));
  }
  return String(value);
}

function scalarOf(text: unknown): unknown[] {
  if (text === 'true' || text === 'false') return [text === 'true'];
  const number = typeof text === 'string' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
  return number ? [Number(text)] : [];
}
