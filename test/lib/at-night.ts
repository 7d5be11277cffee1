import { describe, test } from '@jest/globals';

/** Whether tables are tried whole, as in the nightly run; the gate tries what stands for the rest. */
export const isNight = process.env['EXHAUSTIVE'] === '1';

/** A test that the nightly run alone has the time for, since the gate looks at most of it elsewhere. */
export const testAtNight = isNight ? test : test.skip;

/** The same for tests with a set-up of their own. */
export const describeAtNight = isNight ? describe : describe.skip;

/** All rows at night, and every so many of them in the gate, where rows that are alike stand for others. */
export function sampled<Row>(rows: readonly Row[], every: number): readonly Row[] {
  return isNight ? rows : rows.filter((_, index) => index % every === 0);
}

/** Rows of a table that the gate leaves to the nightly run, since the other rows stand for them. */
export function atNight<Row>(...rows: readonly Row[]): readonly Row[] {
  return isNight ? rows : [];
}
