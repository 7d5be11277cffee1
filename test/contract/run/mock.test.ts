import { expect, test } from '@jest/globals';
import { coverageOf } from '../../../scripts/contract/coverage/index.js';
import { runContract } from '../../../scripts/contract/run/run.js';
import { operationsOf } from '../../../scripts/contract/operation.js';
import { asDescription, readDescription } from '../../../scripts/lib/openapi/document.js';
import { isNight } from '../../lib/at-night.js';
import { propertyRuns } from '../../lib/property-runs.js';
import { bundledDescription } from '../../lib/files.js';
import { gateOperations } from '../../lib/gate-operations.js';
import { mockAddress } from '../../lib/shared/shared.js';
import { findingsOf } from './run-on.js';
import { servedDocument } from './served.js';

const description = readDescription(bundledDescription);
// Every third of those that the sandbox is asked for.
const operations = gateOperations(description)?.filter((_, index) => index % 3 === 0);

/** All operations, with a thousand random requests each, take longer than a test of the gate may. */
const patience = isNight ? 3_600_000 : undefined;

test(
  'the mock keeps the contract, and everything of the description is covered',
  async () => {
    const run = await runContract({
      description,
      target: await mockAddress(),
      ...(operations && { operations }),
      // What the mock does with one random request it does with the next.
      runs: isNight ? propertyRuns : 5,
      environment: {},
    });
    expect(findingsOf(run)).toEqual({});
    expect(run).toMatchObject({ stopped: undefined, worthless: undefined, interrupted: false });
    expect(run.counts).toMatchObject({ broken: 0, inconclusive: 0 });
    expect(run.counts.kept).toBeGreaterThan(1_000);
    // What the mock cannot do is counted, and nothing else is left out.
    expect(
      Object.keys(run.skippedFor).every((reason) => /^It needs|keeps no state/.test(reason)),
    ).toBe(true);
    const { levels } = coverageOf(description, run.results, { chosen: operations });
    // No documented answer has these members, and the mock answers by example; the answers of the other
    // families have many more of them.
    const isOwn = new Set(operationsOf(asDescription(servedDocument)).map(({ id }) => `${id}:`));
    const isUnseen = (one: string): boolean =>
      /workspace_agency_list\[\]\.|Workspaces?: response member 400 request_id$/.test(one) ||
      (one.includes(': response member ') && !isOwn.has(one.split(' ')[0] ?? ''));
    const missed = (missing: readonly string[]) => missing.filter((one) => !isUnseen(one));
    expect(levels.map(({ level, missing }) => ({ level, missing: missed(missing) }))).toEqual(
      [1, 2, 3, 4, 5, 6].map((level) => ({ level, missing: [] })),
    );
  },
  patience,
);
