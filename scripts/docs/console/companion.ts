/**
 * Starts the console in the page. The build writes the constants in front of it.
 *
 * Nothing is kept: no credential enters the address or the storage of the browser.
 */
declare const description: object;
declare const SwaggerUIBundle: ((options: object) => unknown) & {
  presets: { apis: unknown };
};

const system = matchMedia('(prefers-color-scheme: dark)');

function showColours(): void {
  let kept: string | null = null;
  try {
    // The reader's choice on the other pages.
    kept = localStorage.getItem('redoc.colorMode');
  } catch {
    // Storage may be forbidden, as it is for files in some browsers.
  }
  const dark = kept === 'dark' || (kept !== 'light' && system.matches);
  document.documentElement.classList.toggle('dark', dark);
  document.documentElement.classList.toggle('dark-mode', dark);
}
system.addEventListener('change', showColours);
showColours();

SwaggerUIBundle({
  spec: description,
  dom_id: '#console',
  presets: [SwaggerUIBundle.presets.apis],
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  queryConfigEnabled: false,
  validatorUrl: null,
});

const language = document.querySelector<HTMLAnchorElement>('a[data-keeps-place]');
const target = language?.getAttribute('href') ?? '';
const follow = () => language?.setAttribute('href', target + location.hash);
for (const name of ['pushState', 'replaceState'] as const) {
  const original = history[name].bind(history);
  history[name] = (...args) => {
    original(...args);
    follow();
  };
}
addEventListener('hashchange', follow);
follow();
