const entities: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/** What a reader sees of HTML. */
export function visibleText(html: string): string {
  return html
    .replace(/<(style|script)\b[^>]*>[^]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|quot|#39|amp);/g, (entity) => entities[entity] as string);
}

/** The letters and digits of a text: what is left of Markdown and of HTML alike. */
export function letters(text: string): string {
  return text
    .replace(/\]\([^)\s]*\)/g, ']')
    .replace(/^\s*\d+\.\s/gm, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** A text without the titles that the docs put before the ids of operations where a text names them. */
export function withoutTitles(
  text: string,
  operations: readonly { id: string; object: { summary?: string } }[],
): string {
  // One id may be the beginning of another.
  const longestFirst = operations.toSorted((one, other) => other.id.length - one.id.length);
  return longestFirst.reduce(
    (rest, { id, object }) => rest.replaceAll(letters(`${object.summary ?? ''}${id}`), id),
    text,
  );
}

const voidElements = new Set(['br', 'hr', 'wbr']);

/** Faults of HTML that a browser would correct in silence: elements that cross, are left open, or twice an id. */
export function htmlFaults(html: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  const ids = new Set<string>();
  const body = html
    .replace(/<(style|script)\b[^>]*>[^]*?<\/\1>/g, '')
    .replace(/<!doctype html>/, '')
    // An element that closes itself has nothing inside.
    .replace(
      /<([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*\/>/g,
      (_, name: string, rest: string) =>
        voidElements.has(name) ? `<${name}${rest}>` : `<${name}${rest}></${name}>`,
    );
  for (const [tag, closing, name = '', attributes = ''] of body.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*>/g,
  )) {
    if (closing === '/') {
      const last = open.pop();
      if (last !== name) faults.push(`${tag} closes <${last}>`);
      continue;
    }
    if (open.includes('p') && /^(p|ul|ol|table|pre|h\d|div|blockquote)$/.test(name)) {
      faults.push(`${tag} inside <p>`);
    }
    const id = /\sid="([^"]*)"/.exec(attributes)?.[1];
    if (id !== undefined && ids.has(id)) faults.push(`id ${id} twice`);
    if (id !== undefined) ids.add(id);
    if (!voidElements.has(name)) open.push(name);
  }
  if (open.length > 0) faults.push(`left open: ${open.join(' ')}`);
  const rest = body.replace(/<\/?[a-z][a-z0-9]*(?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*\s*>/g, '');
  if (rest.includes('<')) faults.push(`a stray <: ${/<.{0,40}/.exec(rest)?.[0]}`);
  for (const [, target = ''] of html.matchAll(/ href="#([^"]*)"/g)) {
    if (!ids.has(decodeURIComponent(target))) faults.push(`#${target} leads nowhere`);
  }
  return faults;
}
