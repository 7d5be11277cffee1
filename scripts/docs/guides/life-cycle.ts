import { instance, type Viz } from '@viz-js/viz';
import { byLanguage } from '../bilingual.js';
import type { Language } from '../languages.js';
import type { LifeCycle } from './life-cycle-source.js';
import { code, table } from '../text/markdown.js';
import { escapeHtml } from '../text/markdown-html.js';
import { wordsOf } from '../words.js';

const wordsIn = byLanguage({
  from: ['From', '原状态'],
  what: ['What happens', '动作'],
  to: ['To', '新状态'],
  basis: ['Basis', '依据'],
  legend: [
    'Solid: a source says so. Dashed: our reading.',
    '实线：来源有明确说明；虚线：推断得出。',
  ],
  numbers: [' The numbers are those of the table below.', '编号与下表对应。'],
  start: ['none', '无'],
  end: ['deleted', '已删除'],
  inferred: ['**Our reading.** ', '**推断**。'],
  reading: ['our reading', '推断'],
});

/** A state as texts have it, or what is before and after all of them. */
function stateText(name: string, lang: Language): string {
  return name === 'start' || name === 'end' ? wordsIn[lang][name] : code(name);
}

/** Size of the text in a picture, in points. */
const size = 12;

/**
 * The room that a text needs. The layout engine guesses Latin text well and Chinese text as if it had
 * no width, since it knows no Chinese font.
 */
function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter > '\u2e7f' ? size : size * 0.56), 0);
}

/** The label of an edge: a table, since only that can be given room. */
function edgeLabel(text: string): string {
  return `<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"><TR><TD WIDTH="${Math.ceil(widthOf(text)) + 4}">${escapeHtml(text)}</TD></TR></TABLE>>`;
}

/** The whole picture, or one for narrow places: states without their names, steps by their numbers. */
type Size = 'whole' | 'narrow';

function graph({ states, transitions }: LifeCycle, lang: Language, width: Size): string {
  const nodes = Object.entries(states).map(([state, texts]) => {
    const lines = width === 'whole' ? [texts[lang], state] : [texts[lang]];
    // Bold letters and wide fonts need a little more; the unit of widths is the inch.
    const room = (Math.max(...lines.map(widthOf)) * 1.15 + 20) / 72;
    return `"${state}" [label=${JSON.stringify(lines.join('\n'))}, width=${room.toFixed(2)}, class="state"]`;
  });
  const edges = transitions.flatMap((transition, index) => {
    const { from, to, label: texts, inferred, drawn, number = index + 1 } = transition;
    const text = `${number}${width === 'whole' ? ` ${texts[lang]}` : ''}`;
    const style = inferred ? ', style=dashed' : '';
    return drawn
      ? from.map(
          (state) =>
            `"${state}" -> "${to}" [label=${edgeLabel(text)}${style}, class="step step_${number}"]`,
        )
      : [];
  });
  return [
    'digraph {',
    `bgcolor=transparent; nodesep=${width === 'whole' ? 0.35 : 0.2}; ranksep=${width === 'whole' ? 0.45 : 0.3};`,
    `node [shape=box, style=rounded, fontname=Helvetica, fontsize=${size}, margin="0.08,0.05"];`,
    `edge [fontname=Helvetica, fontsize=${size}, arrowsize=0.7];`,
    ...(transitions.some(({ from }) => from.includes('start'))
      ? [
          'start [shape=circle, style=filled, fillcolor=black, label="", width=0.14, class="start"];',
        ]
      : []),
    ...nodes,
    ...edges,
    '}',
  ].join('\n');
}

/** The layout engine, which takes longer to start than to draw. */
let engine: Promise<Viz> | undefined;

/**
 * Draws a life cycle as SVG that takes the colours and the fonts of the page around it.
 *
 * @param id - what the ids inside begin with; must be unique on the page. Without it the picture is one
 *   for the eye alone: the words stand beside it.
 */
