import { step } from '../../lib/openapi/pointer.js';
import { type ContractOperation, coversPath } from '../operation.js';
import { bareRequest } from '../case.js';
import type { CaseDraft, CaseSource } from './case-draft.js';

/** Methods that a path is tried with. */
const methods = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'];

/** Cases about methods that a path does not have, and about paths that nothing describes. */
export function surfaceCases(
  all: readonly ContractOperation[],
  chosen: readonly CaseSource[],
): CaseDraft[] {
  const filled = new Map(
    chosen.flatMap(({ operation, base }) => {
      const path = base.make({ body: null })?.path;
      return path === undefined ? [] : [[operation.path, path] as const];
    }),
  );
  /** A literal such as "export" also fits the template of an id, and takes its methods. */
  const known = (path: string): ContractOperation[] =>
    all.filter((one) => coversPath(one.path, path));
  const draft = (method: string, path: string): Pick<CaseDraft, 'operationId' | 'request'> => ({
    operationId: undefined,
    request: bareRequest(method, path),
  });
  const byMethod = [...filled].flatMap(([template, path]): CaseDraft[] =>
    methods
      .filter((method) => known(path).every((one) => one.method !== method))
      .map((method) => ({
        ...draft(method, path),
        group: 'method',
        name: `${method} ${template}`,
        rule: { keyword: 'paths', pointer: `/paths${step(template)}` },
        expected: { kind: 'no-method' },
        why: `The path has no ${method}.`,
      })),
  );
  const byPath = [...filled].flatMap(([template, path]): CaseDraft[] =>
    unknownPaths(template, path)
      .filter(([, unknown]) => known(unknown).length === 0)
      .map(([name, unknown]) => ({
        ...draft('GET', unknown),
        group: 'path',
        name: `${template} ${name}`,
        rule: { keyword: 'paths', pointer: '/paths' },
        expected: { kind: 'no-path' },
        why: 'The description has no such path.',
      })),
  );
  return [...byMethod, ...byPath];
}

/** Paths near a known one: its literals misspelt, its end cut off or doubled. */
function unknownPaths(template: string, path: string): [name: string, path: string][] {
  const segments = path.split('/').slice(1);
  const joined = (list: readonly string[]): string => `/${list.join('/')}`;
  const misspelt = template
    .split('/')
    .slice(1)
    .flatMap((name, index): [string, string][] => {
      const segment = segments[index] ?? '';
      return name.includes('{')
        ? []
        : [[`with ${segment} misspelt`, joined(segments.with(index, `${segment}x`))]];
    });
  return [
    ...misspelt,
    ['without its last segment', joined(segments.slice(0, -1))],
    ['with its last segment twice', joined([...segments, segments.at(-1) ?? ''])],
  ];
}
