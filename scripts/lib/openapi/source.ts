import { readFileSync, statSync } from 'node:fs';
import { extname, relative, resolve } from 'node:path';
import {
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import { UserError } from '../cli.js';

/** Path of a file as a person at the terminal would write it. */
export function displayPath(path: string): string {
  const short = relative(process.cwd(), resolve(path));
  return short === '' || short.startsWith('..') ? resolve(path) : short;
}

/** A parsed file with what is needed to name the place of a node. */
export interface ParsedFile {
  path: string;
  document: Document.Parsed;
  lines: LineCounter;
}

/** The place of a node as `file:line:column`, counted from 1. */
export function place(file: ParsedFile, node: Node | null | undefined): string {
  const { line, col } = file.lines.linePos(node?.range?.[0] ?? 0);
  return `${displayPath(file.path)}:${line}:${col}`;
}

/** The name of a member. The parser has a symbol for the key that merges others into a map. */
export function nameOf(key: unknown): string {
  const value = isScalar(key) ? key.value : key;
  return typeof value === 'symbol' ? (value.description ?? '') : String(value);
}

/** Whether a map has members that others bring into it. */
export function isMerged(map: YAMLMap): boolean {
  return map.items.some(({ key }) => nameOf(key) === '<<');
}

/**
 * Reads a text file.
 *
 * @param mentionedAt - what a message begins with: who asks for the file
 * @param maxMegabytes - what the linters and the bundler take, of a file that they read
 * @throws UserError if there is no such file, or it is no text in UTF-8
 */
export function readText(path: string, mentionedAt = '', maxMegabytes = Infinity): string {
  const shown = displayPath(path);
  let bytes: Buffer;
  try {
    const found = statSync(path);
    const megabytes = found.size / 1e6;
    if (found.isDirectory()) {
      throw new UserError(`${mentionedAt}${shown} is a directory, but a file is needed.`);
    }
    if (megabytes > maxMegabytes) {
      throw new UserError(
        `${mentionedAt}${shown} has ${Math.round(megabytes)} MB, but the linters and the bundler take no more than ${maxMegabytes} MB in one file; split it.`,
      );
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UserError(`${mentionedAt}there is no file ${shown}.`);
    }
    throw new UserError(`${mentionedAt}${shown} cannot be read (${String(code)}).`);
  }
  return decode(bytes, shown, mentionedAt);
}

function decode(bytes: Buffer, shown: string, mentionedAt: string): string {
  if (/^(\xfe\xff|\xff\xfe)/.test(bytes.toString('latin1', 0, 2))) {
    throw new UserError(`${mentionedAt}${shown} is saved in UTF-16; save it in UTF-8.`);
  }
  if (bytes.includes(0)) {
    throw new UserError(`${mentionedAt}${shown} is a binary file, but a text is needed.`);
  }
  const text = bytes.toString('utf8');
  // Each byte that is no part of a character becomes U+FFFD, which a text may hold as well.
  const back = Buffer.from(text, 'utf8');
  if (!back.equals(bytes)) {
    let at = 0;
    while (bytes[at] === back[at]) at += 1;
    const line = bytes.subarray(0, at).toString('latin1').split('\n').length;
    throw new UserError(
      `${shown}:${line}: byte ${at + 1} of the file is not valid UTF-8; save it in UTF-8.`,
    );
  }
  return text;
}

/**
 * Parses a file of YAML or JSON.
 *
 * @throws UserError with the place if there is no such file, or it is no valid YAML or JSON
 */
export function parseFile(path: string, mentionedAt = '', maxMegabytes?: number): ParsedFile {
  const lines = new LineCounter();
  const document = parseDocument(readText(path, mentionedAt, maxMegabytes), {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    // As programs see them, for which 200 and '200' are one.
    uniqueKeys: (one, other) =>
      isScalar(one) && isScalar(other) && String(one.value) === String(other.value),
  });
  // A tag that nobody knows is but a warning, and would be left out.
  const [problem] = [...document.errors, ...document.warnings];
  // The parser reports the end of its own stack as a mistake of the text.
  if (problem?.message.includes('call stack') === true) {
    throw new UserError(`${mentionedAt}${displayPath(path)} is nested too deeply.`);
  }
  const isJson = extname(path).toLowerCase() === '.json';
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw new UserError(
      `${displayPath(path)}:${line}:${col}: invalid ${isJson ? 'JSON' : 'YAML'}: ${problem.message}`,
    );
  }
  const file = { path, document, lines };
  if (isJson) requireQuotes(file);
  requireFewAliases(document, displayPath(path));
  return file;
}

/** Makes sure that texts in JSON stand in quotes: to a parser of YAML a comment is a part of the next name. */
function requireQuotes(file: ParsedFile): void {
  visit(file.document, {
    Scalar: (_, node) => {
      if (node.type !== 'PLAIN' || typeof node.value !== 'string') return;
      const [start = ''] = node.value.split(/\s/);
      throw new UserError(
        `${place(file, node)}: invalid JSON: "${start}" begins a comment, or a text without quotes.`,
      );
    },
  });
}

/** Makes sure that what the aliases of a file stand for has an end, and one that memory has room for. */
function requireFewAliases(document: Document.Parsed, shown: string): void {
  let hasAliases = false;
  visit(document, {
    Alias: () => {
      hasAliases = true;
      return visit.BREAK;
    },
  });
  if (!hasAliases) return;
  try {
    JSON.stringify(document.toJS({ maxAliasCount: 100_000 }));
  } catch {
    throw new UserError(`${shown}: an alias (*) stands for itself, or for too many others.`);
  }
}
