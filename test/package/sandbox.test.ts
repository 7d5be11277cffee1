import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toolPath } from '../../scripts/lib/process.js';
import { makeConsumerFolder } from '../lib/consumer-folder.js';

let folder: string;
beforeAll(async () => {
  folder = await makeConsumerFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const packages = ['secmaster-openapi', 'secmaster-openapi/sandbox'];
const names = ['{ createSecMasterClient }', '{ createSandbox }'];
const statements = (write: (names: string, from: string) => string) =>
  names.map((name, index) => write(name, packages[index]!)).join('\n');

/** How code gets the package: as an ES module, and as CommonJS. */
const imports = statements((name, from) => `import ${name} from '${from}';`);
const requires = statements((name, from) => `const ${name} = require('${from}');`);
const loads = statements((name, from) => `const ${name} = await import('${from}');`);

/** The steps of a test; `WORKFLOW` is the id in the seed. */
const steps = `
  const sandbox = createSandbox({ frozen: true });
  const { workflows } = createSecMasterClient(sandbox.clientOptions());
  sandbox.control.addFault({ kind: 'status', status: 502, times: 1 });
  const id = await workflows.actions.runWorkflow('WORKFLOW', {}, { retry: { baseDelay: 1 } })
    .catch(() => workflows.actions.runWorkflow('WORKFLOW'));
  sandbox.control.clock.advance(60_000);
  const { status } = await workflows.showAopWorkflowInstance({ instance_id: id });
`.replaceAll('WORKFLOW', 'c19470f3-5eaf-4572-82e8-2ff094495919');

const inJest = `expect(status).toBe('FINISHED');`;
const inNode = `assert.equal(status, 'FINISHED');`;
const test_ = (before: string, body: string) =>
  `test('a run ends', async () => {\n${before}${steps}${body}\n});\n`;

const vm = '--experimental-vm-modules';
const consumers: [runner: string, kind: string, file: string, code: string][] = [
  [
    'node:test',
    'ES modules',
    'a.test.mjs',
    `${imports}\n${nodeTest('import')}${test_('', inNode)}`,
  ],
  [
    'node:test',
    'CommonJS',
    'b.test.cjs',
    `${requires}\n${nodeTest('require')}${test_('', inNode)}`,
  ],
  ['Jest', 'ES modules', 'c.test.mjs', `${imports}\n${test_('', inJest)}`],
  ['Jest', 'CommonJS', 'd.test.cjs', test_(`${loads}\n`, inJest)],
];

function nodeTest(kind: 'import' | 'require'): string {
  return kind === 'import'
    ? `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n`
    : `const assert = require('node:assert/strict');\nconst { test } = require('node:test');\n`;
}

/** Runs a test file of a consumer; a process that is left with an open handle never ends. */
async function run(runner: string, file: string, code: string) {
  await writeFile(join(folder, file), code);
  const config = { rootDir: folder, testMatch: [`**/${file}`], transform: {} };
  const args =
    runner === 'Jest'
      ? [toolPath('jest', 'jest'), '--ci', '--config', JSON.stringify(config)]
      : ['--test', file];
  // The runner of Node.js is silent in a process that another one of it has started.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return new Promise<{ code: number; output: string }>((done) => {
    execFile(
      process.execPath,
      args,
      { cwd: folder, env: { ...env, NODE_OPTIONS: runner === 'Jest' ? vm : '', NO_COLOR: '1' } },
      (error, stdout, stderr) => {
        done({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr });
      },
    );
  });
}

describe.each(consumers)('A test by %s in %s', (runner, _, file, code) => {
  test('uses the sandbox by one import', async () => {
    const { code: exit, output } = await run(runner, file, code);
    expect(output).toMatch(/pass(ed)?\b/);
    expect({ exit, output: exit === 0 ? '' : output }).toEqual({ exit: 0, output: '' });
  });

  test('fails when the sandbox does otherwise than it expects', async () => {
    const { code: exit, output } = await run(runner, file, code.replace(`'FINISHED'`, `'FAILED'`));
    expect(output).toMatch(/FAILED/);
    expect(exit).toBe(1);
  });
});
