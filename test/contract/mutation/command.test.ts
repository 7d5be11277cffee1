import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript } from '../../build/run-script.js';
import { atNight, testAtNight } from '../../lib/at-night.js';
import { thingsDocument } from './document.js';

/** One operation with one way to sign in: a command is the same for more. */
const { get } = (thingsDocument['paths'] as { '/things': { get: object } })['/things'];
const listDocument = {
  ...thingsDocument,
  security: [{ token: [] }],
  paths: { '/things': { get } },
};

describe('npm run mutation', () => {
  let folder: string;
  let spec: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mutation-'));
    spec = join(folder, 'openapi.json');
    await writeFile(spec, JSON.stringify(listDocument));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const mutation = (...args: string[]) => runScript('mutation.ts', '--workers', '1', ...args);

  testAtNight(
    'prints the score, writes a report and exits with 0 when enough mutants are killed',
    async () => {
      const report = join(folder, 'report');
      const few = ['--spec', spec, '--operation', 'listThings'];
      const { status, stdout } = await mutation(...few, '--report', report);
      expect(stdout).toMatch(/^drop operation +1 +0 +0 +100 %$/m);
      expect(stdout).toMatch(
        /^On the mock 100 % of the mutants killed: \d+ of \d+; 0 survived, \d+ not judged/m,
      );
      expect(status).toBe(0);
      const page = await readFile(join(report, 'mutation.html'), 'utf8');
      expect(page).toContain('<h2 id="survivors">Survivors</h2>');
      expect(page).toContain('<h2 id="not-judged">Mutants that are not judged</h2>');
      expect(page).not.toMatch(/(src|href)="https?:/);
      const data = JSON.parse(await readFile(join(report, 'mutation.json'), 'utf8')) as {
        scores: { mock: { score: number; notJudged: number }; sandbox?: unknown };
        mutants: { state: string }[];
      };
      expect(data.scores.mock.score).toBe(1);
      // The sandbox does not play this description.
      expect(data.scores.sandbox).toBeUndefined();
      const notJudged = data.mutants.filter(({ state }) => state === 'notJudged');
      expect(notJudged.length).toBeGreaterThan(0);
      expect(data.scores.mock.notJudged).toBe(notJudged.length);
    },
  );

  testAtNight('kills the mutants of an operation of the bundled description', async () => {
    // All of them are killed in the run of each night.
    const few = ['--operation', 'exportAopworkflow', '--operator', 'change status'];
    const { status, stdout } = await mutation(...few);
    expect(stdout).toMatch(/^On the mock 100 % of the mutants killed: 10 of 10; 0 survived/m);
    expect(status).toBe(0);
  });

  testAtNight('kills the mutants of behaviour of an operation on the sandbox', async () => {
    const few = ['--on', 'sandbox', '--operation', 'listWorkflows', '--operator', 'wrong total'];
    const { status, stdout } = await mutation(...few);
    expect(stdout).toMatch(/^On the sandbox 100 % of the mutants killed: 3 of 3; 0 survived/m);
    expect(status).toBe(0);
  });

  test('names the survivors and exits with 1 when the score is below the threshold', async () => {
    const { status, stdout } = await mutation(
      ...['--spec', spec, '--operation', 'listThings'],
      ...['--operator', 'drop security', '--without', 'credentials'],
    );
    expect(stdout).toContain(
      [
        'survived  drop security; to notice it takes a request without credentials',
        '          listThings  nobody has to sign in, at /security',
      ].join('\n'),
    );
    expect(status).toBe(1);
  });

  test.each([
    [
      'an unknown operation',
      ['--operation', 'nope'],
      '--operation "nope" is unknown; did you mean listThings?',
    ],
    [
      'a sandbox that plays no such operation',
      ['--on', 'sandbox'],
      'the sandbox plays no operation',
    ],
    ...atNight<[string, string[], string]>(
      [
        'an unknown operator',
        ['--operation', 'listThings', '--operator', 'nope'],
        'there are no mutants of the operator "nope"',
      ],
      ['an unknown group', ['--without', 'nope'], '--without "nope" is unknown'],
      ['a threshold that is no share', ['--threshold', '200'], '--threshold must be a number'],
      ['a missing document', ['--spec', '/nowhere.json'], 'there is no file'],
    ),
  ])('refuses %s in one sentence and exits with 2', async (_, args, message) => {
    const own = args.includes('--spec') ? [] : ['--spec', spec];
    const { status, stderr } = await mutation(...own, ...args);
    expect(stderr).toContain(message);
    // On a slow machine it says in between how far it has come.
    const lines = stderr.trim().split('\n');
    expect(lines.filter((line) => !line.includes(' mutants run, '))).toHaveLength(1);
    expect(status).toBe(2);
  });

  testAtNight('exits with 2 when the unchanged mock fails the suite', async () => {
    const broken = structuredClone(listDocument) as unknown as {
      components: { schemas: { Fault: { required: string[] } } };
    };
    // The documented errors break their own schema, so the mock cannot send them.
    broken.components.schemas.Fault.required.push('missing');
    const file = join(folder, 'broken.json');
    await writeFile(file, JSON.stringify(broken));
    const { status, stderr } = await mutation('--spec', file, '--operation', 'listThings');
    expect(stderr).toMatch(/the unchanged mock fails \d+ of \d+ cases/);
    expect(status).toBe(2);
  });
});
