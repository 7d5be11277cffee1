import type { Fact } from '../lib/facts.js';
import { draftMark as mark } from '../lib/draft-mark.js';
import { compareKeptParts } from '../lib/translation/kept-parts.js';

/** The texts of a draft: their English, and the Chinese that the sources have for it. */
export class DraftTexts {
  readonly #chinese = new Map<string, string>();

  /** The Chinese of an English text, with the mark where a person has to word it too. */
  chineseOf(english: string): string {
    return this.#chinese.get(english) ?? marked(english);
  }

  /** Notes a text with its Chinese and returns the English. */
  add(english: string, vendorChinese: string): string {
    if (this.#chinese.has(english)) return english;
    const chinese = typeset(vendorChinese);
    const { lost, added } = compareKeptParts(english, chinese);
    // A translation keeps code, links and numbers, and says what the English will say.
    const isDone =
      chinese.trim() !== '' && lost.length + added.length === 0 && !english.includes(mark);
    this.#chinese.set(
      english,
      isDone ? chinese : marked(chinese.trim() === '' ? english : chinese),
    );
    return english;
  }

  /** A sentence that a person has to word, from what the sources say of a thing. */
  sentence(english: string | undefined, chinese = ''): string {
    const words = plain(english ?? (chinese || 'not given by any source'));
    return this.add(`${mark} ${capital(words)}.`, chinese === '' ? '' : `${plain(chinese)}。`);
  }

  /** The description of a value, with its lengths in words and a line for each of its values. */
  ofFact(fact: Fact, values: readonly unknown[] | undefined): string {
    const { en, en_tf: guess, zh = '' } = fact;
    const words = plain((en ?? guess ?? zh) || 'not given by any source');
    const [lengthEn, lengthZh] = lengthOf(fact);
    const english = `${mark} ${capital(words)}.${lengthEn}`;
    const chinese = zh === '' ? '' : `${plain(zh)}。${lengthZh}`;
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

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lengthOf({ type, minLength, maxLength, minItems, maxItems }: Fact): [string, string] {
  const [least, most] = type === 'array' ? [minItems, maxItems] : [minLength, maxLength];
  if (least === undefined || most === undefined) return ['', ''];
  const [unit, unitZh] = type === 'array' ? ['entries', '个'] : ['characters', '个字符'];
  const end = most.toLocaleString('en');
  const [size, sizeZh] =
    least === most
      ? [end, `为${most}`]
      : least === 0
        ? [`at most ${end}`, `不超过${most}`]
        : [`${least} to ${end}`, `为${least}～${most}`];
  const measureZh = type === 'array' ? '数量' : '长度';
  return [` The vendor gives ${size} ${unit}.`, `官方给出的${measureZh}${sizeZh}${unitZh}。`];
}
