import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { root } from './run-script.js';

interface Step {
  run?: string;
  env?: Record<string, string>;
}

const folder = join(root, '.github/workflows');
const jobs = readdirSync(folder).flatMap((file) => {
  const workflow = parse(readFileSync(join(folder, file), 'utf8')) as {
    jobs: Record<string, { steps: Step[] }>;
  };
  return Object.entries(workflow.jobs).map(([name, { steps }]) => ({
    name: `${name} of ${file}`,
    steps,
    lines: steps.map(({ run = '' }) => run).join('\n'),
  }));
});

test.each(jobs)('$name calls scripts that are there', ({ lines }) => {
  const { scripts } = parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...lines.matchAll(/npm run (?:--silent )?([\w-]+)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  const files = [...lines.matchAll(/(?:tsx|bash) ([\w./-]+)/g)].map(([, file = '']) => file);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

const testing = jobs.filter(({ lines }) => /npm (test|run nightly)/.test(lines));

// A runner of GitHub has a browser, and no Chinese font. Nobody is root on it.
test.each(testing)('$name has what the tests of the docs need', ({ steps, lines }) => {
  expect(lines).toContain('sudo apt-get install -y curl fonts-wqy-microhei');
  expect(lines).not.toMatch(/(?<!sudo )apt-get|\.ci\/run/);
  const tests = steps.filter(({ run = '' }) => /npm (test|run nightly)/.test(run));
  expect(tests.map(({ env }) => env?.['CHROMIUM'])).toEqual(
    tests.map(() => '/usr/bin/google-chrome'),
  );
});
