/** Levels of objects and arrays that a body may have: more would only be there to break something. */
const deepest = 200;

/**
 * Reads JSON as strictly as a service has to: valid UTF-8, no member twice (RFC 8259 leaves open which
 * one counts), not nested without end.
 *
 * @throws SyntaxError that says what is wrong
 */
export function readJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SyntaxError('the body is not in UTF-8');
  }
  const value: unknown = JSON.parse(text);
  const { levels, twin } = examineJson(text);
  if (levels > deepest) throw new SyntaxError(`it has more than ${deepest} levels`);
  if (twin !== undefined) throw new SyntaxError(`the member ${twin} comes twice`);
  return value;
}

/**
 * Looks through a text that is known to be JSON.
 *
 * @returns how many levels of objects and arrays it has, and the first name, as it is written, that comes
 *   twice in one object: two spellings of a name are one
 */
export function examineJson(text: string): { levels: number; twin: string | undefined } {
  /** The names in each object that is open; undefined for an array. */
  const open: (Set<string> | undefined)[] = [];
  let levels = 0;
  let twin: string | undefined;
  let last = '';
  let start = -1;
  // An escape is taken as a whole, so that no quote in one ends a string. An expression for whole strings
  // would be too much for the stack of the engine where one is long.
  for (const { 0: mark, index } of text.matchAll(/\\.|["{}[\]:]/g)) {
    if (mark === '"') {
      if (start !== -1) last = text.slice(start, index + 1);
      start = start === -1 ? index : -1;
    } else if (start !== -1) continue;
    else if (mark === '{' || mark === '[') {
      open.push(mark === '{' ? new Set() : undefined);
      levels = Math.max(levels, open.length);
    } else if (mark === ':') {
      const names = open.at(-1);
      const name = JSON.parse(last) as string;
      if (names?.has(name)) twin ??= last;
      names?.add(name);
    } else open.pop();
  }
  return { levels, twin };
}
