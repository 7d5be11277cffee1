import { createCssVariablesTheme, createHighlighter } from 'shiki';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { escapeHtml } from './markdown-html.js';

/** Languages that code is coloured in; others are shown as they are. */
const languages = ['json', 'sh', 'ts', 'js', 'http', 'yaml', 'python', 'java', 'go'] as const;

/** Writes code as HTML with a class for each kind of word. */
export type Highlight = (code: string, language: string) => string;

/** Beyond this length, code is data that nobody reads for its colours. */
const longest = 50_000;

/**
 * Loads the highlighter. The colours are those of the style sheet, by classes: a policy forbids style
 * inside of elements.
 */
export async function loadHighlight(): Promise<Highlight> {
  const theme = createCssVariablesTheme({ name: 'classes', variablePrefix: '' });
  const highlighter = await createHighlighter({
    themes: [theme],
    langs: [...languages],
    engine: createJavaScriptRegexEngine(),
  });
  // The same examples stand on many pages.
  const known = new Map<string, string>();
  return (code, language) => {
    if (!languages.some((one) => one === language) || code.length > longest) {
      return escapeHtml(code);
    }
    const key = `${language}\0${code}`;
    const found = known.get(key) ?? coloured(code, language as (typeof languages)[number]);
    known.set(key, found);
    return found;
  };

  function coloured(code: string, lang: (typeof languages)[number]): string {
    return highlighter
      .codeToTokensBase(code, { lang, theme })
      .map((line) => {
        const parts: { kind: string | undefined; text: string }[] = [];
        for (const { content, color = '' } of line) {
          const kind = /^var\(token-([\w-]+)\)$/.exec(color)?.[1];
          const last = parts.at(-1);
          if (last !== undefined && (last.kind === kind || content.trim() === '')) {
            last.text += content;
          } else parts.push({ kind, text: content });
        }
        return parts
          .map(({ kind, text }) => {
            const html = escapeHtml(text);
            return kind === undefined || kind === 'punctuation'
              ? html
              : `<i class="t-${kind}">${html}</i>`;
          })
          .join('');
      })
      .join('\n');
  }
}
