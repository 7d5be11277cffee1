import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSandbox, type RunningSandbox } from '../../../src/sandbox/index.js';
import { describeWith } from '../../lib/describe-with.js';
import { curl, jq } from '../../lib/programs.js';
import { blocks, guides } from './guide-code.js';

const run = promisify(execFile);
const commands = blocks(
  'sh',
  ({ flags }) => !flags.some((flag) => ['skip', 'script'].includes(flag)),
);

/** The scripts of the guides: the blocks of a page that belong together, and what they print. */
const scripts = guides.flatMap(({ name, code }) => {
  const joined = (flag: string) =>
    code.filter(({ flags }) => flags.includes(flag)).map((block) => `${block.code}\n`);
  const script = joined('script').join('');
  return script === '' ? [] : [{ name, script, printed: joined('printed').join('') }];
});

test('Command lines are in the guides', () => expect(commands).toHaveLength(10));

describeWith(curl, 'curl in the guides', () => {
  /** What `npm run sandbox` serves, and what `npm start` serves. */
  let sandbox: RunningSandbox;
  let centre: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
    centre = await startSandbox({ seed: 'soc' });
  });
  afterAll(() => Promise.all([sandbox.close(), centre.close()]));

  /** What a command line prints, sent to servers of this test. */
  async function outputOf(code: string): Promise<string> {
    const command = code
      .replaceAll('http://127.0.0.1:4010', centre.url)
      .replaceAll('http://127.0.0.1:4011', sandbox.url);
    const { stdout } = await run('sh', [
      '-c',
      command.replace('curl', 'curl -sS --fail-with-body'),
    ]);
    return stdout;
  }

  const usual = commands.filter(({ flags }) => flags.length === 0);
  test.each(usual)('gets an answer of the sandbox: $code', async ({ code }) => {
    expect(JSON.parse(await outputOf(code))).toMatchObject({ code: '00000000' });
  });

  test('is refused by the sandbox where the guide says so', async () => {
    const refused = commands.filter(({ flags }) => flags.includes('refused'));
    expect(refused).toHaveLength(1);
    const [{ code } = { code: '' }] = refused;
    const [refusal] = blocks('json', ({ flags }) => flags.includes('refusal'));
    const failure = outputOf(code).catch((error: unknown) => (error as { stdout: string }).stdout);
    expect(JSON.parse(await failure)).toEqual(JSON.parse(refusal?.code ?? ''));
  });

  test('controls the sandbox', async () => {
    const [clock = '', fault = '', reset = ''] = commands
      .filter(({ flags }) => flags.includes('control'))
      .map(({ code }) => code);
    const { clock: time } = sandbox.control;
    time.freeze();
    const before = time.now();
    expect(JSON.parse(await outputOf(clock))).toEqual({ now: before + 60_000, frozen: true });
    await outputOf(fault);
    expect(sandbox.control.faults()).toMatchObject([{ status: 502, operation: 'listWorkflows' }]);
    await outputOf(reset);
    expect(sandbox.control.faults()).toEqual([]);
    expect(sandbox.control.state().workspaces[0]?.collections['workflows']).toHaveLength(40);
  });
});

describeWith(curl, 'Scripts with curl in the guides', () => {
  describeWith(jq, 'that read responses with jq', () => {
    /** Runs a script in a folder of its own, on what `npm start` serves. */
    async function printedBy(script: string): Promise<string> {
      const sandbox = await startSandbox({ seed: 'soc', nodeTime: 1 });
      const cwd = await mkdtemp(join(tmpdir(), 'script-'));
      const text = `set -eu\n${script.replaceAll('http://127.0.0.1:4010', sandbox.url)}`;
      const { stdout } = await run('sh', ['-c', text], { cwd }).finally(() =>
        Promise.all([sandbox.close(), rm(cwd, { recursive: true })]),
      );
      return stdout;
    }

    test('are there', () => {
      expect(scripts.map(({ name }) => name)).toEqual(['reviews', 'failed-runs', 'transfer']);
    });

    test.each(scripts)('print what "$name" says', async ({ script, printed }) => {
      expect(await printedBy(script)).toBe(printed);
    });

    test('fail where the sandbox refuses one of their requests', async () => {
      const { script = '' } = scripts.find(({ name }) => name === 'transfer') ?? {};
      const damaged = script.replace('uploadFile=@', 'file=@');
      expect(damaged).not.toBe(script);
      await expect(printedBy(damaged)).rejects.toThrow('returned error: 400');
    });
  });
});
