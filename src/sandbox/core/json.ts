/** Levels of objects and arrays that a body may have: more would only be there to break something. */
const deepest = 200;

const [quote, backslash] = [0x22, 0x5c];

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
  checkNames(text);
  return JSON.parse(text) as unknown;
}

/** Looks for members that come twice; text that is no JSON passes, and fails when it is parsed. */
function checkNames(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const found of tokensOf(text)) {
    if (found === '{' || found === '[') {
      open.push(found === '{' ? new Set() : undefined);
      if (open.length > deepest) throw new SyntaxError(`it has more than ${deepest} levels`);
    } else if (found === '}' || found === ']') open.pop();
    else if (found === ':') {
      const names = open.at(-1);
      // Two spellings of a name are one name.
      const name = last.includes('\\') ? unescaped(last) : last;
      if (names?.has(name)) throw new SyntaxError(`the member ${last} comes twice`);
      names?.add(name);
    }
    last = found;
  }
}

/** The strings of a text, and the characters that begin or end something. */
function* tokensOf(text: string): Generator<string> {
  const mark = /["{}[\]:,]/g;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    if (found[0] === '"') mark.lastIndex = endOfString(text, mark.lastIndex);
    yield text.slice(found.index, mark.lastIndex);
  }
}

/**
 * The place behind a string that has begun. No regular expression finds it in a time that grows with the
 * length alone: a long string of escapes would hold up the server, or be too much for its stack.
 */
function endOfString(text: string, start: number): number {
  for (let place = start; place < text.length; place += 1) {
    const character = text.charCodeAt(place);
    if (character === quote) return place + 1;
    if (character === backslash) place += 1;
  }
  return text.length;
}

function unescaped(text: string): string {
  try {
    return `"${JSON.parse(text) as string}"`;
  } catch {
    return text;
  }
}
