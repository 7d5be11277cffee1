import { expect } from '@jest/globals';
import type { CaseGroup } from '../../../scripts/contract/case.js';
import { ProviderStates } from '../../../scripts/contract/fixtures/provider-states.js';
import {
  listening,
  startServer,
  type StatefulServer,
} from '../../../scripts/contract/mutation/sandbox.js';
import type { RunResult } from '../../../scripts/contract/run/run-result.js';
import { runContract, type RunOptions } from '../../../scripts/contract/run/run.js';
import type { TransitionRule } from '../../../src/sandbox/life-cycle/rules.js';
import { families } from '../../../src/sandbox/sandbox.js';
import { describedPaths } from '../../lib/described-paths.js';
import { resultsOf } from './run-on.js';

/** Answers requests: a sandbox, or what stands before one and does otherwise. */
export type Answer = StatefulServer['answer'];
export type Request = Parameters<Answer>[0];
type Message = Pick<Request, 'body'>;

/** What tests know to be in a body. */
export type Json = any;

export const textOf = ({ body }: Message): string => Buffer.from(body).toString();
export const jsonOf = (message: Message): Json => JSON.parse(textOf(message) || '{}');

export const withText = <Kind extends Message>(message: Kind, text: string): Kind => ({
  ...message,
  body: Buffer.from(text),
});
export const withJson = <Kind extends Message>(message: Kind, value: object): Kind =>
  withText(message, JSON.stringify(value));

/** The id in an answer: the first that it has. */
export const idIn = (answer: Message): string => /"id":"([^"]+)"/.exec(textOf(answer))?.[1] ?? '';

/** A server that takes each request for another one. */
export function asking(
  change: (request: Request) => Request,
  answer: Answer = startServer().answer,
): Answer {
  return (request) => answer(change(request));
}

/** A server that reads other objects in bodies than it is sent. */
export const reading = (change: (body: Json, request: Request) => object): Answer =>
  asking((request) =>
    textOf(request).startsWith('{') ? withJson(request, change(jsonOf(request), request)) : request,
  );

/** A server whose successes are other texts. */
export function saying(
  change: (text: string, request: Request) => string,
  answer: Answer = startServer().answer,
): Answer {
  return async (request) => {
    const right = await answer(request);
    return right.status === 200 ? withText(right, change(textOf(right), request)) : right;
  };
}

/** A server whose successes show other objects. */
export const showing = (change: (body: Json, request: Request) => object): Answer =>
  saying((text, request) =>
    text.startsWith('{') ? JSON.stringify(change(JSON.parse(text), request)) : text,
  );

/** A sandbox in which the records of a collection obey other rules. */
export function serverObeying(
  collection: string,
  change: (rule: TransitionRule) => Partial<TransitionRule>,
): StatefulServer {
  const cycles = families.flatMap(({ described }) => described.lifeCycles);
  const cycle = cycles.find((one) => one.collection === collection)!;
  const transitions = cycle.transitions.map((rule) => ({ ...rule, ...change(rule) }));
  return startServer([{ ...cycle, transitions }]);
}

/** Runs the contract tests on a server, by what the description says of some paths. */
export function runOver(
  answer: Answer,
  kept: RegExp,
  options: Partial<RunOptions> | ((target: string) => Partial<RunOptions>),
): Promise<RunResult> {
  const description = describedPaths((path) => kept.test(path));
  return listening(answer, (target) => {
    const own = typeof options === 'function' ? options(target) : options;
    return runContract({ description, target, environment: {}, ...own });
  });
}

/** A hook that is asked for states at `/states` of a server. */
export const hookOf = (target: string): ProviderStates =>
  new ProviderStates({
    ...{ hook: `${target}/states`, timeout: 60, environment: {} },
    signal: new AbortController().signal,
  });

/** The names of the cases of one kind. */
export const namesOf = (run: RunResult, outcome: Parameters<typeof resultsOf>[1]): string[] =>
  resultsOf(run, outcome).map(({ case: one }) => one.name);

/** The names of the checks of an operation that fail on a server. */
export async function brokenOn(
  answer: Answer,
  operation: string,
  kept: RegExp,
  group: CaseGroup = 'behaviour',
): Promise<string[]> {
  return namesOf(await runOver(answer, kept, { operations: [operation], only: [group] }), 'broken');
}

/** What is noted of an operation of which nothing is broken. */
export async function notesOn(answer: Answer, operation: string, kept: RegExp): Promise<string[]> {
  const run = await runOver(answer, kept, { operations: [operation], only: ['behaviour'] });
  expect(namesOf(run, 'broken')).toEqual([]);
  return run.results.flatMap(({ notes = [] }) => notes.map(({ message }) => message));
}
