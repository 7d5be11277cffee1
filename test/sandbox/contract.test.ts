import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runContract } from '../../scripts/contract/run/run.js';
import type { RunResult } from '../../scripts/contract/run/run-result.js';
import { readDescription } from '../../scripts/lib/openapi/document.js';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index.js';
import { isNight, sampled } from '../lib/at-night.js';
import { bundledDescription } from '../lib/files.js';
import { gateOperations } from '../lib/gate-operations.js';
import { ids, recordsOf } from './world.js';

const description = readDescription(bundledDescription);
const gate = gateOperations(description);
const operations = gate && sampled(gate, 4);

/** All operations, with all their cases, take longer than a test of the gate may. */
const patience = isNight ? 3_600_000 : undefined;

let sandbox: RunningSandbox;
let result: RunResult;

beforeAll(async () => {
  sandbox = await startSandbox({ auth: 'strict', nodeTime: 3000 });
  result = await runContract({
    description,
    ...(operations && { operations }),
    exhaustive: isNight,
    target: sandbox.url,
    seed: 7,
    runs: isNight ? 20 : 5,
    can: ['single-values', 'closed-forms', 'verify-credentials'],
    environment: {
      CONTRACT_TOKEN: sandbox.clientOptions().token,
      CLOUD_SDK_AK: 'AKADMIN'.padEnd(20, '0'),
      CLOUD_SDK_SK: 'admin-secret-key'.padEnd(40, '0'),
    },
  });
}, patience);
afterAll(() => sandbox.close());

describe('The contract tests on the sandbox', () => {
  test('find nothing broken, by the readings that it has by default', () => {
    const broken = result.results.filter(({ outcome }) => outcome === 'broken');
    const found = broken.map((one) => [one.case.id, ...one.findings.map(({ message }) => message)]);
    expect(found).toEqual([]);
    expect(result.results.flatMap(({ notes = [] }) => notes)).toEqual([]);
  });

  test('keep most of their cases, and skip those alone that nothing here can show', () => {
    expect(result.counts.kept).toBeGreaterThan(1200);
    expect(result.counts.inconclusive).toBe(0);
    expect(result.stopped).toBeUndefined();
    expect(result.worthless).toBeUndefined();
    // The keys of the users are permanent ones.
    const expected =
      /\(stateless\)|CONTRACT_SECURITY_TOKEN|^Nothing that the API offers|^No record shows (a member|two members)|^It (names no record|shows no time of change)|^Its life cycle does not say|by itself|^There is none of tasks|^The list has [0-2] records?, 3 are needed|^The API creates none of (tasks|playbook-instances)|^The flow needs a value for its input responding_playbook/;
    const reasons = Object.keys(result.skippedFor);
    expect(reasons.filter((reason) => !expected.test(reason))).toEqual([]);
  });

  test('take away what they made, and leave what was there', () => {
    expect(recordsOf(sandbox.control, 'workflows').map(({ id }) => id)).toEqual([ids.workflow]);
    expect(recordsOf(sandbox.control, 'versions').map(({ id }) => id)).toEqual([ids.version]);
  });
});
