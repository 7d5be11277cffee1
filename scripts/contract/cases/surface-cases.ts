import { step } from '../../lib/openapi/pointer.js';
import { type ContractOperation, coversPath } from '../operation.js';
import { bareRequest } from '../case.js';
import { typeWithoutBody } from './base-request.js';
import type { CaseDraft, CaseSource } from './case-draft.js';

/** Methods that a path is tried with. */
const methods = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'];

/** Cases about methods that a path does not have, and about paths that nothing describes. */
export function* surfaceCases(
  all: readonly ContractOperation[],
  chosen: readonly CaseSource[],
): Iterable<CaseDraft> {
  // What is required can be written, or there would be no base.
  const filled = new Map(
    chosen.map(({ set, operation, base }) => {
      const bare = { ...bareRequest('GET', base.make()!.path), headers: typeWithoutBody(set) };
      return [operation.path, bare] as const;
    }),
  );
  /** A literal such as "export" also fits the template of an id, and takes its methods. */
  const known = (path: string): ContractOperation[] =>
    all.filter((one) => coversPath(one.path, path));
  for (const [template, bare] of filled) {
    for (const method of methods) {
      if (known(bare.path).some((one) => one.method === method)) continue;
      yield {
        group: 'method',
        operationId: undefined,
        name: `${method} ${template}`,
        rule: { keyword: 'paths', pointer: `/paths${step(template)}` },
        request: { ...bare, method },
        expected: { kind: 'no-method' },
        why: `The path has no ${method}.`,
      };
    }
  }
  for (const [template, bare] of filled) {
    for (const [name, unknown] of unknownPaths(template, bare.path)) {
      if (known(unknown).length > 0) continue;
      yield {
        group: 'path',
        operationId: undefined,
        name: `${template} ${name}`,
        rule: { keyword: 'paths', pointer: '/paths' },
        request: { ...bare, path: unknown },
        expected: { kind: 'no-path' },
        why: 'The description has no such path.',
      };
    }
  }
}

/** Paths near a known one: its literals misspelt, its end cut off or doubled. */
function unknownPaths(template: string, path: string): [name: string, path: string][] {
  const segments = path.split('/');
  const misspelt = template.split('/').flatMap((name, index): [string, string][] => {
    if (index === 0 || name.includes('{')) return [];
    return [[`with ${name} misspelt`, segments.with(index, `${name}x`).join('/')]];
  });
  const above = segments.slice(0, -1).join('/');
  const last = segments.at(-1) ?? '';
  return [
    ...misspelt,
    // At the root of an API there may be a page about it.
    ...(above === '' ? [] : [['without its last segment', above] as [string, string]]),
    // Servers take several slashes for one.
    ...(last === ''
      ? []
      : [['with its last segment twice', `${path}/${last}`] as [string, string]]),
  ];
}
