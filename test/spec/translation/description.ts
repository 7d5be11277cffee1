import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { step, type JsonObject } from '../../../scripts/lib/description.js';
import { readTranslationOverlay } from '../../../scripts/lib/translation/overlay.js';
import { translate } from '../../../scripts/lib/translation/translate.js';
import { textHolders } from '../../../scripts/lib/translation/texts.js';
import { bundledDescription } from '../../lib/files.js';

/** Absolute paths of the real overlay and of the real documents. */
export const files = {
  overlay: fileURLToPath(new URL('../../../spec/overlays/zh-CN.yaml', import.meta.url)),
  english: bundledDescription,
  chinese: bundledDescription.replace(/json$/, 'zh-CN.json'),
} as const;

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as JsonObject;

/** The description in both languages, as it is committed. */
export const english = read(files.english);
export const chinese = read(files.chinese);

/** The translation as it is applied now. */
export const result = translate(english, readTranslationOverlay(files.overlay));

/** The texts of a document by JSON pointer. */
export function textsOf(document: JsonObject): Map<string, string> {
  return new Map(
    textHolders(document).flatMap(({ object, pointer, members }) =>
      members.map((member): [string, string] => [pointer + step(member), String(object[member])]),
    ),
  );
}
