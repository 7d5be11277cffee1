import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../scripts/lib/openapi/document.js';
import { readTranslationOverlay } from '../../../scripts/lib/translation/overlay.js';
import { translate } from '../../../scripts/lib/translation/translate.js';
import { cleanActions, english, overlayFile, overlayText, type SmallAction } from './small.js';

function problemsOf(text: string, document: JsonObject = english): string[] {
  const file = overlayFile(text);
  const plain = (message: string) => message.replaceAll(`${dirname(file)}/`, '');
  try {
    return translate(document, readTranslationOverlay(file)).problems.map(plain);
  } catch (error) {
    return [plain((error as Error).message)];
  }
}

test('a translation in order has no problem', () => {
  expect(problemsOf(overlayText(cleanActions()))).toEqual([]);
});

describe('one damage to the actions is one problem', () => {
  const info = (actions: SmallAction[]) => actions[0] as SmallAction;
  const lost = (text: string) => (actions: SmallAction[]) => {
    info(actions).update['description'] = text;
  };
  const added =
    (target: string, title = '便签', of = '') =>
    (actions: SmallAction[]) =>
      actions.push({ target, update: { title }, english: { title: of } });
  const cases: { damage: string; change: (actions: SmallAction[]) => void; problems: unknown[] }[] =
    [
      {
        damage: 'a target that is no JSONPath',
        change: (actions) => (info(actions).target = '$.info['),
        problems: [
          expect.stringMatching(
            /^zh-CN\.yaml:6:5: the target \$\.info\[ is no JSONPath of RFC 9535 \(.+\): correct it\.$/,
          ),
          'zh-CN.yaml: /info/title has no translation: add an action for it (--missing prints it).',
          'zh-CN.yaml: /info/description has no translation: add an action for it (--missing prints it).',
        ],
      },
      {
        damage: 'a name with a hyphen that is not in brackets',
        change: added('$.x-notes'),
        problems: [
          expect.stringMatching(/^zh-CN\.yaml:\d+:5: the target \$\.x-notes is no JSONPath/),
        ],
      },
      {
        damage: 'a target that hits nothing',
        change: added('$.gone'),
        problems: [
          'zh-CN.yaml:35:5: the target $.gone hits nothing: correct it, or remove the action if what it translated is gone.',
        ],
      },
      {
        damage: 'a target that hits several places',
        change: added('$.*'),
        problems: ['zh-CN.yaml:35:5: the target $.* hits 4 places: narrow it down to one.'],
      },
      {
        damage: 'a target that hits a text instead of its object',
        change: added('$.info.title'),
        problems: [
          'zh-CN.yaml:35:5: the target $.info.title hits something that is no object: name the object that has the text as a member.',
        ],
      },
      {
        damage: 'a target that hits an object without a text',
        change: added('$.paths'),
        problems: [
          'zh-CN.yaml:35:5: the target $.paths hits an object without a text: name the object that has the text as a member.',
        ],
      },
      {
        damage: 'a text that the English has not',
        change: (actions) => {
          info(actions).update['summary'] = '便签';
          info(actions).english['summary'] = '';
        },
        problems: [
          'zh-CN.yaml:10:16: there is no text /info/summary to translate: remove it from the update, or correct the target.',
        ],
      },
      {
        damage: 'a member that is no text',
        change: (actions) => {
          info(actions).update['version'] = '1.0.0';
          info(actions).english['version'] = '1.0.0';
        },
        problems: [
          'zh-CN.yaml:10:16: there is no text /info/version to translate: remove it from the update, or correct the target.',
        ],
      },
      {
        damage: 'the name of a tag',
        change: (actions) => {
          (actions[1] as SmallAction).update['name'] = '便签';
          (actions[1] as SmallAction).english['name'] = 'Notes';
        },
        problems: [
          'zh-CN.yaml:17:13: there is no text /tags/0/name to translate: remove it from the update, or correct the target.',
        ],
      },
      {
        damage: 'a text translated twice',
        change: added('$.info', '记事', 'Notes'),
        problems: [
          'zh-CN.yaml:37:14: /info/title is already translated at zh-CN.yaml:8:14: remove one of the two.',
        ],
      },
      {
        damage: 'a text without a translation',
        change: (actions) => actions.splice(3, 1),
        problems: [
          'zh-CN.yaml: /paths/~1notes~1{note_id}/get/parameters/0/description has no translation: add an action for it (--missing prints it).',
        ],
      },
      {
        damage: 'an empty translation',
        change: lost(' '),
        problems: ['zh-CN.yaml:9:20: the translation of /info/description is empty: write it.'],
      },
      {
        damage: 'a translation that nobody worded',
        change: lost('DRAFT: 便签。'),
        problems: [
          'zh-CN.yaml:9:20: the translation of /info/description is a draft: word it, then remove the mark.',
        ],
      },
      {
        damage: 'a recorded English of another day',
        change: (actions) => {
          actions.splice(2, 1, {
            ...(actions[2] as SmallAction),
            recorded: { summary: '0123abcd' },
          });
        },
        problems: [
          "zh-CN.yaml:22:16: the English of /paths/~1notes~1{note_id}/get/summary has changed since it was translated (recorded 0123abcd, now 49af8f2f): revise the translation, then accept it (--accept '/paths/~1notes~1{note_id}/get/summary').",
        ],
      },
      {
        damage: 'a lost code span',
        change: lost('最多保存1000条便签，请参见[限制](https://example.com/limits)。'),
        problems: [
          'zh-CN.yaml:9:20: the translation of /info/description has lost `N01`: put it back.',
        ],
      },
      {
        damage: 'a code span too many',
        change: lost(
          '最多保存1000条便签（`N01`、`N02`），请参见[限制](https://example.com/limits)。',
        ),
        problems: [
          'zh-CN.yaml:9:20: the translation of /info/description has `N02`, which the English has not: take it out.',
        ],
      },
      {
        damage: 'a lost link',
        change: lost('最多保存1000条便签（`N01`），请参见限制。'),
        problems: [
          'zh-CN.yaml:9:20: the translation of /info/description has lost the link https://example.com/limits: put it back.',
        ],
      },
      {
        damage: 'a changed link',
        change: lost('最多保存1000条便签（`N01`），请参见[限制](https://example.com/limit)。'),
        problems: [
          'zh-CN.yaml:9:20: the translation of /info/description has lost the link https://example.com/limits: put it back.',
          'zh-CN.yaml:9:20: the translation of /info/description has the link https://example.com/limit, which the English has not: take it out.',
        ],
      },
      {
        damage: 'a lost number',
        change: lost('保存便签（`N01`），请参见[限制](https://example.com/limits)。'),
        problems: [
          'zh-CN.yaml:9:20: the translation of /info/description has lost the number 1000: put it back.',
        ],
      },
    ];

  test.each(cases)('$damage', ({ change, problems }) => {
    const actions = cleanActions();
    change(actions);
    expect(problemsOf(overlayText(actions))).toEqual(problems);
  });
});

describe('one damage to the file is told with its place', () => {
  const cases: { damage: string; from: string; to: string; problem: string }[] = [
    {
      damage: 'invalid YAML',
      from: 'title: "便签"',
      to: 'title: "便签',
      problem: 'zh-CN.yaml:8:17: invalid YAML: Missing closing "quote',
    },
    {
      damage: 'another kind of document',
      from: 'overlay: 1.0.0',
      to: 'openapi: 3.1.1',
      problem: 'zh-CN.yaml:1:10: the overlay has a member "openapi", which no translation needs.',
    },
    {
      damage: 'a version of the overlay to come',
      from: 'overlay: 1.0.0',
      to: 'overlay: 2.0.0',
      problem: 'zh-CN.yaml:1:10: this is no OpenAPI Overlay 1.0: write "overlay: 1.0.0".',
    },
    {
      damage: 'no actions',
      from: 'actions:',
      to: 'action:',
      problem: 'zh-CN.yaml:6:3: the overlay has a member "action", which no translation needs.',
    },
    {
      damage: 'a removing action',
      from: '    update:\n      title: "便签"',
      to: '    remove: true\n    update:\n      title: "便签"',
      problem:
        'zh-CN.yaml:7:13: the action for $.info has a member "remove", which no translation needs.',
    },
    {
      damage: 'a nested update',
      from: 'title: "便签"',
      to: 'title: {zh: "便签"}',
      problem:
        'zh-CN.yaml:8:14: "title" in "update" of the action for $.info must be a text; put it in quotation marks.',
    },
    {
      damage: 'a fingerprint that YAML takes for a number',
      from: 'title: "8a7525b1"',
      to: 'title: 12345678',
      problem:
        'zh-CN.yaml:11:14: "title" in "x-english" of the action for $.info must be a text; put it in quotation marks.',
    },
    {
      damage: 'a recorded English without a translation',
      from: 'title: "便签"\n',
      to: '',
      problem:
        'zh-CN.yaml:10:14: "x-english" of the action for $.info has a member "title", which no translation needs.',
    },
    {
      damage: 'a translation that does not say of what',
      from: '      title: "8a7525b1"\n',
      to: '',
      problem:
        'zh-CN.yaml:8:14: the translation of /info/title does not say which English it translates: compare the two, then record "x-english: { title: \'8a7525b1\' }".',
    },
  ];

  test.each(cases)('$damage', ({ from, to, problem }) => {
    const text = overlayText(cleanActions());
    expect(text.split(from).length).toBeGreaterThan(1);
    const problems = problemsOf(text.replace(from, to));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});

describe('a page that exists in the other language', () => {
  const page = 'https://example.com/limits';
  const documented: JsonObject = {
    ...english,
    externalDocs: { description: 'Limits.', url: page },
  };
  const linked: SmallAction[] = cleanActions().with(0, {
    ...(cleanActions()[0] as SmallAction),
    update: {
      title: '便签',
      description: `最多保存1000条便签（\`N01\`），请参见[限制](${page}/zh)。`,
    },
  });
  const external = (update: Record<string, string>): SmallAction => ({
    target: '$.externalDocs',
    update: { description: '限制。', ...update },
    english: { description: 'Limits.' },
  });

  test('takes the place of the English one, in links too', () => {
    const file = overlayFile(overlayText([...linked, external({ url: `${page}/zh` })]));
    const { document, problems } = translate(documented, readTranslationOverlay(file));
    expect(problems).toEqual([]);
    expect(document['externalDocs']).toEqual({ description: '限制。', url: `${page}/zh` });
  });

  test('need not be named', () => {
    const text = overlayText([...cleanActions(), external({})]);
    expect(problemsOf(text, documented)).toEqual([]);
  });

  test.each([
    {
      damage: 'the English page',
      action: external({ url: page }),
      problem: '/externalDocs/url is the English address: take it out of the update.',
    },
    {
      damage: 'no address',
      action: external({ url: 'zh/limits' }),
      problem: '/externalDocs/url must be an address with https: correct it.',
    },
    {
      damage: 'a recorded English',
      action: {
        ...external({ url: `${page}/zh` }),
        english: { description: 'Limits.', url: page },
      },
      problem:
        '/externalDocs/url is an address, not a text that is translated: take it out of x-english.',
    },
  ])('$damage is told', ({ action, problem }) => {
    const problems = problemsOf(overlayText([...cleanActions(), action]), documented);
    expect(problems[0]).toMatch(/^zh-CN\.yaml:38:12: /);
    expect(problems[0]).toContain(problem);
  });

  test('is missed in a text that still links to the English one', () => {
    const text = overlayText([...cleanActions(), external({ url: `${page}/zh` })]);
    expect(problemsOf(text, documented)).toEqual([
      `zh-CN.yaml:9:20: the translation of /info/description has lost the link ${page}/zh: put it back.`,
      `zh-CN.yaml:9:20: the translation of /info/description has the link ${page}, which the English has not: take it out.`,
    ]);
  });

  test('is the same wherever the English page is named', () => {
    const twice: JsonObject = {
      ...documented,
      tags: [{ ...english.tags[0], externalDocs: { description: 'Limits.', url: page } }],
    };
    const other = { ...external({ url: `${page}/cn` }), target: '$.tags[0].externalDocs' };
    const text = overlayText([...linked, external({ url: `${page}/zh` }), other]);
    expect(problemsOf(text, twice)[0]).toContain(
      `/tags/0/externalDocs/url is given another address elsewhere, ${page}/zh: choose one of the two.`,
    );
  });
});

test.each([
  ['a changed text', 'Show one note', /^zh-CN\.yaml:22:16: the English of .* has changed/],
  ['a text that is gone', '', /^zh-CN\.yaml:20:5: the target .* hits an object without a text/],
])('%s of the description makes its translation fail', (_name, summary, problem) => {
  const changed = structuredClone(english) as unknown as {
    paths: Record<string, { get: { summary: string } }>;
  };
  (changed.paths['/notes/{note_id}'] as { get: { summary: string } }).get.summary = summary;
  const problems = problemsOf(overlayText(cleanActions()), changed);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
});
