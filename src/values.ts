/** What JSON text says; undefined if it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether it is an object with members, and no array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of an object; none if the value is something else. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/**
 * A text, a number or a boolean as it is written in a request.
 *
 * @throws TypeError if it is something else
 */
export function requireScalar(
  operationId: string,
  name: string,
  value: unknown,
  expected = 'a text, a number or a boolean',
): string {
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  throw new TypeError(`${operationId}: "${name}" must be ${expected}.`);
}
