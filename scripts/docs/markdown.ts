import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenApiDocument } from '../lib/document.js';
import { waitForAll } from '../lib/wait-for-all.js';
import { folderOf, frameWords, languages, type Language } from './languages.js';
import { withGuidesAsMarkdown } from './markdown-links.js';
import { code, codeBlock, limitsText, schemaText, table, typeText } from './markdown-table.js';
import {
  exampleText,
  groupsOf,
  requestBodyOf,
  responsesOf,
  samplesByLabel,
  type Content,
  type DocsOperation,
  type ResponsePart,
  type Source,
} from './operation-parts.js';
import { relativeLink } from './page.js';
import { referenceLink } from './reference/routes.js';
import { resolveSchema, typeName, type SchemaObject } from './schema-fields.js';
import { docsWords, type DocsWords } from './words.js';

/** Where the Markdown of an operation lies, from the root of the docs. */
export function markdownPath(id: string, lang: Language): string {
  return `${folderOf(lang)}operations/${id}.md`;
}

/** Links of a text that is written for pages one folder up. */
function oneFolderUp(markdown: string): string {
  return markdown.replace(/\]\((?![a-z]+:|#|\/)/gi, '](../');
}

function paragraphs(parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Writes operations as Markdown: each complete in itself, for programs that read one at a time. */
class OperationText {
  readonly #document: OpenApiDocument;
  readonly #lang: Language;
  readonly #langs: readonly Language[];
  readonly #words: DocsWords;

  constructor(document: OpenApiDocument, lang: Language, langs: readonly Language[]) {
    this.#document = document;
    this.#lang = lang;
    this.#langs = langs;
    this.#words = docsWords[lang];
  }

  write(operation: DocsOperation, group: string): string {
    const words = this.#words;
    const { id, method, path, object } = operation;
    const responses = responsesOf(this.#document, operation);
    const isSuccess = ({ status }: ResponsePart) => /^([123]|default$)/.test(status);
    const failures = responses.filter((response) => !isSuccess(response));
    const text = paragraphs([
      `# ${(object.summary ?? id).trim()}`,
      `${code(id)}${words.colon}${code(`${method.toUpperCase()} ${path}`)}`,
      object.description ?? '',
      this.#facts(operation),
      ...this.#parameters(operation),
      this.#requestBody(operation),
      ...responses.filter(isSuccess).map((response) => this.#response(response)),
      failures.length === 0 ? '' : this.#errors(failures),
      ...this.#samples(operation),
      this.#sources(object['x-sources'] ?? []),
    ]);
    return `${paragraphs([oneFolderUp(text), this.#links(operation, group)])}\n`;
  }

  #facts({ object }: DocsOperation): string {
    const words = this.#words;
    const security = object.security ?? this.#document.security ?? [];
    // The table of headers tells it better.
    const ways =
      object['x-request-headers'] === undefined
        ? security.map((way) => Object.keys(way).map(code).join(words.and))
        : [];
    const safe = object['x-safe-to-repeat'];
    return [
      ...(object.deprecated === true ? [`- ${words.deprecated}`] : []),
      ...(ways.length === 0
        ? []
        : [`- ${words.authentication}${words.colon}${ways.join(words.or)}`]),
      ...(safe === undefined
        ? []
        : [`- ${words.safeToRepeat}${words.colon}${safe ? words.yes : words.no}`]),
    ].join('\n');
  }

  #parameters(operation: DocsOperation): string[] {
    const words = this.#words;
    const headers = (operation.object['x-request-headers'] ?? []).map(
      ({ name, required, instead, description }) => [
        code(name),
        code('string'),
        (required ? words.yes : words.no) + (instead === '' ? '' : words.instead(instead)),
        description,
      ],
    );
    return (['path', 'query', 'header', 'cookie'] as const).flatMap((place) => {
      const parameters = operation.parameters
        .filter(({ parameter }) => parameter.in === place)
        .map(({ parameter }) => {
          const given = (parameter.schema ?? {}) as SchemaObject;
          const schema = resolveSchema(this.#document, given);
          const examples = [
            parameter.example,
            ...Object.values(parameter.examples ?? {}).map((example) =>
              'value' in example ? example.value : undefined,
            ),
          ];
          return [
            code(parameter.name),
            typeText(typeName(this.#document, given), schema, words),
            parameter.required === true ? words.yes : words.no,
            paragraphs([parameter.description ?? '', limitsText(schema, words, examples)]),
          ];
        });
      const rows = place === 'header' ? [...headers, ...parameters] : parameters;
      if (rows.length === 0) return [];
      const header = [words.member, words.type, words.isRequired, words.description];
      return [`## ${words.parameters[place]}`, table(header, rows)];
    });
  }

  #requestBody(operation: DocsOperation): string {
    const words = this.#words;
    const body = requestBodyOf(this.#document, operation);
    if (body === undefined) return '';
    return paragraphs([
      `## ${words.requestBody}${words.inBrackets(body.required ? words.required : words.optional)}`,
      body.description,
      ...body.contents.map((content) => this.#content(content, words.requestExamples)),
    ]);
  }

  #content({ mediaType, schema, examples }: Content, title: string): string {
    const words = this.#words;
    return paragraphs([
      `${words.mediaType}${words.colon}${code(mediaType)}`,
      ...(schema === undefined
        ? []
        : [
            resolveSchema(this.#document, schema).description ?? '',
            schemaText(this.#document, schema, words),
          ]),
      ...(examples.length === 0 ? [] : [`### ${title}`]),
      ...examples.flatMap(({ summary, description = '', value }) => [
        summary,
        description,
        codeBlock(exampleText(value), typeof value === 'string' ? '' : 'json'),
      ]),
    ]);
  }

  #response({ status, description, headers, contents }: ResponsePart): string {
    const words = this.#words;
    const rows = headers.map(({ name, description: text = '', schema = {}, example }) => [
      code(name),
      code(typeName(this.#document, schema).text),
      paragraphs([text, limitsText(resolveSchema(this.#document, schema), words, [example])]),
    ]);
    return paragraphs([
      `## ${words.status}${words.colon}${status}`,
      description,
      ...contents.map((content) => this.#content(content, words.responseExamples)),
      ...(rows.length === 0
        ? []
        : [`### ${words.headers}`, table([words.member, words.type, words.description], rows)]),
    ]);
  }

  /** Answers that all operations share are told in a line each. */
  #errors(responses: readonly ResponsePart[]): string {
    const words = this.#words;
    const rows = responses.map(({ status, description, contents }) => [
      code(status),
      description,
      contents
        .flatMap(({ examples }) => examples)
        .map(({ summary, value }) => `${summary}${words.colon}${code(JSON.stringify(value))}`)
        .join('\n\n'),
    ]);
    return paragraphs([
      `## ${words.errors}`,
      table([words.status, words.description, words.example], rows),
    ]);
  }

  /** The samples of every example of the body; the comment at the head of each says which. */
  #samples(operation: DocsOperation): string[] {
    const groups = [...samplesByLabel(operation)];
    if (groups.length === 0) return [];
    return [
      `## ${this.#words.codeSamples}`,
      ...groups.flatMap(([label, samples]) => [
        `### ${label}`,
        ...samples.map(({ lang, source }) =>
          codeBlock(source, lang === 'curl' ? 'sh' : lang.toLowerCase()),
        ),
      ]),
    ];
  }

  #sources(sources: readonly Source[]): string {
    if (sources.length === 0) return '';
    const words = this.#words;
    const items = sources.map(({ document, url, date, undated, note }) =>
      [
        url === undefined ? document : `[${document}](${url})`,
        ...(date === undefined ? [] : [date]),
        ...(undated === true ? [words.undated] : []),
        ...(note === undefined ? [] : [note.trim().replace(/\s+/g, ' ')]),
      ].join(words.separator),
    );
    return `## ${words.sources}\n\n${items.map((item) => `- ${item}`).join('\n')}`;
  }

  #links({ id, object }: DocsOperation, group: string): string {
    const words = this.#words;
    const lang = this.#lang;
    const own = markdownPath(id, lang);
    const others = this.#langs.filter((language) => language !== lang);
    const links = [
      [words.inReference, relativeLink(own, folderOf(lang) + referenceLink(group, id))],
      [words.inPlain, relativeLink(own, `${folderOf(lang)}plain.html#operation-${id}`)],
      ...others.map((other) => [
        frameWords[other].language,
        relativeLink(own, markdownPath(id, other)),
      ]),
      ...(object.externalDocs === undefined
        ? []
        : [[object.externalDocs.description ?? object.externalDocs.url, object.externalDocs.url]]),
    ];
    return `## ${words.links}\n\n${links.map(([text, target]) => `- [${text}](${target})`).join('\n')}`;
  }
}

/**
 * Writes each operation of a document as a Markdown file into the folder of the docs.
 *
 * @param langs - languages that the docs are built in
 * @param guides - names of the guides that there are as Markdown
 */
export async function writeMarkdown(
  document: OpenApiDocument,
  lang: Language,
  folder: string,
  langs: readonly Language[] = languages,
  guides: ReadonlySet<string> = new Set(),
): Promise<void> {
  await mkdir(join(folder, folderOf(lang), 'operations'), { recursive: true });
  const text = new OperationText(document, lang, langs);
  await waitForAll(
    groupsOf(document).flatMap(({ name, operations }) =>
      operations.map((operation) =>
        writeFile(
          join(folder, markdownPath(operation.id, lang)),
          withGuidesAsMarkdown(text.write(operation, name), guides),
        ),
      ),
    ),
  );
}
