import MiniSearch, { type Query, type SearchResult } from 'minisearch';

/** The member of the window that the index of a language is in. */
export const indexMember = 'docsSearchIndex';

/** What is found, in groups. */
export const entryKinds = ['operation', 'error', 'guide', 'field', 'list', 'decision'] as const;

/** A kind of thing that is found. */
export type EntryKind = (typeof entryKinds)[number];

/** Something that can be found. */
export interface SearchEntry {
  kind: EntryKind;
  title: string;
  /** Its page and place, from the folder of the language. */
  address: string;
  /** What it is a part of, for readers. */
  within?: string;
  /** Other names: the id and address of an operation, values of a field. */
  names?: string[];
  text?: string;
}

/** What the search of one language is made from. */
export interface SearchData {
  entries: SearchEntry[];
  /** Words and phrases that mean the same to readers. */
  synonyms: string[][];
}

/** Something that was found. */
export interface Found {
  entry: SearchEntry;
  /** The terms of the entry by which it was found. */
  terms: ReadonlySet<string>;
}

/** A part of a text. */
export interface TextPart {
  text: string;
  marked: boolean;
}

const latin = String.raw`(?:(?!\p{Script=Han})[\p{L}\p{N}])+`;
// A comma inside of a number separates its thousands.
const wordPattern = new RegExp(
  String.raw`\p{Script=Han}+|${latin}(?:(?:[._-]+|(?<=\d),(?=\d{3}))${latin})*`,
  'gu',
);
const isHan = (word: string) => /^\p{Script=Han}/u.test(word);

/** Words of questions that say nothing about what is looked for. */
const emptyWords = new Set(
  `a an and are as at be by can do does for from has have how i if in into is it me mean more my of on or our should
   than that the this to was were what when where which who why will with without you your 的 了 我 谁 吗 呢 在 怎么 怎样 如何 什么
   为什么 请问 是否 可以`.split(/\s+/),
);
const emptyPhrases =
  /怎么[样办]?|怎样|有哪些|如何|为?什么|请问|是否|可以|我的|[的了吗呢谁]|\b(?:where|how) (?:(?:do|can) (?:i|we|you)|to) (?:find|get)\b/giu;

/** What remains of an English word without its ending, so that `approved` finds `approve`. */
function stem(word: string): string {
  if (!/^[a-z]{5,}$/.test(word)) return word;
  return word
    .replace(/ies$/, 'y')
    .replace(/(?<=[aeiouy].*)(ing|ed)$|(?<=[^s])s$/, '')
    .replace(/([bdgmnpt])\1$/, '$1')
    .replace(/e$/, '');
}

