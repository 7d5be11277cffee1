import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../scripts/lib/openapi/document.js';
import { missingActions } from '../../../scripts/lib/translation/missing.js';
import { readTranslationOverlay } from '../../../scripts/lib/translation/overlay.js';
import { acceptTranslations, translate } from '../../../scripts/lib/translation/translate.js';
import { cleanActions, english, overlayFile, overlayText } from './small.js';

/** The description of tomorrow: two texts are not what they were. */
const changed = JSON.parse(
  JSON.stringify(english)
    .replace('"Show a note"', '"Show one note"')
    .replace('"Note ID."', '"ID of the note."'),
) as JsonObject;
const operation = '/paths/~1notes~1{note_id}/get';

function problems(text: string, document: JsonObject): readonly string[] {
  return translate(document, readTranslationOverlay(overlayFile(text))).problems;
}

function accept(text: string, pointer: string) {
  const { texts } = translate(changed, readTranslationOverlay(overlayFile(text)));
  return acceptTranslations(text, texts, pointer);
}

describe('accepting revised translations', () => {
  const before = `# A comment\n${overlayText(cleanActions())}# Another\n`;

  test.each([
    { pointer: `${operation}/summary`, accepted: ['/summary'] },
    { pointer: operation, accepted: ['/summary', '/parameters/0/description'] },
    { pointer: '/paths/', accepted: ['/summary', '/parameters/0/description'] },
    { pointer: '#', accepted: ['/summary', '/parameters/0/description'] },
    { pointer: `${operation}/sum`, accepted: [] },
    { pointer: '/info', accepted: [] },
  ])('takes those at or below $pointer', ({ pointer, accepted }) => {
    const result = accept(before, pointer);
    expect(result.accepted).toEqual(accepted.map((name) => operation + name));
    expect(problems(before, changed)).toHaveLength(2);
    expect(problems(result.source, changed)).toHaveLength(2 - accepted.length);
  });

  test('changes the fingerprints and nothing else', () => {
    const lines = accept(before, '#').source.split('\n');
    const former = before.split('\n');
    expect(lines).toHaveLength(former.length);
    expect(lines.filter((line, index) => line !== former[index])).toEqual([
      expect.stringMatching(/^ {6}summary: '[\da-f]{8}'$/),
      expect.stringMatching(/^ {6}description: '[\da-f]{8}'$/),
    ]);
  });
});

test('the actions for missing texts, once filled in, complete the translation', () => {
  const some = overlayText(cleanActions().slice(0, 1));
  const { document, missing } = translate(english, readTranslationOverlay(overlayFile(some)));
  const printed = missingActions(document, missing);
  expect(printed).toContain(
    "  # summary: Show a note\n  - target: $.paths['/notes/{note_id}'].get\n",
  );
  expect(printed).toContain(".get.parameters[?@.name == 'note_id']\n");
  expect(problems(some + printed, english)).toHaveLength(5);
  expect(problems(some + printed.replaceAll("''", "'便签'"), english)).toEqual([]);
});
