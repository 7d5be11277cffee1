/**
 * Runs in the page before the renderer: a title per place, links that keep the reader's place, and
 * the words of a query and of what it finds. The build writes the constants in front of it.
 */
declare const pageRoutes: Readonly<Record<string, { title: string; console?: string } | undefined>>;
declare const siteTitle: string;
declare const searchPlaces: readonly (readonly [pattern: string, words: string])[];

/** Words of a query: parted at spaces, and runs of Chinese parted into words. */
export function searchWords(query: string): string[] {
  const chinese = /\p{Script=Han}/u;
  const segmenter =
    'Segmenter' in Intl ? new Intl.Segmenter('zh', { granularity: 'word' }) : undefined;
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word) =>
      segmenter !== undefined && chinese.test(word)
        ? [...segmenter.segment(word)].filter((part) => part.isWordLike).map((part) => part.segment)
        : [word],
    );
  return words.some((word) => word.length >= 2 || chinese.test(word)) ? [...new Set(words)] : [];
}

/** The place of a field that a search found, in the language of the page. */
export function placeName(place: string): string {
  const found = searchPlaces.find(([pattern]) => new RegExp(pattern).test(place));
  return found === undefined ? place : place.replace(new RegExp(found[0]), found[1]);
}

/** The text of a heading from what the renderer makes it of. */
export function headingText(node: unknown): string {
  if (Array.isArray(node)) return node.map(headingText).join('');
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  const { props } = (node ?? {}) as { props?: { children?: unknown } };
  return props === undefined ? '' : headingText(props.children);
}

/** The place that is shown, as the keys of `pageRoutes`. */
function place(): string {
  const [path = ''] = decodeURI(location.hash).replace(/^#\/?/, '').split(/[#?]/);
  return `/${path}`;
}

const links = [...document.querySelectorAll<HTMLAnchorElement>('a[data-keeps-place]')].map(
  (link) => ({ link, target: link.getAttribute('href') ?? '' }),
);

function follow(): void {
  const route = pageRoutes[place()];
  document.title = route === undefined ? siteTitle : `${route.title} – ${siteTitle}`;
  for (const { link, target } of links) {
    const console = route?.console === undefined ? '' : `#${route.console}`;
    const kept = link.dataset['keepsPlace'] === 'console' ? console : location.hash;
    link.setAttribute('href', target + kept);
  }
}

// The renderer moves through the history without an event when the reader scrolls.
for (const name of ['pushState', 'replaceState'] as const) {
  const original = history[name].bind(history);
  history[name] = (...args) => {
    original(...args);
    follow();
  };
}
addEventListener('hashchange', follow);
addEventListener('popstate', follow);
document.querySelector('[data-skip]')?.addEventListener('click', (event) => {
  // An address inside the page would be taken for a place of the reference.
  event.preventDefault();
  const content = document.querySelector<HTMLElement>('#api-content');
  content?.setAttribute('tabindex', '-1');
  content?.focus();
});
follow();
