import { performance } from 'node:perf_hooks';
import { UserError } from './cli.js';
import type { Counts } from './jest-counts.js';
import { runTool, toolPath } from './process.js';

/** Milliseconds as seconds with one decimal, for example `1.2 s`. */
export function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** One line of progress, for example `ok    types        1.2 s`. */
export function stepLine(outcome: 'ok' | 'FAIL', name: string, milliseconds: number): string {
  return `${outcome.padEnd(5)} ${name.padEnd(12)} ${formatSeconds(milliseconds).padStart(7)}`;
}

/** Work that a signal ends. */
export type Step = (signal: AbortSignal) => Promise<unknown>;

/**
 * Runs steps side by side, and ends the others as soon as one fails.
 *
 * @throws the first failure, once no step is running any more
 */
export async function runSideBySide(steps: readonly Step[], signal: AbortSignal): Promise<void> {
  const failure = new AbortController();
  const ending = AbortSignal.any([signal, failure.signal]);
  await Promise.allSettled(
    steps.map(async (step) => {
      try {
        await step(ending);
      } catch (error) {
        failure.abort(error);
      }
    }),
  );
  ending.throwIfAborted();
}

/**
 * Runs steps side by side as `runSideBySide` does, and prints a line when each succeeds or fails. Those that
 * are false are left out.
 *
 * @throws the first failure, once no step is running any more
 */
export async function runSteps(
  steps: Readonly<Record<string, Step | false>>,
  signal: AbortSignal,
  print: (line: string) => void,
): Promise<void> {
  const named = Object.entries(steps).map(([name, step]) => async (ending: AbortSignal) => {
    if (step === false) return;
    const start = performance.now();
    const say = (outcome: 'ok' | 'FAIL') => {
      print(stepLine(outcome, name, performance.now() - start));
    };
    try {
      await step(ending);
      ending.throwIfAborted();
      say('ok');
    } catch (error) {
      // A step that was ended because of another one has no message of its own.
      if (!ending.aborted) say('FAIL');
      throw error;
    }
  });
  await runSideBySide(named, signal);
}

/** A step that counts what it has checked, or that is one check and throws if it fails. */
export type CountedStep = (signal: AbortSignal) => Promise<Counts | void>;

/** Runs a tool whose exit code is its verdict. */
export function toolCheck(
  packageName: string,
  name: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): CountedStep {
  return async (signal) => {
    const result = await runTool(toolPath(packageName, name), args, { env, signal });
    if (result.code !== 0) throw new UserError(`${name} says:\n${result.output.trim()}`);
  };
}

/** Runs a script of the project whose exit code is its verdict, and prints what it prints. */
export function scriptCheck(script: string, args: readonly string[] = []): CountedStep {
  return async (signal) => {
    const { code } = await runTool(toolPath('tsx', 'tsx'), [script, ...args], {
      echo: true,
      signal,
    });
    if (code !== 0) throw new UserError(`${script} ended with exit code ${code}.`);
  };
}

/**
 * Runs groups of steps one after the other, and the steps of a group side by side, all of them
 * whatever fails; prints a line when each ends, and why it failed.
 *
 * @returns the counts of all steps together
 */
export async function countSteps(
  groups: readonly Readonly<Record<string, CountedStep>>[],
  signal: AbortSignal,
): Promise<Counts> {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const count = async (name: string, step: CountedStep) => {
    const start = performance.now();
    let counts: Counts;
    try {
      counts = (await step(signal)) ?? { passed: 1, failed: 0, skipped: 0 };
    } catch (error) {
      signal.throwIfAborted();
      console.log(error instanceof UserError ? error.message : error);
      counts = { passed: 0, failed: 1, skipped: 0 };
    }
    console.log(stepLine(counts.failed === 0 ? 'ok' : 'FAIL', name, performance.now() - start));
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
  };
  for (const group of groups) {
    await waitForAll(Object.entries(group).map(([name, step]) => count(name, step)));
  }
  return total;
}

/**
 * Waits for work that goes on side by side, as `Promise.all` does, but to the end of all of it: what
 * fails must not leave others that still write to a folder which is already being removed.
 *
 * @throws the first failure in the order of the work
 */
export async function waitForAll<Work extends readonly unknown[] | []>(
  work: Work,
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
