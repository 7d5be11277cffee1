import { folderOf, languageNames } from './languages.js';
import { formGroups, unsaidLimits, type Field, type Shape } from './model/schema.js';
import type { Content, Example, Operation, Request, Response } from './model/site.js';
import type { Docs } from './pages/context.js';
import { aboutOf } from './pages/lists.js';
import { firstSentence } from './pages/operation.js';
import { guidePath, operationPath, relativeLink } from './paths.js';
import { linkNames, resolveLink } from './text/links.js';
import { code, codeBlock, linkText, paragraphs, table, withLinks } from './text/markdown.js';
import { remarksOn, wordsOf, type Words } from './words.js';

/** A page or file that `llms.txt` names. */
export interface ListedFile {
  /** From the root of the docs. */
  path: string;
  title: string;
  /** One sentence. */
  summary?: string | undefined;
}

/** What one language has for programs beside the texts of the description. */
export interface MarkdownOptions {
  docs: Docs;
  /** The guides as Markdown, by their names. */
  guides: ReadonlyMap<string, string>;
  /** The description in all its forms, and what else programs read. */
  files: readonly ListedFile[];
}

/** Writes the texts of a description as Markdown. */
class MarkdownWriter {
  readonly #docs: Docs;
  readonly #words: Words;

  constructor(docs: Docs) {
    this.#docs = docs;
    this.#words = wordsOf[docs.site.lang];
  }

  /** An operation complete in itself, for programs that read one at a time. */
  operation(operation: Operation): string {
    const words = this.#words;
    const docs = this.#docs;
    const own = operationPath(operation, 'md');
    const { lang } = docs.site;
    const links = [
      [words.page, relativeLink(own, operationPath(operation))],
      ...docs.langs
        .filter((other) => other !== lang)
        .map((other) => [
          languageNames[other],
          relativeLink(folderOf(lang) + own, folderOf(other) + own),
        ]),
      ...(operation.externalDocs?.url === undefined
        ? []
        : [[operation.externalDocs.text, operation.externalDocs.url]]),
    ];
    return paragraphs([
      this.#linked(paragraphs(this.#request(operation, '#')), own, operation),
      `## ${words.links}`,
      links.map(([name = '', target = '']) => `- [${name}](${target})`).join('\n'),
    ]);
  }

