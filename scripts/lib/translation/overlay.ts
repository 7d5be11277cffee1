import { isMap, isScalar, isSeq, type Node, type Range, type Scalar, type YAMLMap } from 'yaml';
import { UserError } from '../cli.js';
import type { LanguageOverlays } from '../companions.js';
import { sha256 } from '../files.js';
import { displayPath, nameOf, parseFile, place, type ParsedFile } from '../openapi/source.js';

/** The extension of an action that records the English of each text it translates. */
export const englishMember = 'x-english';

/** One text that an action translates. */
export interface Translation {
  text: string;
  /** Path of the file that holds it. */
  file: string;
  /** Where the text stands, as `file:line:column`. */
  place: string;
  /** Fingerprint of the English text; undefined if none is recorded. */
  recorded?: { value: string; range: Range };
}

/** An action of an overlay: where it applies, and the texts that it puts there. */
interface TranslatingAction {
  target: string;
  /** Where the action stands, as `file:line:column`. */
  place: string;
  /** The translations by the name of the member. */
  translations: ReadonlyMap<string, Translation>;
}

/** One or several overlays that do nothing but translate. */
export interface TranslationOverlay {
  /** What to call it: the path of a file as a person at the terminal would write it, or the language. */
  name: string;
  actions: readonly TranslatingAction[];
}

/**
 * Reads an OpenAPI Overlay 1.0.0 that translates a description.
 *
 * @throws UserError with the place if the file is no such overlay
 */
export function readTranslationOverlay(path: string): TranslationOverlay {
  const file = parseFile(path);
  const document = mapAt(file, file.document.contents, 'an overlay');
  onlyMembers(file, document, ['overlay', 'info', 'extends', 'actions']);
  const version = document.get('overlay', true);
  if (!isScalar(version) || !/^1\.0\.\d+$/.test(String(version.value))) {
    throw wrong(
      file,
      version ?? document,
      'this is no OpenAPI Overlay 1.0: write "overlay: 1.0.0".',
    );
  }
  const info = mapAt(file, document.get('info', true) ?? document, '"info" of the overlay');
  for (const member of ['title', 'version']) textAt(file, info, member, '"info" of the overlay');
  const actions = document.get('actions', true);
  if (!isSeq(actions)) throw wrong(file, document, 'the overlay has no list "actions".');
  return {
    name: displayPath(path),
    actions: actions.items.map((action) => readAction(file, action as Node)),
  };
}

/**
 * Reads the overlays of a language as one: their actions in the order of the files.
 *
 * @throws UserError with the place if a file is no such overlay
 */
export function readTranslation({ language, paths }: LanguageOverlays): TranslationOverlay {
  const overlays = paths.map(readTranslationOverlay);
  const [only, ...others] = overlays;
  return {
    name: only !== undefined && others.length === 0 ? only.name : `the overlays for ${language}`,
    actions: overlays.flatMap(({ actions }) => actions),
  };
}

function readAction(file: ParsedFile, node: Node): TranslatingAction {
  const action = mapAt(file, node, 'an action');
  const target = textAt(file, action, 'target', 'an action').value;
  const named = `the action for ${target}`;
  onlyMembers(file, action, ['target', 'description', 'update', englishMember], named);
  const update = mapAt(file, action.get('update', true) ?? action, `"update" of ${named}`);
  const english = action.has(englishMember)
    ? mapAt(file, action.get(englishMember, true), `"${englishMember}" of ${named}`)
    : undefined;
  const translations = new Map(
    update.items.map(({ key }): [string, Translation] => {
      const member = nameOf(key);
      const text = textAt(file, update, member, `"update" of ${named}`);
      const recorded = english?.has(member)
        ? textAt(file, english, member, `"${englishMember}" of ${named}`)
        : undefined;
      return [
        member,
        {
          text: text.value,
          file: file.path,
          place: place(file, text),
          ...(recorded && {
            recorded: { value: recorded.value, range: recorded.range ?? [0, 0, 0] },
          }),
        },
      ];
    }),
  );
  if (english !== undefined) {
    onlyMembers(file, english, [...translations.keys()], `"${englishMember}" of ${named}`);
  }
  return { target, place: place(file, action), translations };
}

function wrong(file: ParsedFile, node: unknown, message: string): UserError {
  return new UserError(`${place(file, node as Node)}: ${message}`);
}

function mapAt(file: ParsedFile, node: unknown, what: string): YAMLMap {
  if (!isMap(node)) throw wrong(file, node, `${what} must be an object with members.`);
  return node;
}

function textAt(file: ParsedFile, map: YAMLMap, member: string, what: string): Scalar<string> {
  const node = map.get(member, true);
  if (node === undefined) throw wrong(file, map, `${what} has no member "${member}".`);
  // A fingerprint of digits alone is a number to YAML, and one like 12e34567 as well.
  if (!isScalar(node) || typeof node.value !== 'string') {
    throw wrong(file, node, `"${member}" in ${what} must be a text; put it in quotation marks.`);
  }
  return node as Scalar<string>;
}

function onlyMembers(
  file: ParsedFile,
  map: YAMLMap,
  known: readonly string[],
  what = 'the overlay',
): void {
  const stranger = map.items.map(({ key }) => nameOf(key)).find((name) => !known.includes(name));
  if (stranger === undefined) return;
  const node = map.get(stranger, true) as Node | undefined;
  throw wrong(file, node ?? map, `${what} has a member "${stranger}", which no translation needs.`);
}

/**
 * What an overlay records of the English that a text was translated from: the first eight hex digits
 * of its SHA-256.
 */
export function fingerprint(text: string): string {
  return sha256(text).slice(0, 8);
}
