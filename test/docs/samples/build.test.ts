import { expect, test } from '@jest/globals';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runScript, temporaryFolder } from '../../build/run-script.js';

test('a sample that does not type-check stops the build, which names it', async () => {
  const folder = temporaryFolder();
  cpSync(join(root, 'spec'), join(folder, 'spec'), { recursive: true });
  const settings = join(folder, 'spec/samples.yaml');
  const good = readFileSync(settings, 'utf8');
  writeFileSync(settings, good.replace(/^client: .*$/m, 'client: createClientOfNobody'));
  const spec = join(folder, 'spec/openapi.yaml');
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
