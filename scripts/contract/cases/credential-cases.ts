import type { SecurityAlternative } from '../operation.js';
import type { Credentials } from '../case.js';
import type { RequestParts } from './base-request.js';
import { accepted, drafted, refusedFor, type CaseDraft, type CaseSource } from './case-draft.js';

/** Cases about signing in: each way to do it, and each way to do it wrong. */
export function credentialCases(source: CaseSource): CaseDraft[] {
  const { operation, base } = source;
  const { security } = operation;
  const open = security.length === 0 || security.some(({ schemes }) => schemes.length === 0);
  const refused = open
    ? ({ kind: 'refused', statuses: [] } as const)
    : refusedFor(operation, 'credentials');
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
      expected: refused,
      why,
      ...more,
    });
  const by = (credentials: Credentials): RequestParts => ({ credentials });

  return [
    ...security
      .filter(({ schemes }) => schemes.length > 0)
      .flatMap((alternative) =>
        draft(
          `signed in by ${titleOf(alternative)}`,
          by({ kind: 'alternative', index: alternative.index }),
          'This is one of the documented ways to sign in.',
          { group: 'example', expected: accepted },
        ),
      ),
    ...draft('without credentials', by({ kind: 'none' }), 'The operation asks for credentials.'),
    ...security.flatMap((alternative) => {
      const { index, schemes } = alternative;
      const title = titleOf(alternative);
      const inHeaders = schemes.length > 0 && schemes.every((scheme) => scheme.in === 'header');
      return [
        ...properSubsets(schemes.map(({ id }) => id))
          .filter((part) => !isEnough(part, security))
          .flatMap((part) =>
            draft(
              `signed in by ${part.join(' and ')} alone`,
              by({ kind: 'partial', index, schemes: part }),
              `It takes ${title} together.`,
            ),
          ),
        ...(inHeaders
          ? draft(
              `${title} is empty`,
              {
                ...by({ kind: 'none' }),
                headers: Object.fromEntries(schemes.map(({ name }) => [name, ''])),
              },
              'An empty value is no credential.',
            )
          : []),
        ...draft(
          `${title} is malformed`,
          by({ kind: 'malformed', index }),
          'The value is no credential.',
          { needs: ['verify-credentials'] },
        ),
      ];
    }),
  ];
}

function titleOf({ schemes }: SecurityAlternative): string {
  return schemes.map(({ id }) => id).join(' and ');
}

/** All parts of a list but none and all. */
function properSubsets(list: readonly string[]): string[][] {
  const subsets = list.reduce<string[][]>(
    (found, one) => [...found, ...found.map((subset) => [...subset, one])],
    [[]],
  );
  return subsets.filter(({ length }) => length > 0 && length < list.length);
}

function isEnough(part: readonly string[], security: readonly SecurityAlternative[]): boolean {
  return security.some(({ schemes }) => schemes.every(({ id }) => part.includes(id)));
}
