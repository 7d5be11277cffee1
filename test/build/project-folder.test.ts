import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { atNight, testAtNight } from '../lib/at-night.js';
import { copyPartOfSpec } from '../lib/part-of-spec.js';
import { run } from '../package/run.js';
import { copyOfProject, fixtures, root } from './run-script.js';

describe('in a folder whose name means something in a pattern and in an address', () => {
  const folder = copyOfProject("C# project (1) [x] {y,z} !(not) 100%20 & 'more'");

  testAtNight('npm run build gives what it gives elsewhere', async () => {
    const { stdout } = await run(folder, 'npm', 'run', 'build', '--', '--check', '--skip-lint');
    expect(stdout).toContain('generated is what a fresh build gives');
  });

  test('npm run build builds a description, and npm run lint names the place of a finding in it', async () => {
    const spec = copyPartOfSpec(join(folder, 'part'), ['workspaces']);
    const path = join(folder, 'part/families/workspaces/paths/workspaces.yaml');
    const minimal = ['--spec', join(fixtures, 'minimal/openapi.yaml'), '--out', 'out'];
    const { stdout } = await run(folder, 'npm', 'run', 'build', '--', ...minimal);
    expect(stdout).toContain('built out');
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace('operationId: listWorkspaces', 'operationId: list_Workspaces'),
    );
    await expect(run(folder, 'npm', 'run', 'lint', '--', '--spec', spec)).rejects.toThrow(
      /^part\/families\/workspaces\/paths\/workspaces\.yaml:\d+:16 +error +operation-id-form /m,
    );
  });
});

// Windows has no such folders.
const testElsewhere = process.platform === 'win32' ? test.skip : test;

test('each command looks at the folder first', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const own = Object.values(scripts).filter((script) => script.startsWith('node '));
  expect(own.length).toBeGreaterThan(10);
  for (const script of own) {
    expect(script).toMatch(/^node --require \.\/scripts\/lib\/check-folder\.cjs --import tsx /);
  }
});

testElsewhere.each([['what?', 'lint'], ...atNight(['back\\slash', 'start'], ['*', 'build'])])(
  'in a folder named %s npm run %s says in one sentence that it cannot run',
  async (name, script) => {
    const folder = copyOfProject(name);
    const failure = await run(folder, 'npm', 'run', '--silent', script, '--', '--help').then(
      () => 'none',
      (error: unknown) => (error as Error).message,
    );
    const [, ...lines] = new Set(failure.split('\n').filter((line) => line !== ''));
    expect(lines).toEqual([expect.stringMatching(/^error: the project cannot run in .*; move it/)]);
  },
);
