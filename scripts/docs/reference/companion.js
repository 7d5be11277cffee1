// Runs in the page before the renderer: titles, links that keep the reader's place, search words.
// `pageRoutes`, `siteTitle` and `interfaceLabels` are written in front of it by the build.

/** Words of a query: parted at spaces, and runs of Chinese parted into words. */
const searchWords = (query) => {
  const chinese = /\p{Script=Han}/u;
  const segmenter =
    typeof Intl.Segmenter === 'function' ? new Intl.Segmenter('zh', { granularity: 'word' }) : null;
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((word) =>
      segmenter !== null && chinese.test(word)
        ? [...segmenter.segment(word)].filter((part) => part.isWordLike).map((part) => part.segment)
        : [word],
    );
  return words.some((word) => word.length >= 2 || chinese.test(word)) ? [...new Set(words)] : [];
};

{
  const place = () => '/' + decodeURI(location.hash).replace(/^#\/?/, '').split('#')[0].split('?')[0];
  const links = [...document.querySelectorAll('a[data-keeps-place]')].map((link) => ({
    link,
    target: link.getAttribute('href'),
    kind: link.dataset.keepsPlace,
  }));
  const follow = () => {
    const route = pageRoutes[place()];
    document.title = route ? `${route.title} – ${siteTitle}` : siteTitle;
    for (const { link, target, kind } of links) {
      if (kind === 'route') link.setAttribute('href', target + location.hash);
      else link.setAttribute('href', target + (route?.console ? `#${route.console}` : ''));
    }
  };
  // The renderer moves through the history without an event when the reader scrolls.
  for (const name of ['pushState', 'replaceState']) {
    const original = history[name];
    history[name] = function (...args) {
      original.apply(this, args);
      follow();
    };
  }
  addEventListener('hashchange', follow);
  addEventListener('popstate', follow);
  follow();
}
