/** The element that a selector finds; the page has it. */
export function find<T extends HTMLElement = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): T {
  const found = within.querySelector<T>(selector);
  if (found === null) throw new Error(`The page has no ${selector}.`);
  return found;
}

/** Makes an element. Texts never become markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...content);
  return made;
}

/**
 * What a script leaves at a member of the window, loaded by an element: `fetch` is forbidden to a page that
 * was opened from a folder.
 */
export function loadScript<T>(src: string, member: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const script = element('script', { src });
    script.addEventListener('error', reject);
    script.addEventListener('load', () => {
      const found = (window as unknown as Record<string, T | undefined>)[member];
      if (found === undefined) reject(new Error(`${src} leaves no ${member}.`));
      else resolve(found);
    });
    document.head.append(script);
  });
}

/** The value that a text is in JSON; undefined if it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What `JSON` of a current browser has beyond that of ES2023. */
const { rawJSON } = JSON as { rawJSON?: (text: string) => unknown };

/**
 * JSON, indented, with each number as it was written: an integer of 17 digits is more than a number holds.
 *
 * @param change - gives what is written in place of the value; its numbers are no numbers
 */
export function indentJson(text: string, change = (value: unknown) => value): string {
  const exact = (_: string, value: unknown, written?: { source: string }): unknown =>
    typeof value === 'number' && written && rawJSON ? rawJSON(written.source) : value;
  return JSON.stringify(change(JSON.parse(text, exact)), null, 2);
}
