import { expect, test } from '@jest/globals';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScript, temporaryFolder } from '../../build/run-script.js';
import { copyPartOfSpec } from '../../lib/part-of-spec.js';

test('a sample that does not type-check stops the build, which names it', async () => {
  const folder = temporaryFolder();
  const spec = copyPartOfSpec(join(folder, 'spec'), ['workspaces']);
  const settings = join(folder, 'spec/samples.yaml');
  const good = readFileSync(settings, 'utf8');
  writeFileSync(settings, good.replace(/^client: .*$/m, 'client: createClientOfNobody'));
  const out = join(folder, 'generated');
  // The samples are checked without the docs, too.
  const { status, stderr } = await runScript(
    'build.ts',
    '--skip-lint',
    '--check',
    '--spec',
    spec,
    '--out',
    out,
  );
  expect(stderr).toContain('code samples do not type-check');
  expect(stderr).toMatch(/^listWorkspaces, TypeScript 1, line 2, .*createClientOfNobody/m);
  expect(status).toBe(1);
  expect(readdirSync(folder)).toEqual(['spec']);
});
