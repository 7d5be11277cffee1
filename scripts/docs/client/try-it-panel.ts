import { element } from './dom.js';
import type { PageSandbox } from './try-it-sandbox.js';
import { words } from './try-it-words.js';

/** What the panel does to the form. */
interface PanelActions {
  /** Fills in ids, by their collections. */
  use(ids: Readonly<Record<string, string>>): void;
  /** What the form shows may no longer hold. */
  changed(): void;
}

/** Shows the state of the sandbox inside the page, and the buttons that change it. */
export function showPanel(panel: HTMLElement, sandbox: PageSandbox, actions: PanelActions): void {
  const workspaces = sandbox.state().workspaces.map(({ collections }) => collections);
  const records = (name: string) => workspaces.flatMap((collections) => collections[name] ?? []);
  const button = (text: string, act: () => void, label = text) => {
    const made = element('button', { type: 'button', 'aria-label': label }, text);
    made.addEventListener('click', act);
    return made;
  };
  // The panel is written anew: the button that was pressed has to keep the focus.
  const change = (text: string, act: () => void) =>
    button(text, () => {
      act();
      actions.changed();
      showPanel(panel, sandbox, actions);
      const buttons = [...panel.querySelectorAll('button')];
      buttons.find((one) => one.textContent === text)?.focus();
    });
  const use = (name: string, ids: Readonly<Record<string, string>>) =>
    button(words.use, () => actions.use(ids), `${words.use}: ${name}`);
  const item = (...content: (Node | string)[]) => element('li', {}, ...content);
  const code = (value: unknown) => element('code', {}, String(value));
  const list = (title: string, items: readonly Element[]) => [
    element('h4', {}, title),
    items.length === 0 ? element('p', {}, words.nothing) : element('ul', {}, ...items),
  ];
  const versions = records('versions');
  const workflows = records('workflows').map(({ id, data }) => {
    const name = String(data['name']);
    const own = versions.filter((version) => version.data['aopworkflow_id'] === id);
    const items = own.map((version) => {
      // A draft has no number yet.
      const label = String(version.data['version'] || words.draft);
      // The body that enables a workflow names the version.
      const versionId = element('code', { class: 'id' }, version.id);
      const ids = { workflows: id, versions: version.id };
      const status = code(version.data['status']);
      return item(`${label} `, status, ' ', versionId, ' ', use(`${name} ${label}`, ids));
    });
    return item(
      element('strong', {}, name),
      ` ${data['enabled'] === true ? words.enabled : words.disabled} `,
      use(name, { workflows: id }),
      element('ul', {}, ...items),
    );
  });
  const runs = records('instances').map(({ id, data: { name, status } }) =>
    item(`${String(name)} `, code(status), ' ', use(String(name), { instances: id })),
  );
  const requests = sandbox
    .requests()
    .map(({ method, path, status }) =>
      item(`${method} ${path.split('/').slice(-3).join('/')} `, code(status)),
    );
  const checks = element('select', { id: 'try-auth' });
  for (const mode of ['off', 'presence', 'strict'] as const) {
    checks.append(new Option(words.checks[mode], mode, false, mode === sandbox.auth()));
  }
  checks.addEventListener('change', () => {
    sandbox.setAuth(checks.value as ReturnType<PageSandbox['auth']>);
    actions.changed();
  });
  panel.replaceChildren(
    element('h3', {}, words.panel),
    element('p', { class: 'note' }, sandbox.isKept() ? words.panelNote : words.notKept),
    element(
      'p',
      { class: 'buttons' },
      change(words.reset, sandbox.reset),
      change(words.finish, sandbox.finishRuns),
    ),
    element(
      'p',
      {},
      `${words.clock}: `,
      element('time', {}, new Date(sandbox.now()).toISOString()),
    ),
    element(
      'p',
      { class: 'buttons' },
      `${words.forward} `,
      change(words.minute, () => sandbox.advance(60_000)),
      change(words.hour, () => sandbox.advance(3_600_000)),
      change(words.day, () => sandbox.advance(86_400_000)),
    ),
    element('p', {}, element('label', { for: 'try-auth' }, words.check), checks),
    ...list(words.workflows, workflows),
    ...list(words.runs, runs),
    ...list(words.requests, requests),
  );
}
