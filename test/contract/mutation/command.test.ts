import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript } from '../../build/run-script.js';
import { thingsDocument } from './document.js';

describe('npm run mutation', () => {
  let folder: string;
  let spec: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mutation-'));
    spec = join(folder, 'openapi.json');
    await writeFile(spec, JSON.stringify(thingsDocument));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const mutation = (...args: string[]) => runScript('mutation.ts', '--workers', '1', ...args);

  test('all noticed: exit 0, with the score and a report', async () => {
    const report = join(folder, 'report');
    const { status, stdout } = await mutation('--spec', spec, '--report', report);
    expect(stdout).toMatch(/^drop operation +2 +0 +0 +100 %$/m);
    expect(stdout).toMatch(
      /^100 % of the mutants noticed: \d+ of \d+; 0 survived, \d+ equivalent/m,
    );
    expect(status).toBe(0);
    const page = await readFile(join(report, 'mutation.html'), 'utf8');
    expect(page).toContain('<h2 id="equivalents">Equivalent mutants</h2>');
    expect(page).not.toMatch(/(src|href)="https?:/);
    const data = JSON.parse(await readFile(join(report, 'mutation.json'), 'utf8')) as {
      score: number;
      mutants: { state: string }[];
    };
    expect(data.score).toBe(1);
    expect(data.mutants.some(({ state }) => state === 'equivalent')).toBe(true);
  });

  test('the suite notices every mutant of an operation of the description; of all, nightly', async () => {
    const { status, stdout } = await mutation('--operation', 'exportAopworkflow');
    expect(stdout).toMatch(/^100 % of the mutants noticed: \d{3,} of \d{3,}; 0 survived/m);
    expect(status).toBe(0);
  });

  test('survivors are named, and below the threshold it is exit 1', async () => {
    const { status, stdout } = await mutation(
      ...['--spec', spec, '--operation', 'listThings'],
      ...['--operator', 'drop security', '--without', 'credentials'],
    );
    expect(stdout).toContain('survived  listThings  drop security: nobody has to sign in');
    expect(stdout).toContain('at /security');
    expect(stdout).toContain('to notice it takes a request without credentials');
    expect(status).toBe(1);
  });

  test.each([
    ['is of no mutant', { operator: 'drop limit', site: '/nowhere' }, 'there is no such mutant'],
    ['is noticed', { operator: 'drop security', site: '/security' }, 'needs no entry'],
  ])('a listed equivalent that %s is refused', async (_, entry, message) => {
    const list = join(folder, 'list.json');
    await writeFile(list, JSON.stringify([{ operation: 'listThings', reason: 'none', ...entry }]));
    const { status, stderr } = await mutation(
      ...['--spec', spec, '--operation', 'listThings', '--operator', entry.operator],
      ...['--equivalents', list],
    );
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  test.each([
    ['an unknown operation', ['--operation', 'nope'], 'there is no operation nope'],
    [
      'an unknown operator',
      ['--operation', 'listThings', '--operator', 'nope'],
      'there are no mutants of the operator "nope"',
    ],
    ['an unknown group', ['--without', 'nope'], '--without nope is no group of cases'],
    ['a threshold that is none', ['--threshold', '200'], '--threshold must be a number'],
    ['a missing document', ['--spec', '/nowhere.json'], 'there is no file'],
  ])('%s: one sentence and exit 2', async (_, args, message) => {
    const { status, stderr } = await mutation('--spec', spec, ...args);
    expect(stderr).toContain(message);
    // On a slow machine it says in between how far it has come.
    const lines = stderr.trim().split('\n');
    expect(lines.filter((line) => !line.includes(' mutants played, '))).toHaveLength(1);
    expect(status).toBe(2);
  });

  test('a provider that fails the suite unchanged: exit 2', async () => {
    const broken = structuredClone(thingsDocument) as {
      components: { schemas: { Fault: { required: string[] } } };
    };
    // The documented errors break their own schema, so the mock cannot send them.
    broken.components.schemas.Fault.required.push('missing');
    const file = join(folder, 'broken.json');
    await writeFile(file, JSON.stringify(broken));
    const { status, stderr } = await mutation('--spec', file, '--operation', 'listThings');
    expect(stderr).toMatch(/the unchanged provider fails \d+ of \d+ cases/);
    expect(status).toBe(2);
  });
});
