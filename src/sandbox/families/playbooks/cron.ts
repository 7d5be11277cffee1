import { chinaOffset, day } from '../../world/times.js';

/** Names of months and days of the week, as Cron expressions may write them. */
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** How far a schedule is looked ahead: 29 February comes in eight years at the latest. */
const farthest = 8 * 366;

/**
 * The first time of a schedule at or after a time. The expression has the six fields of the printed
 * example, `0 0/30 * * * ?`: second, minute, hour, day of the month, month, day of the week from 1 for Sunday.
 *
 * @returns undefined if there is none, or the expression has something else
 */
export function nextTime(expression: string, from: number): number | undefined {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== 6) return undefined;
  const [seconds, minutes, hours, dates, inMonths, onDays] = [
    valuesOf(parts[0], 0, 59),
    valuesOf(parts[1], 0, 59),
    valuesOf(parts[2], 0, 23),
    valuesOf(parts[3], 1, 31),
    valuesOf(parts[4], 1, 12, months),
    valuesOf(parts[5], 1, 7, days),
  ];
  if (!seconds || !minutes || !hours || !dates || !inMonths || !onDays) return undefined;
  const start = Math.floor((from + chinaOffset) / day) * day;
  for (let index = 0; index <= farthest; index += 1) {
    const midnight = start + index * day;
    const date = new Date(midnight);
    const fits =
      dates.includes(date.getUTCDate()) &&
      inMonths.includes(date.getUTCMonth() + 1) &&
      onDays.includes(date.getUTCDay() + 1);
    if (!fits) continue;
    for (const hour of hours) {
      for (const minute of minutes) {
        for (const second of seconds) {
          const time = midnight + ((hour * 60 + minute) * 60 + second) * 1000 - chinaOffset;
          if (time >= from) return time;
        }
      }
    }
  }
  return undefined;
}

/** The values of a field, in order; undefined if it has what is not understood here. */
function valuesOf(
  text = '',
  least: number,
  most: number,
  names: readonly string[] = [],
): number[] | undefined {
  const found = new Set<number>();
  const numberOf = (word: string) => {
    const named = names.indexOf(word.toUpperCase());
    return named < 0 ? Number(word) : named + least;
  };
  for (const part of text.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [first = '', last] = range.split('-');
    const isAny = range === '*' || range === '?';
    const from = isAny ? least : numberOf(first);
    // `5/10` begins at 5 and has no end but that of the field.
    const end = last === undefined ? (isAny || step !== undefined ? most : from) : numberOf(last);
    const by = Number(step ?? 1);
    const isValid = [from, end].every(
      (one) => Number.isInteger(one) && one >= least && one <= most,
    );
    if (range === '' || !isValid || by < 1) return undefined;
    for (let value = from; value <= end; value += by) found.add(value);
  }
  return [...found].sort((one, other) => one - other);
}
