import type { SecurityAlternative } from '../operation.js';
import type { RequestParts } from './base-request.js';
import { accepted, drafted, refusedFor, type CaseDraft, type CaseSource } from './case-draft.js';

/** Cases about signing in: each way to do it, and each way to do it wrong. */
export function* credentialCases(source: CaseSource): Iterable<CaseDraft> {
  const { operation, base } = source;
  const { security } = operation;
  const draft = (
    name: string,
    parts: RequestParts,
    why: string,
    more: Partial<CaseDraft> = {},
  ): CaseDraft[] =>
    drafted(source, {
      group: 'credentials',
      name,
      rule: { keyword: 'security', pointer: `${operation.pointer}/security` },
      request: base.make({ parameters: base.exemplary, ...parts }),
      expected: refusedFor(operation, 'credentials'),
      why,
      ...more,
    });

  for (const { index, schemes } of security) {
    if (schemes.length === 0) continue;
    const name = `signed in by ${titleOf(schemes)}`;
    const why = 'This is one of the documented ways to sign in.';
    const credentials = { kind: 'alternative', index } as const;
    yield* draft(name, { credentials }, why, { group: 'example', expected: accepted });
  }
  // Where one may do without credentials, none are refused.
  if (security.length === 0 || security.some(({ schemes }) => schemes.length === 0)) return;
  const none = { kind: 'none' } as const;
  yield* draft('without credentials', { credentials: none }, 'The operation asks for credentials.');
  for (const { index, schemes } of security) {
    const title = titleOf(schemes);
    for (const ids of properSubsets(schemes.map(({ id }) => id))) {
      if (security.some((one) => one.schemes.every(({ id }) => ids.includes(id)))) continue;
      const [sent, left] = [true, false].map((isSent) =>
        schemes.filter(({ id }) => ids.includes(id) === isSent).map(placeOf),
      );
      // Where one header carries two of them, neither can be left out.
      if (left?.some((one) => sent?.includes(one))) continue;
      yield* draft(
        `signed in by ${ids.join(' and ')} alone`,
        { credentials: { kind: 'partial', index, schemes: ids } },
        `It takes ${title} together.`,
      );
    }
    if (schemes.every((scheme) => scheme.in === 'header')) {
      const headers = Object.fromEntries(schemes.map(({ name }) => [name, '']));
      const why = 'An empty value is no credential.';
      yield* draft(`${title} is empty`, { credentials: none, headers }, why);
    }
    yield* draft(
      `${title} is malformed`,
      { credentials: { kind: 'malformed', index } },
      'The value is no credential.',
      { needs: ['verify-credentials'] },
    );
  }
}

const placeOf = (scheme: SecurityAlternative['schemes'][number]): string =>
  `${scheme.in} ${scheme.name.toLowerCase()}`;

function titleOf(schemes: SecurityAlternative['schemes']): string {
  return schemes.map(({ id }) => id).join(' and ');
}

/** All parts of a list but none and all. */
function properSubsets(list: readonly string[]): string[][] {
  const subsets = list.reduce<string[][]>(
    (found, one) => [...found, ...found.map((subset) => [...subset, one])],
    [[]],
  );
  return subsets.slice(1, -1);
}
