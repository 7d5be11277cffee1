import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { atNight, describeAtNight } from '../lib/at-night.js';
import { run } from '../package/run.js';
import { copyOfProject, fixtures, root, temporaryFolder } from './run-script.js';

describeAtNight('in a folder whose name means something in a pattern and in an address', () => {
  const folder = copyOfProject("C# project (1) [x] {y,z} !(not) 100%20 & 'more'");

  test('npm run build gives what it gives elsewhere', async () => {
    const { stdout } = await run(folder, 'npm', 'run', 'build', '--', '--check', '--skip-lint');
    expect(stdout).toContain('generated is what a fresh build gives');
  });

  test('npm run build builds a description, and npm run lint names the place of a finding in it', async () => {
    cpSync(join(fixtures, 'minimal'), join(folder, 'notes'), { recursive: true });
    const spec = ['--spec', 'notes/openapi.yaml'];
    const build = [...spec, '--out', 'out', '--skip-lint'];
    const { stdout } = await run(folder, 'npm', 'run', 'build', '--', ...build);
    expect(stdout).toContain('built out');
    const path = join(folder, 'notes/paths/note.yaml');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('operationId: showNote', 'operationId: show_note'));
    const lint = [...spec, '--ruleset', 'spec/rules/ruleset.js'];
    await expect(run(folder, 'npm', 'run', 'lint', '--', ...lint)).rejects.toThrow(
      /^notes\/paths\/note\.yaml:\d+:16 +error +operation-id-form /m,
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
    // There is nothing else yet that a command could begin with.
    const folder = join(temporaryFolder(), name);
    for (const file of ['package.json', 'scripts/lib/check-folder.cjs']) {
      cpSync(join(root, file), join(folder, file));
    }
    const failure = await run(folder, 'npm', 'run', '--silent', script, '--', '--help').then(
      () => 'none',
      (error: unknown) => (error as Error).message,
    );
    const [, ...lines] = new Set(failure.split('\n').filter((line) => line !== ''));
    expect(lines).toEqual([expect.stringMatching(/^error: the project cannot run in .*; move it/)]);
  },
);
