import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { readSources } from '../lib/openapi/check.js';
import { nodeAt, originsOf } from '../lib/openapi/compare-bundle.js';
import { asDescription, type Description, type JsonObject } from '../lib/openapi/document.js';
import { keysOf, step } from '../lib/openapi/pointer.js';
import { parseFile, type ParsedFile } from '../lib/openapi/source.js';
import { defaultBundle, defaultSpec } from '../lib/paths.js';
import { projectRoot } from '../lib/process.js';

/** A line of a file, counted from 1. */
interface Location {
  /** Relative to the working directory where that is possible, with slashes. */
  readonly file: string;
  readonly line: number;
}

/** Finds the line of what a JSON pointer into the description leads to. */
export type Locator = (pointer: string) => Location | undefined;

/** The lines of the files that the description of the project was bundled from, in the package. */
export const lineTableFile = 'dist/scripts/contract.lines.json';

/** Files, and for each value of the bundle in its order the index of its file and its line. */
interface LineTable {
  readonly files: readonly string[];
  readonly places: readonly (readonly [file: number, line: number])[];
}

/**
 * Finds lines in the file that the description was read from; of the description of the project in the
 * files that a person edits.
 *
 * @param path - the file that the description was read from
 */
export function locatorOf(description: Description, path: string): Locator {
  let locate: Locator | undefined;
  return (pointer) => (locate ??= newLocator(description, path))(pointer);
}

function newLocator(description: Description, path: string): Locator {
  if (resolve(path) === resolve(defaultBundle)) {
    if (existsSync(defaultSpec)) return inSources(description, defaultSpec, process.cwd());
    const table = join(projectRoot, lineTableFile);
    if (existsSync(table)) {
      return inTable(description, JSON.parse(readFileSync(table, 'utf8')) as LineTable);
    }
  }
  const file = parseFile(path);
  return (pointer) => lineOf(file, pointer, process.cwd());
}

/** The lines of a bundle for the package, which does not have the files of the description. */
export function lineTableOf(document: JsonObject, spec: string, root: string): LineTable {
  const locate = inSources(asDescription(document), spec, root);
  const files: string[] = [];
  const places = pointersIn(document).map((pointer): [number, number] => {
    const { file, line } = locate(pointer) ?? { file: '', line: 1 };
    if (!files.includes(file)) files.push(file);
    return [files.indexOf(file), line];
  });
  return { files, places };
}

/** The place of a value, or of the nearest one around it whose place is known. */
function nearestOf(placeOf: (owner: string, pointer: string) => Location | undefined): Locator {
  return (pointer) => {
    const keys = keysOf(pointer);
    for (let length = keys.length; length >= 0; length -= 1) {
      const place = placeOf(keys.slice(0, length).map(step).join(''), pointer);
      if (place !== undefined) return place;
    }
    return undefined;
  };
}

function inTable({ document }: Description, { files, places }: LineTable): Locator {
  const found = new Map(pointersIn(document).map((pointer, index) => [pointer, places[index]]));
  return nearestOf((owner) => {
    const [file, line] = found.get(owner) ?? [];
    return file === undefined || line === undefined ? undefined : { file: files[file] ?? '', line };
  });
}

/** The pointers to all values of a document, in its order. */
function pointersIn(value: unknown, pointer = ''): string[] {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [pointer, ...members.flatMap(([key, member]) => pointersIn(member, pointer + step(key)))];
}

function inSources(description: Description, spec: string, root: string): Locator {
  const sources = readSources(spec);
  const origins = originsOf(sources, description.document);
  return nearestOf((owner, pointer) => {
    const origin = origins.get(description.at(owner));
    const file = origin && sources.get(origin.path);
    return origin && file && lineOf(file, origin.pointer + pointer.slice(owner.length), root);
  });
}

function lineOf(file: ParsedFile, pointer: string, root: string): Location {
  const { line } = file.lines.linePos(nodeAt(file, pointer)?.range?.[0] ?? 0);
  const short = relative(root, resolve(file.path)).replaceAll('\\', '/');
  return { file: short.startsWith('..') ? resolve(file.path) : short, line };
}
