import { folderOf, frameWords, type Language } from '../languages.js';
import { escapeHtml, relativeLink } from '../page.js';

/** Words of the frame of the pages that run a script. */
const words = {
  en: {
    print:
      'The reference shows operations as you scroll. To print the whole text, open the plain edition: ',
    noScript: 'This page needs JavaScript. Everything that it says is also in the plain edition: ',
    download: 'Description (JSON)',
  },
  'zh-CN': {
    print: '本页随滚动逐个显示接口，无法整页打印。打印全文请打开纯文本版：',
    noScript: '本页需要JavaScript。全部内容也见纯文本版：',
    download: 'API描述文件（JSON）',
  },
} as const satisfies Record<Language, unknown>;

/** What a header links to. */
export interface HeaderParts {
  lang: Language;
  /** Name of the page, the same in every language. */
  page: 'reference.html' | 'console.html';
  /** Where the description to download lies, from the root of the docs. */
  download: string;
  /** Whether there is the same page in the other language. */
  alternate: boolean;
}

/**
 * HTML of the way to the other pages. Links marked `data-keeps-place` follow the reader, so that the
 * other language and the console open at the operation that is being read.
 */
export function siteHeader({ lang, page, download, alternate }: HeaderParts): string {
  const path = folderOf(lang) + page;
  const other: Language = lang === 'en' ? 'zh-CN' : 'en';
  const frame = frameWords[lang];
  const own = (target: string) => relativeLink(path, folderOf(lang) + target);
  const skip = page === 'reference.html' ? '#api-content" data-skip="' : '#main';
  const entries: [target: string, label: string][] = [
    ['index.html', frame.home],
    ['reference.html', frame.reference],
    ['index.html#guides', frame.guides],
    ['console.html', frame.console],
    ['plain.html', frame.plain],
  ];
  const items = entries.map(([target, label]) => {
    const current = target === page ? ' aria-current="page"' : '';
    const keeps = target === 'console.html' && !current ? ' data-keeps-place="console"' : '';
    return `<li><a href="${own(target)}"${current}${keeps}>${label}</a></li>`;
  });
  const switchLink = alternate
    ? `<a href="${relativeLink(path, folderOf(other) + page)}" lang="${other}" hreflang="${other}" data-keeps-place="route">${frameWords[other].language}</a>`
    : '';
  return `<header class="docs-top">
<a class="docs-skip" href="${skip}">${frame.skip}</a>
<nav aria-label="${frame.mainMenu}"><ul>
${items.join('\n')}
<li><a href="${relativeLink(path, download)}" download>${words[lang].download}</a></li>
</ul></nav>
${switchLink}
</header>`;
}

/** HTML for paper and for readers without JavaScript: both are sent to the plain edition. */
export function plainEditionNotes(lang: Language, title: string): string {
  const plain = '<a href="plain.html">plain.html</a>';
  return `<div class="docs-print"><h1>${escapeHtml(title)}</h1><p>${words[lang].print}${plain}</p></div>
<noscript><p class="docs-no-script">${words[lang].noScript}${plain}</p></noscript>`;
}
