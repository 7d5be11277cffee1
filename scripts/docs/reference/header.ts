import { folderOf, frameWords, type Language } from '../languages.js';
import { escapeHtml, relativeLink } from '../page.js';

/** Words of the reference's own frame. */
const words = {
  en: {
    print: 'The reference shows operations as you scroll. To print the whole text, open the plain edition: ',
    noScript: 'This page needs JavaScript. Everything that it says is also in the plain edition: ',
    download: 'Description (JSON)',
  },
  'zh-CN': {
    print: '本页随滚动逐个显示接口，无法整页打印。打印全文请打开纯文本版：',
    noScript: '本页需要JavaScript。全部内容也见纯文本版：',
    download: '描述文件（JSON）',
  },
} as const satisfies Record<Language, unknown>;

/**
 * HTML above the renderer: the way to the other pages. Links marked `data-keeps-place` follow the
 * reader, so that the other language and the console open at the operation that is being read.
 */
export function referenceHeader(lang: Language, title: string, download: string): string {
  const path = `${folderOf(lang)}reference.html`;
  const other: Language = lang === 'en' ? 'zh-CN' : 'en';
  const frame = frameWords[lang];
  const own = (page: string) => relativeLink(path, folderOf(lang) + page);
  const plain = `<a href="${own('plain.html')}">plain.html</a>`;
  return `<header class="docs-top">
<a class="docs-skip" href="#api-content" data-skip>${frame.skip}</a>
<nav aria-label="${frame.mainMenu}"><ul>
<li><a href="${own('index.html')}">${frame.home}</a></li>
<li><a href="${own('reference.html')}" aria-current="page">${frame.reference}</a></li>
<li><a href="${own('index.html#guides')}">${frame.guides}</a></li>
<li><a href="${own('console.html')}" data-keeps-place="console">${frame.console}</a></li>
<li><a href="${own('plain.html')}">${frame.plain}</a></li>
<li><a href="${relativeLink(path, download)}" download>${words[lang].download}</a></li>
</ul></nav>
<a href="${relativeLink(path, `${folderOf(other)}reference.html`)}" lang="${other}" hreflang="${other}" data-keeps-place="route">${frameWords[other].language}</a>
</header>
<div class="docs-print"><h1>${escapeHtml(title)}</h1><p>${words[lang].print}${plain}</p></div>
<noscript><p class="docs-no-script">${words[lang].noScript}${plain}</p></noscript>`;
}
