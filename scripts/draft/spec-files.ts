import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseDocument } from 'yaml';
import { isObject, referenceOf, type JsonObject } from '../lib/openapi/document.js';
import { valueAt } from '../lib/openapi/pointer.js';
import { displayPath, parseFile } from '../lib/openapi/source.js';
import { yamlText } from '../lib/yaml-text.js';
import { insertYaml } from './insert.js';

/** The files of a description as a draft will leave them: nothing is written before all is made. */
export class SpecFiles {
  /** Files that the draft writes or changes, by their path below the folder. */
  readonly changes = new Map<string, string>();
  /** What is left to do, in sentences. */
  readonly notes: string[] = [];
  /** The file of each schema, by its name. */
  readonly schemas: Map<string, string>;
  readonly folder: string;
  readonly #paths: string[];

  constructor(folder: string) {
    this.folder = folder;
    this.#paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.yaml') && !path.startsWith('rules/'))
      .sort();
    this.schemas = new Map(this.below('schemas').map((path) => [basename(path, '.yaml'), path]));
  }

  /** The files in the folders of a name, such as `parameters`. */
  below(kind: string): string[] {
    const all = new Set([...this.#paths, ...this.changes.keys()]);
    return [...all].filter((path) => path.split('/').at(-2) === kind);
  }

  /** Those of them that several families use. */
  shared(kind: string): string[] {
    return this.below(kind).filter((path) => path.startsWith('shared/'));
  }

  /** The file that the index names for a path of the API. */
  fileOf(path: string): string | undefined {
    return referenceOf(valueAt(this.read('openapi.yaml'), ['paths', path]));
  }

  has(path: string): boolean {
    return this.changes.has(path) || this.#paths.includes(path);
  }

  text(path: string): string {
    return this.changes.get(path) ?? readFileSync(join(this.folder, path), 'utf8');
  }

  read(path: string): JsonObject {
    const changed = this.changes.get(path);
    const document =
      changed === undefined ? parseFile(join(this.folder, path)).document : parseDocument(changed);
    const value: unknown = document.toJS();
    return isObject(value) ? value : {};
  }

  write(path: string, value: JsonObject): void {
    this.changes.set(path, yamlText(value));
  }

  /** Adds an entry at the end of a map or a list of a file, whose other lines stay as they are. */
  insert(path: string, way: readonly (string | number)[], entry: unknown): void {
    this.changes.set(path, insertYaml(this.text(path), way, entry));
  }

  /** Notes what is left to do in a file, once. */
  note(path: string, task: string): void {
    const sentence = `${displayPath(join(this.folder, path))}: ${task}`;
    if (!this.notes.includes(sentence)) this.notes.push(sentence);
  }

  /** The shared schema that has a pattern. */
  schemaOf(pattern: string): string | undefined {
    return this.shared('schemas').find((path) => this.read(path)['pattern'] === pattern);
  }
}