/** A name without what separates its parts: `UN_PASS` and `unpass` are the same. */
function joined(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** The same without the endings of its words: `Alerts` is what asks for an alert. */
function singular(name: string): string {
  return wordsIn(name.toLowerCase())
    .map((word) => stem(joined(word)))
    .join('');
}

/** The parts of a name: `createAopWorkflow`, `version_id` and `APIGW.0308` have several. */
function partsOf(word: string): string[] {
  return word
    .replaceAll(/(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, '_')
    .toLowerCase()
    .replaceAll(',', '')
    .split(/[._-]+/);
}

/** Pairs of neighbours: Chinese is written without blanks, and any part of a word is looked for. */
function pairsOf(word: string): string[] {
  const letters = [...word];
  return letters.length === 1
    ? letters
    : letters.slice(1).map((letter, at) => `${letters[at] ?? ''}${letter}`);
}

/** The numbers of error codes in a text, `20040605` of `SecMaster.20040605`. */
function numbersOf(text: string): string[] {
  return text.match(/\b\d{4,}\b/g) ?? [];
}

/** The terms of a word as they stand in the index: a name is found from each of its parts on. */
function termsOf(word: string): string[] {
  if (isHan(word)) return [...new Set([...pairsOf(word), [...word].at(-1) ?? ''])];
  const parts = partsOf(word);
  return parts.length === 1
    ? parts.map(stem)
    : parts.flatMap((part, at) => [parts.slice(at).join(''), stem(part)]);
}

/** Whether two words differ in at most so many letters. */
function isSimilar(one: string, other: string, most: number): boolean {
  if (most < 0 || Math.abs(one.length - other.length) > most) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const [rest, others] = [one.slice(at), other.slice(at)];
  if (rest === '' || others === '') return rest.length + others.length <= most;
  return (
    isSimilar(rest.slice(1), others.slice(1), most - 1) ||
    isSimilar(rest.slice(1), others, most - 1) ||
    isSimilar(rest, others.slice(1), most - 1)
  );
}

/** How many letters of a term may be wrong: none of a number or of Chinese. */
function typosIn(term: string): number {
  if (!/^\p{L}+$/u.test(term) || isHan(term) || term.length < 4) return 0;
  return term.length < 7 ? 1 : 2;
}

/** How much more one kind of entry is worth than another that says the same. */
const worth: Record<EntryKind, number> = {
  ...{ operation: 1.6, error: 1.6, guide: 1.2, list: 1.5, field: 0.9, decision: 0.6 },
};

/** A page as a whole is worth more than one of its sections. */
const worthOfPage = 1.5;

/** Who asks in a sentence wants an explanation rather than a name. */
const worthInSentence: Partial<Record<EntryKind, number>> = {
  guide: 1.4,
  error: 1.4,
  field: 0.4,
};

/** Finds entries by words of their texts, parts of their names, synonyms, and with typos. */
export class SearchEngine {
  readonly #entries: readonly SearchEntry[];
  readonly #index: MiniSearch<SearchEntry & { id: number }>;
  /** Each group of synonyms as words. */
  readonly #synonyms: string[][][];
  readonly #hanSynonyms: RegExp;

  constructor({ entries, synonyms }: SearchData) {
    this.#entries = entries;
    this.#synonyms = synonyms.map((group) => group.map((phrase) => wordsIn(phrase)));
    const han = synonyms.flat().filter(isHan);
    this.#hanSynonyms = new RegExp(
      han.sort((one, other) => other.length - one.length).join('|') || '(?!)',
      'gu',
    );
    // Most words are in many texts.
    const known = new Map<string, readonly string[]>();
    const termsOfWord = (word: string) => {
      const terms = known.get(word) ?? termsOf(word);
      known.set(word, terms);
      return terms;
    };
    this.#index = new MiniSearch({
      fields: ['title', 'names', 'text'],
      extractField: (entry, name) =>
        // A reader may say which kind it is: `error 429`.
        name === 'names'
          ? [entry.kind, ...(entry.names ?? [])].join(' ')
          : entry[name as 'id' | 'title' | 'text'],
      tokenize: (text) => wordsIn(text).flatMap((word) => termsOfWord(word)),
      processTerm: (term) => term,
      searchOptions: {
        tokenize: (term) => [term],
        boost: { title: 4, names: 3 },
        prefix: (term) => term.length > 1 || isHan(term),
        fuzzy: (term) => typosIn(term),
        boostDocument: (id) => {
          const { kind, address } = entries[id as number]!;
          return worth[kind] * (kind === 'guide' && !address.includes('#') ? worthOfPage : 1);
        },
      },
    });
    this.#index.addAll(entries.map((entry, id) => ({ ...entry, id })));
  }

  /**
   * The entries that a query finds, the best first: what explains an error code in it, which may stand in a
   * pasted message; those with all of its words; then the others. Long texts such as those of decisions have
   * all words of many queries, which they are not about.
   */
  find(typed: string): Found[] {
    // An input method for Chinese may type letters and digits in full width.
    const query = typed.normalize('NFKC');
    const phrases = this.#phrasesOf(query);
    if (phrases.length === 0) return [];
    const all = this.#index.search({ combineWith: 'AND', queries: queriesOf(phrases) });
    const some = this.#index.search({ combineWith: 'OR', queries: queriesOf(phrases, 'OR') });
    const entryOf = ({ id }: SearchResult) => this.#entries[id as number]!;
    const codes = numbersOf(query);
    const explainsIt = (result: SearchResult) => {
      const { kind, title, names = [] } = entryOf(result);
      return (
        kind === 'error' && [title, ...names].flatMap(numbersOf).some((one) => codes.includes(one))
      );
    };
    const isLong = (result: SearchResult) => {
      const { kind, names = [] } = entryOf(result);
      return kind === 'decision' && !names.some((name) => joined(name) === joined(query));
    };
    const known = new Set<unknown>();
    const isNew = ({ id }: SearchResult) => !known.has(id) && known.add(id);
    return [
      some.filter(explainsIt),
      all.filter((result) => !isLong(result)),
      all.length > 5 ? all : some,
    ].flatMap((results) => this.#ranked(results.filter(isNew), query, phrases));
  }

  /** The words of a query, and what means the same, for each phrase that has synonyms or each word. */
  #phrasesOf(query: string): Phrase[] {
    const plain = query.replaceAll(emptyPhrases, ' ').replaceAll(this.#hanSynonyms, ' $& ');
    const words = wordsIn(plain);
    const phrases: Phrase[] = [];
    for (let at = 0; at < words.length;) {
      // A phrase may hold what says nothing by itself: `sort by`.
      const [length, group] = this.#synonymsAt(words.slice(at));
      const own = words.slice(at, at + length);
      const others = group.filter((phrase) => phrase.join(' ') !== own.join(' ').toLowerCase());
      phrases.push({ own, others });
      at += length;
    }
    const isEmpty = ({ own }: Phrase) => own.every((word) => emptyWords.has(word.toLowerCase()));
    const full = phrases.filter((phrase) => !isEmpty(phrase));
    return full.length > 0 ? full : phrases;
  }

  /** The synonyms of the phrase that words begin with, and the number of its words. */
  #synonymsAt(words: readonly string[]): [number, string[][]] {
    // `CVE-2021-44228` is looked for where CVEs are.
    const nameOf = (word: string) => stem(word.toLowerCase().replace(/(-\d+)+$/, ''));
    const isSame = (mine: string, theirs: string) => mine === theirs;
    const isAlmost = (mine: string, theirs: string) =>
      isSimilar(mine, theirs, Math.min(1, typosIn(mine)));
    // A word that is a synonym as it stands is no typo of another one.
    for (const fits of [isSame, isAlmost]) {
      let most = 0;
      const found: string[][] = [];
      for (const group of this.#synonyms) {
        const lengths = group
          .filter(
            (one) =>
              one.length <= words.length &&
              one.every((word, at) => fits(nameOf(words[at] ?? ''), nameOf(word))),
          )
          .map((one) => one.length);
        const length = Math.max(0, ...lengths);
        if (length === 0 || length < most) continue;
        if (length > most) found.length = 0;
        most = length;
        found.push(...group);
      }
      if (most > 0) return [most, found];
    }
    return [1, []];
  }

  /** What has the name that was asked for comes before what only mentions its words. */
  #ranked(results: readonly SearchResult[], query: string, phrases: readonly Phrase[]): Found[] {
    const asked = query.trim().toLowerCase();
    const name = singular(query);
    const meanings = this.#synonyms
      .map((group) => group.map((phrase) => singular(phrase.join(' '))))
      .filter((group) => group.includes(name));
    const isSentence = /\b(how|what|when|where|which|who|why|can|do|does|is|are)\b/.test(asked);
    return results
      .map((result) => {
        const entry = this.#entries[result.id as number]!;
        const names = [entry.title, ...(entry.names ?? [])];
        const isIt = names.some((one) => singular(one) === name);
        const holdsIt = names.some((one) => one.toLowerCase().includes(asked));
        // Who asks for alerts wants all that there is for them, rather than one of the operations.
        const isList =
          entry.kind === 'list' && [name, ...meanings.flat()].includes(singular(entry.title));
        const factor = isList ? 20 : isIt ? 3 : isNamed(entry, phrases) ? 2.5 : holdsIt ? 1.5 : 1;
        const fit = isSentence ? (worthInSentence[entry.kind] ?? 1) : 1;
        const found = { entry, terms: new Set(Object.keys(result.match)) };
        return { found, score: result.score * factor * fit };
      })
      .sort((one, other) => other.score - one.score)
      .map(({ found }) => found);
  }
}

