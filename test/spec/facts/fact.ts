/**
 * Facts by name. A name is a subject (an operation with a part of it, or a schema), the way to a
 * value below it and a keyword: `listPets 200.data[].name type`, `Pet.name required`.
 */
export type Facts = Map<string, string>;

/** Ranges of numbers: hard facts of a parameter, soft ones of a member. */
export const bounds = ['minimum', 'maximum'] as const;

/** What the description may leave out: the vendor's lengths are contradicted by its own examples. */
export const softKeywords = ['minLength', 'maxLength', 'minItems', 'maxItems', 'pattern'] as const;

/** Writes a JSON value as a fact: a text as it is, anything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Writes values without their order. */
export function listOf(values: readonly unknown[], between = ' | '): string {
  return [...new Set(values.map(textOf))].sort().join(between);
}
