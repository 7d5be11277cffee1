import { prefixed, type Code } from './layout.js';

/** Code that is written as it is, among values that are written as literals. */
export class Expression {
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }
}

/** A text as a TypeScript literal, in single quotes if that needs no escape. */
export function quoted(text: string): string {
  const json = JSON.stringify(text);
  return text.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** The name of a member in an object of TypeScript. */
export function memberKey(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : quoted(name);
}

/** A JSON value as a TypeScript literal. */
export function literal(value: unknown): Code {
  if (value instanceof Expression) return value.code;
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return { open: '[', items: value.map(literal), close: ']' };
  const items = Object.entries(value).map(([name, item]) =>
    prefixed(`${memberKey(name)}: `, literal(item)),
  );
  return { open: '{', items, close: '}', padding: ' ' };
}
