import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OpenApiDocument } from '../lib/document.js';
import { firstSentence } from './first-sentence.js';
import { folderOf, frameWords, languages, type Language } from './languages.js';
import {
  exampleText,
  groupsOf,
  requestBodyOf,
  responseOf,
  responsesOf,
  samplesByLabel,
  type Content,
  type DocsOperation,
  type ResponsePart,
  type TitledExample,
  type Source,
} from './operation-parts.js';
import { escapeHtml, renderPage } from './page.js';
import { plainStyle } from './plain-style.js';
import { PlainTables, schemaId, type Row } from './plain-tables.js';
import { typeName, type SchemaObject } from './schema-fields.js';
import { lineHtml, textHtml } from './text-html.js';
import { docsWords, type DocsWords } from './words.js';

/** The parts of a document that only this page reads. */
interface WholeDocument extends OpenApiDocument {
  info: OpenApiDocument['info'] & {
    summary?: string;
    description?: string;
    contact?: { name?: string; url?: string; email?: string };
    license?: { name: string; url?: string };
  };
  externalDocs?: { url: string; description?: string };
}

interface SecurityScheme {
  type: string;
  description?: string;
  in?: string;
  name?: string;
  scheme?: string;
}

/** A line of the table of contents. */
interface Entry {
  id: string;
  html: string;
  below?: Entry[];
}

function section(level: number, id: string, title: string, body: string): string {
  return `<h${level} id="${id}">${title}</h${level}>\n${body}`;
}

function exampleHtml(examples: readonly TitledExample[]): string {
  return examples
    .map(
      ({ summary, description, value }) =>
        `<p>${lineHtml(summary)}</p>${textHtml(description ?? '')}<pre><code>${escapeHtml(exampleText(value))}</code></pre>`,
    )
    .join('\n');
}

