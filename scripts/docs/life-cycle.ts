import type { Language } from './languages.js';
import { drawLifeCycle } from './life-cycle-picture.js';
import type { LifeCycle } from './life-cycle-source.js';
import { code, table } from './markdown-table.js';
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
  inferred: { en: 'Our reading. ', 'zh-CN': '推断。' },
};

/**
 * Writes a life cycle as a figure: the picture, and below it a table that says the same in text.
 *
 * @param resolve - the address of a link as guides write it: `operation:…`, `decision:…`
 */
export async function lifeCycleFigure(
  cycle: LifeCycle,
  lang: Language,
  id: string,
  resolve: (link: string) => string,
): Promise<string> {
  const { from, what, to, basis, legend } = words[lang];
  const state = (name: string) => words.ends[lang][name] ?? `<code>${escapeHtml(name)}</code>`;
  const withLinks = (text: string) =>
    escapeHtml(text).replace(
      /\b[A-Z]\d\d\b/g,
      (number) => `<a href="${resolve(`decision:${number}`)}">${number}</a>`,
    );
  const rows = cycle.transitions.map((transition, index) => {
    const operation =
      transition.operation === undefined
        ? ''
        : `<br><a href="${resolve(`operation:${transition.operation}`)}"><code>${escapeHtml(transition.operation)}</code></a>`;
    const cells = [
      String(index + 1),
      transition.from.map(state).join('<br>'),
      escapeHtml(transition.label[lang]) + operation,
      state(transition.to),
      (transition.inferred ? `<strong class="inferred">${words.inferred[lang]}</strong>` : '') +
        withLinks(transition.source[lang]),
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const heads = ['#', from, what, to, basis].map((head) => `<th scope="col">${head}</th>`);
  const title = escapeHtml(cycle.title[lang]);
  return [
    `<figure id="${id}">`,
    `<div class="wide" tabindex="0" role="group" aria-label="${title}">`,
    await drawLifeCycle(cycle, lang, id),
    '</div>',
    `<figcaption>${title}${lang === 'en' ? '. ' : '。'}${legend}</figcaption>`,
    '</figure>',
    `<div class="wide" tabindex="0" role="group" aria-label="${title}${docsWords[lang].separator}${what}">`,
    `<table><thead><tr>${heads.join('')}</tr></thead><tbody>`,
    ...rows,
    '</tbody></table>',
    '</div>',
  ].join('\n');
}

/**
 * Writes a life cycle as Markdown: in place of the picture what it says in words, then the states and the
 * table.
 *
 * @param resolve - as for the figure
 */
export function lifeCycleMarkdown(
  cycle: LifeCycle,
  lang: Language,
  id: string,
  resolve: (link: string) => string,
): string {
  const { from, what, to, basis } = words[lang];
  const { colon } = docsWords[lang];
  const state = (name: string) => words.ends[lang][name] ?? code(name);
  const withLinks = (text: string) =>
    text.replace(/\b[A-Z]\d\d\b/g, (number) => `[${number}](${resolve(`decision:${number}`)})`);
  const rows = cycle.transitions.map((transition, index) => {
    const { operation } = transition;
    return [
      String(index + 1),
      transition.from.map(state).join('\n\n'),
      transition.label[lang] +
        (operation === undefined
          ? ''
          : `\n\n[${code(operation)}](${resolve(`operation:${operation}`)})`),
      state(transition.to),
      (transition.inferred ? words.inferred[lang] : '') + withLinks(transition.source[lang]),
    ];
  });
  const states = Object.entries(cycle.states).map(
    ([name, texts]) => `- ${code(name)}${colon}${texts[lang]}`,
  );
  return [
    `**${cycle.title[lang]}** {#${id}}`,
    cycle.summary[lang].trim(),
    states.join('\n'),
    table(['#', from, what, to, basis], rows),
  ].join('\n\n');
}
