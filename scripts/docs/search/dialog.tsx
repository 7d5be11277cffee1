import { usePage } from '../pages/context.js';
import { entryKinds } from './engine.js';
import { indexPath } from './index-file.js';

/**
 * The dialog of the search, closed: its words in the language of the page. The script of the search opens
 * and fills it.
 */
export function SearchDialog() {
  const page = usePage();
  const { search, searching } = page.words;
  return (
    <dialog id="search" aria-label={search} data-index={page.to(indexPath)}>
      <div class="query">
        <input
          type="text"
          role="combobox"
          aria-label={search}
          aria-autocomplete="list"
          aria-expanded="false"
          aria-controls="search-results"
          autocomplete="off"
          spellcheck={false}
          placeholder={searching.placeholder}
        />
        <button type="button">{searching.close}</button>
      </div>
      <div
        id="search-results"
        role="listbox"
        aria-label={searching.results}
        {...Object.fromEntries(entryKinds.map((kind) => [`data-${kind}`, searching.groups[kind]]))}
        hidden
      />
      <p class="none" hidden>
        {searching.none}
      </p>
      <p class="failed" hidden>
        {searching.failed} <a href={page.to('reference.html')}>{page.words.reference}</a>
      </p>
      <p class="keys">{searching.keys}</p>
      <p class="hidden-text" role="status" data-count={searching.count} />
    </dialog>
  );
}
