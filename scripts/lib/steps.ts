import { performance } from 'node:perf_hooks';

/** Milliseconds as seconds with one decimal, for example `1.2 s`. */
export function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** One line of progress, for example `ok    types        1.2 s`. */
export function stepLine(outcome: 'ok' | 'FAIL', name: string, milliseconds: number): string {
  return `${outcome.padEnd(5)} ${name.padEnd(12)} ${formatSeconds(milliseconds).padStart(7)}`;
}

/**
 * Runs steps side by side, prints a line when each succeeds, and ends the others as soon as one
 * fails.
 *
 * @throws the first failure, once no step is running any more
 */
export async function runSteps(
  steps: Readonly<Record<string, (signal: AbortSignal) => Promise<void>>>,
  signal: AbortSignal,
  print: (line: string) => void,
): Promise<void> {
  const failure = new AbortController();
  const any = AbortSignal.any([signal, failure.signal]);
  await Promise.allSettled(
    Object.entries(steps).map(async ([name, step]) => {
      const start = performance.now();
      try {
        await step(any);
        any.throwIfAborted();
        print(stepLine('ok', name, performance.now() - start));
      } catch (error) {
        // A step that was ended because of another one has no message of its own.
        if (!any.aborted) {
          print(stepLine('FAIL', name, performance.now() - start));
          failure.abort(error);
        }
      }
    }),
  );
  any.throwIfAborted();
}
