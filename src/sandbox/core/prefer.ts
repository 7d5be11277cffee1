import type { Json } from '../world/table.js';
import type { Described, DescribedOperation } from './described.js';
import { invalidParameters, serviceRefusal } from './refusal.js';

/** An answer that the description may have as an example, before it is written. */
export interface DocumentedAnswer {
  readonly status: number;
  readonly mediaType: string;
  readonly body: Json | readonly Json[] | Uint8Array | string;
}

/**
 * The documented answer that a header `Prefer: code=…, example=…` asks for (RFC 7240), as with Prism.
 *
 * @returns undefined if it asks for none
 * @throws Refusal if there is no such answer
 */
export function documentedAnswer(
  prefer: string | undefined,
  operation: DescribedOperation,
  described: Described,
): DocumentedAnswer | undefined {
  const asked = Object.fromEntries(
    (prefer ?? '').split(/[,;]/).map((pair) => pair.trim().split(/\s*=\s*(.*)/s, 2)),
  ) as Record<string, string | undefined>;
  const code = asked['code']?.replaceAll('"', '');
  const example = asked['example']?.replaceAll('"', '');
  if (code === undefined && example === undefined) return undefined;
  return exampleAnswer({ code, example }, operation, described);
}

/** The documented answer of a status, of a name, or of both. */
export function exampleAnswer(
  { code, example }: { code?: string | undefined; example?: string | undefined },
  { id, answers }: DescribedOperation,
  { examples }: Described,
): DocumentedAnswer {
  const [found] = Object.entries(answers)
    .filter(([status]) => code === undefined || code === status)
    .flatMap(([status, { mediaType = 'application/json', examples: names = {} }]) =>
      Object.entries(names)
        .filter(([name]) => example === undefined || example === name)
        .map(([, key]) => ({
          status: Number(status),
          mediaType,
          body: examples[key] as Json | string,
        })),
    );
  if (found !== undefined) return found;
  // A status without content has no example, and can be asked for all the same.
  const bare = code === undefined ? undefined : answers[code];
  if (bare !== undefined && bare.mediaType === undefined && example === undefined) {
    return { status: Number(code), mediaType: '', body: '' };
  }
  const wanted = [code && `code=${code}`, example && `example=${example}`].filter(Boolean);
  throw serviceRefusal(
    invalidParameters,
    `Prefer: ${id} has no documented answer ${wanted.join(', ')}.`,
  );
}
