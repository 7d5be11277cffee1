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

/** Loads the index by a script: `fetch` is forbidden to a page that was opened from a folder. */
function loadIndex(address: string): Promise<SearchEngine> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.addEventListener('error', reject);
    script.addEventListener('load', () => {
      try {
        resolve(new SearchEngine((window as unknown as Record<string, SearchData>)[indexMember]!));
      } catch (error) {
        reject(error);
      }
    });
    document.head.append(script);
  });
}

/** An element with parts of a text, the marked ones in `mark`. */
function textElement(name: 'div' | 'span', parts: readonly TextPart[]): HTMLElement {
  const element = document.createElement(name);
  for (const { text, marked: isMarked } of parts) {
    const part = document.createElement(isMarked ? 'mark' : 'span');
    part.textContent = text;
    element.append(isMarked ? part : text);
  }
  return element;
}

function setUpSearch(dialog: HTMLDialogElement): void {
  const part = <Part extends HTMLElement = HTMLElement>(selector: string) =>
    dialog.querySelector<Part>(selector)!;
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
    const option = document.createElement('a');
    option.href = new URL(address, index).href;
    option.role = 'option';
    option.tabIndex = -1;
    option.id = `search-result-${options.length}`;
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
    const group = document.createElement('div');
    const label = document.createElement('div');
    group.role = 'group';
    label.id = `search-group-${kind}`;
    label.textContent = list.dataset[kind] ?? kind;
    group.setAttribute('aria-labelledby', label.id);
    group.append(label, ...found.map(optionOf));
    return group;
  }

  async function show(): Promise<void> {
    engine ??= loadIndex(index.href);
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
