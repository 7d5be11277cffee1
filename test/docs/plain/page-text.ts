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

/** A page in parts, by the ids of the headings that begin them. */
export function partsById(html: string, level: number): Map<string, string> {
  const parts = html.split(new RegExp(`(?=<h[1-${level}] id=")`)).slice(1);
  return new Map(parts.map((part) => [/id="([^"]*)"/.exec(part)?.[1] ?? '', part]));
}

const voidElements = new Set(['meta', 'link', 'br', 'hr', 'img', 'input']);

/** Faults of HTML that a browser would correct in silence: elements that cross, are left open, or twice an id. */
export function htmlFaults(html: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  const ids = new Set<string>();
  const body = html
    .replace(/<(style|script)\b[^>]*>[^]*?<\/\1>/g, '')
    .replace(/<!doctype html>/, '');
  for (const [tag, closing, name = '', attributes = ''] of body.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*>/g,
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
  const rest = body.replace(/<\/?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*>/g, '');
  if (rest.includes('<')) faults.push(`a stray <: ${/<.{0,40}/.exec(rest)?.[0]}`);
  for (const [, target = ''] of html.matchAll(/ href="#([^"]*)"/g)) {
    if (!ids.has(target)) faults.push(`#${target} leads nowhere`);
  }
  return faults;
}
