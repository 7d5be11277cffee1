import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { JsonObject } from '../lib/description.js';
import { pagesOf, type FamilyFacts, type OperationFacts } from '../lib/facts.js';
import { fingerprint } from '../lib/translation/fingerprint.js';
import { targetFor } from '../lib/translation/missing.js';
import { englishMember, readTranslationOverlay } from '../lib/translation/overlay.js';
import type { TextHolder } from '../lib/translation/texts.js';
import { translate } from '../lib/translation/translate.js';
import type { SpecFiles } from './spec-files.js';
import type { DraftTexts } from './texts.js';

/** The facts give terms in this language. */
const language = 'zh-CN';

/**
 * Adds an action to the family's overlay for each object with texts that nothing translates yet, in
 * the terms of the facts. A description without an overlay of the language gets none.
 */
export function addTranslations(draft: {
  readonly document: JsonObject;
  readonly facts: FamilyFacts;
  readonly operation: OperationFacts;
  readonly files: SpecFiles;
  readonly texts: DraftTexts;
  /** A copy of the description, as the draft leaves it. */
  readonly copy: string;
}): void {
  const { document, facts, operation, files, texts, copy } = draft;
  const overlays = files
    .all()
    .filter((path) => basename(path) === `${language}.yaml` && !path.startsWith('guides/'));
  if (overlays.length === 0) return;
  const read = () => ({
    name: language,
    actions: overlays.flatMap((path) => readTranslationOverlay(join(copy, path)).actions),
  });
  const byHolder = new Map<TextHolder, string[]>();
  for (const { holder, member } of translate(document, read()).missing) {
    byHolder.set(holder, [...(byHolder.get(holder) ?? []), member]);
  }
  const chinesePage = pagesOf(operation).find(({ lang }) => lang === 'zh')?.url;
  const actions = [...byHolder].map(([{ object, path, addresses }, members]) => {
    const english = members.map((member) => [member, String(object[member])] as const);
    const isMoved =
      addresses.includes('url') && chinesePage !== undefined && object['url'] !== chinesePage;
    const update = english.map(([member, text]) => [member, texts.chineseOf(text)]);
    return {
      target: targetFor(document, path),
      update: {
        ...(Object.fromEntries(update) as JsonObject),
        ...(isMoved && { url: chinesePage }),
      },
      [englishMember]: Object.fromEntries(
        english.map(([member, text]) => [member, fingerprint(text)]),
      ) as JsonObject,
    };
  });
  if (actions.length === 0) return;

  const file = `families/${facts.family}/${language}.yaml`;
  if (files.has(file)) for (const action of actions) files.insert(file, ['actions'], action);
  else {
    const title = `${facts.title_zh ?? facts.title}简体中文译文`;
    files.write(file, { overlay: '1.0.0', info: { title, version: '0.1.0' }, actions });
    overlays.push(file);
  }
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), files.text(file));
  for (const problem of translate(document, read()).problems) {
    files.note(`The translation: ${problem.replace(copy, '')}`);
  }
}
