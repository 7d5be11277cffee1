import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../lib/openapi/document.js';
import { languages, type Language } from '../languages.js';
import { readYaml } from '../yaml-file.js';
import { readTexts, type LifeCycle, type Texts } from './life-cycle-source.js';

/** How the objects of an API hang together. */
export interface ObjectMap {
  /** The objects as boxes and the relations as arrows. */
  drawing: LifeCycle;
  /** The relations in words, in the order of their numbers. */
  relations: Texts[];
}

/** What the lines of the drawing mean. */
export const objectLegend: Texts = {
  en: 'The numbers are those of the list below.',
  'zh-CN': '编号与下面的列表对应。',
};

/**
 * Reads `objects.yaml` of the folder of guides, if it is there.
 *
 * @throws UserError that names what is wrong: an unknown object, a text without translation
 */
export function readObjectMap(root: string): ObjectMap | undefined {
  const file = join(root, 'objects.yaml');
  if (!existsSync(file)) return undefined;
  const { content: source, fail } = readYaml(file);
  if (!isObject(source)) return fail('expected an object with title, summary, objects, relations.');
  const texts = (value: unknown, what: string): Texts => readTexts(value, what, fail);
  const objects = isObject(source['objects']) ? source['objects'] : {};
  const states = Object.fromEntries(
    Object.entries(objects).map(([name, value]) => [name, texts(value, `the object ${name}`)]),
  );
  const list = Array.isArray(source['relations']) ? source['relations'].filter(isObject) : [];
  const transitions = list.flatMap(({ from, to, label }, index) => {
    const ends = [to].flat().map(String);
    const unknown = [String(from), ...ends].find((name) => !Object.hasOwn(states, name));
    if (unknown !== undefined) fail(`relation ${index + 1} names the unknown object ${unknown}.`);
    return { from: String(from), ends, label: texts(label, `the label of relation ${index + 1}`) };
  });
  const empty = Object.fromEntries(languages.map((lang) => [lang, ''])) as Texts;
  return {
    drawing: {
      title: texts(source['title'], 'the title'),
      summary: texts(source['summary'], 'the summary'),
      states,
      // An arrow has one end: the relations to several objects share their number.
      transitions: transitions.flatMap(({ from, ends, label }, index) =>
        ends.map((to) => ({
          ...{ from: [from], to, label, source: empty, inferred: false, drawn: true },
          number: index + 1,
        })),
      ),
    },
    relations: list.map(({ text }, index) => texts(text, `relation ${index + 1}`)),
  };
}

/** What the figure shows in words: the relations, numbered as its arrows are. */
export function objectText({ drawing, relations }: ObjectMap, lang: Language, form: 'html' | 'md') {
  const list = relations.map((text, index) => `${index + 1}. ${text[lang]}`).join('\n');
  return form === 'html'
    ? list
    : `**${drawing.title[lang]}**\n\n${drawing.summary[lang]}\n\n${list}`;
}
