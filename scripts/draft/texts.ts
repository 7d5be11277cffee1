import { rangeOf, type Fact } from '../lib/facts.js';
import { draftMark as mark } from '../lib/draft-mark.js';
import { capitalize } from '../lib/operation-list.js';
import { compareKeptParts } from '../lib/translation/kept-parts.js';

/** The texts of a draft: their English, and the Chinese that the sources have for it. */
export class DraftTexts {
  readonly #chinese = new Map<string, string>();

  /** The Chinese of an English text, with the mark where a person has to word it too. */
  chineseOf(english: string): string {
    return this.#chinese.get(english) ?? marked(english);
  }

  /** Notes a text with its Chinese and returns the English, which has to be no other's. */
  add(english: string, vendorChinese: string): string {
    const chinese = typeset(vendorChinese);
    const { lost, added } = compareKeptParts(english, chinese);
    // A translation keeps code, links and numbers, and says what the English will say.
    const isDone =
      chinese.trim() !== '' && lost.length + added.length === 0 && !english.includes(mark);
    const noted = isDone ? chinese : marked(chinese.trim() === '' ? english : chinese);
    const known = this.#chinese.get(english);
    // The sources tell two things apart in Chinese alone: whoever words them has to see it.
    if (known !== undefined && known !== noted && english.includes(mark) && chinese !== '') {
      const told = plain(chinese.split('。', 1)[0] ?? '');
      return this.add(english.replace(mark, `${mark} ${told}:`), vendorChinese);
    }
    if (known === undefined) this.#chinese.set(english, noted);
    return english;
  }

  /** A sentence that a person has to word, from what the sources say of a thing. */
  sentence(english: string | undefined, chinese = ''): string {
    const words = plain(english ?? (chinese || 'not given by any source'));
    return this.add(`${mark} ${capitalize(words)}.`, chinese === '' ? '' : `${plain(chinese)}。`);
  }

  /** The description of a value, with its limits in words and a line for each of its values. */
  ofFact(fact: Fact, values: readonly unknown[] | undefined): string {
    const { en, en_tf: guess, zh = '' } = fact;
    const words = plain((en ?? guess ?? zh) || 'not given by any source');
    const [limitsEn, limitsZh] = limitsOf(fact);
    const english = `${mark} ${capitalize(words)}.${limitsEn}`;
    const chinese = zh === '' ? '' : `${plain(zh)}。${limitsZh}`;
    if (values === undefined) return this.add(english, chinese);
    const meaning = (value: unknown) => plain(fact.values_zh?.[String(value)] ?? '');
    // The sources tell the meaning of a value in Chinese alone.
    const lines = values.map((value) =>
      `- \`${nameOf(value)}\`: ${mark} ${meaning(value)}`.trimEnd(),
    );
    const linesZh = values.map((value) => `- \`${nameOf(value)}\`：${meaning(value) || mark}`);
    const list = (first: string, rest: string[]) => `${first}\n\n${rest.join('\n')}\n`;
    return this.add(list(english, lines), list(chinese || `${words}。`, linesZh));
  }
}

function marked(text: string): string {
  return text.startsWith(mark) ? text : `${mark} ${text}`;
}

/** Chinese as the vendor's pages set it: without blanks beside it, in full-width punctuation. */
function typeset(text: string): string {
  return text
    .replaceAll(/(?<=\d) *~ *(?=\d)/g, '～')
    .replaceAll(/(?<=\p{sc=Han} *)\(([^()]*)\)|\(([^()]*\p{sc=Han}[^()]*)\)/gu, '（$1$2）')
    .replaceAll(/(?<=\p{sc=Han} *)[,:;?!]|[,:;?!](?= *\p{sc=Han})/gu, (half) =>
      '，：；？！'.charAt(',:;?!'.indexOf(half)),
    )
    .replaceAll(/ +(?=[\p{sc=Han}，。；：、！？（）])|(?<=[\p{sc=Han}，。；：、！？（）]) +/gu, '');
}

function nameOf(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

/** On one line, and without a period at the end. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/[.。，,;；：:]+$/u, '');
}

/** The limits of a value as a sentence, in English and in Chinese. */
function limitsOf(fact: Fact): [string, string] {
  const { minimum, maximum } = rangeOf(fact);
  const { minLength, maxLength, minItems, maxItems, items_minLength, items_maxLength } = fact;
  // No length is below zero.
  const aboveZero = (least?: number) => (least === 0 ? undefined : least);
  const limits = [
    ...spanOf(aboveZero(minLength), maxLength, '# characters', '长度#个字符'),
    ...spanOf(aboveZero(minItems), maxItems, '# entries', '数量#个'),
    ...spanOf(
      aboveZero(items_minLength),
      items_maxLength,
      'each with # characters',
      '每个的长度#个字符',
    ),
    ...spanOf(minimum, maximum, '#', '取值范围#'),
    ...(fact.pattern
      ? [[`the pattern \`${fact.pattern}\``, `正则表达式为\`${fact.pattern}\``]]
      : []),
  ];
  if (limits.length === 0) return ['', ''];
  const [english, chinese] = [0, 1].map((language) => limits.map((limit) => limit[language]));
  return [` The vendor gives ${english?.join(', ')}.`, `官方给出的${chinese?.join('，')}。`];
}

/** From the least to the most, in place of # in a text of each language; nothing without a most. */
function spanOf(
  least: number | undefined,
  most: number | undefined,
  english: string,
  chinese: string,
): [string, string][] {
  if (most === undefined) return [];
  const [start, end] = [least?.toLocaleString('en'), most.toLocaleString('en')];
  const [size, sizeZh] =
    start === end
      ? [end, `为${most}`]
      : start === undefined
        ? [`at most ${end}`, `不超过${most}`]
        : [`${start} to ${end}`, `为${least}～${most}`];
  return [[english.replace('#', size), chinese.replace('#', sizeZh)]];
}
