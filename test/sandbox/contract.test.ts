import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runContract } from '../../scripts/contract/run/run.js';
import type { RunResult } from '../../scripts/contract/run/run-result.js';
import { readDescription } from '../../scripts/lib/openapi/document.js';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index.js';
import { bundledDescription } from '../lib/files.js';

let sandbox: RunningSandbox;
let result: RunResult;

beforeAll(async () => {
  sandbox = await startSandbox({
    auth: 'strict',
    nodeTime: 0,
    // What the description leaves open is left open here too.
    readings: { D22: 'not-checked', 'import-unknown': 'nothing', 'run-disabled': 'allowed' },
  });
  result = await runContract({
    description: readDescription(bundledDescription),
    target: sandbox.url,
    seed: 7,
    runs: 20,
    can: ['single-values', 'closed-forms', 'verify-credentials'],
    environment: {
      CONTRACT_TOKEN: sandbox.clientOptions().token,
      CLOUD_SDK_AK: 'AKADMIN'.padEnd(20, '0'),
      CLOUD_SDK_SK: 'admin-secret-key'.padEnd(40, '0'),
    },
  });
});
afterAll(() => sandbox.close());

/**
 * Cases that only a server without state can keep: a success for an id that is not there, or for a record
 * that is in another state.
 */
const forServersWithoutState = /^(path (instance|workspace)_id .*|a request drawn to be valid)$/;

describe('The contract tests on the sandbox', () => {
  test('find nothing broken but what needs a server without state', () => {
    const broken = result.results.filter(
      (one) => one.outcome === 'broken' && !forServersWithoutState.test(one.case.name),
    );
    const found = broken.map((one) => [one.case.id, ...one.findings.map(({ message }) => message)]);
    expect(found).toEqual([]);
  });

  test('excuse a random request only for the state that it meets', () => {
    const messages = result.results
      .filter((one) => one.outcome === 'broken' && one.case.name === 'a request drawn to be valid')
      .flatMap(({ findings }) => findings.map(({ message }) => message));
    const aboutState = /Only (a|an|the) |cannot be (run|deleted)|does not exist/;
    expect(messages.filter((message) => !aboutState.test(message))).toEqual([]);
  });

  test('keep most of their cases, and skip those alone that need a server without state', () => {
    expect(result.counts.kept).toBeGreaterThan(2200);
    expect(result.stopped).toBeUndefined();
    expect(result.worthless).toBeUndefined();
    // The keys of the users are permanent ones.
    // The workspace is gone by then: deleteWorkspace was tried on it.
    const expected = /\(stateless\)|CONTRACT_SECURITY_TOKEN|^Nothing could be created/;
    const reasons = Object.keys(result.skippedFor);
    expect(reasons.filter((reason) => !expected.test(reason))).toEqual([]);
  });
});
