import { without } from '../json.js';
import type { SchemaEdit, SchemaOperator } from './edit.js';

/** `pattern` and `format`: dropped, and the pattern loosened and tightened where it can be. */
export const texts: SchemaOperator = (schema) => {
  const { pattern, format } = schema;
  return [
    ...(typeof pattern === 'string'
      ? [
          {
            operator: 'drop pattern',
            at: '/pattern',
            what: `the pattern ${pattern} is dropped`,
            wanted: 'a text that breaks the pattern',
            schema: without(schema, 'pattern'),
            values: ['', 'a text', '\u0000'],
          },
          ...shifted(pattern).map(({ what, shift }): SchemaEdit => ({
            operator: 'shift pattern',
            at: '/pattern',
            what,
            wanted: `a text that tells ${pattern} from ${shift}`,
            schema: { ...schema, pattern: shift },
          })),
        ]
      : []),
    ...(typeof format === 'string'
      ? [
          {
            operator: 'drop format',
            at: '/format',
            what: `the format ${format} is dropped`,
            wanted: `a value that is no ${format}`,
            schema: without(schema, 'format'),
            values: ['a text', '', 2 ** 31, -(2 ** 31) - 1, 2 ** 53],
          },
        ]
      : []),
  ];
};

/** The pattern with an end opened, one more or one less repetition, or all letters in both cases. */
function shifted(pattern: string): { what: string; shift: string }[] {
  const shifts = [
    ...(pattern.startsWith('^')
      ? [{ what: 'the pattern may begin anywhere', shift: pattern.slice(1) }]
      : []),
    ...(/(?<!\\)\$$/.test(pattern)
      ? [{ what: 'the pattern may end anywhere', shift: pattern.slice(0, -1) }]
      : []),
    ...[...pattern.matchAll(/(?<!\\)\{(\d+)\}/g)].flatMap(({ 0: text, 1: count, index }) =>
      [Number(count) - 1, Number(count) + 1]
        .filter((moved) => moved > 0)
        .map((moved) => ({
          what: `${text} at ${index} of the pattern becomes {${moved}}`,
          shift: `${pattern.slice(0, index)}{${moved}}${pattern.slice(index + text.length)}`,
        })),
    ),
    ...[...pattern.matchAll(/(?<!\\)\{(\d*),(\d+)\}/g)].flatMap(
      ({ 0: text, 1: least, 2: most, index }) =>
        [Number(most) - 1, Number(most) + 1]
          .filter((moved) => moved >= Number(least))
          .map((moved) => ({
            what: `${text} at ${index} of the pattern becomes {${least},${moved}}`,
            shift: `${pattern.slice(0, index)}{${least},${moved}}${pattern.slice(index + text.length)}`,
          })),
    ),
  ];
  return shifts.filter(({ shift }) => shift !== '' && compiles(shift));
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
