/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** Shorter texts are no secrets, and taking them out would garble every word that holds them. */
const shortestSecret = 6;

/**
 * Makes a function that takes secrets out of a text which a server or a library wrote. They are
 * found as they are, percent-encoded, escaped as in JSON, each of these more than once, and in
 * Base64, alone or inside of a longer text.
 *
 * @param secrets - asked for with the first text: most requests have nothing to hide anything in.
 *   Undefined ones and those of less than six characters are left out
 */
export function redactor(secrets: () => readonly (string | undefined)[]): Redact {
  let pattern: RegExp | undefined;
  return (text) => {
    if (text === '') return text;
    pattern ??= patternOf(secrets());
    return text.replace(pattern, '[hidden]');
  };
}

function patternOf(secrets: readonly (string | undefined)[]): RegExp {
  const hidden = secrets
    .filter((one) => one !== undefined && one.length >= shortestSecret)
    // One may be the beginning of another.
    .sort((one = '', other = '') => other.length - one.length);
  // Without any, a pattern that nothing fits.
  return new RegExp(hidden.flatMap((one) => spellingsOf(one as string)).join('|') || '(?!)', 'g');
}

/** For texts beside which no secret is known. */
export const nothingToHide: Redact = (text) => text;

/** Patterns of all the ways to write a secret. */
function spellingsOf(secret: string): string[] {
  const escaped = [...secret.matchAll(/\\+|./gsu)].map(([unit]) => escapedPattern(unit)).join('');
  return [escaped, ...base64Of(secret).map((text) => [...text].map(base64Pattern).join(''))];
}

/**
 * Most backslashes that become of one: in JSON four times over. Were any number taken, a text of
 * many backslashes would keep the pattern busy for minutes.
 */
const mostBackslashes = 16;

/** Pattern of a character, or of backslashes in a row, and of all their escapes. */
function escapedPattern(text: string): string {
  const [character = ''] = text;
  if (/[A-Za-z0-9]/.test(character)) return character;
  const bytes = [...new TextEncoder().encode(character)];
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  const percent = bytes.map((byte) => `%(?:25)*${anyCase(hex(byte, 2))}`).join('');
  const prefix = (least: number): string => `\\\\{${least},${mostBackslashes}}`;
  const numbers = units.map((unit) => `${prefix(1)}u${anyCase(hex(unit, 4))}`).join('');
  if (character === '\\') {
    // As one: taken singly, there would be too many ways to share out the backslashes of a text.
    const { length } = text;
    const plain = `\\\\{${length},${length * mostBackslashes}}`;
    return `(?:${plain}|(?:${percent}){${length}}|(?:${numbers}){${length}})`;
  }
  const json = JSON.stringify(character).charAt(2);
  // Such as \n.
  const letter = /[a-z]/.test(json) && json !== 'u' ? [prefix(1) + json] : [];
  // An escape of JSON puts a backslash before it, which may have been escaped in turn. In the pattern, any
  // character but a letter or a digit may have one.
  return `(?:${[`${prefix(0)}\\${character}`, percent, numbers, ...letter].join('|')})`;
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}

function anyCase(digits: string): string {
  return digits.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/**
 * The Base64 of a secret after zero, one and two other bytes, without the digits that depend on what
 * stands before or after it.
 */
function base64Of(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  return [0, 1, 2]
    .map((shift) => {
      const binary = String.fromCharCode(...new Array<number>(shift).fill(0), ...bytes);
      const start = shift === 0 ? 0 : shift + 1;
      const end = Math.floor((binary.length * 8) / 6);
      return btoa(binary).slice(start, end);
    })
    .filter((text) => text.length >= shortestSecret);
}

/** The two digits that differ between the alphabets of Base64 may be escaped, too. */
function base64Pattern(digit: string): string {
  if (digit === '+') return `(?:${escapedPattern('+')}|-)`;
  return digit === '/' ? `(?:${escapedPattern('/')}|_)` : digit;
}
