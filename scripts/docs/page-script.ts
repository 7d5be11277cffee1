/** Where the renderer of the reference keeps the reader's choice: one choice holds for all pages. */
const storageKey = 'redoc.colorMode';

/**
 * The script of the static pages. Without it they only lack the switch for the colours, and a change
 * of language leads to the top of the page instead of the same section. Storage may be forbidden,
 * as it is for files in some browsers; the choice then holds for the page alone.
 */
export const pageScript = `
(() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  try {
    const kept = localStorage.getItem('${storageKey}');
    if (kept === 'light' || kept === 'dark') root.dataset.theme = kept;
  } catch {}
  addEventListener('DOMContentLoaded', () => {
    const button = document.querySelector('.theme');
    const show = () => button.setAttribute('aria-pressed', String(isDark()));
    button.hidden = false;
    show();
    system.addEventListener('change', show);
    button.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      try {
        localStorage.setItem('${storageKey}', root.dataset.theme);
      } catch {}
      show();
    });
    const language = document.querySelector('.language');
    language?.addEventListener('click', () => {
      language.hash = location.hash;
    });
  });
})();
`.trim();
