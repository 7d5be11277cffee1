/**
 * Starts the console in the page. The build writes the constants in front of it.
 *
 * Nothing is kept: no credential enters the address or the storage of the browser.
 */
declare const description: {
  servers?: { variables?: { port?: { default: string } } }[];
};
declare const tagNames: Readonly<Record<string, string>>;
declare const fieldNames: { server: string; examples: string; mediaType: string; body: string };
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

interface Props {
  text?: string;
  path?: string;
  [name: string]: unknown;
}
interface System {
  React: {
    createElement: (type: unknown, props: object | null, ...children: unknown[]) => unknown;
  };
}

/** Tags by the names that readers know; paths without a link inside the button that opens them. */
const readable = {
  wrapComponents: {
    DeepLink:
      (original: unknown, { React }: System) =>
      (props: Props) =>
        props.path !== undefined && props.path in tagNames
          ? React.createElement(original, { ...props, text: tagNames[props.path] })
          : React.createElement('span', null, props.text),
  },
};

/** The port that the server beside the docs has taken, if `npm start` serves the page. */
const apiPort = document.querySelector<HTMLMetaElement>('meta[name=api-port]')?.content;
const portOfServer = description.servers?.[0]?.variables?.port;
if (apiPort !== undefined && portOfServer !== undefined) portOfServer.default = apiPort;

SwaggerUIBundle({
  spec: description,
  dom_id: '#console',
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [readable],
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

/** Names of fields that Swagger UI leaves without one, by where they stand. */
const names: readonly [selector: string, name: (field: Element) => string | undefined][] = [
  ['#servers', () => fieldNames.server],
  ['[data-variable]', (field) => field.getAttribute('data-variable') ?? undefined],
  ['[data-param-name] :is(input, select, textarea)', paramName],
  ['.examples-select-element', () => fieldNames.examples],
  ['select.content-type', () => fieldNames.mediaType],
  ['.body-param__text', () => fieldNames.body],
];

function paramName(field: Element): string | undefined {
  const row = field.closest('[data-param-name]');
  return row?.getAttribute('data-param-name') ?? undefined;
}

function nameFields(): void {
  for (const [selector, nameOf] of names) {
    for (const field of document.querySelectorAll(`${selector}:not([aria-label])`)) {
      const name = nameOf(field);
      if (name !== undefined) field.setAttribute('aria-label', name);
    }
  }
}
new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true });
nameFields();
