/**
 * The script of the search: it opens the dialog, loads the index of the language when it is first needed,
 * and shows what is found. Texts of a description are written as texts only.
 */
import {
  indexMember,
  inGroups,
  marked,
  SearchEngine,
  snippet,
  type EntryKind,
  type Found,
  type SearchData,
  type TextPart,
} from '../search/engine.js';
import { element, find, loadScript } from './dom.js';

/** An element with parts of a text, the marked ones in `mark`. */
function textElement(name: 'div' | 'span', parts: readonly TextPart[]): HTMLElement {
  const content = parts.map((part) => (part.marked ? element('mark', {}, part.text) : part.text));
  return element(name, {}, ...content);
}

function setUpSearch(dialog: HTMLDialogElement): void {
  const part = <Part extends HTMLElement = HTMLElement>(selector: string) =>
    find<Part>(selector, dialog);
  const input = part<HTMLInputElement>('input');
  const list = part('[role=listbox]');
  const status = part('[role=status]');
  const index = new URL(dialog.dataset['index'] ?? '', location.href);
  let engine: Promise<SearchEngine> | undefined;
  let options: HTMLAnchorElement[] = [];

  const choose = (chosen: HTMLAnchorElement | undefined) => {
    for (const option of options) option.setAttribute('aria-selected', String(option === chosen));
    input.setAttribute('aria-activedescendant', chosen?.id ?? '');
    chosen?.scrollIntoView({ block: 'nearest' });
  };
  const chosen = () => options.find((option) => option.ariaSelected === 'true');

  function optionOf({ entry, terms }: Found): HTMLAnchorElement {
    const { title, address, within, names = [], text = '' } = entry;
    const { href } = new URL(address, index);
    const id = `search-result-${options.length}`;
    const option = element('a', { href, id, role: 'option', tabindex: '-1' });
    // A mouse may choose a result without taking the focus from the field.
    option.addEventListener('click', () => dialog.close());
    option.append(textElement('div', marked(title, terms)));
    const about = [within, ...names].filter(Boolean).join(' · ');
    // An id and an address are worth their room: they are cut later than a text.
    for (const [line, length] of [
      [about, 300],
      [text, 150],
    ] as const) {
      if (line !== '') option.append(textElement('span', snippet(line, terms, length)));
    }
    options.push(option);
    return option;
  }

  function groupOf(kind: EntryKind, found: readonly Found[]): HTMLElement {
    const id = `search-group-${kind}`;
    const label = element('div', { id }, list.dataset[kind] ?? kind);
    return element('div', { role: 'group', 'aria-labelledby': id }, label, ...found.map(optionOf));
  }

  async function show(): Promise<void> {
    engine ??= loadScript<SearchData>(index.href, indexMember).then(
      (data) => new SearchEngine(data),
    );
    const query = input.value;
    let found: [EntryKind, Found[]][] = [];
    let failed = false;
    try {
      found = inGroups((await engine).find(query));
    } catch {
      failed = true;
      engine = undefined;
    }
    // While the index was loading, more was typed.
    if (query !== input.value) return;
    options = [];
    list.replaceChildren(...found.map(([kind, entries]) => groupOf(kind, entries)));
    list.hidden = options.length === 0;
    list.scrollTop = 0;
    input.setAttribute('aria-expanded', String(options.length > 0));
    const isNone = query.trim() !== '' && options.length === 0 && !failed;
    part('.none').hidden = !isNone;
    part('.failed').hidden = !failed;
    status.textContent = isNone
      ? part('.none').textContent
      : query.trim() === ''
        ? ''
        : `${status.dataset['count'] ?? ''}${options.length}`;
    choose(options[0]);
  }

  const open = () => {
    if (dialog.open) return;
    dialog.showModal();
    input.select();
    void show();
  };

  input.addEventListener('input', () => void show());
  input.addEventListener('keydown', (event) => {
    const at = options.findIndex((option) => option === chosen());
    const last = options.length - 1;
    const next = {
      ArrowDown: at === last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
    }[event.key];
    if (next !== undefined) choose(options[next]);
    else if (event.key === 'Enter' && !event.isComposing) chosen()?.click();
    else return;
    event.preventDefault();
  });
  part('.query button').addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close();
  });
  addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    const isTyping =
      target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
    const asks =
      (ctrlKey || metaKey) && !altKey
        ? key.toLowerCase() === 'k'
        : key === '/' && !isTyping && !altKey;
    if (!asks || dialog.open) return;
    event.preventDefault();
    open();
  });
  for (const button of document.querySelectorAll<HTMLElement>('[data-search]')) {
    button.hidden = false;
    button.addEventListener('click', open);
  }
}

const dialog = document.querySelector('#search');
if (dialog instanceof HTMLDialogElement) setUpSearch(dialog);
