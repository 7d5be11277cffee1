/** The form on the page of an operation that sends its request. */

import { canonicalUrl } from '../../../src/signing/canonical-url.js';
import { signRequest } from '../../../src/signing/sign-request.js';
import { answerView } from './try-it-answer.js';
import { element, find, indentJson, jsonOf, loadScript } from './dom.js';
import { showPanel } from './try-it-panel.js';
import type { PageSandbox } from './try-it-sandbox.js';
import { words } from './try-it-words.js';

/** A control for a value of the request. */
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** A request as it is sent. */
interface PreparedRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  /** How the body is shown. */
  shownBody: string;
}

/** Requests are sent here when the sandbox takes them; the name leads nowhere else. */
const sandboxAddress = 'https://sandbox.invalid';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** How long a response may take, in milliseconds. */
const patience = 60_000;

class TryIt {
  readonly #root: HTMLDetailsElement;
  readonly #form: HTMLFormElement;
  readonly #answer = answerView((text) => this.#masked(text));
  readonly #target = find<HTMLSelectElement>('#try-target');
  readonly #way = document.querySelector<HTMLSelectElement>('#try-way');
  readonly #body = document.querySelector<HTMLTextAreaElement>('#try-body');
  readonly #port = document.querySelector<HTMLMetaElement>('meta[name="api-port"]')?.content;
  #sandbox: Promise<PageSandbox> | undefined;
  /** The ids that the reader has chosen in the panel, by their collections. */
  #ids: Readonly<Record<string, string>> = {};
  /** The request that is on its way. */
  #sending: AbortController | undefined;
  /** Counts the changes of the form, so that no answer is taken for one to another request. */
  #changes = 0;

  constructor(root: HTMLDetailsElement) {
    this.#root = root;
    this.#form = find<HTMLFormElement>('form', root);
    const targets = [
      ...(root.dataset['sandbox'] === undefined ? [] : (['sandbox'] as const)),
      ...(this.#port === undefined ? [] : (['local'] as const)),
      'service' as const,
    ];
    for (const name of targets) this.#target.append(new Option(words[name], name));
    root.hidden = false;
    root.addEventListener('toggle', () => this.#opened());
    this.#form.addEventListener('input', () => this.#changed());
    this.#form.addEventListener('change', ({ target }) => this.#chosen(target as Element));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      // Sent twice, a request may be carried out twice.
      if (this.#sending === undefined) void this.#send();
    });
    find('#try-stop').addEventListener('click', () =>
      this.#sending?.abort(new Error(words.stopped)),
    );
    document.querySelector('#try-fill')?.addEventListener('click', () => void this.#fillIn());
    // Browsers may show a page again as it was left.
    addEventListener('pagehide', () => {
      for (const input of this.#secrets()) input.value = '';
      this.#changed();
    });
    if (root.open) this.#opened();
  }

  #opened(): void {
    if (!this.#root.open) return;
    this.#chosen(this.#target);
    this.#changed();
  }

  /** Loads the sandbox, once. */
  #load(): Promise<PageSandbox> {
    const address = this.#root.dataset['sandbox'] ?? '';
    return (this.#sandbox ??= loadScript<PageSandbox>(address, 'secMasterSandbox').catch(() => {
      throw new Error(words.loadFault);
    }));
  }

  #secrets(): HTMLInputElement[] {
    return [...this.#form.querySelectorAll<HTMLInputElement>('[data-secret]')];
  }