function linkHtml({ url, description }: { url: string; description?: string }): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(description ?? url)}</a>`;
}

class PlainPage {
  readonly #document: WholeDocument;
  readonly #words: DocsWords;
  readonly #tables: PlainTables;

  constructor(document: OpenApiDocument, words: DocsWords) {
    this.#document = document;
    this.#words = words;
    this.#tables = new PlainTables(document, words);
  }

  write(): { body: string; contents: Entry[] } {
    const words = this.#words;
    const { info } = this.#document;
    const headings: Entry[] = [];
    const overview = [
      info.summary === undefined ? '' : `<p>${lineHtml(info.summary)}</p>`,
      `<p>${words.version}${words.colon}${escapeHtml(info.version)}</p>`,
      textHtml(info.description ?? '', {
        headingOffset: 1,
        headingIds: 'overview',
        onHeading: (heading) => headings.push(heading),
      }),
      this.#about(),
    ].join('\n');
    const groups = groupsOf(this.#document);
    const responses = Object.entries(this.#document.components?.['responses'] ?? {});
    const schemas = Object.entries(this.#document.components?.['schemas'] ?? {});
    const parts: [id: string, title: string, body: string, below?: Entry[]][] = [
      ['overview', words.overview, overview, headings],
      ['servers', words.servers, this.#servers()],
      ['authentication', words.authentication, this.#authentication()],
      ...groups.map((group, index): [string, string, string, Entry[]] => [
        `group-${index + 1}`,
        escapeHtml(group.title),
        `${textHtml(group.description)}\n${group.operations.map((one) => this.#operation(one)).join('\n')}`,
        group.operations.map(({ id, object }) => ({
          id: `operation-${escapeHtml(id)}`,
          html: lineHtml(object.summary ?? id),
        })),
      ]),
      [
        'responses',
        words.commonResponses,
        responses
          .map(([name, response]) => {
            const part = responseOf(this.#document, '', response as object);
            const title = `<code>${escapeHtml(name)}</code>`;
            return section(3, `response-${escapeHtml(name)}`, title, this.#response(part, name, 4));
          })
          .join('\n'),
        responses.map(([name]) => ({
          id: `response-${escapeHtml(name)}`,
          html: escapeHtml(name),
        })),
      ],
      [
        'schemas',
        words.schemas,
        schemas.map(([name, schema]) => this.#schema(name, schema as SchemaObject)).join('\n'),
        schemas.map(([name]) => ({ id: schemaId(escapeHtml(name)), html: escapeHtml(name) })),
      ],
    ];
    const filled = parts.filter(([, , body]) => body !== '');
    return {
      body: [
        `<h1>${escapeHtml(info.title)}</h1>`,
        ...filled.map(([id, title, body]) => section(2, id, title, body)),
      ].join('\n'),
      contents: filled.map(([id, html, , below]) => ({ id, html, below })),
    };
  }

  #about(): string {
    const { info, externalDocs } = this.#document;
    const { contact, license } = info;
    const words = this.#words;
    const lines = [
      contact?.url === undefined
        ? ''
        : `${words.contact}${words.colon}${linkHtml({ url: contact.url, description: contact.name })}`,
      license === undefined
        ? ''
        : `${words.license}${words.colon}${license.url === undefined ? escapeHtml(license.name) : linkHtml({ url: license.url, description: license.name })}`,
      externalDocs === undefined ? '' : `${words.links}${words.colon}${linkHtml(externalDocs)}`,
    ].filter((line) => line !== '');
    return lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${line}</li>`).join('')}</ul>`;
  }

  #servers(): string {
    const words = this.#words;
    return (this.#document.servers ?? [])
      .map(({ url, description = '', variables = {} }) => {
        const rows = Object.entries(variables).map(
          ([name, { default: usual, enum: values, description: text = '' }]): Row => ({
            name,
            required: false,
            type: { text: 'string' },
            schema: { default: usual, ...(values && { enum: values }) },
            description: text,
          }),
        );
        const caption = `${words.variables}${words.colon}${url}`;
        return `<p><code>${escapeHtml(url)}</code></p>${textHtml(description)}${this.#tables.rows(rows, caption)}`;
      })
      .join('\n');
  }

  #authentication(): string {
    const words = this.#words;
    const schemes = Object.entries(this.#document.components?.['securitySchemes'] ?? {});
    if (schemes.length === 0) return '';
    const ways = (this.#document.security ?? []).map(
      (way) => `<li>${this.#way(Object.keys(way))}</li>`,
    );
    const sections = schemes.map(([name, value]) => {
      const { type, in: place, name: header, scheme, description = '' } = value as SecurityScheme;
      const kind = [type, scheme, place, header].filter((part) => part !== undefined);
      const body = `<p>${kind.map((part) => `<code>${escapeHtml(part)}</code>`).join(words.comma)}</p>${textHtml(description)}`;
      return section(3, `security-${escapeHtml(name)}`, `<code>${escapeHtml(name)}</code>`, body);
    });
    const intro =
      ways.length === 0 ? '' : `<p>${words.authenticationNote}</p><ul>${ways.join('')}</ul>`;
    return `${intro}\n${sections.join('\n')}`;
  }

  #way(names: readonly string[]): string {
    return names
      .map((name) => `<a href="#security-${escapeHtml(name)}"><code>${escapeHtml(name)}</code></a>`)
      .join(this.#words.and);
  }

  #operation(operation: DocsOperation): string {
    const words = this.#words;
    const { id, method, path, object } = operation;
    const security = object.security ?? this.#document.security ?? [];
    const safe = object['x-safe-to-repeat'];
    const facts = [
      `<code>${escapeHtml(id)}</code>`,
      object.deprecated === true ? words.deprecated : '',
      security.length === 0
        ? ''
        : `${words.authentication}${words.colon}${security.map((way) => this.#way(Object.keys(way))).join(words.or)}`,
      safe === undefined ? '' : `${words.safeToRepeat}${words.colon}${safe ? words.yes : words.no}`,
      object.externalDocs === undefined
        ? ''
        : `${words.links}${words.colon}${linkHtml(object.externalDocs)}`,
    ].filter((fact) => fact !== '');
    const body = [
      `<p><code>${method.toUpperCase()} ${escapeHtml(path)}</code></p>`,
      textHtml(object.description ?? '', { headingOffset: 3 }),
      `<ul>${facts.map((fact) => `<li>${fact}</li>`).join('')}</ul>`,
      this.#parameters(operation),
      this.#requestBody(operation),
      ...responsesOf(this.#document, operation).map((response) =>
        this.#responseOf(operation, response),
      ),
      this.#samples(operation),
      this.#sources(object['x-sources'] ?? []),
    ];
    return section(
      3,
      `operation-${escapeHtml(id)}`,
      lineHtml(object.summary ?? id),
      body.filter((part) => part !== '').join('\n'),
    );
  }

  #parameters(operation: DocsOperation): string {
    const headers = (operation.object['x-request-headers'] ?? []).map((header): Row => ({
      ...header,
      type: { text: 'string' },
      schema: {},
    }));
    return (['path', 'query', 'header', 'cookie'] as const)
      .map((place) => {
        const parameters = operation.parameters
          .filter(({ parameter }) => parameter.in === place)
          .map(({ parameter }): Row => {
            const schema = (parameter.schema ?? {}) as SchemaObject;
            return {
              name: parameter.name,
              required: parameter.required === true,
              type: typeName(this.#document, schema),
              schema: this.#tables.resolve(schema),
              description: parameter.description,
              examples: [
                parameter.example,
                ...Object.values(parameter.examples ?? {}).map((example) =>
                  'value' in example ? example.value : undefined,
                ),
              ],
              deprecated: parameter.deprecated,
            };
          });
        const rows = place === 'header' ? [...headers, ...parameters] : parameters;
        if (rows.length === 0) return '';
        const title = this.#words.parameters[place];
        return `<h4>${title}</h4>${this.#tables.rows(rows, `${title}${this.#words.colon}${operation.id}`)}`;
      })
      .join('');
  }

  #requestBody(operation: DocsOperation): string {
    const words = this.#words;
    const body = requestBodyOf(this.#document, operation);
    if (body === undefined) return '';
    const must = body.required ? words.required : words.optional;
    return [
      `<h4>${words.requestBody}${words.inBrackets(must)}</h4>`,
      textHtml(body.description),
      ...body.contents.map((content) =>
        this.#content(content, words.requestExamples, operation.id),
      ),
    ].join('\n');
  }

  #content({ mediaType, schema, examples }: Content, title: string, owner: string): string {
    const words = this.#words;
    const name = schema && typeName(this.#document, schema);
    const line = [
      `${words.mediaType}${words.colon}<code>${escapeHtml(mediaType)}</code>`,
      ...(name === undefined ? [] : [`${words.schema}${words.colon}${this.#tables.type(name)}`]),
    ];
    const isNamed = schema?.$ref !== undefined;
    return [
      `<p>${line.join('<br>')}</p>`,
      schema === undefined || isNamed
        ? ''
        : `${textHtml(schema.description ?? '')}${this.#tables.schema(schema, `${words.schema}${words.colon}${owner}`)}`,
      examples.length === 0 ? '' : `<p><strong>${title}</strong></p>${exampleHtml(examples)}`,
    ].join('\n');
  }

  #responseOf(operation: DocsOperation, response: ResponsePart): string {
    const words = this.#words;
    const title = `<h4>${words.status}${words.colon}${escapeHtml(response.status)}</h4>`;
    if (response.component !== undefined) {
      const name = escapeHtml(response.component);
      const meaning = lineHtml(firstSentence(response.description));
      return `${title}<p><a href="#response-${name}">${name}</a>${words.colon}${meaning}</p>`;
    }
    return `${title}${this.#response(response, `${operation.id} ${response.status}`, 5)}`;
  }

  /** @param level that of the headings inside */
  #response(
    { description, headers, contents }: ResponsePart,
    owner: string,
    level: number,
  ): string {
    const words = this.#words;
    const rows = headers.map((header): Row => ({
      name: header.name,
      required: header.required === true,
      type: typeName(this.#document, header.schema ?? {}),
      schema: this.#tables.resolve(header.schema ?? {}),
      description: header.description,
      examples: [header.example],
    }));
    return [
      textHtml(description),
      ...contents.map((content) => this.#content(content, words.responseExamples, owner)),
      rows.length === 0 ? '' : `<h${level}>${words.headers}</h${level}>`,
      this.#tables.rows(rows, `${words.headers}${words.colon}${owner}`),
    ].join('\n');
  }

  /** The samples of every example of the body; the comment at the head of each says which. */
  #samples(operation: DocsOperation): string {
    const blocks = [...samplesByLabel(operation)].map(([label, samples]) =>
      [
        `<p>${escapeHtml(label)}</p>`,
        ...samples.map(({ source }) => `<pre><code>${escapeHtml(source.trimEnd())}</code></pre>`),
      ].join('\n'),
    );
    if (blocks.length === 0) return '';
    return `<h4>${this.#words.codeSamples}</h4>${blocks.join('\n')}`;
  }

  #sources(sources: readonly Source[]): string {
    if (sources.length === 0) return '';
    const words = this.#words;
    const items = sources.map(({ document, url, date, undated, note }) => {
      const parts = [
        escapeHtml(document),
        ...(date === undefined ? [] : [escapeHtml(date)]),
        ...(undated === true ? [words.undated] : []),
        ...(url === undefined ? [] : [linkHtml({ url })]),
        ...(note === undefined ? [] : [lineHtml(note)]),
      ];
      return `<li>${parts.join(words.separator)}</li>`;
    });
    return `<h4>${words.sources}</h4><ul>${items.join('')}</ul>`;
  }

  #schema(name: string, schema: SchemaObject): string {
    const { text } = typeName(this.#document, schema);
    const body = [
      `<p class="type">${escapeHtml(text)}</p>`,
      textHtml(schema.description ?? ''),
      this.#tables.schema(schema, `${this.#words.schema}${this.#words.colon}${name}`),
    ];
    return section(
      3,
      schemaId(escapeHtml(name)),
      `<code>${escapeHtml(name)}</code>`,
      body.join('\n'),
    );
  }
}

