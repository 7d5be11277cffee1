import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root, temporaryFolder } from '../../build/run-script.js';
import { testAtNight } from '../../lib/at-night.js';
import { patience } from '../../lib/patience.js';

// Spectral takes a path for a pattern and an address, whatever folder the project is in.
const cwd = temporaryFolder();
symlinkSync(root, join(cwd, 'project'), 'junction');

/** Runs the Spectral that users run, with the ruleset as it bundles it. */
function spectral(files: readonly string[], ...options: string[]) {
  return spawnSync(
    process.execPath,
    [
      'project/node_modules/@stoplight/spectral-cli/dist/index.js',
      'lint',
      ...files.map((file) => join('project/test/spec/rules/fixtures', file)),
      '--ruleset',
      'project/spec/rules/ruleset.js',
      '--fail-severity',
      'hint',
      ...options,
    ],
    {
      cwd,
      encoding: 'utf8',
      timeout: patience,
      env: { ...process.env, SCARF_ANALYTICS: 'false', NODE_OPTIONS: '' },
    },
  );
}

// The gate lints the description in this way.
testAtNight('the command line loads the ruleset and finds nothing in clean files', () => {
  const run = spectral(['openapi.yaml']);
  expect(run.stdout + run.stderr).toContain('No results');
  expect(run.status).toBe(0);
});

test('the command line reports what a rule of ours finds, in the file where it is written, and nothing in clean files', () => {
  const run = spectral(['openapi.yaml', 'misnamed.yaml'], '--format', 'json');
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
});
