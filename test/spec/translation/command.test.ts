import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fingerprint, readTranslationOverlay } from '../../../scripts/lib/translation/overlay.js';
import { translate } from '../../../scripts/lib/translation/translate.js';
import { writeTranslations } from '../../../scripts/translate.js';
import { copyOfMinimal, runScript, type ScriptResult } from '../../build/run-script.js';
import { cleanActions, english, overlayText, temporaryFolder } from './small.js';

describe('translate', () => {
  /** A small description with its translation, and the command on them. */
  function prepare(text = overlayText(cleanActions())) {
    const folder = temporaryFolder();
    const spec = join(folder, 'openapi.yaml');
    const overlay = join(folder, 'zh-CN.yaml');
    writeFileSync(spec, JSON.stringify(english));
    writeFileSync(overlay, text);
    writeFileSync(join(folder, 'redocly.yaml'), 'x-build: { overlays: { zh-CN: zh-CN.yaml } }');
    const run = async (...args: string[]): Promise<ScriptResult> => {
      const { status, stdout, stderr } = await runScript('translate.ts', '--spec', spec, ...args);
      return { status, stdout, stderr: stderr.replaceAll(`${folder}/`, '') };
    };
    const problems = () => translate(english, readTranslationOverlay(overlay)).problems;
    return { spec, overlay, run, problems };
  }
  const stale = overlayText(cleanActions()).replace(fingerprint('Show a note'), '00000000');

  test('says that all is in order', async () => {
    const { overlay, run } = prepare();
    expect(await run()).toEqual({ status: 0, stdout: `${overlay} is in order\n`, stderr: '' });
  });

  test('a build writes the translated document, the same bytes each time', async () => {
    const { spec, overlay } = prepare();
    const written = async () => {
      const out = temporaryFolder();
      await writeTranslations([{ language: 'zh-CN', paths: [overlay] }], spec, out);
      return readFileSync(join(out, 'openapi.zh-CN.json'), 'utf8');
    };
    const first = await written();
    expect(JSON.parse(first)).toMatchObject({ info: { title: '便签', version: '1.0.0' } });
    expect(await written()).toBe(first);
  });

  test('names every problem', async () => {
    const { run } = prepare(stale.replace('$.info', '$.inform'));
    const { status, stderr } = await run();
    expect(stderr).toMatch(
      /^error: 4 problems in zh-CN\.yaml:\nzh-CN\.yaml:6:5: the target \$\.inform hits nothing: .*\nzh-CN\.yaml:22:16: the English of .*\n(zh-CN\.yaml: \/info\/.*\n){2}$/,
    );
    expect(status).toBe(1);
  });

  test('--missing prints actions that complete the overlay', async () => {
    const { overlay, run, problems } = prepare(overlayText(cleanActions().slice(0, 2)));
    const { status, stdout, stderr } = await run('--missing');
    expect([status, stderr]).toEqual([0, '']);
    writeFileSync(overlay, readFileSync(overlay, 'utf8') + stdout.replaceAll("''", '便签'));
    expect(problems()).toEqual([]);
  });

  test('--accept records a revision once, says when there is none, and refuses a pointer to nothing', async () => {
    const pointer = '/paths/~1notes~1{note_id}/get/summary';
    const { overlay, run, problems } = prepare(stale);
    expect(problems()).toHaveLength(1);
    expect(await run('--accept', pointer)).toEqual({
      status: 0,
      stdout: `accepted ${pointer}\n`,
      stderr: '',
    });
    expect(problems()).toEqual([]);
    for (const again of [pointer, '#']) {
      expect(await run('--accept', again)).toEqual({
        status: 0,
        stdout: `${overlay}: no translation is out of date at or below ${again}\n`,
        stderr: '',
      });
    }
    expect(await run('--accept', '/nowhere')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'error: zh-CN.yaml has no translation at or below /nowhere.\n',
    });
  });

  test('says so when there is no overlay', async () => {
    const spec = copyOfMinimal();
    const { status, stderr } = await runScript('translate.ts', '--spec', spec);
    expect(stderr).toBe(
      `error: no overlay is named for ${spec}; name one in x-build.overlays of its redocly.yaml.\n`,
    );
    expect(status).toBe(1);
  });
});
