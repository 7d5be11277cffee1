import type { Language } from './languages.js';

/** A text in each language, the one of the description first. */
export type Pair<Text = unknown> = readonly [english: Text, chinese: Text];

/** Pair by their names, and further tables. */
interface TextTable {
  readonly [name: string]: Pair | TextTable;
}

/** A table of texts as it is in one language. */
export type InOneLanguage<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Pair<infer Text>
    ? Text
    : InOneLanguage<Table[Name]>;
};

/** The texts of a table by their languages. */
export function byLanguage<Table extends TextTable>(
  table: Table,
): Record<Language, InOneLanguage<Table>> {
  const inOne = (part: TextTable, place: 0 | 1): object =>
    Object.fromEntries(
      Object.entries(part).map(([name, value]) => [
        name,
        isPair(value) ? value[place] : inOne(value, place),
      ]),
    );
  return {
    en: inOne(table, 0) as InOneLanguage<Table>,
    'zh-CN': inOne(table, 1) as InOneLanguage<Table>,
  };
}

const isPair = (value: Pair | TextTable): value is Pair => Array.isArray(value);
