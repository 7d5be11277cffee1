import { query, type JsonValue } from 'jsonpath-rfc9535';
import { draftMark } from '../draft-mark.js';
import { isObject, type JsonObject } from '../openapi/document.js';
import { step } from '../openapi/pointer.js';
import { compareKeptParts } from './kept-parts.js';
import {
  fingerprint,
  englishMember,
  type Translation,
  type TranslationOverlay,
} from './overlay.js';
import { textHolders, type TextHolder } from './texts.js';

/** A text of the description and its translation. */
export interface TranslatedText {
  /** JSON pointer of the text. */
  pointer: string;
  english: string;
  translation: Translation;
}

/** A translated description, and all that is wrong with the translation. */
export interface TranslationResult {
  /** The translated description; English remains where a problem is. */
  document: JsonObject;
  /** The texts in the order of the overlay. */
  texts: readonly TranslatedText[];
  /** The objects with texts that have no translation, each with the names of these alone. */
  missing: readonly TextHolder[];
  /** One sentence each, which begins with a place and ends with what to do. */
  problems: readonly string[];
}

/**
 * Applies an overlay that translates to a bundled description, and checks it: each action hits one
 * object, each of its texts replaces one that is there, is up to date and keeps code, links, numbers
 * and structure; and no text is left without a translation. An address of `externalDocs` may be
 * replaced by that of the page in the other language; links to it in texts must follow.
 */
export function translate(english: JsonObject, overlay: TranslationOverlay): TranslationResult {
  // Not structuredClone: its objects may belong to another realm, which the JSONPath library passes over.
  const document = JSON.parse(JSON.stringify(english)) as JsonObject;
  const holders = textHolders(document);
  const texts = new Map<string, TranslatedText>();
  const problems: string[] = [];
  const changes: (() => void)[] = [];
  const pages = new Map<string, string>();
  for (const action of overlay.actions) {
    const found = findTarget(document, action.target, holders);
    if (typeof found === 'string') {
      problems.push(`${action.place}: ${found}`);
      continue;
    }
    for (const [member, translation] of action.translations) {
      const pointer = found.pointer + step(member);
      const original = String(found.object[member]);
      const former = texts.get(pointer)?.translation;
      const fail = (problem: string) => problems.push(`${translation.place}: ${problem}`);
      if (found.addresses.includes(member)) {
        const problem = problemOfAddress(original, translation, pages.get(original));
        if (problem !== undefined) fail(`${pointer} ${problem}`);
        pages.set(original, translation.text);
      } else if (!found.members.includes(member)) {
        fail(
          `there is no text ${pointer} to translate: remove it from the update, or correct the target.`,
        );
        continue;
      } else if (former !== undefined) {
        fail(`${pointer} is already translated at ${former.place}: remove one of the two.`);
        continue;
      } else texts.set(pointer, { pointer, english: original, translation });
      changes.push(() => Object.assign(found.object, { [member]: translation.text }));
    }
  }
  for (const text of texts.values()) {
    const { place } = text.translation;
    problems.push(...problemsOf(text, pages).map((problem) => `${place}: ${problem}`));
  }
  const missing = holders
    .map((holder) => ({
      ...holder,
      members: holder.members.filter((member) => !texts.has(holder.pointer + step(member))),
    }))
    .filter(({ members }) => members.length > 0);
  problems.push(
    ...missing.flatMap(({ pointer, members }) =>
      members.map(
        (member) =>
          `${overlay.name}: ${pointer}${step(member)} has no translation: add an action for it (--missing prints it).`,
      ),
    ),
  );
  // Targets are looked up in the English description, whatever the order of the actions.
  for (const change of changes) change();
  return { document, texts: [...texts.values()], missing, problems };
}

