/** The script of every page. Without it a page only lacks the buttons that it brings. */

import { element } from './dom.js';

const root = document.documentElement;
const system = matchMedia('(prefers-color-scheme: dark)');

/** Storage may be forbidden, as it is for files in some browsers; a choice then holds for the page alone. */
function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The choice holds for this page.
  }
}

/** The key of former editions, so that a choice outlives them. */
const themeKey = 'redoc.colorMode';
const labelKey = 'docs.codeLanguage';

// Before anything is shown.
const theme = kept(themeKey);
if (theme === 'light' || theme === 'dark') root.dataset['theme'] = theme;

// A font that comes late moves the text, so it is asked for before anything is laid out. From a folder it
// comes in no time, and may not be asked for like this.
const script = document.currentScript;
if (script instanceof HTMLScriptElement && location.protocol !== 'file:') {
  const { href } = new URL('inter.woff2', script.src);
  const font = { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href };
  document.head.append(element('link', font));
}

const isDark = () =>
  root.dataset['theme'] === undefined ? system.matches : root.dataset['theme'] === 'dark';

function setUpTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('.theme');
  if (button === null) return;
  const show = () => button.setAttribute('aria-pressed', String(isDark()));
  button.hidden = false;
  show();
  system.addEventListener('change', show);
  button.addEventListener('click', () => {
    root.dataset['theme'] = isDark() ? 'light' : 'dark';
    keep(themeKey, root.dataset['theme']);
    show();
  });
}

/** The id of what the address leads to while that is in the window, else of what is read at its top. */
function placeRead(): string {
  const topOf = (part: Element) => part.getBoundingClientRect().top;
  const target = document.querySelector('main :target');
  if (target !== null && topOf(target) >= 0 && topOf(target) < innerHeight) return target.id;
  const below = 1.5 * (document.querySelector('.top')?.clientHeight ?? 0);
  const read = [...document.querySelectorAll('main :is(h2, h3, li, tr)[id]')].findLast(
    (part) => part.checkVisibility() && topOf(part) < below,
  );
  return read?.id ?? '';
}

/** A change of language keeps the place. */
function setUpLanguages(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.language')) {
    link.addEventListener('click', () => {
      link.hash = placeRead();
    });
  }
}

function setUpCopying(): void {
  const { copy = '', copied = '' } = root.dataset;
  for (const block of document.querySelectorAll<HTMLElement>(
    'pre.code, .operation-article > .address',
  )) {
    const text = block.querySelector('code')?.textContent.trimEnd() ?? '';
    const button = element('button', { type: 'button', class: 'copy' }, copy);
    button.addEventListener('click', () => {
      void navigator.clipboard.writeText(text).then(() => {
        button.textContent = copied;
        setTimeout(() => (button.textContent = copy), 1500);
      });
    });
    block.append(button);
  }
}

/** The keyboard has to reach an example that scrolls; not every browser takes care of it. */
function setUpScrolling(): void {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollHeight > target.clientHeight) target.setAttribute('tabindex', '0');
      else target.removeAttribute('tabindex');
    }
  });
  for (const code of document.querySelectorAll('.pair pre.code > code')) observer.observe(code);
}

/** The language of code that a reader chose is chosen on every page. */
function setUpTabs(): void {
  const choose = (label: string) => {
    for (const input of document.querySelectorAll<HTMLInputElement>('.by-language > input')) {
      if (input.value === label) input.checked = true;
    }
  };
  const label = kept(labelKey);
  if (label !== null) choose(label);
  addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !target.matches('.by-language > input')) return;
    keep(labelKey, target.value);
    choose(target.value);
  });
}

/** On paper everything is open, and a place that an address leads to is never closed. */
function setUpDetails(): void {
  const show = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id === '' ? null : document.getElementById(id);
    for (let part = target; part !== null; part = part.parentElement) {
      if (part instanceof HTMLDetailsElement) part.open = true;
    }
    target?.scrollIntoView();
  };
  if (location.hash !== '') show();
  addEventListener('hashchange', show);
  addEventListener('beforeprint', () => {
    for (const part of document.querySelectorAll('details')) part.open = true;
  });
}

/** The menu shows the page that is being read. */
function setUpMenu(): void {
  const menu = document.querySelector('.menu');
  const { top = 0 } = menu?.querySelector('[aria-current]')?.getBoundingClientRect() ?? {};
  if (menu !== null && top > innerHeight * 0.8) menu.scrollTop = top - innerHeight / 2;
}

addEventListener('DOMContentLoaded', () => {
  setUpTheme();
  setUpLanguages();
  setUpCopying();
  setUpScrolling();
  setUpTabs();
  setUpDetails();
  setUpMenu();
});
