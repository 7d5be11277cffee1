import {
  createCssVariablesTheme,
  createHighlighter,
  type GrammarState,
  type ThemedToken,
} from 'shiki';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { escapeHtml, type Highlight } from './markdown-html.js';

/** Languages that code is coloured in; others are shown as they are. */
const languages = ['json', 'sh', 'ts', 'js', 'http', 'yaml', 'python', 'java', 'go'] as const;

/** A line that is written, and what the next one begins inside of. */
interface Line {
  html: string;
  state: GrammarState | undefined;
  inside: string | undefined;
}

/** Beyond this length, code is data that nobody reads for its colours. */
const longest = 50_000;

/**
 * Loads the highlighter. The colours are those of the style sheet, by classes: a policy forbids style
 * inside of elements.
 */
export function loadHighlight(): Promise<Highlight> {
  return (loaded ??= load());
}

let loaded: Promise<Highlight> | undefined;

async function load(): Promise<Highlight> {
  const theme = createCssVariablesTheme({ name: 'classes', variablePrefix: '' });
  const highlighter = await createHighlighter({
    themes: [theme],
    langs: [...languages],
    engine: createJavaScriptRegexEngine(),
  });
  // Most lines of examples and samples are on many pages, and the grammars are slow.
  const known = new Map<string, Line>();
  return (code, language) => {
    if (!languages.some((one) => one === language) || code.length > longest) {
      return escapeHtml(code);
    }
    const html: string[] = [];
    let before: Line | undefined;
    for (const text of code.split('\n')) {
      const key = [language, before?.inside, text].join('\0');
      before = known.get(key) ?? readLine(text, language, before?.state);
      known.set(key, before);
      html.push(before.html);
    }
    return html.join('\n');
  };

  function readLine(text: string, lang: string, grammarState: GrammarState | undefined): Line {
    const tokens = highlighter.codeToTokensBase(text, {
      lang: lang as (typeof languages)[number],
      theme,
      // By default a slow machine would get other colours.
      tokenizeTimeLimit: 0,
      ...(grammarState !== undefined && { grammarState }),
    });
    const state = highlighter.getLastGrammarState(tokens);
    return { html: lineHtml(tokens[0] ?? []), state, inside: state?.getScopes()?.join(' ') };
  }
}

/** Neighbours of one kind are written as one. */
function lineHtml(tokens: readonly ThemedToken[]): string {
  const parts: { kind: string | undefined; text: string }[] = [];
  for (const { content, color = '' } of tokens) {
    const kind = /^var\(token-([\w-]+)\)$/.exec(color)?.[1];
    const last = parts.at(-1);
    if (last !== undefined && (last.kind === kind || content.trim() === '')) last.text += content;
    else parts.push({ kind, text: content });
  }
  return parts
    .map(({ kind, text }) => {
      const html = escapeHtml(text);
      const isPlain = kind === undefined || kind === 'punctuation';
      return isPlain ? html : `<i class="t-${kind}">${html}</i>`;
    })
    .join('');
}
