import { isObject, type JsonObject } from '../openapi/document.js';
import { yamlText } from '../yaml-text.js';
import { fingerprint, englishMember } from './overlay.js';
import type { TextHolder } from './texts.js';

/**
 * Members by which an item of a list is known, the first that tells the items apart. They are no
 * texts: a target that asks for a text would miss as soon as the text is translated.
 */
const keys = ['name', 'url'];

/**
 * The action that translates the texts of an object.
 *
 * @param translationOf - the translation of an English text
 */
export function actionFor(
  document: JsonObject,
  { object, path, members }: TextHolder,
  translationOf: (english: string) => string,
) {
  const textsBy = (textOf: (english: string) => string) =>
    Object.fromEntries(members.map((member) => [member, textOf(String(object[member]))]));
  return {
    target: targetFor(document, path),
    update: textsBy(translationOf),
    [englishMember]: textsBy(fingerprint),
  };
}

/**
 * Writes actions for texts without a translation, one per object, with the English as a comment and
 * an empty text to be filled in.
 */
export function missingActions(document: JsonObject, missing: readonly TextHolder[]): string {
  const actions = missing.map((holder) => {
    const { object, members } = holder;
    const english = members.map((member) => `${member}: ${String(object[member]).trimEnd()}`);
    const comment = english.join('\n').replaceAll(/^/gm, '# ').replaceAll(/ +$/gm, '');
    return `${comment}\n${yamlText([actionFor(document, holder, () => '')])}`;
  });
  return actions.join('\n').replaceAll(/^(?=.)/gm, '  ');
}

/**
 * Writes a path as a JSONPath that a person can read, and that an item added to a list before this
 * one does not break.
 */
function targetFor(document: JsonObject, path: readonly (string | number)[]): string {
  let target = '$';
  let node: unknown = document;
  for (const part of path) {
    target += typeof part === 'number' ? `[${itemSelector(node, part)}]` : memberSelector(part);
    node = (node as Record<string | number, unknown>)[part];
  }
  return target;
}

function memberSelector(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${quoted(name)}]`;
}

function itemSelector(list: unknown, index: number): string {
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  for (const key of keys) {
    const values = items.map((item) => (isObject(item) ? item[key] : undefined));
    const value = values[index];
    if (typeof value === 'string' && values.filter((other) => other === value).length === 1) {
      return `?@.${key} == ${quoted(value)}`;
    }
  }
  return String(index);
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
