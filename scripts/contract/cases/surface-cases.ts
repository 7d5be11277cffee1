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
  const byMethod = [...filled].flatMap(([template, path]) =>
    methods
      .filter((method) => known(path).every((one) => one.method !== method))
      .map((method): CaseDraft => ({
        operationId: undefined,
        request: bareRequest(method, path),
        group: 'method',
        name: `${method} ${template}`,
        rule: { keyword: 'paths', pointer: `/paths${step(template)}` },
        expected: { kind: 'no-method' },
        why: `The path has no ${method}.`,
      })),
  );
  const byPath = [...filled].flatMap(([template, path]) =>
    unknownPaths(template, path)
      .filter(([, unknown]) => known(unknown).length === 0)
      .map(([name, unknown]): CaseDraft => ({
        operationId: undefined,
        request: bareRequest('GET', unknown),
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
  const segments = path.split('/');
  const misspelt = template.split('/').flatMap((name, index): [string, string][] => {
    if (index === 0 || name.includes('{')) return [];
    return [[`with ${name} misspelt`, segments.with(index, `${name}x`).join('/')]];
  });
  return [
    ...misspelt,
    ['without its last segment', segments.slice(0, -1).join('/') || '/'],
    ['with its last segment twice', `${path}/${segments.at(-1)}`],
  ];
}
