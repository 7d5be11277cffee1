import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../../scripts/lib/openapi/document.js';
import { readTranslation } from '../../../scripts/lib/translation/overlay.js';
import { translate } from '../../../scripts/lib/translation/translate.js';
import { bundledDescription, companions } from '../../lib/files.js';
import { wholeBundle } from '../../lib/whole-bundle.js';

/** The real overlays of the Chinese, in the order in which they apply. */
export const overlays =
  companions.overlays.find(({ language }) => language === 'zh-CN')?.paths ?? [];

/** Absolute paths of the real documents, with what their publication leaves out. */
export const files = {
  english: wholeBundle(),
  chinese: wholeBundle('zh-CN'),
  published: bundledDescription.replace(/json$/, 'zh-CN.json'),
} as const;

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as JsonObject;

/** The description in both languages. */
export const english = read(files.english);
export const chinese = read(files.chinese);

/** The description in Chinese, as it is committed. */
export const published = read(files.published);

/** The translation as it is applied now. */
export const result = translate(english, readTranslation({ language: 'zh-CN', paths: overlays }));

const places = new Map(
  result.texts.map(({ pointer, translation }) => [pointer, translation.place]),
);

/** Where the Chinese of a text stands, as `file:line:column`, for those who have to change it. */
export function placeOf(pointer: string): string {
  return places.get(pointer) ?? pointer;
}
