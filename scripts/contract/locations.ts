import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { readSources } from '../lib/openapi/check.js';
import { nodeAt, originsOf } from '../lib/openapi/compare-bundle.js';
import type { Description } from '../lib/openapi/document.js';
import { keysOf, step } from '../lib/openapi/pointer.js';
import { parseFile, type ParsedFile } from '../lib/openapi/source.js';
import { defaultBundle, defaultSpec } from '../lib/paths.js';

/** A line of a file, counted from 1. */
export interface Location {
  /** Relative to the working directory where that is possible, with slashes. */
  readonly file: string;
  readonly line: number;
}

/** Finds the line of what a JSON pointer into the description leads to. */
export type Locator = (pointer: string) => Location | undefined;

/**
 * Finds lines in the file that the description was read from; of the description of the project in the
 * files that a person edits, where they are there.
 *
 * @param path - the file that the description was read from
 */
export function locatorOf(description: Description, path: string): Locator {
  let locate: Locator | undefined;
  return (pointer) => (locate ??= newLocator(description, path))(pointer);
}

function newLocator(description: Description, path: string): Locator {
  if (resolve(path) === resolve(defaultBundle) && existsSync(defaultSpec)) {
    return inSources(description);
  }
  const file = parseFile(path);
  return (pointer) => lineOf(file, pointer);
}

function inSources(description: Description): Locator {
  const sources = readSources(defaultSpec);
  const origins = originsOf(sources, description.document);
  return (pointer) => {
    const keys = keysOf(pointer);
    for (let length = keys.length; length >= 0; length -= 1) {
      const owner = keys.slice(0, length).map(step).join('');
      const origin = origins.get(description.at(owner));
      const file = origin && sources.get(origin.path);
      if (origin === undefined || file === undefined) continue;
      return lineOf(file, origin.pointer + pointer.slice(owner.length));
    }
    return undefined;
  };
}

function lineOf(file: ParsedFile, pointer: string): Location {
  const { line } = file.lines.linePos(nodeAt(file, pointer)?.range?.[0] ?? 0);
  const short = relative(process.cwd(), resolve(file.path)).replaceAll('\\', '/');
  return { file: short.startsWith('..') ? resolve(file.path) : short, line };
}
