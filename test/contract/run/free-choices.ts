import { expect, test } from '@jest/globals';
import type { CaseGroup } from '../../../scripts/contract/case.js';
import { startServer } from '../../../scripts/contract/mutation/sandbox.js';
import { sampled } from '../../lib/at-night.js';
import { asking, runOver, withText, type Answer } from './drifted.js';
import { findingsOf } from './run-on.js';

/** A server that the description leaves a choice which the sandbox takes otherwise. */
export interface Choice {
  /** What the server does, as it continues "a server that". */
  readonly does: string;
  readonly operations: readonly string[];
  readonly group: CaseGroup;
  readonly kept: RegExp;
  readonly answer: () => Answer;
}

export const ofAlerts = /\/alerts/;
export const ofPlaybooks = /playbooks|dataclasses|\/workflows\b/;
export const ofSpaces = /\/workspaces(\/\{workspace_id\})?$/;
export const ofWorkflows = /\/workflows\b/;

/** A sandbox that is asked on other paths, or by other queries. */
export const askingFor = (change: (target: string) => string): Answer =>
  asking((request) => ({ ...request, target: change(request.target) }));

/** A sandbox in which a record takes so many others, created on a path below it, and no more. */
export function taking(most: number, path: RegExp): Answer {
  const server = startServer();
  const made = new Map<string, number>();
  return async (request) => {
    const { method, target } = request;
    const isOne = method === 'POST' && path.test(target);
    const isFull = isOne && (made.get(target) ?? 0) >= most;
    const right = await server.answer(isFull ? withText(request, '') : request);
    if (isOne && right.status === 200) made.set(target, (made.get(target) ?? 0) + 1);
    return right;
  };
}

/** Tests that a run finds nothing wrong with servers of all choices. */
export function findsNothingWrongWith(choices: readonly Choice[]): void {
  test.each(sampled(choices, 12))(
    'a contract run finds nothing wrong with a server that $does',
    async ({ operations, group, kept, answer }) => {
      const run = await runOver(answer(), kept, { operations, only: [group] });
      expect(findingsOf(run)).toEqual({});
      expect(run.counts.kept).toBeGreaterThan(0);
    },
  );
}
