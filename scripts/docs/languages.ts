/** Languages of the docs, the one of the description first. */
export const languages = ['en', 'zh-CN'] as const;

/** A language of the docs, as in the attribute `lang`. */
export type Language = (typeof languages)[number];

/** Folder of a language inside the docs, with its slash; the first language has none. */
export function folderOf(lang: Language): string {
  return lang === 'en' ? '' : `${lang}/`;
}

/** The words of the frame around each page. */
export interface FrameWords {
  /** Name of the language in the language itself. */
  language: string;
  skip: string;
  mainMenu: string;
  home: string;
  reference: string;
  guides: string;
  console: string;
  plain: string;
  contents: string;
  dark: string;
  downloads: string;
  /** Begins the label of the link from a heading to itself. */
  link: string;
}

/** The words of the frame in each language. */
export const frameWords: Record<Language, FrameWords> = {
  en: {
    language: 'English',
    skip: 'Skip to content',
    mainMenu: 'Main menu',
    home: 'Home',
    reference: 'Reference',
    guides: 'Guides',
    console: 'Console',
    plain: 'Plain edition',
    contents: 'On this page',
    dark: 'Dark mode',
    downloads: 'Downloads',
    link: 'Link to this section: ',
  },
  'zh-CN': {
    language: '中文',
    skip: '跳到正文',
    mainMenu: '主菜单',
    home: '首页',
    reference: 'API参考',
    guides: '指南',
    console: '调试控制台',
    plain: '纯文本版',
    contents: '本页内容',
    dark: '深色模式',
    downloads: '下载',
    link: '本节链接：',
  },
};
