import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatTime, parseTime } from '../../../src/time.js';

/** Offsets from -1200 to +1400, as the API writes them. */
const offsets = fc.integer({ min: -12 * 60, max: 14 * 60 }).map((minutes) => {
  const size = Math.abs(minutes);
  const digits = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${digits(Math.floor(size / 60))}${digits(size % 60)}`;
});
const dates = fc.date({
  min: new Date('0001-01-02T00:00:00Z'),
  max: new Date('9999-12-30T00:00:00Z'),
  noInvalidDate: true,
});

test.each([
  ['2025-07-18T14:44:46.735Z+0800', '2025-07-18T06:44:46.735Z'],
  ['2025-07-18T14:44:47.000Z+0000', '2025-07-18T14:44:47.000Z'],
  ['2025-01-01T00:00:00.000Z+0530', '2024-12-31T18:30:00.000Z'],
  ['2024-02-29T23:59:59.999Z-0330', '2024-03-01T03:29:59.999Z'],
])('%s is %s', (text, utc) => {
  expect(parseTime(text).toISOString()).toBe(utc);
  expect(formatTime(new Date(utc), text.slice(-5))).toBe(text);
});

test('A time may lack its milliseconds', () => {
  expect(parseTime('2024-07-02T09:25:17Z+0800').toISOString()).toBe('2024-07-02T01:25:17.000Z');
});

test('A time is written for China if no offset is given', () => {
  expect(formatTime(new Date('2025-07-18T06:44:46.735Z'))).toBe('2025-07-18T14:44:46.735Z+0800');
});

test('What is written can be read, for any date and offset', () => {
  fc.assert(
    fc.property(dates, offsets, (date, offset) => {
      const text = formatTime(date, offset);
      expect(text).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z[+-]\d{4}$/);
      expect(parseTime(text).getTime()).toBe(date.getTime());
    }),
  );
});

test('What is read means the same as the same time without its "Z" in RFC 3339', () => {
  fc.assert(
    fc.property(dates, offsets, (date, offset) => {
      const clock = date.toISOString().slice(0, -1);
      const rfc3339 = `${clock}${offset.slice(0, 3)}:${offset.slice(3)}`;
      expect(parseTime(`${clock}Z${offset}`).getTime()).toBe(Date.parse(rfc3339));
      expect(formatTime(parseTime(`${clock}Z${offset}`), offset)).toBe(`${clock}Z${offset}`);
    }),
  );
});

describe('No time of the API', () => {
  test.each([
    ['RFC 3339', '2025-07-18T14:44:46.735+08:00', /is no time of the API/],
    ['UTC', '2025-07-18T14:44:46.735Z', /is no time of the API/],
    ['without a Z', '2025-07-18T14:44:46.735+0800', /is no time of the API/],
    ['with a space', ' 2025-07-18T14:44:46.735Z+0800', /is no time of the API/],
    ['with a line after it', '2025-07-18T14:44:46.735Z+0800\n', /is no time of the API/],
    ['empty', '', /is no time of the API/],
    ['undefined', undefined, /is no time of the API/],
    ['30 February', '2025-02-30T00:00:00.000Z+0800', /does not exist/],
    ['29 February of no leap year', '2025-02-29T00:00:00.000Z+0800', /does not exist/],
    ['month 13', '2025-13-01T00:00:00.000Z+0800', /does not exist/],
    ['day 0', '2025-07-00T00:00:00.000Z+0800', /does not exist/],
    ['24:00', '2025-07-18T24:00:00.000Z+0800', /does not exist/],
    ['minute 60', '2025-07-18T14:60:00.000Z+0800', /does not exist/],
    ['second 60', '2025-07-18T14:44:60.000Z+0800', /does not exist/],
    ['an offset too far east', '2025-07-18T14:44:46.735Z+1401', /"\+1401" is no offset/],
    ['an offset too far west', '2025-07-18T14:44:46.735Z-1201', /"-1201" is no offset/],
    ['an offset with 60 minutes', '2025-07-18T14:44:46.735Z+0860', /"\+0860" is no offset/],
  ])('%s', (_, text, message) => {
    expect(() => parseTime(text as string)).toThrow(TypeError);
    expect(() => parseTime(text as string)).toThrow(message);
  });
});

describe('Not written', () => {
  const now = new Date('2025-07-18T06:44:46.735Z');
  test.each([
    ['an invalid date', new Date(NaN), '+0800', /is no valid Date/],
    ['a text', '2025-07-18', '+0800', /is no valid Date/],
    ['null', null, '+0800', /is no valid Date/],
    ['a year after 9999', new Date('9999-12-31T23:59:59Z'), '+0800', /The year 10000/],
    ['a year before 0', new Date('0000-01-01T00:00:00Z'), '-0100', /The year -1/],
    ['the last moment of all', new Date(8.64e15), '+0800', /is no valid Date/],
    ['an offset with a colon', now, '+08:00', /"\+08:00" is no offset/],
    ['an offset without a sign', now, '0800', /"0800" is no offset/],
    ['Z', now, 'Z', /"Z" is no offset/],
    ['an offset too far', now, '+2400', /"\+2400" is no offset/],
    ['minutes as a number', now, 480, /480 is no offset/],
  ])('%s', (_, date, offset, message) => {
    expect(() => formatTime(date as Date, offset as string)).toThrow(TypeError);
    expect(() => formatTime(date as Date, offset as string)).toThrow(message);
  });
});