  /** A text without the secrets that were typed, such as what a server echoes. */
  #masked(text: string): string {
    return this.#secrets()
      .map(({ value }) => value.trim())
      .filter((value) => value.length > 3)
      .reduce((rest, value) => rest.replaceAll(value, words.masked), text);
  }

  #chosen(control: Element): void {
    const isSandbox = this.#target.value === 'sandbox';
    if (control === this.#target) {
      find('#try-service').hidden = this.#target.value !== 'service';
      find('#try-panel').hidden = !isSandbox;
      if (isSandbox) void this.#showPanel();
      // No server but this sandbox lets in who brings nothing.
      else if (this.#way?.value === 'none') this.#way.selectedIndex = 1;
    }
    if (control.id === 'try-example' && this.#body !== null) {
      this.#body.value = (control as HTMLSelectElement).value;
      this.#useInBody();
    }
    for (const part of this.#form.querySelectorAll<HTMLElement>('[data-way]')) {
      part.hidden = part.dataset['way'] !== this.#way?.value;
    }
    const offer = this.#form.querySelector<HTMLElement>('.fill');
    if (offer !== null) offer.hidden = !isSandbox || this.#way?.value === 'none';
    this.#changed();
  }

  async #showPanel(): Promise<void> {
    const panel = find('#try-panel');
    try {
      showPanel(panel, await this.#load(), {
        use: (ids) => {
          this.#ids = ids;
          for (const control of this.#form.querySelectorAll<Control>('[data-collection]')) {
            control.value = ids[control.dataset['collection'] ?? ''] ?? control.value;
          }
          this.#useInBody();
          this.#changed();
        },
        changed: () => this.#changed(),
      });
    } catch (error) {
      panel.replaceChildren(element('p', {}, messageOf(error)));
    }
  }

  /** Puts the ids that the reader has chosen in place of those of an example. */
  #useInBody(): void {
    const body = this.#body;
    if (body === null) return;
    const marks = JSON.parse(body.dataset['ids'] ?? '{}') as Record<string, string>;
    // It may be empty, or not finished.
    const value = jsonOf(body.value);
    if (typeof value !== 'object' || value === null) return;
    const use = (item: unknown): unknown => {
      const chosen = Object.entries(marks)
        .map(([name, collection]) => [name, this.#ids[collection]] as const)
        .filter(([name, id]) => id !== undefined && item instanceof Object && name in item);
      return chosen.length === 0 ? item : { ...(item as object), ...Object.fromEntries(chosen) };
    };
    const filled = indentJson(body.value, (all) => (Array.isArray(all) ? all.map(use) : use(all)));
    if (filled !== indentJson(body.value)) body.value = filled;
  }

  async #fillIn(): Promise<void> {
    const { token, ak, sk } = (await this.#load()).credentials();
    const isToken = this.#way?.value === 'token';
    const known = isToken ? { token } : { ak, sk, 'security-token': '' };
    for (const [name, value] of Object.entries(known)) {
      find<HTMLInputElement>(`#try-${name}`).value = value;
    }
    this.#changed();
  }

  /** Shows the request as it stands, and that the answer is one to another. */
  #changed(): void {
    this.#changes += 1;
    this.#answer.markStale();
    find('#try-fault').textContent = '';
    void this.#showRequest(this.#changes);
    void this.#checkBody(this.#changes);
  }

  async #showRequest(change: number): Promise<void> {
    let text: string;
    try {
      const { method, url, headers, shownBody } = await this.#prepare(false);
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      text = [`${method} ${url}`, ...lines, ...(shownBody === '' ? [] : ['', shownBody])].join(
        '\n',
      );
    } catch (error) {
      text = messageOf(error);
    }
    if (change === this.#changes) find('#try-request').textContent = this.#masked(text);
  }

  async #checkBody(change: number): Promise<void> {
    const body = this.#body;
    if (body === null) return;
    const isJson = /[/+]json\b/.test(body.dataset['type'] ?? '');
    const { message, isFault } =
      isJson && body.value.trim() !== ''
        ? await this.#findingOn(body.value)
        : { message: '', isFault: false };
    if (change !== this.#changes) return;
    const place = find('#try-check');
    place.textContent = this.#masked(message);
    place.classList.toggle('is-fault', isFault);
    body.setAttribute('aria-invalid', String(isFault));
  }

  async #findingOn(text: string): Promise<{ message: string; isFault: boolean }> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return { message: words.notJson + messageOf(error), isFault: true };
    }
    const { sandbox, operation = '' } = this.#root.dataset;
    if (sandbox === undefined) return { message: words.noCheck, isFault: false };
    try {
      const fault = (await this.#load()).faultOf(operation, value);
      if (fault === undefined) return { message: words.bodyFits, isFault: false };
      if (fault === 'unchecked') return { message: words.noCheck, isFault: false };
      const { place, keyword, value: shown } = fault;
      const { faults } = words;
      const say = keyword in faults ? faults[keyword as keyof typeof faults] : faults.other;
      return { message: words.bodyFault(place, say(shown, keyword)), isFault: true };
    } catch (error) {
      return { message: messageOf(error), isFault: true };
    }
  }

  /** Address without a slash at the end. */
  #endpoint(): string {
    const { value } = this.#target;
    if (value === 'sandbox') return sandboxAddress;
    if (value === 'local') return `http://127.0.0.1:${this.#port ?? ''}`;
    const control = find<HTMLInputElement>('#try-address');
    // A key is never sent over a line that others can read.
    const isSafe = /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?(\/|$))/.test(
      control.value,
    );
    if (!isSafe || !URL.canParse(control.value))
      throw new Error(words.addressFault, { cause: control });
    const { origin, pathname } = new URL(control.value);
    return origin + pathname.replace(/\/+$/, '');
  }

  #controls(place: string): Control[] {
    return [...this.#form.querySelectorAll<Control>(`[data-in="${place}"]`)];
  }

  /** The request as the form says. Without `withSecrets`, dots stand for all that is secret. */
  async #prepare(withSecrets: boolean): Promise<PreparedRequest> {
    const { method = '', path = '', contentType } = this.#root.dataset;
    // The browser gives an empty value for what is no number.
    const broken = this.#form.querySelector<HTMLInputElement>('input[type=number]:invalid');
    if (broken?.validity.badInput)
      throw new Error(words.noNumber(broken.dataset['name'] ?? ''), { cause: broken });
    let target = path;
    for (const control of this.#controls('path')) {
      const { name = '' } = control.dataset;
      if (control.value === '') throw new Error(words.missing(name), { cause: control });
      target = target.replaceAll(`{${name}}`, encodeURIComponent(control.value));
    }
    const query = this.#controls('query').flatMap((control) => {
      const { name = '', list } = control.dataset;
      const lines = list === undefined ? [control.value] : control.value.split('\n');
      const values = lines.filter((value) => value !== '');
      const isJoined = list && values.length > 0;
      return (isJoined ? [values.join(list)] : values).map(
        (value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
      );
    });
    // What is signed and what is sent have to be the same.
    const url = canonicalUrl(
      this.#endpoint() + target + (query.length === 0 ? '' : `?${query.join('&')}`),
    );
    const headers: Record<string, string> = {};
    for (const { dataset, value } of this.#controls('header')) {
      if (value !== '') headers[dataset['name'] ?? ''] = value;
    }
    if (contentType !== undefined) headers['Content-Type'] ??= contentType;
    const content = await this.#content();
    if (content.type !== undefined) headers['Content-Type'] = content.type;
    const request: PreparedRequest = { method, url, headers, ...content };
    this.#signIn(request, withSecrets);
    return request;
  }

  async #content(): Promise<Pick<PreparedRequest, 'body' | 'shownBody'> & { type?: string }> {
    const parts = this.#controls('form');
    if (parts.length > 0) {
      const form = new FormData();
      const shown: string[] = [];
      for (const part of parts) {
        const { name = '' } = part.dataset;
        const file = part instanceof HTMLInputElement ? part.files?.[0] : undefined;
        if (file !== undefined) form.append(name, file);
        else if (part.type !== 'file' && part.value !== '') form.append(name, part.value);
        else continue;
        shown.push(`${name}: ${file === undefined ? part.value : `${file.name} (${file.size})`}`);
      }
      // The browser writes the form, so that its bytes and its type are the same wherever it goes.
      const written = new Response(form);
      return {
        body: new Uint8Array(await written.arrayBuffer()),
        shownBody: shown.join('\n'),
        type: written.headers.get('content-type') ?? 'multipart/form-data',
      };
    }
    const body = this.#body;
    if (body === null || body.value === '') return { shownBody: '' };
    const { type } = body.dataset;
    const isJson = /[/+]json\b/.test(type ?? '');
    return {
      body: body.value,
      shownBody: body.value,
      // JSON goes by the type that the description asks for, if it names one.
      ...(!(isJson && this.#root.dataset['contentType']) && type !== undefined && { type }),
    };
  }

  #signIn({ method, url, headers, body }: PreparedRequest, withSecrets: boolean): void {
    const secret = (name: string) => find<HTMLInputElement>(`#try-${name}`).value.trim();
    const way = this.#way?.value ?? 'none';
    const { masked } = words;
    if (way === 'token') {
      const header = this.#way?.dataset['token'] ?? '';
      const value = secret('token');
      if (value !== '') headers[header] = withSecrets ? value : masked;
    }
    if (way !== 'key' || secret('ak') === '' || secret('sk') === '') return;
    if (!withSecrets) {
      const hides = `SDK-HMAC-SHA256 Access=${masked}, SignedHeaders=…, Signature=${masked}`;
      Object.assign(headers, { Authorization: hides, 'X-Sdk-Date': '…' });
      if (secret('security-token') !== '') headers['X-Security-Token'] = masked;
      return;
    }
    const securityToken = secret('security-token');
    const keys = {
      ak: secret('ak'),
      sk: secret('sk'),
      ...(securityToken !== '' && { securityToken }),
    };
    const signable = { method, url, headers, ...(body !== undefined && { body }) };
    const { host: _, ...added } = signRequest(signable, keys);
    Object.assign(headers, added);
  }

  async #send(): Promise<void> {
    const fault = find('#try-fault');
    const status = find('#try-status');
    this.#answer.clear();
    fault.textContent = '';
    const change = this.#changes;
    const stop = find('#try-stop');
    const sending = (this.#sending = new AbortController());
    // Not all browsers can combine the signals of a button and of a time-out.
    const timer = setTimeout(() => sending.abort(new Error(`${patience / 1000} s`)), patience);
    try {
      const { method, url, headers, body } = await this.#prepare(true);
      status.textContent = words.sending;
      stop.hidden = false;
      const sandbox = this.#target.value === 'sandbox' ? await this.#load() : undefined;
      const init = { method, headers, ...(body !== undefined && { body }) };
      // What no request can hold, such as Chinese in a header, is no fault of the line.
      const request = new Request(url, init);
      const response = await (sandbox === undefined
        ? fetch(request, {
            // The token is for this host alone, and no cookie or address of this page is for it.
            redirect: 'error',
            credentials: 'omit',
            referrerPolicy: 'no-referrer',
            cache: 'no-store',
            signal: sending.signal,
          }).catch((error: unknown) => {
            const message = messageOf(error);
            throw new Error(message === words.stopped ? message : `${words.noAnswer} (${message})`);
          })
        : sandbox.fetch(url, init));
      if (sandbox !== undefined) await this.#showPanel();
      await this.#answer.show(response);
      if (change !== this.#changes) this.#answer.markStale();
    } catch (error) {
      // What makes a request impossible to send is the fault of a control.
      if (error instanceof Error && error.cause instanceof HTMLElement) error.cause.focus();
      else if (document.activeElement === stop) find('[type=submit]', this.#form).focus();
      fault.textContent = this.#masked(messageOf(error));
    }
    clearTimeout(timer);
    this.#sending = undefined;
    stop.hidden = true;
    status.textContent = '';
  }
}

const root = document.querySelector<HTMLDetailsElement>('#try-it-form');
if (root !== null) new TryIt(root);
