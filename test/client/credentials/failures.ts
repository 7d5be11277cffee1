import { inspect } from 'node:util';

/** What a promise is rejected with; fails if it is not. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('It did not fail.');
}

/** Everything that can be seen of a value: printed, logged as JSON, as text, with its stack. */
export function everythingShown(value: unknown): string {
  const { stack } = (value ?? {}) as { stack?: string };
  return [
    inspect(value, { depth: 9, showHidden: true, getters: true, maxStringLength: null }),
    JSON.stringify(value),
    String(value),
    stack,
  ].join('\n');
}
