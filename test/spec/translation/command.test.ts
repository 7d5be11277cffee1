import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fingerprint } from '../../../scripts/lib/translation/fingerprint.js';
import { copyOfMinimal, runScript, type ScriptResult } from '../../build/run-script.js';
import { cleanActions, english, overlayText, temporaryFolder, type SmallAction } from './small.js';

describe('translate', () => {
  /** A small description with its translation, and the command on them. */
  function prepare(text = overlayText(cleanActions())) {
    const folder = temporaryFolder();
    const bundle = join(folder, 'openapi.json');
    const overlay = join(folder, 'zh-CN.yaml');
    writeFileSync(bundle, JSON.stringify(english));
    writeFileSync(overlay, text);
    const run = (...args: string[]): ScriptResult => {
      const { status, stdout, stderr } = runScript(
        'translate.ts',
        ...['--bundle', bundle, '--overlay', overlay, '--out', folder],
        ...args,
      );
      return { status, stdout, stderr: stderr.replaceAll(`${folder}/`, '') };
    };
    return { overlay, result: join(folder, 'openapi.zh-CN.json'), run };
  }
  const stale = overlayText(cleanActions()).replace(fingerprint('Show a note'), '00000000');

  test('writes the translated document, the same bytes each time', () => {
    const { result, run } = prepare();
    expect(run()).toEqual({ status: 0, stdout: '', stderr: '' });
    const first = readFileSync(result, 'utf8');
    expect(JSON.parse(first)).toMatchObject({ info: { title: '便签', version: '1.0.0' } });
    rmSync(result);
    run();
    expect(readFileSync(result, 'utf8')).toBe(first);
  });

  test('names every problem and writes nothing', () => {
    const { result, run } = prepare(stale.replace('$.info', '$.inform'));
    const { status, stderr } = run();
    expect(stderr).toMatch(
      /^error: 4 problems in the translation zh-CN\.yaml:\nzh-CN\.yaml:6:5: the target \$\.inform hits nothing: .*\nzh-CN\.yaml:22:16: the English of .*\n(zh-CN\.yaml: \/info\/.*\n){2}$/,
    );
    expect(status).toBe(1);
    expect(existsSync(result)).toBe(false);
  });

  test('--missing prints actions that complete the overlay', () => {
    const { overlay, run } = prepare(overlayText(cleanActions().slice(0, 2)));
    const { status, stdout, stderr } = run('--missing');
    expect([status, stderr]).toEqual([0, '']);
    writeFileSync(overlay, readFileSync(overlay, 'utf8') + stdout.replaceAll("''", '便签'));
    expect(run()).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(run('--missing').stdout).toMatch(/ lacks nothing\n$/);
  });

  test('--accept records a revision, once', () => {
    const pointer = '/paths/~1notes~1{note_id}/get/summary';
    const { run } = prepare(stale);
    expect(run().status).toBe(1);
    expect(run('--accept', pointer)).toEqual({
      status: 0,
      stdout: `accepted ${pointer}\n`,
      stderr: '',
    });
    expect(run().status).toBe(0);
    expect(run('--accept', pointer)).toEqual({
      status: 1,
      stdout: '',
      stderr: `error: zh-CN.yaml has no translation out of date at or below ${pointer}.\n`,
    });
  });

  test('says so when there is no overlay', () => {
    const spec = copyOfMinimal();
    const { status, stderr } = runScript('translate.ts', '--spec', spec);
    expect(stderr).toBe(`error: there is no overlay beside ${spec}; name one with --overlay.\n`);
    expect(status).toBe(1);
  });
});

describe('build', () => {
  const actions: SmallAction[] = [
    { target: '$.info', update: { title: '便签' }, english: { title: 'Notes' } },
    {
      target: '$.servers[0]',
      update: { description: '服务的一个分区。' },
      english: { description: 'One zone of the service.' },
    },
  ];

  test('translates into every language that has an overlay beside the description', () => {
    const spec = copyOfMinimal();
    const folder = join(dirname(spec), 'overlays');
    const out = join(temporaryFolder(), 'out');
    mkdirSync(folder);
    const run = (...args: string[]) =>
      runScript('build.ts', '--spec', spec, '--out', out, '--skip-lint', ...args);

    writeFileSync(join(folder, 'zh-CN.yaml'), overlayText(actions));
    const lacking = run();
    expect(lacking.stderr).toMatch(/^error: \d problems in the translation .*zh-CN\.yaml:\n/);
    expect(lacking.stderr).toContain('~1notes~1{note_id}/get/summary has no translation');
    expect(lacking.status).toBe(1);
    expect(existsSync(out)).toBe(false);

    const bundled = join(temporaryFolder(), 'bundled');
    runScript('bundle.ts', '--spec', spec, '--out', bundled);
    const { stdout } = runScript(
      'translate.ts',
      ...['--bundle', join(bundled, 'openapi.json'), '--spec', spec, '--missing'],
    );
    writeFileSync(
      join(folder, 'zh-CN.yaml'),
      overlayText(actions) + stdout.replaceAll("''", '便签'),
    );
    const complete = run();
    expect(complete.stderr).toBe('');
    expect(complete.stdout).toMatch(/^ok +translate +\d+\.\d s$/m);
    const result = join(out, 'openapi.zh-CN.json');
    expect(JSON.parse(readFileSync(result, 'utf8'))).toMatchObject({ info: { title: '便签' } });

    writeFileSync(result, '{}\n');
    const checked = run('--check');
    expect(checked.stderr).toContain('openapi.zh-CN.json differs');
    expect(checked.status).toBe(1);
  });
});