/** The one object that a target hits, or what is wrong with the target. */
function findTarget(
  document: JsonObject,
  target: string,
  holders: readonly TextHolder[],
): TextHolder | string {
  let hits: readonly unknown[];
  try {
    hits = query(document as JsonValue, target);
  } catch (error) {
    return `the target ${target} is no JSONPath of RFC 9535 (${(error as Error).message.replace(/\.$/, '')}): correct it.`;
  }
  if (hits.length === 0) {
    return `the target ${target} hits nothing: correct it, or remove the action if what it translated is gone.`;
  }
  if (hits.length > 1) {
    return `the target ${target} hits ${hits.length} places: narrow it down to one.`;
  }
  const holder = holders.find(({ object }) => object === hits[0]);
  if (holder !== undefined) return holder;
  const kind = isObject(hits[0]) ? 'an object without a text' : 'something that is no object';
  return `the target ${target} hits ${kind}: name the object that has the text as a member.`;
}

/** What is wrong with the address of a page in the other language, if anything is. */
function problemOfAddress(
  english: string,
  { text, recorded }: Translation,
  other = text,
): string | undefined {
  if (!/^https:\/\/[^\s/]+\/\S+$/.test(text)) return 'must be an address with https: correct it.';
  if (text === english) return 'is the English address: take it out of the update.';
  if (text !== other) return `is given another address elsewhere, ${other}: choose one of the two.`;
  if (recorded !== undefined) {
    return `is an address, not a text that is translated: take it out of ${englishMember}.`;
  }
  return undefined;
}

function problemsOf(
  { pointer, english, translation }: TranslatedText,
  pages: ReadonlyMap<string, string>,
): string[] {
  const { text, recorded } = translation;
  const current = fingerprint(english);
  if (text.trim() === '') return [`the translation of ${pointer} is empty: write it.`];
  if (text.includes(draftMark)) {
    return [`the translation of ${pointer} is a draft: word it, then remove the mark.`];
  }
  if (recorded === undefined) {
    return [
      `the translation of ${pointer} does not say which English it translates: compare the two, then record "${englishMember}: { ${pointer.split('/').at(-1)}: '${current}' }".`,
    ];
  }
  if (recorded.value !== current) {
    return [
      `the English of ${pointer} has changed since it was translated (recorded ${recorded.value}, now ${current}): revise the translation, then accept it (--accept '${pointer}').`,
    ];
  }
  const linked = english.replaceAll(
    /(?<=\]\()[^)\s]+(?=\))/g,
    (address) => pages.get(address) ?? address,
  );
  const { lost, added } = compareKeptParts(linked, text);
  return [
    ...lost.map((part) => `the translation of ${pointer} has lost ${part}: put it back.`),
    ...added.map(
      (part) =>
        `the translation of ${pointer} has ${part}, which the English has not: take it out.`,
    ),
  ];
}

/** Whether a text is at or below a JSON pointer; `#` is above all. */
export function isBelow(text: string, pointer: string): boolean {
  const above = pointer.replace(/^#/, '').replace(/\/$/, '');
  return text === above || text.startsWith(`${above}/`);
}

/**
 * Records that translations at or below a JSON pointer are up to date again, and changes nothing
 * else of the overlay.
 *
 * @param source the text of the overlay
 * @param pointer of one text, of anything above it, or `#` for all
 * @returns the new text of the overlay, and the pointers of the texts that were accepted
 */
export function acceptTranslations(
  source: string,
  texts: readonly TranslatedText[],
  pointer: string,
): { source: string; accepted: string[] } {
  const stale = texts
    .filter((text) => isBelow(text.pointer, pointer))
    .flatMap(({ pointer: of, english, translation: { recorded } }) => {
      const current = fingerprint(english);
      return recorded === undefined || recorded.value === current
        ? []
        : [{ of, current, range: recorded.range }];
    })
    .sort((a, b) => a.range[0] - b.range[0]);
  // From the end on: what stands before a change keeps its place.
  const changed = stale.reduceRight(
    (text, { current, range: [start, end] }) =>
      `${text.slice(0, start)}'${current}'${text.slice(end)}`,
    source,
  );
  return { source: changed, accepted: stale.map(({ of }) => of) };
}