  /** @param level - of its heading, written as `#` */
  #request(operation: Request, level: string): string[] {
    const words = this.#words;
    const { id, sentBy = id, method, path, title, parameters, body } = operation;
    const { responses, errors, samples } = operation;
    const cycles = this.#docs.steps.get(id)?.cycles ?? [];
    return [
      `${level} ${title}`,
      `${[...new Set([id, sentBy])].map(code).join(words.comma)}${words.colon}${code(`${method} ${path}`)}`,
      operation.description,
      this.#facts(operation),
      ...parameters.flatMap(({ in: place, fields }) => [
        `${level}# ${words.parameters[place]}`,
        this.#fields(fields),
      ]),
      ...(body === undefined
        ? []
        : [
            `${level}# ${words.body}${words.inBrackets(body.required ? words.required : words.optional)}`,
            body.description,
            ...body.contents.map((content) => this.#content(content)),
          ]),
      ...responses.flatMap((response) => this.#response(response, level)),
      ...(errors.length === 0 ? [] : [`${level}# ${words.errors}`, ...this.#errors(errors, level)]),
      ...this.#sent(words.callbacks, operation.callbacks, level),
      ...(cycles.length === 0 ? [] : [`${level}# ${words.lifeCycle}`]),
      ...cycles.flatMap((cycle) => [
        cycle.title,
        cycle.lines.map((line) => `- ${line}`).join('\n'),
      ]),
      ...(samples.length === 0 ? [] : [`${level}# ${words.samples}`]),
      ...samples.flatMap((sample, index) => [
        sample.label === samples[index - 1]?.label ? '' : `${level}## ${sample.label}`,
        sample.language === 'text' ? sample.source : codeBlock(sample.source, sample.language),
      ]),
      ...(operation.sources.length === 0
        ? []
        : [`${level}# ${words.sources}`, sourcesList(operation, words)]),
    ];
  }

  /** What the API sends itself. */
  #sent(heading: string, requests: readonly Request[], level: string): string[] {
    const texts = requests.flatMap((request) => this.#request(request, `${level}##`));
    return texts.length === 0 ? [] : [`${level}# ${heading}`, ...texts];
  }

  /** What holds for all operations: the text of the description, servers, how to sign in. */
  overview(): string {
    const words = this.#words;
    const { site } = this.#docs;
    const { title, summary, description, servers, security, schemes, webhooks } = site;
    return this.#linked(
      paragraphs([
        `# ${title}`,
        summary,
        aboutOf(site, words)
          .map(([name, link]) => `- ${name}${words.colon}${linkText(link)}`)
          .join('\n'),
        description,
        ...(servers.length === 0 ? [] : [`## ${words.servers}`]),
        ...servers.flatMap((server) => [
          code(server.url),
          server.description,
          server.variables.length === 0 ? '' : this.#fields(server.variables),
        ]),
        ...(schemes.length === 0 ? [] : [`## ${words.authentication}`]),
        security.length === 0 ? '' : words.authenticationNote,
        security.map((way) => `- ${way.map(code).join(words.and)}`).join('\n'),
        ...schemes.flatMap((scheme) => [
          `### ${code(scheme.name)}`,
          scheme.kind.map(code).join(words.comma),
          scheme.description,
        ]),
        ...site.families.flatMap(({ tags }) =>
          tags.flatMap((tag) => (tag.description ? [`## ${tag.title}`, tag.description] : [])),
        ),
        ...this.#sent(words.webhooks, webhooks, '#'),
      ]),
      'overview.md',
    );
  }

  #linked(text: string, path: string, self?: Operation): string {
    const { site, targets } = this.#docs;
    const source = { path, lang: site.lang, form: 'md' as const };
    return withLinks(linkNames(text, targets, self), (link) => resolveLink(link, source, targets));
  }

  #facts(operation: Request): string {
    const words = this.#words;
    const { servers, signIn, scopes, contentType, permission, safeToRepeat, deprecated } =
      operation;
    const ways = signIn.map((way) => way.map(code).join(words.and) || words.noSignIn);
    if (operation.sentBy !== undefined && ways.length === 0)
      return deprecated ? `- ${words.deprecated}` : '';
    const facts: [string, string | undefined][] = [
      [
        words.servers,
        servers?.map(({ url, description }) => `${code(url)} ${description}`.trim()).join(words.or),
      ],
      [words.signIn, ways.join(words.or) || words.noSignIn],
      [
        words.scopes,
        scopes.map((way) => way.map(code).join(words.and)).join(words.or) || undefined,
      ],
      [words.contentType, contentType && code(contentType)],
      [words.permission, permission === undefined ? words.permissionUnknown : code(permission)],
      [
        words.safeToRepeat,
        safeToRepeat === undefined ? undefined : words[safeToRepeat ? 'yes' : 'no'],
      ],
    ];
    return [
      ...(deprecated ? [`- ${words.deprecated}`] : []),
      ...facts.flatMap(([name, value]) =>
        value === undefined ? [] : [`- ${name}${words.colon}${value}`],
      ),
    ].join('\n');
  }

