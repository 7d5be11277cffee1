import {
  asDescription,
  isObject,
  type JsonObject,
  type OpenApiDocument,
} from '../../lib/openapi/document.js';
import { listOperations } from '../../lib/operation-list.js';
import { languages, type Language } from '../languages.js';
import { readYaml } from '../yaml-file.js';

/** A text in every language of the docs. */
export type Texts = Record<Language, string>;

/** A change from one state to another. */
interface Transition {
  /** States of the description, or `start`. */
  from: string[];
  /** A state of the description, or `end`. */
  to: string;
  /** What happens, in a word or two. */
  label: Texts;
  /** What brings it about: an operation, or the server by itself. */
  operation?: string;
  /** Where the fact is from. */
  source: Texts;
  /** Whether it is our reading, because no source says it outright. */
  inferred: boolean;
  /** Whether the picture shows it; the table shows all. */
  drawn: boolean;
  /** The number of its arrow, if it is not its place in the list. */
  number?: number;
}

/** The life of a thing as states and transitions. */
export interface LifeCycle {
  title: Texts;
  /** The picture in words, for readers who cannot see it. */
  summary: Texts;
  /** Names of the states, in the order of the description. */
  states: Record<string, Texts>;
  transitions: Transition[];
}

/** Reads a text in every language. @param fail - throws what is wrong with it */
export function readTexts(value: unknown, what: string, fail: (fault: string) => never): Texts {
  const found: JsonObject = isObject(value) ? value : {};
  // A text with a comma and without quotes falls apart into two members.
  const strange = Object.keys(found).find((key) => !languages.some((lang) => lang === key));
  if (strange !== undefined) fail(`${what} has the unknown language ${strange}.`);
  const pairs = languages.map((lang) => {
    const text = found[lang];
    if (typeof text === 'string' && text.trim() !== '') return [lang, text.trim()] as const;
    return fail(`${what} has no text in ${lang}.`);
  });
  return Object.fromEntries(pairs) as Texts;
}

/**
 * Reads a life cycle and holds it against the description.
 *
 * @throws UserError that names the file and what is wrong: states that are not those of the enum, an
 * unknown operation or state, a state that nothing leads to, a text without translation
 */
export function readLifeCycle(file: string, document: OpenApiDocument): LifeCycle {
  const { content: source, fail } = readYaml(file);
  if (!isObject(source)) return fail('expected an object with title, schema, states, transitions.');

  const texts = (value: unknown, what: string): Texts => readTexts(value, what, fail);

  const known = statesOfSchema(document, source['schema']);
  if (known === undefined) {
    return fail(`the schema ${JSON.stringify(source['schema'])} is no enum of the description.`);
  }
  const given = isObject(source['states']) ? source['states'] : {};
  const missing = known.filter((state) => !(state in given));
  const extra = Object.keys(given).filter((state) => !known.includes(state));
  if (missing.length > 0) fail(`the enum has states that are missing here: ${missing.join(', ')}.`);
  if (extra.length > 0) fail(`the enum has no state ${extra.join(', ')}.`);
  const states = Object.fromEntries(
    known.map((state) => [state, texts(given[state], `the state ${state}`)]),
  );

  // States that only a reading knows: the table names them, the picture has none of them.
  const undescribed = isObject(source['undescribed']) ? Object.keys(source['undescribed']) : [];
  // What is before and after the life has names as well.
  const named = [...known, ...undescribed, 'start', 'end'];

  const operations = new Set(listOperations(document).map(({ id }) => id));
  const list = Array.isArray(source['transitions']) ? source['transitions'] : [];
  const transitions = list.map((value: unknown, index): Transition => {
    const name = `transition ${index + 1}`;
    if (!isObject(value)) return fail(`${name} is no object.`);
    const from = [value['from']].flat().map(String);
    const to = String(value['to']);
    for (const state of [...from, to]) {
      if (!named.includes(state)) fail(`${name} names the unknown state ${state}.`);
    }
    const { operation, inferred, drawn = true } = value;
    if (operation !== undefined && !operations.has(String(operation))) {
      fail(`${name} names the unknown operation ${String(operation)}.`);
    }
    if (drawn === true && [...from, to].some((state) => undescribed.includes(state))) {
      fail(`${name} is drawn, but the description has not all of its states.`);
    }
    if (typeof inferred !== 'boolean') fail(`${name} does not say whether it is inferred.`);
    return {
      from,
      to,
      label: texts(value['label'], `the label of ${name}`),
      ...(operation !== undefined && { operation: String(operation) }),
      source: texts(value['source'], `the source of ${name}`),
      inferred: inferred === true,
      drawn: drawn === true,
    };
  });
  const reached = new Set(transitions.map(({ to }) => to));
  const unreached = known.filter((state) => !reached.has(state));
  if (unreached.length > 0) fail(`no transition leads to ${unreached.join(', ')}.`);
  return {
    title: texts(source['title'], 'the title'),
    summary: texts(source['summary'], 'the summary'),
    states,
    transitions,
  };
}

function statesOfSchema(document: OpenApiDocument, name: unknown): string[] | undefined {
  const description = asDescription(document);
  const schema = description.follow(description.at(`/components/schemas/${String(name)}`));
  const values = isObject(schema) ? schema['enum'] : undefined;
  return Array.isArray(values) ? values.map(String) : undefined;
}
