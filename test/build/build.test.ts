import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { build, isStale, type BuildOptions } from '../../scripts/build.js';
import { bundle } from '../../scripts/lib/openapi/bundle.js';
import { findCompanions } from '../../scripts/lib/companions.js';
import { readBundle } from '../../scripts/lib/openapi/document.js';
import { missingActions } from '../../scripts/lib/translation/missing.js';
import { readTranslationOverlay } from '../../scripts/lib/translation/overlay.js';
import { translate } from '../../scripts/lib/translation/translate.js';
import { testAtNight } from '../lib/at-night.js';
import { overlayText } from '../spec/translation/small.js';
import {
  contents,
  copyOfMinimal,
  fixtures,
  root,
  runScript,
  temporaryFolder,
  type ScriptResult,
} from './run-script.js';

/** The docs of a description in one language, without guides. */
const docsFiles = [
  'docs/.build',
  'docs/assets/former.js',
  'docs/assets/inter-license.txt',
  'docs/assets/inter.woff2',
  'docs/assets/jetbrains-mono-license.txt',
  'docs/assets/jetbrains-mono.woff2',
  'docs/assets/page.js',
  'docs/assets/search.js',
  'docs/assets/site.css',
  'docs/assets/try-it.js',
  'docs/console.html',
  'docs/families/notes.html',
  'docs/index.html',
  'docs/llms-full.txt',
  'docs/llms.txt',
  'docs/openapi.json',
  'docs/openapi.yaml',
  'docs/operations/showNote.html',
  'docs/operations/showNote.md',
  'docs/overview.html',
  'docs/overview.md',
  'docs/plain.html',
  'docs/redoc.html',
  'docs/reference.html',
  'docs/search-index.js',
];

/** Builds, and gives the lines that were printed. */
async function buildHere(
  options: Omit<BuildOptions, 'signal' | 'print'>,
  lines: string[] = [],
): Promise<string[]> {
  const print = (line: string) => lines.push(line);
  await build({ ...options, signal: new AbortController().signal, print });
  return lines;
}

describe('a build', () => {
  const spec = copyOfMinimal();
  const parent = temporaryFolder();
  const out = join(parent, 'out');
  let result: ScriptResult;
  let first: Record<string, string>;

  beforeAll(async () => {
    result = await runScript('build.ts', '--spec', spec, '--out', out, '--skip-lint');
    first = contents(out);
  });

  test('prints a line per step with its time', () => {
    expect(result.stderr).toBe('');
    for (const name of ['bundle', 'code', 'docs']) {
      expect(result.stdout).toMatch(new RegExp(`^ok +${name} +\\d+\\.\\d s$`, 'm'));
    }
    expect(result.status).toBe(0);
  });

  test('leaves its result and nothing else', () => {
    expect(Object.keys(first)).toEqual(
      [
        ...docsFiles,
        'SHA256SUMS',
        'families.ts',
        'notes/index.ts',
        'notes/methods.ts',
        'notes/operations.ts',
        'notes/types.ts',
        'openapi.json',
        'openapi.yaml',
        'shared.ts',
      ].sort(),
    );
    expect(readdirSync(parent)).toEqual(['out']);
  });

  test('names no folder of this machine in what is committed', () => {
    for (const [name, text] of Object.entries(first)) {
      if (name.startsWith('docs/')) continue;
      expect(text).not.toContain(dirname(spec));
      expect(text).not.toContain(root);
    }
  });

  test('is up to date until a file of the description or of the result changes', () => {
    expect(isStale({ spec, out })).toBe(false);
    const note = join(dirname(spec), 'schemas/Note.yaml');
    const text = readFileSync(note, 'utf8');
    writeFileSync(note, `${text}# changed\n`);
    expect(isStale({ spec, out })).toBe(true);
    rmSync(note);
    expect(isStale({ spec, out })).toBe(true);
    writeFileSync(note, text);
    expect(isStale({ spec, out })).toBe(false);
    expect(isStale({ spec: note, out })).toBe(true);
    const types = readFileSync(join(out, 'notes/types.ts'), 'utf8');
    writeFileSync(join(out, 'notes/types.ts'), `${types}\n`);
    expect(isStale({ spec, out })).toBe(true);
    writeFileSync(join(out, 'notes/types.ts'), types);
  });

  test('refuses to replace a file that was edited, unless it is forced to', async () => {
    const types = join(out, 'notes/types.ts');
    const index = join(out, 'docs/index.html');
    for (const file of [types, index]) writeFileSync(file, 'edited');
    const before = contents(parent);
    await expect(buildHere({ spec, out, skipLint: true })).rejects.toThrow(
      `not what the last build has written: ${types}, ${index}; a build would replace what was edited there, so change the description instead, or build with --force.`,
    );
    expect(contents(parent)).toEqual(before);
  });

  test('gives the same bytes a second time and leaves other files alone', async () => {
    writeFileSync(join(out, 'unrelated.txt'), 'mine\n');
    mkdirSync(join(out, 'mine'));
    writeFileSync(join(out, 'mine/types.ts'), '// mine\n');
    rmSync(join(out, 'notes/types.ts'));
    const lines = await buildHere({ spec, out, skipLint: true, force: true });
    expect(lines.join('\n')).toMatch(/^ok +docs/m);
    expect(lines.join('\n')).not.toMatch(/^ok +lint/m);
    const second = contents(out);
    expect(second['unrelated.txt']).toBe('mine\n');
    delete second['unrelated.txt'];
    expect(second['mine/types.ts']).toBe('// mine\n');
    delete second['mine/types.ts'];
    rmSync(join(out, 'mine'), { recursive: true });
    expect(second).toEqual(first);
  });

  test('--check finds a changed and a missing file, no other, and changes nothing', async () => {
    writeFileSync(join(out, 'notes/methods.ts'), 'edited\n');
    rmSync(join(out, 'openapi.yaml'));
    const before = contents(parent);
    const damaged = await runScript(
      'build.ts',
      '--spec',
      spec,
      '--out',
      out,
      '--skip-lint',
      '--check',
    );
    expect(damaged.stderr).toBe(
      `error: not what a fresh build gives; run npm run build and commit the result:\n${out}/notes/methods.ts differs\n${out}/openapi.yaml is missing\n`,
    );
    expect(damaged.status).toBe(1);
    expect(contents(parent)).toEqual(before);
  });
});

