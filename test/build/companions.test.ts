import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { findCompanions } from '../../scripts/lib/companions.js';
import { redoclyConfig } from '../../scripts/lib/paths.js';
import { readTranslation } from '../../scripts/lib/translation/overlay.js';
import { atNight, testAtNight } from '../lib/at-night.js';
import { overlayText } from '../spec/translation/small.js';
import { copyOfMinimal, root, runScript, temporaryFolder } from './run-script.js';

/** The small description in a folder of its own, with the files given. */
function description(files: Record<string, string> = {}): { spec: string; folder: string } {
  const spec = copyOfMinimal();
  const folder = dirname(spec);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { spec, folder };
}

/** A ruleset that writes a file when it is executed. */
const tracingRuleset = (trace: string) => `
import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(trace)}, '');
export default { rules: {} };
`;

describe('companions of a description', () => {
  test('are none of the files that lie beside it', () => {
    const { spec } = description({
      'overlays/zh-CN.yaml': overlayText([]),
      'rules/ruleset.js': 'export default { rules: {} };',
      'guides/order.yaml': '[]',
      'life-cycles/note.yaml': '',
      'workflows/note.arazzo.yaml': '',
      'decisions.md': '',
      'samples.yaml': '',
    });
    expect(findCompanions(spec)).toEqual({
      config: redoclyConfig,
      ruleset: undefined,
      maxSeverity: 'warn',
      overlays: [],
      guides: undefined,
      lifeCycles: [],
      decisions: [],
      workflows: [],
      samples: undefined,
    });
  });

  test('are what its redocly.yaml names, several files in the order of the names', () => {
    const { spec, folder } = description({
      'shared/zh-CN.yaml': overlayText([]),
      'families/b/zh-CN.yaml': overlayText([]),
      'families/a/zh-CN.yaml': overlayText([]),
      'families/a/fr.yaml': overlayText([]),
      'redocly.yaml': `
x-build:
  overlays:
    zh-CN: [shared/zh-CN.yaml, families/*/zh-CN.yaml]
    fr: families/a/fr.yaml
`,
    });
    const paths = (...names: string[]) => names.map((name) => join(folder, name));
    expect(findCompanions(spec)).toMatchObject({
      config: join(folder, 'redocly.yaml'),
      overlays: [
        {
          language: 'zh-CN',
          paths: paths('shared/zh-CN.yaml', 'families/a/zh-CN.yaml', 'families/b/zh-CN.yaml'),
        },
        { language: 'fr', paths: paths('families/a/fr.yaml') },
      ],
    });
  });

  test('are found in folders beside which files lie', () => {
    const { spec, folder } = description({
      'families/a/cycle.yaml': '',
      'families/README.md': '',
      'redocly.yaml': 'x-build: { lifeCycles: families/*/cycle.yaml }',
    });
    expect(findCompanions(spec).lifeCycles).toEqual([join(folder, 'families/a/cycle.yaml')]);
  });

  test('are looked for upward, but not outside of the repository', () => {
    const { folder } = description({
      'redocly.yaml': 'x-build: { samples: samples.yaml }',
      'samples.yaml': '',
      'apis/one/openapi.yaml': '',
    });
    const inner = join(folder, 'apis/one/openapi.yaml');
    expect(findCompanions(inner).samples).toBe(join(folder, 'samples.yaml'));
    mkdirSync(join(folder, 'apis/.git'));
    expect(findCompanions(inner).samples).toBeUndefined();
  });

  test('may be those of one api of the redocly.yaml', () => {
    const { spec } = description({
      'redocly.yaml': `
apis:
  other: { root: other.yaml, x-build: { samples: other.txt } }
  notes: { root: openapi.yaml, x-build: { samples: notes.txt } }
x-build: { samples: all.txt }
`,
      'all.txt': '',
      'other.txt': '',
      'notes.txt': '',
    });
    const samples = (name: string) => findCompanions(join(dirname(spec), name)).samples;
    expect(samples('openapi.yaml')).toBe(join(dirname(spec), 'notes.txt'));
    expect(samples('third.yaml')).toBe(join(dirname(spec), 'all.txt'));
  });

  test('may be named on the command line', () => {
    const { spec, folder } = description({
      'other/redocly.yaml': 'x-build: { samples: samples.yaml }',
      'other/samples.yaml': '',
    });
    const config = join(folder, 'other/redocly.yaml');
    const samples = join(folder, 'other/samples.yaml');
    expect(findCompanions(spec, { config })).toMatchObject({ config, samples });
    expect(() => findCompanions(spec, { config: 'nowhere.yaml' })).toThrow(
      '--config: there is no file nowhere.yaml.',
    );
  });

  test.each([
    ['[]', '1:10: "x-build" must be an object with members.'],
    ['{ rules: x }', '1:12: "x-build" has an unknown member "rules"; it takes ruleset, '],
    [
      '{ maxSeverity: all }',
      '1:25: "maxSeverity" must be one of none, hint, info, warn, error, not "all".',
    ],
    ['{ samples: 1 }', '1:21: "samples" must be a path or a list of them.'],
    ['{ samples: gone.yaml }', '1:21: "samples": there is no file '],
    [
      '{ lifeCycles: paths/*.gone }',
      '1:24: "lifeCycles": paths/x.gone is a link that leads nowhere.',
    ],
    ['{ samples: paths }', '1:21: "samples" must name a file, but '],
    ['{ guides: openapi.yaml }', '1:20: "guides" must name a folder, but '],
    ['{ guides: [paths, schemas] }', '1:20: "guides" must name a single folder.'],
    ['{ decisions: paths }', '1:23: "decisions" must name a file, but '],
    [
      '{ overlays: zh.yaml }',
      '1:22: "overlays" must be an object with a member for each language.',
    ],
    [
      '{ overlays: { ../zh: paths } }',
      '1:24: "../zh" is no language: write a tag such as "fr" or "zh-CN".',
    ],
  ])('written as %s are refused with the place', (text, message) => {
    const { spec, folder } = description({ 'redocly.yaml': `x-build: ${text}` });
    symlinkSync('nowhere', join(folder, 'paths/x.gone'));
    expect(() => findCompanions(spec)).toThrow(
      `${join(folder, 'redocly.yaml')}:${message.replace('paths/x', join(folder, 'paths/x'))}`,
    );
  });
});

