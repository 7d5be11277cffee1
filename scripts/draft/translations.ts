import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { query, type JsonValue } from 'jsonpath-rfc9535';
import { findCompanions } from '../lib/companions.js';
import type { JsonObject } from '../lib/openapi/document.js';
import { pagesOf } from '../lib/facts.js';
import { readTranslation } from '../lib/translation/overlay.js';
import { actionFor } from '../lib/translation/missing.js';
import { textHolders } from '../lib/translation/texts.js';
import { translate } from '../lib/translation/translate.js';
import { sortYaml } from './insert.js';
import type { SchemaDraft } from './schemas.js';

/** The facts give terms in this language. */
const language = 'zh-CN';

/**
 * Adds an action to the family's overlay for each object with texts that nothing translates yet, in
 * the terms of the facts. A description without an overlay of the language gets none.
 *
 * @param copy - the description in a copy of its folder, as the draft leaves it
 */
export function addTranslations(
  { facts, operation, files, texts }: SchemaDraft,
  document: JsonObject,
  copy: string,
): void {
  const overlays = overlaysOf(copy);
  if (overlays.length === 0) return;
  const { missing } = translate(document, readTranslation({ language, paths: overlays }));
  const chinesePage = pagesOf(operation).find(({ lang }) => lang === 'zh')?.url;
  const actions = missing.map((holder) => {
    const action = actionFor(document, holder, (english) => texts.chineseOf(english));
    const { url } = holder.object;
    const isMoved =
      holder.addresses.includes('url') && chinesePage !== undefined && url !== chinesePage;
    return isMoved ? { ...action, update: { ...action.update, url: chinesePage } } : action;
  });
  if (actions.length === 0) return;

  const file = `families/${facts.family}/${language}.yaml`;
  if (files.has(file)) {
    for (const action of actions) files.insert(file, ['actions'], action);
    // A new operation may refer to a schema before those that did.
    const holders = textHolders(document);
    const sorted = sortYaml(files.text(file), ['actions'], ({ target }) => {
      const [object] = query(document as JsonValue, String(target));
      return holders.findIndex((holder) => holder.object === object);
    });
    files.changes.set(file, sorted);
  } else {
    const title = `${facts.title_zh ?? facts.title}简体中文译文`;
    files.write(file, { overlay: '1.0.0', info: { title, version: '0.1.0' }, actions });
  }
  const path = join(dirname(copy), file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, files.text(file));
  if (!overlaysOf(copy).includes(path)) {
    files.note(file, 'name it under overlays of x-build in redocly.yaml.');
  }
}

function overlaysOf(spec: string): readonly string[] {
  return findCompanions(spec).overlays.find((each) => each.language === language)?.paths ?? [];
}