export async function drawLifeCycle(
  cycle: LifeCycle,
  lang: Language,
  width: Size,
  id?: string,
): Promise<string> {
  engine ??= instance();
  const viz = await engine;
  const drawn = viz.renderString(graph(cycle, lang, width), { format: 'svg' });
  const found = /<svg width="([\d.]+)pt" height="([\d.]+)pt"\s+viewBox="([^"]+)"/.exec(drawn);
  if (found === null) throw new Error('The layout engine wrote no SVG of the known form.');
  const pixels = (points = '') => Math.ceil(Number(points) * (4 / 3));
  const inside = drawn
    .slice(drawn.indexOf('<g id='), drawn.lastIndexOf('</svg>'))
    .replaceAll(/<!--.*?-->\n?/gs, '')
    // Names of nodes and edges, which browsers would show as tool tips.
    .replaceAll(/<title>.*?<\/title>\n?/gs, '')
    .replaceAll(/(class="node state">\s*<path [^>]*>\s*<text) /g, '$1 font-weight="600" ')
    .replaceAll(/ (id|font-family|xml:space)="[^"]*"/g, '')
    .replaceAll('"black"', '"currentColor"');
  const role =
    id === undefined ? 'aria-hidden="true"' : `role="img" aria-labelledby="${id}-title ${id}-text"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${role} width="${pixels(found[1])}" height="${pixels(found[2])}" viewBox="${found[3]}" fill="currentColor">`,
    ...(id === undefined
      ? []
      : [
          `<title id="${id}-title">${escapeHtml(cycle.title[lang])}</title>`,
          `<desc id="${id}-text">${escapeHtml(cycle.summary[lang])}</desc>`,
        ]),
    inside.trim(),
    '</svg>',
  ].join('\n');
}

/** A narrow picture in which some steps stand out. */
export function withSteps(picture: string, steps: readonly number[]): string {
  return picture.replaceAll(/class="edge step step_(\d+)"/g, (whole, number: string) =>
    steps.includes(Number(number)) ? 'class="edge step on"' : whole,
  );
}

/** What the lines of a life cycle mean, and the numbers at them if the table of its steps follows. */
export function lifeCycleLegend(lang: Language, hasTable: boolean): string {
  return wordsIn[lang].legend + (hasTable ? wordsIn[lang].numbers : '');
}

/**
 * Writes a picture as a figure.
 *
 * @param id - anchor of the figure
 * @param legend - what its lines mean
 */
export async function figure(
  cycle: LifeCycle,
  lang: Language,
  id: string,
  legend: string,
): Promise<string> {
  const title = escapeHtml(cycle.title[lang]);
  return [
    `<figure id="${id}" class="picture">`,
    `<div class="wide">${await drawLifeCycle(cycle, lang, 'whole', id)}</div>`,
    `<div class="narrow" role="img" aria-label="${escapeHtml(cycle.summary[lang])}">${await drawLifeCycle(cycle, lang, 'narrow')}</div>`,
    `<figcaption>${title}${lang === 'en' ? '. ' : '。'}${legend}</figcaption>`,
    '</figure>',
  ].join('\n');
}

/**
 * The steps of a life cycle that an operation takes, in words.
 *
 * @returns the number of each step in the picture, with its text in Markdown
 */
export function stepsOf(
  cycle: LifeCycle,
  lang: Language,
  operation: string,
): { number: number; text: string }[] {
  const state = (name: string) => stateText(name, lang);
  return cycle.transitions.flatMap((transition, index) => {
    if (transition.operation !== operation) return [];
    const from = transition.from.map(state).join(wordsOf[lang].comma);
    const reading = transition.inferred ? wordsOf[lang].inBrackets(wordsIn[lang].reading) : '';
    const text = `**${index + 1} ${transition.label[lang]}**${wordsOf[lang].colon}${from} → ${state(transition.to)}${reading}`;
    return [{ number: index + 1, text }];
  });
}

/** Writes what the picture of a life cycle shows in words: what it is about, and the states. */
export function lifeCycleText(cycle: LifeCycle, lang: Language, id: string): string {
  const states = Object.entries(cycle.states).map(
    ([name, texts]) => `- ${code(name)}${wordsOf[lang].colon}${texts[lang]}`,
  );
  return [`**${cycle.title[lang]}** {#${id}}`, cycle.summary[lang].trim(), states.join('\n')].join(
    '\n\n',
  );
}

/** Writes the transitions of a life cycle as a table in Markdown, with links as guides write them. */
export function lifeCycleTable(cycle: LifeCycle, lang: Language): string {
  const { from, what, to, basis, inferred } = wordsIn[lang];
  const state = (name: string) => stateText(name, lang);
  const withLinks = (text: string) =>
    text.replace(/\b[A-Z]\d\d\b/g, (number) => `[${number}](decision:${number})`);
  const rows = cycle.transitions.map((transition, index) => {
    const { operation } = transition;
    return [
      String(index + 1),
      transition.from.map(state).join('\n\n'),
      transition.label[lang] +
        (operation === undefined ? '' : `\n\n[${code(operation)}](operation:${operation})`),
      state(transition.to),
      (transition.inferred ? inferred : '') + withLinks(transition.source[lang]),
    ];
  });
  return table(['#', from, what, to, basis], rows);
}
