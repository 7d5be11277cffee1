/** A value as it stands in a message: as JSON, cut if it is long. */
export function shown(value: unknown): string {
  return cut(value === undefined ? 'nothing' : JSON.stringify(value));
}

/** A text as it stands in a message: cut if it has more characters than so many. */
export function cut(text: string, most = 100): string {
  if (text.length <= most) return text;
  // A character has two code units at most, so this has one character more, if there is one.
  const characters = [...text.slice(0, (most + 1) * 2)];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
}

/** Two values as they stand in a message: of long texts that begin alike, what comes after that is seen. */
export function shownApart(one: unknown, other: unknown): [one: string, other: string] {
  if (typeof one !== 'string' || typeof other !== 'string' || shown(one) !== shown(other))
    return [shown(one), shown(other)];
  const [signs, others] = [[...one], [...other]];
  const longer = signs.length > others.length ? signs : others;
  const start = Math.max(0, longer.findIndex((_, at) => signs[at] !== others[at]) - 20);
  const rest = (text: string[]): string => `… ${shown(text.slice(start).join(''))}`;
  return [rest(signs), rest(others)];
}

/** `a`, `a or b`, `a, b or c`. */
export function either(items: readonly (string | number)[], word = 'or'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/** Statuses in words: a hundred of one class is `4xx`. */
export function statusesText(statuses: readonly number[]): string[] {
  const classOf = (status: number): string => String(status).charAt(0);
  const texts = statuses.map((status) => {
    const own = statuses.filter((one) => classOf(one) === classOf(status));
    return own.length === 100 ? `${classOf(status)}xx` : String(status);
  });
  return [...new Set(texts)];
}

/** `1 case`, `2 cases`. */
export function count(number: number, thing: string, things = `${thing}s`): string {
  return `${number} ${number === 1 ? thing : things}`;
}

/** Characters that XML 1.0 forbids, or that steer a terminal or the direction of text. */
const unseen =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]|\p{Cs}/gu;

/**
 * Shows characters that cannot be seen by their numbers (`\u0007`), so that no text of a server can
 * pass for another or break the file that it stands in. Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return text.replace(
    unseen,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Visible text with some characters by their numbers, as HTML, XML and Markdown read them. */
export function escaped(text: string, characters: RegExp): string {
  return visible(text).replace(characters, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text for one line of a terminal: line breaks and tabs are made visible as well. */
export function oneLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** A share as a percentage; 100 % only if nothing is missing. */
export function percentage(covered: number, total: number, decimals = 1): string {
  if (total === 0) return 'none';
  if (covered === total) return '100 %';
  const parts = Math.floor((covered / total) * 10 ** (decimals + 2));
  return `${(parts / 10 ** decimals).toFixed(decimals)} %`;
}

/** A time in milliseconds as seconds with three decimals. */
export function seconds(milliseconds: number): string {
  return (Math.max(0, milliseconds) / 1000).toFixed(3);
}

/** Shorter texts are no secrets, and taking them out would garble every word that holds them. */
export const shortestSecret = 6;

/** How secrets stand in texts, each made once: a run has one for each request that it signed. */
const spellings = new WeakMap<ReadonlySet<string>, Map<string, ReadonlySet<string>>>();

/** Takes secrets out of a text, also as they stand in addresses and in JSON. */
export function redact(text: string, secrets: ReadonlySet<string>): string {
  const known = spellings.get(secrets) ?? new Map<string, ReadonlySet<string>>();
  spellings.set(secrets, known);
  let rest = text;
  for (const secret of secrets) {
    // No spelling is shorter than the secret, and most headers are shorter than a signature.
    if (secret.length < shortestSecret || secret.length > rest.length) continue;
    let forms = known.get(secret);
    if (forms === undefined) {
      forms = new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
      known.set(secret, forms);
    }
    for (const form of forms) rest = rest.replaceAll(form, '[hidden]');
  }
  return rest;
}
