import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { projectRoot, toolPath } from '../../scripts/lib/process.js';
import { makeConsumerFolder } from '../lib/consumer-folder.js';
import { jestStatuses } from '../lib/jest-statuses.js';
import { mockAddress } from '../lib/shared/shared.js';

const run = promisify(execFile);
const examples = join(projectRoot, 'examples');
const programs = readdirSync(examples).filter((name) => name.endsWith('.mts'));
/** Programs that work on the server of their environment. */
const onServer = ['release-workflow.mts', 'run-on-alert.mts'];
const jestTest = 'release-workflow.test.mjs';
const source = (name: string) => readFileSync(join(examples, name), 'utf8');
const workflowId = 'c19470f3-5eaf-4572-82e8-2ff094495919';
const versionId = '7d3f0c1e-52a4-4b0e-9a3c-0c2b6a1f4e11';

let folder: string;
/** What the compiler says of the programs, and of one that has been damaged. */
let complaints: string;

beforeAll(async () => {
  folder = await makeConsumerFolder();
  const damaged = source('release-workflow.mts').replace('submitVersion', 'submitVersions');
  const code = {
    ...Object.fromEntries(programs.map((name) => [name, source(name)])),
    'damaged.mts': damaged,
  };
  complaints = await compile(code);
});
afterAll(() => rm(folder, { recursive: true }));

/** Compiles programs in a project that has installed the package, once for all that run them. */
async function compile(code: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, text] of Object.entries(code)) await writeFile(join(folder, name), text);
  const compiler = toolPath('typescript-7', 'tsc');
  const options = ['--strict', '--noUncheckedIndexedAccess', '--skipLibCheck'];
  const modules = ['--target', 'ES2023', '--module', 'NodeNext', '--types', 'node'];
  const args = [compiler, '--ignoreConfig', ...options, ...modules, ...Object.keys(code)];
  return run(process.execPath, args, { cwd: folder }).then(
    () => '',
    (failure: unknown) => (failure as { stdout: string }).stdout,
  );
}

async function runProgram(name: string, args: string[], env: Record<string, string> = {}) {
  const settings = {
    SECMASTER_ENDPOINT: await mockAddress(),
    SECMASTER_PROJECT: 'f69081793d9e4ea8a2f479dcef961989',
    SECMASTER_WORKSPACE: 'f44065f5-557b-4376-ae02-8c65ef1960f4',
    SECMASTER_TOKEN: 'anything',
  };
  return run(process.execPath, [name.replace('.mts', '.mjs'), ...args], {
    cwd: folder,
    env: { ...process.env, ...settings, ...env },
  });
}

describe('The example programs', () => {
  test('compile against the package', () => {
    const lines = complaints.split('\n').filter((line) => /^\S/.test(line));
    expect(lines.filter((line) => !line.startsWith('damaged.mts'))).toEqual([]);
  });

  test('do not compile with a method that the package lacks', () => {
    expect(complaints).toMatch(/^damaged\.mts.*'submitVersions' does not exist/m);
  });

  test.each([...programs, jestTest])('%s fits on a screen', (name) => {
    expect(source(name).split('\n').length).toBeLessThanOrEqual(50);
  });

  test('release-workflow.mts releases a version on the mock', async () => {
    const { stdout, stderr } = await runProgram('release-workflow.mts', [workflowId, versionId]);
    expect(stderr).toBe('');
    expect(stdout).toBe(`Workflow ${workflowId} runs version ${versionId}.\n`);
  });

  test('run-on-alert.mts runs a workflow on the mock and waits for its end', async () => {
    await writeFile(join(folder, 'alert.json'), '{ "ip": "198.51.100.7" }');
    const { stdout, stderr } = await runProgram('run-on-alert.mts', [workflowId, 'alert.json']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^started \S+\nFINISHED\nended \S+\n$/);
  });

  test.each(onServer)('%s tells what it lacks', async (name) => {
    const failure = runProgram(name, []);
    await expect(failure).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Give the id/),
    });
  });

  test('reviewed-release.mts goes through a release on a sandbox of its own', async () => {
    const { stdout, stderr } = await runProgram('reviewed-release.mts', []);
    expect(stderr).toBe('');
    expect(stdout).toBe('the author may not review\nrejected\nactivated\n');
  });

  test('respond-to-alerts.mts goes from an alert to a closed incident on a sandbox of its own', async () => {
    const { stdout, stderr } = await runProgram('respond-to-alerts.mts', []);
    expect(stderr).toBe('');
    expect(stdout).toBe('FINISHED\n2 alerts closed in 1 incident\n');
  });

  test('name the operation that a server refuses', async () => {
    const env = { SECMASTER_ENDPOINT: 'http://127.0.0.1:9' };
    const failure = runProgram('release-workflow.mts', [workflowId, versionId], env);
    await expect(failure).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^updateAopWorkflowVersion: /),
    });
  });
});

describe('The Jest test of a release script', () => {
  let statuses: Record<string, string[]>;
  beforeAll(async () => {
    const code = source(jestTest);
    await writeFile(join(folder, jestTest), code);
    const damaged = code.replace(/.*activateVersion.*\n/, '');
    await writeFile(join(folder, 'damaged.test.mjs'), damaged);
    statuses = await jestStatuses(folder);
  });

  test('passes on a sandbox', () => {
    expect(statuses[jestTest]).toEqual(['passed', 'passed', 'passed']);
  });

  test('fails for a script that does not activate what it releases', () => {
    expect(statuses['damaged.test.mjs']).toEqual(['failed', 'passed', 'failed']);
  });
});

describe('The contract tests in a CI', () => {
  const { jobs } = parse(source('contract-tests.yaml')) as {
    jobs: { contract: { env: { TARGET: string }; steps: { name?: string; run?: string }[] } };
  };
  const command = jobs.contract.steps.find(({ name }) => name === 'Test it')?.run ?? '';

  test('pass on the mock with the command of the workflow', async () => {
    const prefix = 'npx secmaster-contract ';
    expect(command).toContain(prefix);
    const program = `"${process.execPath}" ${join(folder, 'dist/scripts/contract.js')}`;
    const once = `${command.replace(prefix, `${program} `)} --operation showAopWorkflow`;
    const { stdout } = await run('sh', ['-c', once], {
      cwd: folder,
      env: { ...process.env, TARGET: await mockAddress() },
    });
    expect(stdout).toMatch(/showAopWorkflow/);
    expect(readdirSync(join(folder, 'contract-report'))).not.toEqual([]);
  });
});