/** A part of a query. */
interface Phrase {
  own: readonly string[];
  /** What means the same, as words. */
  others: readonly (readonly string[])[];
}

/** How much a synonym counts beside the word itself. */
const meant = 0.4;

/**
 * The phrases of a query as MiniSearch takes them.
 *
 * @param han - whether all parts of a Chinese word must be there
 */
function queriesOf(phrases: readonly Phrase[], han: 'AND' | 'OR' = 'AND'): Query[] {
  return phrases.map(({ own, others }) => ({
    combineWith: 'OR',
    queries: [
      { ...phraseQuery(own, han), ...(others.length > 0 && { fuzzy: false }) },
      ...others.map((phrase) => ({
        ...phraseQuery(phrase),
        fuzzy: false,
        boostTerm: () => meant,
      })),
    ],
  }));
}

/**
 * Whether the title of an error, or title and id of an operation, say all that a query asks for, in
 * whatever words. One word is no name of an operation: many have it.
 */
function isNamed({ kind, title, names = [] }: SearchEntry, phrases: readonly Phrase[]): boolean {
  if (kind !== 'error' && (kind !== 'operation' || phrases.length === 1)) return false;
  // What else names an operation is its address and its permission.
  const name = [title, ...(kind === 'operation' ? names.slice(0, 1) : [])].join(' ');
  const terms = new Set(wordsIn(name).flatMap((word) => (isHan(word) ? [] : termsOf(word))));
  const says = (word: string) =>
    isHan(word)
      ? name.includes(word)
      : partsOf(word).every((part) => terms.has(stem(part))) || terms.has(stem(joined(word)));
  return phrases.every(({ own, others }) =>
    [own, ...others].some((phrase) => phrase.every((word) => says(word))),
  );
}

