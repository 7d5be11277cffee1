import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { runTool, toolPath } from '../../../scripts/lib/process.js';
import { startSandbox } from '../../../src/sandbox/index.js';
import { makeConsumerFolder } from '../../lib/consumer-folder.js';
import { blocks, exampleDiagram, guides } from './guide-code.js';

const run = promisify(execFile);
/** The programs of the guides: blocks of a page that belong together, and those that stand alone. */
const together = guides
  .map(({ name, code }) => ({
    name,
    code: code
      .filter(({ language, flags }) => language === 'ts' && !flags.includes('alone'))
      .map((block) => block.code)
      .join('\n'),
  }))
  .filter(({ code }) => code !== '');
const alone = blocks('ts', ({ flags }) => flags.includes('alone')).map(
  ({ guide, flags, code }, index) => ({
    name: `${guide}-alone-${index + 1}`,
    isTest: flags.includes('test'),
    code,
  }),
);

let folder: string;
beforeAll(async () => {
  folder = await makeConsumerFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function complaintsOf(programs: { name: string; code: string }[]): Promise<string[]> {
  const files = programs.map(({ name }) => `${name}.mts`);
  for (const [index, { code }] of programs.entries()) {
    await writeFile(join(folder, files[index] as string), code);
  }
  const { output } = await runTool(
    toolPath('typescript-7', 'tsc'),
    [
      ...['--noEmit', '--strict', '--noUncheckedIndexedAccess', '--skipLibCheck', '--ignoreConfig'],
      ...['--target', 'ES2023', '--module', 'NodeNext', '--moduleResolution', 'NodeNext'],
      ...['--types', 'node', '--pretty', 'false', ...files],
    ],
    { cwd: folder },
  );
  return output.split('\n').filter((line) => line !== '');
}

/** Writes a program as JavaScript, which Node.js starts in a fraction of the time. */
async function writeProgram(name: string, code: string): Promise<string> {
  const file = join(folder, `${name}-run.mjs`);
  const program = await transform(code, { loader: 'ts', format: 'esm', target: 'node20' });
  await writeFile(file, program.code);
  return file;
}

/** Imports one program after the other; a line ends what each prints. */
const inTurn = `
for (const file of process.argv.slice(1)) {
  await import(file);
  console.log('-- end --');
}
`;

/** What programs print, which share a process: starting it takes longer than they do. */
async function outputsOf(files: readonly string[]): Promise<string[]> {
  const args = ['--input-type=module', '--eval', inTurn, '--', ...files];
  const { stdout, stderr } = await run(process.execPath, args);
  expect(stderr).toBe('');
  return stdout.split('-- end --\n').slice(0, -1);
}

describe('TypeScript in the guides', () => {
  test('compiles', async () => {
    expect(together.map(({ name }) => name)).toEqual([
      'get-started',
      'sign-in',
      'alert-to-response',
      'release',
      'reviews',
      'failed-runs',
      'transfer',
      'playbooks-as-code',
      'search',
      'errors',
      'try-it',
      'skill',
      'deprecated',
    ]);
    expect(alone).toHaveLength(4);
    expect(await complaintsOf([...together, ...alone])).toEqual([]);
  });

  test('leaves conditions and the steps of a playbook to the helpers of the client', () => {
    const byHand = /\b(conditions|logics):|\bmakePlaybookActions\b/;
    expect([...together, ...alone].filter(({ code }) => byHand.test(code))).toEqual([]);
  });

  test('and a mistake in it is noticed', async () => {
    const code = (together[0]?.code ?? '').replace("aop_type: 'NORMAL'", "aop_type: 'USUAL'");
    expect((await complaintsOf([{ name: 'damaged', code }])).join()).toMatch(/"USUAL"/);
  });

  describe('that a reader runs', () => {
    let outputs: string[];
    beforeAll(async () => {
      const sandboxes = await Promise.all(
        together.map(() => startSandbox({ seed: 'soc', nodeTime: 1 })),
      );
      try {
        const files = await Promise.all(
          together.map(({ name, code }, index) => {
            const shown = name === 'release' ? `${code}\nconsole.log(taskflow);` : code;
            const { url } = sandboxes[index]!;
            return writeProgram(name, shown.replaceAll('http://127.0.0.1:4010', url));
          }),
        );
        outputs = await outputsOf(files);
      } finally {
        await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
      }
    });

    test.each(together.map(({ name }, index) => ({ name, index })))(
      'of "$name" runs on the sandbox that npm start serves, or on one of its own',
      ({ name, index }) => {
        const printed = {
          'get-started': 'My_second false\n',
          'sign-in': `${blocks('text', ({ flags }) => flags.includes('output'))[0]?.code}\n`,
          reviews: /^5 versions wait\.\n(\w+ activated\n){5}$/,
          'failed-runs': /^5 runs have failed\.\n(\d .+\n)+(FINISHED 1\n){5}$/,
          transfer: /^\d+ workflows wait for their review\.\n$/,
          release: `FINISHED\npending_submit\n${exampleDiagram()}\n`,
          errors: '',
          'try-it': 'rejected\n',
          skill: 'FINISHED\n',
          'alert-to-response': 'Contain_brute_force\n1 workflow run\n1 alert converted\nClosed\n',
          'playbooks-as-code': 'true\nV1\n',
          search: /^demo_title\nAccess key in public code\n[^]*\n$/,
          deprecated: '{ enabled: 3, disabled: 4, waiting: 1 }\nno date\n',
        }[name];
        expect(outputs[index]).toEqual(
          printed instanceof RegExp ? expect.stringMatching(printed) : printed,
        );
      },
    );
  });

  const tests = alone.filter(({ isTest }) => isTest);
  test.each(tests)('of "$name" passes as a test', async ({ name, code }) => {
    const file = await writeProgram(name, code);
    // A test that is started by another one reports to it alone, unless it is not told of it.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout } = await run(process.execPath, ['--test', file], { env });
    expect(stdout).toMatch(/^\S+ pass 2$/m);
    expect(stdout).toMatch(/^\S+ fail 0$/m);
  });
});
