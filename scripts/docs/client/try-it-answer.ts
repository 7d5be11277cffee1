import { element, find, indentJson, jsonOf } from './dom.js';
import { words } from './try-it-words.js';

/** Names under which errors carry their code. */
const codeMembers = ['code', 'error_code', 'errorCode'];

/** A copy of a part of the page, whose ids would be there twice. */
function copyOf(part: Element): Element {
  const copy = part.cloneNode(true) as Element;
  for (const one of [copy, ...copy.querySelectorAll('[id]')]) one.removeAttribute('id');
  return copy;
}

/** The response below the form, and what the page says of it. */
export function answerView(masked: (text: string) => string) {
  const place = find('#try-answer');
  let file: string | undefined;
  return { clear, markStale, show };

  function clear(): void {
    if (file !== undefined) URL.revokeObjectURL(file);
    file = undefined;
    place.replaceChildren();
  }

  /** Says that the form has changed since the response came. */
  function markStale(): void {
    const title = place.querySelector('h3');
    if (title === null || place.querySelector('.stale') !== null) return;
    title.after(element('p', { class: 'stale', role: 'status' }, words.stale));
  }

  async function show(response: Response): Promise<void> {
    const { status, statusText, headers } = response;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const type = headers.get('content-type') ?? '';
    const text = /json|xml|^text\//.test(type) ? new TextDecoder().decode(bytes) : undefined;
    const json = jsonOf(text ?? '');
    const shown = text === undefined || json === undefined ? text : indentJson(text);
    const title = element('h3', { tabindex: '-1' }, words.answer);
    const line = element('p', { class: 'result' });
    line.append(
      element('span', { class: response.ok ? 'status is-good' : 'status' }, String(status)),
      ` ${statusText} `,
      response.ok ? words.success : words.refused,
    );
    const lines = [...headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    place.replaceChildren(
      title,
      line,
      ...meaningOf(response, json),
      ...bodyOf(bytes, shown, type),
      element(
        'details',
        {},
        element('summary', {}, words.headers),
        element('pre', { tabindex: '0', 'aria-label': words.headers }, masked(lines)),
      ),
    );
    title.focus();
  }

  function bodyOf(
    bytes: Uint8Array<ArrayBuffer>,
    text: string | undefined,
    type: string,
  ): Element[] {
    if (bytes.length === 0) return [element('p', {}, words.emptyBody)];
    if (text !== undefined) {
      const label = `${words.answer}: ${words.body}`;
      return [element('pre', { tabindex: '0', 'aria-label': label }, masked(text))];
    }
    file = URL.createObjectURL(new Blob([bytes], { type }));
    const link = element('a', { href: file, download: 'response.bin' }, words.save);
    return [element('p', {}, `${words.bytes(bytes.length)} `, link)];
  }

  /** What the page itself says: of the error, or of the step that was taken. */
  function meaningOf({ ok, status, headers }: Response, json: unknown): Element[] {
    const parts: Element[] = [];
    if (ok) {
      for (const steps of document.querySelectorAll('.cycle ul')) parts.push(copyOf(steps));
      const next = [...document.querySelectorAll('.neighbours .next a')];
      if (next.length > 0) {
        const links = next.flatMap((link) => [' ', copyOf(link)]);
        parts.push(element('p', { class: 'next' }, words.nextStep, ...links));
      }
    } else {
      const body = json as Record<string, unknown> | null | undefined;
      const code = codeMembers.map((name) => body?.[name]).find((one) => typeof one === 'string');
      // A code of the gateway means another thing with another status.
      const place = [`${status}`, `${status}`.replace(/..$/, 'XX'), 'default']
        .map((name) => document.getElementById(`error-${name}`)?.closest('.error'))
        .find((found) => found != null);
      const known = [...(place?.querySelectorAll('.codes li') ?? [])].find(
        (item) => item.querySelector('code')?.textContent === code,
      );
      if (known !== undefined) parts.push(element('ul', { class: 'codes' }, copyOf(known)));
      else {
        const anchor = document.getElementById(`error-${status}`) === null ? '' : `-${status}`;
        const href = `#error${anchor === '' ? 's' : anchor}`;
        parts.push(element('p', {}, element('a', { href }, words.cause)));
      }
    }
    const basis = headers.get('x-sandbox-basis');
    if (basis !== null) {
      const said = words.basis(basis.replace('inferred', words.reading));
      parts.push(element('p', { class: 'note' }, said));
    }
    if (parts.length === 0) return [];
    return [element('h4', {}, words.meaning), ...parts];
  }
}
