import { setFlagsFromString } from 'node:v8';

/**
 * V8 waits longer before it optimizes a function. The V8 of Node.js 20 knows nothing between its fastest
 * code and its slow one, and makes the former, beside the program, for much that hardly runs again: a
 * sixth of the CPU time of a build, and an eighth of that of the tests. A process of a minute gains and
 * loses nothing. Later versions have a compiler in between, and no such flag.
 */
export const optimizeLater: readonly string[] = process.versions.v8.startsWith('11.')
  ? ['--interrupt-budget=500000']
  : [];

/** Lets this process do so from now on. */
export function optimizeHereLater(): void {
  for (const flag of optimizeLater) setFlagsFromString(flag);
}

/**
 * More room, in MiB, for values that are gone soon, where a process makes very many of them: less time
 * goes into collecting these. A smaller process would spend more on the room.
 */
export const largeYoungGeneration = '--max-semi-space-size=32';
