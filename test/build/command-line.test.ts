import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import {
  helpText,
  parseCommandLine,
  parsePort,
  reportError,
  UserError,
} from '../../scripts/lib/cli.js';
import { isNight } from '../lib/at-night.js';
import { root, runProcess, runScript } from './run-script.js';

const scripts = readdirSync(join(root, 'scripts')).filter((name) => name.endsWith('.ts'));

const command = {
  usage: 'tool',
  summary: 'Does something.',
  options: {
    out: { value: 'DIR', help: 'where to' },
    port: { value: 'PORT', default: '80', help: 'which port' },
    check: { help: 'only check' },
  },
  failure: 'it failed',
} as const;

test('the pipeline has the scripts that this file checks', () => {
  expect(scripts).toEqual(
    expect.arrayContaining(['build.ts', 'docs.ts', 'lint.ts', 'mock.ts', 'start.ts', 'test.ts']),
  );
});

describe.each(scripts)('%s', (script) => {
  // In a process of its own each loads all that it needs, a second or two of work.
  const run = isNight ? runProcess : runScript;

  test('explains itself with --help', async () => {
    const { status, stdout, stderr } = await run(script, '--help');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Usage: /m);
    expect(stdout).toMatch(/^Options:$/m);
    expect(stdout).toMatch(/^Exit codes:$/m);
    expect(status).toBe(0);
  });
});

test('a command that reads its command line refuses an unknown option in one line', () => {
  const { status, stdout, stderr } = runProcess('lint.ts', '--colour');
  expect(stderr).toBe('error: unknown option --colour; run it with --help to see what it takes.\n');
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

describe('parseCommandLine', () => {
  test('reads values and switches, and fills in defaults', () => {
    expect(parseCommandLine(command, ['--out', 'x', '--check'])).toEqual({
      options: { out: 'x', port: '80', check: true },
      rest: [],
    });
  });

  test.each([
    [['--check', '--', '--out'], ['--out']],
    [
      ['--check', 'word', '--out', '--', 'x'],
      ['word', '--out', '--', 'x'],
    ],
  ])('hands on what follows the first word or -- in %j, if the command takes it', (args, rest) => {
    expect(parseCommandLine({ ...command, rest: 'more' }, args)).toEqual({
      options: { out: undefined, port: '80', check: true },
      rest,
    });
  });

  test.each([
    [['--out'], '--out needs a value: --out DIR.'],
    [['--out='], '--out needs a value: --out DIR.'],
    [['--out', '--check'], '--out needs a value: --out DIR.'],
    [['--check=yes'], '--check takes no value, but "yes" was given.'],
    [['--constructor'], 'unknown option --constructor; run it with --help to see what it takes.'],
    [
      ['--out', 'a', '--out', 'b'],
      '--out is given twice; what takes several values takes them with commas between them.',
    ],
    [['stray'], 'unexpected argument "stray"; run it with --help to see what it takes.'],
  ])('refuses %j', (args, message) => {
    expect(() => parseCommandLine(command, args)).toThrow(new UserError(message, 2));
  });

  test('lists every option in the help', () => {
    const text = helpText(command);
    expect(text).toContain('--out DIR    where to');
    expect(text).toContain('--port PORT  which port (default 80)');
    expect(text).toContain('  1  it failed');
  });
});

test.each(['-1', '65536', '80a', '1.5', ''])('parsePort refuses %j', (text) => {
  expect(() => parsePort('port', text)).toThrow(UserError);
});

test.each([
  [{ code: 'EACCES', path: '/out' }, 'error: /out: permission denied.'],
  [{ code: 'EIO', path: '/out' }, 'error: /out: EIO.'],
  [{ message: 'odd' }, 'error: unexpected: odd (set DEBUG=1 to see where)'],
])('reportError prints %j in one line', (members, line) => {
  const print = jest.spyOn(console, 'error').mockImplementation(() => {});
  expect(reportError(Object.assign(new Error(), members))).toBe(1);
  expect(print.mock.calls).toEqual([[line]]);
  print.mockRestore();
});