function contentsHtml(entries: readonly Entry[]): string {
  const items = entries.map(
    ({ id, html, below = [] }) =>
      `<li><a href="#${id}">${html}</a>${below.length === 0 ? '' : contentsHtml(below)}</li>`,
  );
  return `<ul>${items.join('\n')}</ul>`;
}

/** Where the plain edition of a language lies, from the root of the docs. */
function plainPath(lang: Language): string {
  return `${folderOf(lang)}plain.html`;
}

/**
 * Writes the plain edition of a document: one page without script that holds every field.
 *
 * @param langs languages that the docs are built in
 */
export function plainPage(
  document: OpenApiDocument,
  lang: Language,
  langs: readonly Language[] = languages,
): string {
  const words = docsWords[lang];
  const { body, contents } = new PlainPage(document, words).write();
  const other = langs.find((language) => language !== lang);
  const { info } = document as WholeDocument;
  return renderPage({
    lang,
    title: frameWords[lang].plain,
    site: info.title,
    path: plainPath(lang),
    ...(other !== undefined && { alternate: plainPath(other) }),
    ...(info.summary !== undefined && { description: info.summary }),
    aside: `<nav class="aside" aria-label="${words.contents}"><h2>${words.contents}</h2>${contentsHtml(contents)}</nav>`,
    body,
    style: plainStyle,
    withoutScript: true,
  });
}

/** Writes the plain edition of a language into the folder of the docs. */
export async function writePlain(
  document: OpenApiDocument,
  lang: Language,
  folder: string,
  langs: readonly Language[] = languages,
): Promise<void> {
  const file = join(folder, plainPath(lang));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, plainPage(document, lang, langs));
}
