/** Code that is written as it is, among values that are written as literals. */
export class Expression {
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }
}

/** Greatest width of a line that holds a whole object or array. */
const width = 80;

/** A text as a TypeScript literal, in single quotes if that needs no escape. */
export function quoted(text: string): string {
  const json = JSON.stringify(text);
  return text.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}

function key(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : quoted(name);
}

/**
 * A JSON value as a TypeScript literal, laid out as Prettier does: on one line if it fits.
 *
 * @param indent - spaces before the line that the literal begins in
 * @param taken - characters that stand before the literal in its first line
 */
export function literal(value: unknown, indent = 0, taken = indent): string {
  if (value instanceof Expression) return value.code;
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const items = isList
    ? value.map((item: unknown) => ['', item] as const)
    : Object.entries(value).map(([name, item]) => [`${key(name)}: `, item as unknown] as const);
  const [open, close] = isList ? ['[', ']'] : ['{ ', ' }'];
  if (items.length === 0) return isList ? '[]' : '{}';
  const inline = `${open}${items.map(([name, item]) => name + literal(item)).join(', ')}${close}`;
  if (!inline.includes('\n') && taken + inline.length < width) return inline;
  const inner = indent + 2;
  const lines = items.map(
    ([name, item]) => `${' '.repeat(inner)}${name}${literal(item, inner, inner + name.length)},\n`,
  );
  return `${open.trim()}\n${lines.join('')}${' '.repeat(indent)}${close.trim()}`;
}
