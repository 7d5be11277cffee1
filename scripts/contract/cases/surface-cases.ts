import type { ContractOperation } from '../operation.js';
import type { BaseRequest } from './base-request.js';
import type { CaseDraft } from './case-list.js';
import { step } from '../../lib/description.js';

/** Methods that a path is tried with. */
const methods = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'];

/** Cases about methods that a path does not have, and about paths that nothing describes. */
export function surfaceCases(
  all: readonly ContractOperation[],
  chosen: readonly (readonly [ContractOperation, BaseRequest])[],
): CaseDraft[] {
  const filled = new Map(
    chosen.flatMap(([operation, base]) => {
      const path = base.make({ body: null })?.path;
      return path === undefined ? [] : [[operation.path, path] as const];
    }),
  );
  const drafts: CaseDraft[] = [];
  for (const [template, path] of filled) {
    // A literal such as "export" also fits the template of an id, and takes its methods.
    const known = all.filter((one) => fits(one.path, path)).map(({ method }) => method);
    for (const method of methods.filter((one) => !known.includes(one))) {
      drafts.push({
        ...common(method, path),
        group: 'method',
        name: `${method} ${template}`,
        rule: { keyword: 'paths', pointer: `/paths${step(template)}` },
        expected: { kind: 'no-method' },
        why: `The path has no ${method}.`,
      });
    }
  }
  for (const [template, path] of filled) {
    for (const [name, unknown] of unknownPaths(template, path)) {
      if (all.some((one) => fits(one.path, unknown))) continue;
      drafts.push({
        ...common('GET', unknown),
        group: 'path',
        name: `${template} ${name}`,
        rule: { keyword: 'paths', pointer: '/paths' },
        expected: { kind: 'no-path' },
        why: 'The description has no such path.',
      });
    }
  }
  return drafts;
}

function common(method: string, path: string): Pick<CaseDraft, 'operationId' | 'request'> {
  return {
    operationId: undefined,
    request: { method, path, query: [], headers: {}, credentials: { kind: 'default' } },
  };
}

/** Paths near a known one: its literals misspelt, its end cut off or doubled. */
function unknownPaths(template: string, path: string): [string, string][] {
  const names = template.split('/').slice(1);
  const segments = path.split('/').slice(1);
  const joined = (list: readonly string[]): string => `/${list.join('/')}`;
  const literals = names.flatMap((name, index) => (name.includes('{') ? [] : [index]));
  return [
    ...literals.map((index): [string, string] => [
      `with ${segments[index]} misspelt`,
      joined(segments.with(index, `${segments[index]}x`)),
    ]),
    ['without its last segment', joined(segments.slice(0, -1))],
    ['with its last segment twice', joined([...segments, segments.at(-1) ?? ''])],
  ];
}

/** Whether a path with its parameters filled in fits a template. */
function fits(template: string, path: string): boolean {
  const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = template
    .split(/\{[^}]*\}/)
    .map(literal)
    .join('[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}
