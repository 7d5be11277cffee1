import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { JsonObject } from '../../../scripts/lib/openapi/document.js';
import { fingerprint } from '../../../scripts/lib/translation/fingerprint.js';

/** A small bundled description, whole and in English. */
export const english = {
  openapi: '3.1.1',
  info: {
    title: 'Notes',
    version: '1.0.0',
    description: 'Keeps up to 1,000 notes (`N01`), see [limits](https://example.com/limits).\n',
  },
  tags: [{ name: 'Notes', 'x-displayName': 'Notes', description: 'Write notes.' }],
  paths: {
    '/notes/{note_id}': {
      get: {
        operationId: 'showNote',
        tags: ['Notes'],
        summary: 'Show a note',
        parameters: [{ name: 'note_id', in: 'path', required: true, description: 'Note ID.' }],
        responses: { '200': { description: 'The note.' } },
      },
    },
  },
} as const satisfies JsonObject;

/** One action of a translation; the fingerprints are those of today unless given. */
export interface SmallAction {
  target: string;
  update: Record<string, string>;
  english: Record<string, string>;
  recorded?: Record<string, string>;
}

/** A translation of {@link english} that is in order. */
export function cleanActions(): SmallAction[] {
  const operation = "$.paths['/notes/{note_id}'].get";
  return [
    action('$.info', english.info, {
      title: '便签',
      description: '最多保存1000条便签（`N01`），请参见[限制](https://example.com/limits)。\n',
    }),
    action("$.tags[?@.name == 'Notes']", english.tags[0], {
      'x-displayName': '便签',
      description: '编写便签。',
    }),
    action(operation, english.paths['/notes/{note_id}'].get, { summary: '查询便签' }),
    action(`${operation}.parameters[0]`, { description: 'Note ID.' }, { description: '便签ID。' }),
    action(
      `${operation}.responses['200']`,
      { description: 'The note.' },
      { description: '便签。' },
    ),
  ];
}

function action(target: string, holder: object, update: Record<string, string>): SmallAction {
  const texts = holder as Record<string, string>;
  return {
    target,
    update,
    english: Object.fromEntries(Object.keys(update).map((name) => [name, texts[name] ?? ''])),
  };
}

/** Writes actions as an overlay in YAML, one member per line. */
export function overlayText(actions: readonly SmallAction[]): string {
  const members = (values: Record<string, string>) =>
    Object.entries(values).map(([name, value]) => `      ${name}: ${JSON.stringify(value)}`);
  return [
    'overlay: 1.0.0',
    'info:',
    '  title: Notes in Chinese',
    '  version: 1.0.0',
    'actions:',
    ...actions.flatMap(({ target, update, english: texts, recorded }) => [
      `  - target: ${JSON.stringify(target)}`,
      '    update:',
      ...members(update),
      '    x-english:',
      ...members(
        recorded ??
          Object.fromEntries(
            Object.entries(texts).map(([name, text]) => [name, fingerprint(text)]),
          ),
      ),
    ]),
    '',
  ].join('\n');
}

const made: string[] = [];

/** An empty folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'translation-test-')));
  made.push(folder);
  return folder;
}

/** Writes an overlay to a folder of its own; `zh-CN.yaml` is its name. */
export function overlayFile(text: string): string {
  const file = join(temporaryFolder(), 'zh-CN.yaml');
  writeFileSync(file, text);
  return file;
}

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});
