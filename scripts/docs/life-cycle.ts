import { instance } from '@viz-js/viz';
import type { Language } from './languages.js';
import type { LifeCycle } from './life-cycle-source.js';
import { code, table } from './blocks.js';
import { escapeHtml } from './page.js';
import { docsWords } from './words.js';

const words: Record<Language, Record<'from' | 'what' | 'to' | 'basis' | 'legend', string>> & {
  ends: Record<Language, Record<string, string>>;
  inferred: Record<Language, string>;
} = {
  en: {
    from: 'From',
    what: 'What happens',
    to: 'To',
    basis: 'Basis',
    legend:
      'Solid: a source says so. Dashed: our reading. The numbers are those of the table below.',
  },
  'zh-CN': {
    from: '原状态',
    what: '动作',
    to: '新状态',
    basis: '依据',
    legend: '实线：来源有明确说明；虚线：推断得出。编号与下表对应。',
  },
  ends: {
    en: { start: 'none', end: 'deleted' },
    'zh-CN': { start: '无', end: '已删除' },
  },
  inferred: { en: '**Our reading.** ', 'zh-CN': '**推断**。' },
};

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

function graph({ states, transitions }: LifeCycle, lang: Language): string {
  const nodes = Object.entries(states).map(([state, texts]) => {
    // Bold letters and wide fonts need a little more; the unit of widths is the inch.
    const width = (Math.max(widthOf(texts[lang]), widthOf(state)) * 1.12 + 16) / 72;
    return `"${state}" [label=${JSON.stringify(`${texts[lang]}\n${state}`)}, width=${width.toFixed(2)}]`;
  });
  const edges = transitions.flatMap(({ from, to, label: texts, inferred, drawn }, index) =>
    drawn
      ? from.map(
          (state) =>
            `"${state}" -> "${to}" [label=${edgeLabel(`${index + 1} ${texts[lang]}`)}${inferred ? ', style=dashed' : ''}]`,
        )
      : [],
  );
  return [
    'digraph {',
    'bgcolor=transparent; nodesep=0.35; ranksep=0.45;',
    `node [shape=box, style=rounded, fontname=Helvetica, fontsize=${size}, margin="0.08,0.04"];`,
    `edge [fontname=Helvetica, fontsize=${size}, arrowsize=0.8];`,
    'start [shape=circle, style=filled, fillcolor=black, label="", width=0.16];',
    ...nodes,
    ...edges,
    '}',
  ].join('\n');
}

/**
 * Draws a life cycle as SVG that takes the colour and the fonts of the page around it.
 *
 * @param id - what the ids inside begin with; must be unique on the page
 */
export async function drawLifeCycle(cycle: LifeCycle, lang: Language, id: string): Promise<string> {
  const viz = await instance();
  const drawn = viz.renderString(graph(cycle, lang), { format: 'svg' });
  const size = /<svg width="([\d.]+)pt" height="([\d.]+)pt"\s+viewBox="([^"]+)"/.exec(drawn);
  if (size === null) throw new Error('The layout engine wrote no SVG of the known form.');
  const [, width = '', height = '', viewBox = ''] = size;
  const inside = drawn
    .slice(drawn.indexOf('<g id='), drawn.lastIndexOf('</svg>'))
    .replaceAll(/<!--.*?-->\n?/gs, '')
    // Names of nodes and edges, which browsers would show as tool tips.
    .replaceAll(/<title>.*?<\/title>\n?/gs, '')
    .replaceAll(/(class="node">\s*<path [^>]*>\s*<text) /g, '$1 font-weight="700" ')
    .replaceAll(/ (id|class|font-family|xml:space)="[^"]*"/g, '')
    .replaceAll('"black"', '"currentColor"');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="${id}-title ${id}-text" width="${Math.ceil(Number(width) * (4 / 3))}" height="${Math.ceil(Number(height) * (4 / 3))}" viewBox="${viewBox}" fill="currentColor">`,
    `<title id="${id}-title">${escapeHtml(cycle.title[lang])}</title>`,
    `<desc id="${id}-text">${escapeHtml(cycle.summary[lang])}</desc>`,
    inside.trim(),
    '</svg>',
  ].join('\n');
}

/**
 * Writes the picture of a life cycle as a figure; its table is to follow.
 *
 * @param id - anchor of the figure
 */
export async function lifeCycleFigure(
  cycle: LifeCycle,
  lang: Language,
  id: string,
): Promise<string> {
  const title = escapeHtml(cycle.title[lang]);
  return [
    `<figure id="${id}">`,
    `<div class="wide" tabindex="0" role="group" aria-label="${title}">`,
    await drawLifeCycle(cycle, lang, id),
    '</div>',
    `<figcaption>${title}${lang === 'en' ? '. ' : '。'}${words[lang].legend}</figcaption>`,
    '</figure>',
  ].join('\n');
}

/** Writes what the picture of a life cycle shows in words: what it is about, and the states. */
export function lifeCycleText(cycle: LifeCycle, lang: Language, id: string): string {
  const states = Object.entries(cycle.states).map(
    ([name, texts]) => `- ${code(name)}${docsWords[lang].colon}${texts[lang]}`,
  );
  return [`**${cycle.title[lang]}** {#${id}}`, cycle.summary[lang].trim(), states.join('\n')].join(
    '\n\n',
  );
}

/** Writes the transitions of a life cycle as a table in Markdown, with links as guides write them. */
export function lifeCycleTable(cycle: LifeCycle, lang: Language): string {
  const { from, what, to, basis } = words[lang];
  const state = (name: string) => words.ends[lang][name] ?? code(name);
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
      (transition.inferred ? words.inferred[lang] : '') + withLinks(transition.source[lang]),
    ];
  });
  return table(['#', from, what, to, basis], rows);
}
