import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toolPath } from '../../scripts/lib/process.js';
import { testAtNight } from '../lib/at-night.js';
import { makeConsumerFolder } from '../lib/consumer-folder.js';
import { npmInstall, run as runProgram } from './run.js';
import { wantedRuntimes } from './runtimes.js';

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

describe.each(consumers)('A test by %s in %s', (runner, kind, file, code) => {
  test('uses the sandbox by one import', async () => {
    const { code: exit, output } = await run(runner, file, code);
    expect(output).toMatch(/pass(ed)?\b/);
    expect({ exit, output: exit === 0 ? '' : output }).toEqual({ exit: 0, output: '' });
  });

  // A failure is the runner's, however the code got the package.
  const testOfRunner = kind === 'ES modules' ? test : testAtNight;
  testOfRunner('fails when the sandbox does otherwise than it expects', async () => {
    const { code: exit, output } = await run(runner, file, code.replace(`'FINISHED'`, `'FAILED'`));
    expect(output).toMatch(/FAILED/);
    expect(exit).toBe(1);
  });
});

const inVitest = `
  import { http } from 'msw';
  import { setupServer } from 'msw/node';
  import { afterAll, beforeAll, expect, test } from 'vitest';
  ${imports}

  const sandbox = createSandbox({ frozen: true });
  const address = 'https://secmaster.cn-north-4.myhuaweicloud.com/*';
  const server = setupServer(http.all(address, ({ request }) => sandbox.fetch(request)));
  beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
  afterAll(() => server.close());

  const { projectId, workspaceId, token } = sandbox.clientOptions();
  const options = { region: 'cn-north-4', projectId, workspaceId, token };
  // As the guide has it: MSW is not there yet.
  const { workflows } = createSecMasterClient({ ...options, fetch: (url, init) => fetch(url, init) });

  test('the client reaches the sandbox under the name of the service', async () => {
    const { data } = await workflows.listWorkflows();
    const id = await workflows.actions.runWorkflow(data[0].id);
    sandbox.control.clock.advance(60_000);
    const { status } = await workflows.showAopWorkflowInstance({ instance_id: id });
    expect(status).toBe('FINISHED');
  });
`;

// Installs both, so it is there nightly alone, with the runtimes.
if (wantedRuntimes.length > 0) {
  describe('A test by Vitest with MSW', () => {
    let home: string;
    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), 'vitest-'));
      await npmInstall(home, 'vitest@4.1.12', 'msw@2.15.0');
      await symlink(folder, join(home, 'node_modules', 'secmaster-openapi'), 'junction');
    });
    afterAll(() => rm(home, { recursive: true, force: true }));

    const runVitest = async (code: string) => {
      await writeFile(join(home, 'e.test.mjs'), code);
      return runProgram(home, process.execPath, 'node_modules/vitest/vitest.mjs', 'run');
    };

    test('uses the sandbox as the handler of all requests', async () => {
      expect((await runVitest(inVitest)).stdout).toMatch(/Tests +1 passed/);
    });

    testAtNight('fails when the sandbox does otherwise than it expects', async () => {
      const damaged = runVitest(inVitest.replace(`'FINISHED'`, `'FAILED'`));
      await expect(damaged).rejects.toThrow(/expected 'FINISHED' to be 'FAILED'/);
    });
  });
}