describe('a ruleset', () => {
  const naming = {
    'redocly.yaml': 'extends: [minimal]\nx-build: { ruleset: rules/ruleset.js }',
  };

  test.each<[string, Record<string, string>, string[], string[]]>([
    // The drafts are linted by a ruleset that is named so.
    ...atNight<[string, typeof naming, string[], string[]]>([
      'named in its redocly.yaml is executed',
      naming,
      [],
      ['rules'],
    ]),
    [
      'named on the command line is executed in its place',
      naming,
      ['--ruleset', 'other/ruleset.js'],
      ['other'],
    ],
  ])('%s', async (_, files, args, executed) => {
    const traces = temporaryFolder();
    const { spec, folder } = description({
      'rules/ruleset.js': tracingRuleset(join(traces, 'rules')),
      'other/ruleset.js': tracingRuleset(join(traces, 'other')),
      ...files,
    });
    const named = args.map((arg) => (arg.startsWith('--') ? arg : join(folder, arg)));
    const { status, stderr } = await runScript('lint.ts', '--spec', spec, ...named);
    expect([status, stderr]).toEqual([0, '']);
    expect(readdirSync(traces)).toEqual(executed);
  });

  test('beside the description is not executed, but a redocly.yaml that somebody else wrote counts', async () => {
    const trace = join(temporaryFolder(), 'executed');
    const { spec } = description({
      'rules/ruleset.js': tracingRuleset(trace),
      'redocly.yaml': 'rules: { info-license: error }',
    });
    const { status, stderr } = await runScript('lint.ts', '--spec', spec);
    expect(stderr).toMatch(/openapi\.yaml:\d+:\d+ {2}error {2}info-license /);
    expect(status).toBe(1);
    expect(existsSync(trace)).toBe(false);
  });
});

testAtNight('a copy of our own description passes lint elsewhere', async () => {
  const folder = join(temporaryFolder(), 'description');
  cpSync(join(root, 'spec'), folder, { recursive: true });
  const { status, stderr } = await runScript('lint.ts', '--spec', join(folder, 'openapi.yaml'));
  expect([status, stderr]).toEqual([0, '']);
});

test('a translation of several files is read as one, and accepted in the file that holds it', async () => {
  const title = { target: '$.info', update: { title: '便签' }, english: { title: 'Old' } };
  const summary = {
    target: "$.paths['/notes/{note_id}'].get",
    update: { summary: '查询便签' },
    english: { summary: 'Show a note' },
  };
  const { spec, folder } = description({
    'a.yaml': overlayText([title]),
    'b.yaml': overlayText([summary]),
    'redocly.yaml': 'x-build: { overlays: { zh-CN: [a.yaml, b.yaml] } }',
  });
  const [overlays] = findCompanions(spec).overlays;
  const { name, actions } = readTranslation(overlays as NonNullable<typeof overlays>);
  expect(name).toBe('the overlays for zh-CN');
  expect(actions.map(({ target }) => target)).toEqual([title.target, summary.target]);

  const before = ['a.yaml', 'b.yaml'].map((file) => readFileSync(join(folder, file), 'utf8'));
  const { stdout, stderr } = await runScript('translate.ts', '--spec', spec, '--accept', '#');
  expect([stdout, stderr]).toEqual(['accepted /info/title\n', '']);
  const [a, b] = ['a.yaml', 'b.yaml'].map((file) => readFileSync(join(folder, file), 'utf8'));
  expect(a).not.toBe(before[0]);
  expect(b).toBe(before[1]);
});

test('the configuration at the root has the rules of that beside the description', () => {
  const [own, described] = ['redocly.yaml', 'spec/redocly.yaml'].map(
    (file) => parse(readFileSync(join(root, file), 'utf8')) as Record<string, unknown>,
  );
  const { 'x-build': _, ...rest } = described!;
  expect(own).toEqual(rest);
});