function wordsIn(text: string): string[] {
  return text.match(wordPattern) ?? [];
}

/**
 * A short word with two neighbours swapped, at each place: `alret` is `alert`. That is two wrong letters,
 * of which a short word may have one only.
 */
function swapped(word: string): string[] {
  if (!/^[a-z]{4,6}$/.test(word)) return [];
  return [...word.slice(1)].map(
    (letter, at) => word.slice(0, at) + letter + (word[at] ?? '') + word.slice(at + 2),
  );
}

/** Asks for all words of a phrase; for a name, as a whole or by all of its parts, for a code by its number. */
function phraseQuery(
  words: readonly string[],
  han: 'AND' | 'OR' = 'AND',
): Exclude<Query, string | symbol> {
  const queries = words.map((word): Query => {
    if (isHan(word)) return { combineWith: han, queries: pairsOf(word) };
    const parts = partsOf(word).map(stem);
    const [whole = '', ...more] = parts;
    const queries: Query[] =
      more.length === 0
        ? [whole, { queries: swapped(whole), fuzzy: false, prefix: false }]
        : [joined(word), { combineWith: 'AND', queries: parts }, ...numbersOf(more.at(-1) ?? '')];
    return { combineWith: 'OR', queries };
  });
  return { combineWith: 'AND', queries };
}

/** The results as they are shown: a few of each kind, the kind of the best result first. */
export function inGroups(found: readonly Found[], most = 5): [EntryKind, Found[]][] {
  const groups = new Map<EntryKind, Found[]>();
  for (const one of found) {
    const group = groups.get(one.entry.kind) ?? [];
    groups.set(one.entry.kind, group);
    if (group.length < most) group.push(one);
  }
  return [...groups];
}

/** A text with the words marked that were found. */
export function marked(text: string, terms: ReadonlySet<string>): TextPart[] {
  const parts: TextPart[] = [];
  const add = (piece: string, isMarked: boolean) => {
    const last = parts.at(-1);
    if (last?.marked === isMarked) last.text += piece;
    else if (piece !== '') parts.push({ text: piece, marked: isMarked });
  };
  let end = 0;
  for (const { 0: word, index } of text.matchAll(wordPattern)) {
    add(text.slice(end, index), false);
    end = index + word.length;
    if (!isHan(word)) {
      add(
        word,
        termsOf(word).some((term) => terms.has(term)),
      );
      continue;
    }
    const letters = [...word];
    const holds = (at: number) => terms.has(`${letters[at] ?? ''}${letters[at + 1] ?? ''}`);
    for (const [at, letter] of letters.entries()) add(letter, holds(at) || holds(at - 1));
  }
  add(text.slice(end), false);
  return parts;
}

/** The piece of a text around the first word that was found, with the words marked. */
export function snippet(text: string, terms: ReadonlySet<string>, length = 150): TextPart[] {
  const [before] = marked(text, terms);
  const first = before === undefined || before.marked ? 0 : before.text.length;
  // A text in which nothing was found begins at its beginning.
  const from = first < length / 2 || first === text.length ? 0 : first - 40;
  const start = from === 0 ? 0 : from + Math.max(0, text.slice(from, first).search(/(?<=\s)\S/));
  const piece = text.slice(start, start + length);
  const cut = start + piece.length < text.length;
  const end = cut ? piece.replace(/\s+\S*$/, '') : piece;
  return marked(`${start > 0 ? '… ' : ''}${end}${cut ? ' …' : ''}`, terms);
}