  #limits(shape: Shape): string[] {
    const { examples, source } = shape;
    const words = this.#words;
    const line = (name: string, values: readonly string[]) =>
      `${name}${words.colon}${values.map(code).join(words.comma)}`;
    return [
      ...unsaidLimits(shape).map(({ keyword, values }) => line(words.limits[keyword], values)),
      ...(examples.length === 0 ? [] : [line(words.example, examples)]),
      ...remarksOn(shape, words),
      ...(source === undefined ? [] : [`${words.source}${words.colon}${source}`]),
    ];
  }

  #rows(fields: readonly Field[], prefix: string): string[][] {
    const words = this.#words;
    return fields.flatMap((field) => {
      // The items of a list are written behind its name: `data[]`.
      const path =
        field.name === '[]' ? prefix.replace(/\[\]\.$/, '[]') || '[]' : prefix + field.name;
      const { type, base, required, marks, description } = field;
      const dot = type.endsWith('[]') ? '[].' : '.';
      return [
        [
          code(path),
          code(type) + (base === undefined ? '' : words.inBrackets(base)),
          [required ? words.yes : words.no, ...marks.map((mark) => words[mark])].join(words.comma),
          paragraphs([description, ...this.#limits(field), ...this.#forms(field)]),
        ],
        ...this.#rows(field.fields, path + dot),
      ];
    });
  }

  #fields(fields: readonly Field[], prefix = ''): string {
    const { name, type, mandatory, description } = this.#words;
    return table([name, type, mandatory, description], this.#rows(fields, prefix));
  }

  /** The forms of a field, in its cell. */
  #forms(shape: Shape): string[] {
    const words = this.#words;
    return formGroups(shape).flatMap(({ keyword, forms }) => [
      `${words.forms[keyword]}${words.colon}`,
      ...forms.map((form) =>
        [
          `**${form.title}**`,
          form.description.trim(),
          ...this.#limits(form),
          form.fields.map(({ name }) => code(name)).join(words.comma),
        ]
          .filter((part) => part !== '')
          .join(words.colon),
      ),
    ]);
  }

  #shape(shape: Shape): string[] {
    const words = this.#words;
    return [
      shape.description,
      ...this.#limits(shape),
      shape.fields.length === 0 ? '' : this.#fields(shape.fields),
      ...formGroups(shape).flatMap(({ keyword, forms }) => [
        `${words.forms[keyword]}${words.colon}`.trim(),
        ...forms.flatMap((form) => [`**${form.title}**`, ...this.#shape(form)]),
      ]),
    ];
  }

  #content({ mediaType, shape, examples }: Content): string {
    return paragraphs([
      code(mediaType),
      ...(shape === undefined ? [] : this.#shape(shape)),
      ...examples.flatMap((example) => this.#example(example)),
    ]);
  }

  #example({ title, description, text, language }: Example): string[] {
    const words = this.#words;
    const heading = `${words.example}${words.colon}${title}`;
    return [heading, description, text && codeBlock(text, language)];
  }

  #response({ status, description, headers, contents, links }: Response, level: string): string[] {
    const words = this.#words;
    return [
      `${level}# ${words.response} ${status}`,
      description,
      ...contents.map((content) => this.#content(content)),
      ...this.#around(headers, links, level),
    ];
  }

  /** What comes with the body of a response. */
  #around(headers: readonly Field[], links: readonly string[], level: string): string[] {
    const { headers: heading, goOn } = this.#words;
    return [
      ...(headers.length === 0 ? [] : [`${level}## ${heading}`, this.#fields(headers)]),
      ...(links.length === 0
        ? []
        : [`${level}## ${goOn}`, links.map((link) => `- ${link}`).join('\n')]),
    ];
  }

  #errors(errors: readonly Response[], level: string): string[] {
    const words = this.#words;
    const { cures } = this.#docs;
    const rows = errors.map(({ status, description, contents }) => {
      const examples = contents.flatMap((content) => content.examples);
      return [
        code(status),
        description,
        examples
          .map(({ title, value: body, description: text, code: errorCode = '' }) => {
            const cure = cures.get(errorCode) ?? cures.get(status);
            const shown = body === undefined ? text : code(JSON.stringify(body));
            const value = `${title}${words.colon}${shown}`;
            return cure === undefined ? value : `${value} ${words.cure}${words.colon}${cure}`;
          })
          .join('\n\n'),
      ];
    });
    // What no example shows.
    const parts = new Map<string, string[]>();
    for (const { status, contents, headers, links } of errors) {
      const bodies = contents.filter(({ examples }) => examples.length === 0);
      const text = paragraphs([
        ...bodies.map((content) => this.#content(content)),
        ...this.#around(headers, links, `${level}#`),
      ]);
      parts.set(text, [...(parts.get(text) ?? []), status]);
    }
    return [
      table([words.status, words.description, words.example], rows),
      ...[...parts].flatMap(([text, statuses]) =>
        text === '' ? [] : [`${level}## ${statuses.join(words.comma)}`, text],
      ),
    ];
  }
}

function sourcesList({ sources }: Request, words: Words): string {
  return sources
    .map(({ document, url, date, undated, note }) => {
      const parts = [
        url === undefined ? document : `[${document}](${url})`,
        ...(date === undefined ? [] : [date]),
        ...(undated === true ? [words.undated] : []),
        ...(note === undefined ? [] : [note.trim().replace(/\s+/g, ' ')]),
      ];
      return `- ${parts.join(words.comma)}`;
    })
    .join('\n');
}

/**
 * What a program must know before its first request: where to send it, how to sign it in, how to tell
 * whether it failed, which is what the guide `errors` begins with.
 */
function headText({ site: { servers, operations }, guides }: Docs, words: Words): string {
  const first = [...operations.values()].find(({ signIn }) => signIn.length > 0);
  const ways = (first?.signIn ?? []).map((way) => way.map(code).join(words.and));
  return [
    ...servers.map(({ url, description }) =>
      `- ${words.servers}${words.colon}${code(url)} ${description}`.trim(),
    ),
    ...(ways.length === 0 ? [] : [`- ${words.signIn}${words.colon}${ways.join(words.or)}`]),
    ...(first?.contentType === undefined
      ? []
      : [`- ${words.contentType}${words.colon}${code(first.contentType)}`]),
    ...guides
      .filter(({ name }) => name === 'errors')
      .map(({ lead }) => `- ${words.errors}${words.colon}${lead}`),
  ].join('\n');
}

/** The list of what the docs hold, after https://llmstxt.org. */
function llmsText({ docs, files }: MarkdownOptions, guides: readonly ListedFile[]): string {
  const { site, langs } = docs;
  const { lang, title, summary, version } = site;
  const words = wordsOf[lang];
  const own = `${folderOf(lang)}llms.txt`;
  const entry = ({ path, title: name, summary: text = '' }: ListedFile) =>
    `- [${name.replace(/[[\]]/g, '\\$&')}](${relativeLink(own, path)})${text === '' ? '' : `: ${text}`}`;
  const part = (heading: string, listed: readonly ListedFile[]) =>
    listed.length === 0 ? '' : `## ${heading}\n\n${listed.map(entry).join('\n')}`;
  return paragraphs([
    `# ${title}`,
    summary === '' ? '' : `> ${summary}`,
    `${words.version}${words.colon}${version}`,
    headText(docs, words),
    part(words.guides, guides),
    ...site.families.flatMap(({ tags }) =>
      tags.map((tag) =>
        part(
          tag.title,
          tag.operations.map((operation) => ({
            path: folderOf(lang) + operationPath(operation, 'md'),
            title: `${operation.title} (${operation.id})`,
            summary: `\`${operation.method} ${operation.path}\`${words.comma}${firstSentence(operation.description)}`,
          })),
        ),
      ),
    ),
    part(words.descriptionFiles, files),
    // The name that the convention gives to what may be left out.
    part('Optional', [
      { path: `${folderOf(lang)}llms-full.txt`, title: 'llms-full.txt' },
      { path: `${folderOf(lang)}plain.html`, title: words.plain },
      ...langs
        .filter((other) => other !== lang)
        .map((other) => ({ path: `${folderOf(other)}llms.txt`, title: languageNames[other] })),
    ]),
  ]);
}

/**
 * Writes what programs read of a description in one language: each operation, an overview, a list of all,
 * and all of it in one file.
 *
 * @returns texts by their paths from the folder of the language
 */
export function markdownFiles(options: MarkdownOptions): Map<string, string> {
  const { docs, guides } = options;
  const { lang, operations } = docs.site;
  const writer = new MarkdownWriter(docs);
  const overview = writer.overview();
  const pages = new Map([
    ['overview.md', overview],
    ...[...guides].map(([name, text]) => [guidePath(name, 'md'), text] as const),
    ...[...operations.values()].map(
      (operation) => [operationPath(operation, 'md'), writer.operation(operation)] as const,
    ),
  ]);
  const listed = [
    {
      path: `${folderOf(lang)}overview.md`,
      title: wordsOf[lang].overview,
      summary: docs.site.summary,
    },
    ...docs.guides.map(({ name, title, lead }) => ({
      path: folderOf(lang) + guidePath(name, 'md'),
      title,
      summary: lead,
    })),
  ];
  const llms = llmsText(options, listed);
  const full = paragraphs([...[...pages].map(([path, text]) => `<!-- ${path} -->\n\n${text}`)]);
  return new Map(
    [...pages, ['llms.txt', llms] as const, ['llms-full.txt', full] as const].map(
      ([path, text]) => [path, `${text.trimEnd()}\n`],
    ),
  );
}
