import type { JsonObject } from '../../lib/openapi/document.js';
import { shown } from '../../lib/text.js';
import { unless } from '../fixtures/fixture.js';
import { breach, firstFinding, type Breach } from './check.js';
import { PageRefused, type Page } from './list.js';

/** Whether a text meets an operator; how numbers are meant and texts are ordered is not said. */
const operators: Readonly<Record<string, (text: string, wanted: string) => boolean>> = {
  '!=': (text, wanted) => text !== wanted,
  in: (text, wanted) => wanted.split(',').includes(text),
  contains: (text, wanted) => text.includes(wanted),
};

/** The end of a text of several words: a search may look for whole ones. */
const lastWord = /[\p{L}\p{N}][^\p{L}\p{N}]+([\p{L}\p{N}]+)$/u;

/**
 * Searches by the operators of a condition other than `=`: what does not meet one does not come, and what does comes
 * where others come. An operator that a field does not take may be refused, or find nothing.
 *
 * @param known - the operators that there are
 * @param records - some of those that are searched
 * @param ask - searches by one expression, and gives the page and the values of its field
 */
export async function compared(
  known: readonly unknown[],
  records: readonly JsonObject[],
  ask: (...data: [field: string, operator: string, value: string]) => Promise<Found>,
): Promise<Breach[]> {
  const fields = [...new Set(records.flatMap((one) => Object.keys(one)))];
  /** The fields whose values are so, beginning with those of few values. */
  const fieldsOf = (isSo: (value: unknown) => boolean): [field: string, values: string[]][] =>
    fields
      .map((field) => [field, [...new Set(records.map((one) => one[field]))]] as const)
      .filter(([, values]) => values.length > 1 && values.every(isSo))
      .map(([field, values]): [string, string[]] => [field, values.map(String)])
      .toSorted(([, one], [, other]) => one.length - other.length);
  const isCode = (value: unknown) => typeof value === 'string' && /^[^\s,:]+$/.test(value);
  const codes = fieldsOf(isCode);
  const [[code, [first = '', second = '']] = ['', []]] = codes;
  const [[name, [named = '']] = ['', []]] = fieldsOf(
    (one) => typeof one === 'string' && lastWord.test(one),
  );
  // Of many values few are beyond the last but one.
  const [ordered, values] = [...codes, ...fieldsOf((one) => typeof one === 'number')].at(-1) ?? [
    '',
    [],
  ];
  const sorted = values.toSorted(
    (one, other) => Number(one) - Number(other) || (one < other ? -1 : 1),
  );
  const [low = '', high = ''] = [sorted[1], sorted.at(-2)];
  // Whoever does not know a field may find each record to be unlike a value.
  if (code === '' || (await ask(code, '=', first)).values.length === 0) return [];
  const searches: readonly [field: string, operator: string, wanted: string, there: string[]][] = [
    [code, '!=', first, [second]],
    [code, 'in', `${first},${second}`, [first, second]],
    [name, 'contains', lastWord.exec(named)?.[1] ?? '', [named]],
    [ordered, '>=', high, [high]],
    [ordered, '<=', low, [low]],
  ];
  const asked = searches.filter(([field, operator]) => field !== '' && known.includes(operator));
  return firstFinding(asked, async ([field, operator, wanted, there]) => {
    const found = await unless(PageRefused, ask(field, operator, wanted));
    if (found === undefined) return [];
    const search = `A search for ${field} ${operator} ${wanted} finds`;
    const texts = found.values.filter((one) => one !== undefined).map(String);
    const meets = operators[operator] ?? (() => true);
    // That case counts is not said.
    const other = texts.find(
      (one) => !meets(one, wanted) && !meets(one.toLowerCase(), wanted.toLowerCase()),
    );
    if (other !== undefined)
      return breach('filter_ignored', `${search} a record with ${shown(other)}.`, found.page);
    const lost = there.find((one) => !texts.includes(one));
    // What fills a page may go on.
    if (lost === undefined || found.values.length >= records.length) return [];
    const isNone = texts.length === 0;
    const text = `${search} ${isNone ? 'none' : 'others, but none'} with ${shown(lost)}.`;
    return breach('filter_ignored', text, found.page, isNone);
  });
}

/** What a search has found. */
interface Found {
  readonly page: Page;
  readonly values: readonly unknown[];
}
