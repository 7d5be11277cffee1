import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { cycles } from './world.js';

const root = new URL('../../', import.meta.url);
const guides = ['en', 'zh-CN'].map((language) => ({
  language,
  text: readFileSync(new URL(`spec/guides/${language}/sandbox.md`, root), 'utf8'),
}));

describe.each(guides)('The guide of the sandbox ($language)', ({ text }) => {
  test('names a test that is there in each line but those of the readings', () => {
    const lines = [...text.matchAll(/^\| .*`(test\/[\w./-]+\.ts)`(?:, |，)`([^`]+)` *\|$/gm)];
    const isThere = ([, file = '', title = '']: RegExpExecArray) =>
      existsSync(new URL(file, root)) && readFileSync(new URL(file, root), 'utf8').includes(title);
    expect(lines.filter((line) => !isThere(line)).map(([line]) => line)).toEqual([]);
    const [, known = '', limits = ''] =
      /\{#known\}([^]*)\{#readings\}[^]*\{#limits\}([^]*)/.exec(text) ?? [];
    // The head of each table and the line below it name none.
    expect(lines).toHaveLength((known + limits).match(/^\|/gm)!.length - 4);
  });

  test('lists the readings of the life-cycle files, with their values', () => {
    const rows = [
      ...text.matchAll(/^\| (?:\[(D\d\d)\][^|]*|`([a-z-]+)`[^|]*) *\|([^|]*)\|([^|]*)\|$/gm),
    ];
    const listed = rows.map(([, decision, name, usual = '', others = '']) => [
      decision ?? name,
      /[a-z-]+/.exec(usual)?.[0],
      [...(others.match(/[a-z-]+/g) ?? [])],
    ]);
    const readings = cycles.flatMap((cycle) =>
      Object.entries(cycle.readings ?? {}).map(([name, reading]) => {
        const { default: usual, values } = reading as { default: string; values: object };
        return [name, usual, Object.keys(values).filter((value) => value !== usual)];
      }),
    );
    const sorted = (list: unknown[]) => list.map((one) => JSON.stringify(one)).sort();
    expect(sorted(listed)).toEqual(sorted(readings));
  });
});
