const layout = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{3})?Z([+-]\d{4})$/;

/** The offsets from UTC that are in use somewhere, in minutes. */
const westernmost = -12 * 60;
const easternmost = 14 * 60;

/**
 * Reads a time of the API, such as `2025-07-18T14:44:46.735Z+0800`. The clock time is local to the
 * offset, so that one is 06:44:46.735 UTC: the literal `Z` means nothing. Some operations leave the
 * milliseconds out. No platform's own parser takes this layout.
 *
 * @throws TypeError if the text has another layout, or names a day, time or offset that does not exist
 */
export function parseTime(text: string): Date {
  const [, second, milliseconds = '.000', offset] = layout.exec(String(text)) ?? [];
  if (second === undefined || offset === undefined) {
    throw new TypeError(
      `${JSON.stringify(text)} is no time of the API: expected one such as 2025-07-18T14:44:46.735Z+0800.`,
    );
  }
  const minutes = minutesOf(offset);
  const clock = `${second}${milliseconds}Z`;
  const asUtc = new Date(clock);
  // The platform takes 30 February for 2 March, and 24:00 for the next day.
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString() !== clock) {
    throw new TypeError(`"${text}" names a day or a time of day that does not exist.`);
  }
  return new Date(asUtc.getTime() - minutes * 60_000);
}

/**
 * Writes a time as the API does, with milliseconds.
 *
 * @param offset - offset from UTC that the clock time is local to, `+0800` (China) if left out
 * @throws TypeError if the date is invalid or its year has no four digits, or the offset is none
 */
export function formatTime(date: Date, offset = '+0800'): string {
  const minutes = minutesOf(offset);
  // Not by instanceof: the date may come from another realm.
  const isDate = Object.prototype.toString.call(date) === '[object Date]';
  const local = new Date(isDate ? date.getTime() + minutes * 60_000 : NaN);
  if (Number.isNaN(local.getTime())) throw new TypeError('"date" is no valid Date.');
  const text = local.toISOString() + offset;
  if (!layout.test(text)) {
    throw new TypeError(`The year ${local.getUTCFullYear()} cannot be written with four digits.`);
  }
  return text;
}

function minutesOf(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d)([0-5]\d)$/.exec(String(offset)) ?? [];
  const total = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  // Written so that NaN, of an offset of another layout, is refused too.
  if (total >= westernmost && total <= easternmost) return total;
  throw new TypeError(
    `${JSON.stringify(offset)} is no offset from UTC: expected one from "-1200" to "+1400".`,
  );
}
