/** An element of a document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

interface OpenElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

const TOKEN =
  /<([A-Za-z][\w.-]*)((?:\s+[A-Za-z][\w.-]*="[^"<]*")*)\s*(\/?)>|<\/([A-Za-z][\w.-]*)>|([^<]+)/uy;

const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Reads a well-formed XML 1.0 document of elements and text.
 *
 * @throws Error where the document is not well-formed
 */
export function parseXml(document: string): XmlElement {
  const start = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(start)) throw new Error('The declaration is missing.');
  if (FORBIDDEN.test(document)) throw new Error('There is a character that XML 1.0 forbids.');
  const root: OpenElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  TOKEN.lastIndex = start.length;
  while (TOKEN.lastIndex < document.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(document);
    const parent = open.at(-1);
    if (token === null || parent === undefined) {
      throw new Error(`Not well-formed: ${document.slice(at, at + 60)}`);
    }
    const [, name, attributes, empty, closed, text] = token;
    if (text !== undefined) parent.text += unescaped(text);
    if (closed !== undefined && open.pop()?.name !== closed) throw new Error(`Stray </${closed}>.`);
    if (name === undefined) continue;
    const element = { name, attributes: readAttributes(attributes ?? ''), children: [], text: '' };
    parent.children.push(element);
    if (empty === '') open.push(element);
  }
  const [only] = root.children;
  if (open.length !== 1 || only === undefined || root.children.length !== 1) {
    throw new Error('There must be one element, and it must be closed.');
  }
  return only;
}

/** All elements of a name, at any depth, in the order of the document. */
export function elementsOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...elementsOf(child, name),
  ]);
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/([\w.-]+)="([^"]*)"/g)) {
    if (name in attributes) throw new Error(`The attribute ${name} comes twice.`);
    // What a parser does with white space that is not written by number.
    attributes[name] = unescaped(value.replace(/\s/g, ' '));
  }
  return attributes;
}

function unescaped(text: string): string {
  return text.replace(/&([^;]*;?)/g, (whole, name: string) => {
    const named = { 'amp;': '&', 'lt;': '<', 'gt;': '>', 'quot;': '"', 'apos;': "'" }[name];
    const code = /^#(\d+);$/.exec(name)?.[1];
    if (named === undefined && code === undefined) throw new Error(`Stray ${whole}.`);
    return named ?? String.fromCodePoint(Number(code));
  });
}
