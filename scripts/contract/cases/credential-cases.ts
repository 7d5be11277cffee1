import type { ContractOperation, SecurityAlternative } from '../operation.js';
import type { Credentials } from '../request.js';
import type { BaseRequest, RequestParts } from './base-request.js';
import type { CaseDraft } from './case-list.js';
import { refusalsOf } from './refusals.js';

/** Cases about signing in: each way to do it, and each way to do it wrong. */
export function credentialCases(operation: ContractOperation, base: BaseRequest): CaseDraft[] {
  const { security } = operation;
  const open = security.length === 0 || security.some(({ schemes }) => schemes.length === 0);
  const refusals = open ? [] : refusalsOf(operation, 'credentials');
  const draft = (
    name: string,
    parts: RequestParts,
    expected: CaseDraft['expected'],
    why: string,
    needs: CaseDraft['needs'] = [],
  ): CaseDraft[] => {
    const request = base.make({ parameters: base.exemplary, ...parts });
    if (request === undefined) return [];
    return [
      {
        group: expected.kind === 'accepted' ? 'example' : 'credentials',
        operationId: operation.id,
        name,
        rule: { keyword: 'security', pointer: `${operation.pointer}/security` },
        request,
        expected,
        why,
        needs,
      },
    ];
  };
  const refused = (
    name: string,
    credentials: Credentials,
    why: string,
    needs: CaseDraft['needs'] = [],
    headers: RequestParts['headers'] = {},
  ): CaseDraft[] =>
    refusals.length === 0
      ? []
      : draft(name, { credentials, headers }, { kind: 'refused', statuses: refusals }, why, needs);

  return [
    ...security
      .filter(({ schemes }) => schemes.length > 0)
      .flatMap((alternative) =>
        draft(
          `signed in by ${titleOf(alternative)}`,
          { credentials: { kind: 'alternative', index: alternative.index } },
          { kind: 'accepted' },
          'This is one of the documented ways to sign in.',
        ),
      ),
    ...refused('without credentials', { kind: 'none' }, 'The operation asks for credentials.'),
    ...security.flatMap((alternative) => {
      const { index, schemes } = alternative;
      return [
        ...properSubsets(schemes.map(({ id }) => id))
          .filter((part) => !isEnough(part, security))
          .flatMap((part) =>
            refused(
              `signed in by ${part.join(' and ')} alone`,
              { kind: 'partial', index, schemes: part },
              `It takes ${titleOf(alternative)} together.`,
            ),
          ),
        ...(schemes.length > 0 && schemes.every((scheme) => scheme.in === 'header')
          ? refused(
              `${titleOf(alternative)} is empty`,
              { kind: 'none' },
              'An empty value is no credential.',
              [],
              Object.fromEntries(schemes.map(({ name }) => [name, ''])),
            )
          : []),
        ...refused(
          `${titleOf(alternative)} is malformed`,
          { kind: 'malformed', index },
          'The value is no credential.',
          ['verify-credentials'],
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
