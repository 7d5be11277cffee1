import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs the Spectral that users run, with the ruleset as it bundles it. */
function spectral(file: string, ...options: string[]) {
  return spawnSync(
    process.execPath,
    [
      'node_modules/@stoplight/spectral-cli/dist/index.js',
      'lint',
      file,
      '--ruleset',
      'spec/rules/ruleset.js',
      '--fail-severity',
      'hint',
      ...options,
    ],
    {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, SCARF_ANALYTICS: 'false', NODE_OPTIONS: '' },
    },
  );
}

test('the command line loads the ruleset and finds nothing in clean files', () => {
  const run = spectral('test/spec/rules/fixtures/openapi.yaml');
  expect(run.stdout + run.stderr).toContain('No results');
  expect(run.status).toBe(0);
}, 60_000);

test('the command line reports what a rule of ours finds, in the file where it is written', () => {
  const run = spectral('test/spec/rules/fixtures/misnamed.yaml', '--format', 'json');
  const findings = JSON.parse(run.stdout) as { code: string; source: string; path: string[] }[];
  expect(
    findings.map(({ code, source, path }) => ({ code, file: source.split('/').at(-1), path })),
  ).toEqual([
    {
      code: 'oas3-unused-component',
      file: 'misnamed.yaml',
      path: ['components', 'schemas', 'Misnamed'],
    },
    { code: 'file-named-after-content', file: 'Misnamed.yaml', path: ['title'] },
  ]);
  expect(run.status).toBe(1);
}, 60_000);
