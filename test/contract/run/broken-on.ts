import type { CaseGroup } from '../../../scripts/contract/case.js';
import { listening, type StatefulServer } from '../../../scripts/contract/mutation/sandbox.js';
import { runContract, type RunOptions } from '../../../scripts/contract/run/run.js';
import { describedPaths } from '../../lib/described-paths.js';
import { resultsOf } from './run-on.js';

/** The names of the checks of an operation that fail on a server. */
export async function brokenOn(
  answer: StatefulServer['answer'],
  operation: string,
  group: CaseGroup,
  isKept: (path: string) => boolean,
  readings?: RunOptions['readings'],
): Promise<string[]> {
  const run = await listening(answer, (target) =>
    runContract({
      ...{ description: describedPaths(isKept), target, environment: {} },
      ...{ operations: [operation], only: [group], readings },
    }),
  );
  return resultsOf(run, 'broken').map(({ case: one }) => one.name);
}
