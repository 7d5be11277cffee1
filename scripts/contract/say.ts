/** How much of a value stands in a message, in characters. */
const most = 100;

/** A value as it stands in a message: as JSON, cut if it is long. */
export function shown(value: unknown): string {
  return cut(value === undefined ? 'nothing' : JSON.stringify(value));
}

/** A text as it stands in a message: cut if it is long. */
export function cut(text: string): string {
  const characters = text.length > most * 2 ? [...text.slice(0, most * 2)] : [...text];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
}

/** `a`, `a or b`, `a, b or c`. */
export function either(items: readonly (string | number)[], word = 'or'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/** `1 case`, `2 cases`. */
export function count(number: number, thing: string, things = `${thing}s`): string {
  return `${number} ${number === 1 ? thing : things}`;
}
