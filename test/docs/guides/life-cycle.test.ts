import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { languages } from '../../../scripts/docs/languages.js';

import {
  drawLifeCycle,
  figure as figureOf,
  lifeCycleLegend,
  lifeCycleTable,
} from '../../../scripts/docs/guides/life-cycle.js';
import { readLifeCycle, type LifeCycle } from '../../../scripts/docs/guides/life-cycle-source.js';
import { objectText, readObjectMap } from '../../../scripts/docs/guides/object-map.js';
import { document, specFolder } from './built-guides.js';

const enums = document.components?.['schemas'] as Record<string, { enum: string[] }>;

describe.each([
  ['version', 'WorkflowVersionStatus', 'workflows'],
  ['instance', 'InstanceStatus', 'workflows'],
  ['task', 'TaskStatus', 'tasks'],
])('The picture of the %s', (name, schema, family) => {
  const cycle = readLifeCycle(
    join(specFolder, `families/${family}/life-cycles/${name}.yaml`),
    document,
  );

  test.each(languages)('shows every state and every drawn transition (%s)', async (lang) => {
    const svg = await drawLifeCycle(cycle, lang, 'whole', 'x');
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
    for (const state of enums[schema]?.enum ?? []) {
      expect(texts).toContain(state);
      expect(texts).toContain(cycle.states[state]?.[lang]);
    }
    cycle.transitions.forEach(({ label, from, drawn }, index) => {
      const shown = texts.filter((text) => text === `${index + 1} ${label[lang]}`);
      expect(shown).toHaveLength(drawn ? from.length : 0);
    });
  });

  test('has no blank beside Chinese, as a folded line would leave', () => {
    const texts = [
      cycle.title,
      cycle.summary,
      ...Object.values(cycle.states),
      ...cycle.transitions.flatMap(({ label, source }) => [label, source]),
    ].map((text) => text['zh-CN']);
    expect(
      texts.filter((text) =>
        /[\u4e00-\u9fff，。；：、（）“”]\s|\s[\u4e00-\u9fff，。；：、（）“”]/.test(text),
      ),
    ).toEqual([]);
  });

  test('takes its colour from the page and can be read aloud', async () => {
    const svg = await drawLifeCycle(cycle, 'en', 'whole', 'x');
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="x-title x-text"/);
    expect(svg).toContain(`<title id="x-title">${cycle.title.en}</title>`);
    expect(svg).toContain('<desc id="x-text">');
    const colours = [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map((match) => match[1]);
    expect([...new Set(colours)].sort()).toEqual(['currentColor', 'none']);
    expect(svg).not.toMatch(/style=|font-family|<!--|xlink/);
  });

  test('draws what is inferred with dashes', async () => {
    const svg = await drawLifeCycle(cycle, 'en', 'whole', 'x');
    const dashed = cycle.transitions
      .filter(({ inferred, drawn }) => inferred && drawn)
      .flatMap(({ from }) => from);
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(dashed.length);
  });

  test('stands above a table of all transitions', () => {
    const [, , ...rows] = lifeCycleTable(cycle, 'zh-CN').split('\n');
    expect(rows).toHaveLength(cycle.transitions.length);
    cycle.transitions.forEach(({ source }, index) => {
      expect(rows[index]?.replaceAll(/\[(\w+)\]\([^)]+\)/g, '$1')).toContain(source['zh-CN']);
    });
  });
});

test('Labels cannot smuggle markup into a picture', async () => {
  const hostile = '<script>&"\\';
  const texts = { en: hostile, 'zh-CN': hostile };
  const cycle: LifeCycle = {
    title: texts,
    summary: texts,
    states: { one: texts },
    transitions: [
      { from: ['start'], to: 'one', label: texts, source: texts, inferred: false, drawn: true },
    ],
  };
  const figure = await figureOf(cycle, 'en', 'x', lifeCycleLegend('en', true));
  expect(figure).not.toContain('<script');
  expect(figure).toContain('&lt;script&gt;&amp;');
});

describe('The picture of the objects', () => {
  const map = readObjectMap(join(specFolder, 'guides'));
  if (map === undefined) throw new Error('There is no objects.yaml.');

  test.each(languages)('shows every object and relation, without a start (%s)', async (lang) => {
    const svg = (await drawLifeCycle(map.drawing, lang, 'whole', 'x')).replaceAll('&#45;', '-');
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
    for (const names of Object.values(map.drawing.states)) expect(texts).toContain(names[lang]);
    for (const { number, label } of map.drawing.transitions) {
      expect(texts).toContain(`${number} ${label[lang]}`);
    }
    expect(svg).not.toContain('class="node start"');
  });

  test.each(languages)('numbers its relations as the list beside it does (%s)', (lang) => {
    const { transitions } = map.drawing;
    expect(transitions.at(-1)?.number).toBe(map.relations.length);
    const lines = objectText(map, lang, 'html').split('\n');
    expect(lines.map((line) => /^\d+/.exec(line)?.[0])).toEqual(
      map.relations.map((_, index) => String(index + 1)),
    );
  });
});
