import type { Fact } from '../lib/facts.js';
import { compareKeptParts } from '../lib/translation/kept-parts.js';

/** Stands before each text that a person still has to word. The linter refuses it. */
export const mark = 'DRAFT:';

/** The texts of a draft: their English, and the Chinese that the sources have for it. */
export class DraftTexts {
  readonly #chinese = new Map<string, string>();

  /** The Chinese of an English text; the English itself where no source has any. */
  chineseOf(english: string): string {
    return this.#chinese.get(english) ?? english;
  }

  /** Notes a text with its Chinese and returns the English. */
  add(english: string, chinese: string): string {
    const { lost, added } = compareKeptParts(english, chinese);
    // A translation keeps code, links and numbers: where the sources differ, both stand.
    const isTrue = chinese.trim() !== '' && lost.length === 0 && added.length === 0;
    const terms = chinese.replaceAll(/[`|<>]|https?:\/\/\S+/g, '').trim() || '待补充';
    const both = `${terms}（${english.replaceAll(mark, '').trim()}）`;
    if (!this.#chinese.has(english)) this.#chinese.set(english, isTrue ? chinese : both);
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
    const lines = values.map((value) => `- \`${nameOf(value)}\`: ${meaning(value) || 'unknown'}`);
    const linesZh = values.map((value) => `- \`${nameOf(value)}\`：${meaning(value) || '未知'}`);
    const list = (first: string, rest: string[]) => `${first}\n\n${rest.join('\n')}\n`;
    return this.add(list(english, lines), list(chinese || `${words}。`, linesZh));
  }
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
        : [`${least} to ${end}`, `为${least}~${most}`];
  const measureZh = type === 'array' ? '数量' : '长度';
  return [` The vendor gives ${size} ${unit}.`, `官方给出的${measureZh}${sizeZh}${unitZh}。`];
}