test('links of a description that lead nowhere are told, unless no finding is tolerated', async () => {
  const spec = copyOfMinimal();
  writeFileSync(
    spec,
    readFileSync(spec, 'utf8').replace(/title: .*/, '$&\n  description: "[x](/y)"'),
  );
  const out = join(temporaryFolder(), 'out');
  const lines = await buildHere({ spec, out, skipLint: true });
  expect(lines.join('\n')).toMatch(/of the links in the docs lead nowhere, such as \S+: \/y$/m);
  await expect(
    buildHere({ spec, out, skipLint: true, maxSeverity: 'none', force: true }),
  ).rejects.toThrow(/^links of the docs lead nowhere:\n\S+: \/y/);
});

test('a document without paths is built like any other', async () => {
  const out = join(temporaryFolder(), 'out');
  const lines = await buildHere({ spec: join(fixtures, 'without-paths.yaml'), out });
  expect(lines.join('\n')).toMatch(/^ok +lint/m);
  // Though the fixture lies in this project, no configuration of it is found fault with.
  expect(lines.join('\n')).not.toContain('redocly.yaml');
  expect(readFileSync(join(out, 'api/operations.ts'), 'utf8')).toContain('operations = {};');
  expect(readFileSync(join(out, 'api/types.ts'), 'utf8')).toContain('export interface Alone {');
});

test('an awkward description is built like any other, and a build of the docs alone changes no other file', async () => {
  const out = join(temporaryFolder(), 'out');
  const lines = await buildHere({
    spec: join(fixtures, 'awkward.yaml'),
    out,
    skipLint: true,
    docsOnly: true,
  });
  expect(lines.join('\n')).toMatch(/^ok +compile/m);
  const built = Object.keys(contents(out));
  expect(built.filter((name) => !name.startsWith('docs/'))).toEqual([]);
  expect(built).toContain('docs/reference.html');
  expect(built).toContain('docs/operations/get-thing.md');
});

test('tags and ids that mean something in addresses or in the folder are names like others', async () => {
  const spec = join(temporaryFolder(), 'openapi.json');
  const operation = (operationId: string, tag: string) => ({
    get: { operationId, tags: [tag], responses: { 204: { description: '' } } },
  });
  const document = {
    openapi: '3.1.0',
    info: { title: 'Names', version: '1' },
    paths: { '/a': operation('a%2Fb', 'Whole'), '/b': operation('100%', '宠物') },
  };
  writeFileSync(spec, JSON.stringify(document));
  const out = join(temporaryFolder(), 'out');
  await buildHere({ spec, out, skipLint: true });
  const built = contents(out);
  expect(built['whole/types.ts']).toContain("'/a'");
  expect(built['宠物/types.ts']).toContain("'/b'");
  expect(Object.keys(built)).toContain('docs/families/宠物.html');
});

// In the gate the description of the project is translated so.
testAtNight('a build translates into each language whose overlays are named', async () => {
  const spec = copyOfMinimal();
  writeFileSync(
    join(dirname(spec), 'redocly.yaml'),
    'x-build: { overlays: { zh-CN: overlays/zh-CN.yaml } }\n',
  );
  const folder = join(dirname(spec), 'overlays');
  const overlay = join(folder, 'zh-CN.yaml');
  mkdirSync(folder);
  const bundled = temporaryFolder();
  const title = { target: '$.info', update: { title: '便签' }, english: { title: 'Notes' } };
  const incomplete = overlayText([title]);
  writeFileSync(overlay, incomplete);
  await bundle(spec, findCompanions(spec), bundled);
  const { document, missing } = translate(
    readBundle(join(bundled, 'openapi.json')),
    readTranslationOverlay(overlay),
  );

  const out = join(temporaryFolder(), 'out');
  const lines: string[] = [];
  const run = () => buildHere({ spec, out, skipLint: true }, lines);
  await expect(run()).rejects.toThrow('~1{note_id}/get/summary has no translation: add an action');
  expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual([
    expect.stringMatching(/^FAIL +translate /),
  ]);
  expect(existsSync(out)).toBe(false);

  const complete = incomplete + missingActions(document, missing).replaceAll("''", '便签');
  writeFileSync(overlay, complete);
  await run();
  const result = join(out, 'openapi.zh-CN.json');
  expect(JSON.parse(readFileSync(result, 'utf8'))).toMatchObject({ info: { title: '便签' } });
  expect(isStale({ spec, out })).toBe(false);
  writeFileSync(overlay, `${complete}# changed\n`);
  expect(isStale({ spec, out })).toBe(true);
  writeFileSync(overlay, complete);
  writeFileSync(result, '{}\n');
  expect(isStale({ spec, out })).toBe(true);
});
