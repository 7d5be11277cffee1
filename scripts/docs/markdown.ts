import { cureOf } from './guides/guides.js';
import { folderOf, languageNames } from './languages.js';
import { remarksOn, formGroups, unsaidLimits, type Field, type Shape } from './model/schema.js';
import type { Content, Request, Response, Server } from './model/request.js';
import type { Operation } from './model/site.js';
import type { Docs } from './pages/context.js';
import { aboutOf } from './pages/lists.js';
import { firstSentence } from './pages/operation.js';
import { guidePath, operationPath, relativeLink } from './paths.js';
import { linkNames, resolveLink } from './text/links.js';
import { code, codeBlock, linkText, paragraphs, table, withLinks } from './text/markdown.js';
import { wordsOf, type Words } from './words.js';

/** A page or file that `llms.txt` names. */
export interface ListedFile {
  /** From the root of the docs. */
  path: string;
  title: string;
  /** One sentence. */
  summary?: string | undefined;
}

const list = (items: readonly string[]) => items.map((item) => `- ${item}`).join('\n');

/** A heading with what stands below it; nothing if that is nothing. */
const headed = (heading: string, parts: readonly string[]) =>
  parts.some((part) => part !== '') ? [heading, ...parts] : [];

const serverLine = ({ url, description }: Server) => `${code(url)} ${description}`.trim();

/** The phrases that many texts of a language consist of. */
function phrasesOf(words: Words) {
  const named = (name: string, text: string) => `${name}${words.colon}${text}`;
  return {
    named,
    codes: (values: readonly string[]) => values.map(code).join(words.comma),
    /** Ways to sign in, or what each of them has to be allowed. */
    waysText: (ways: readonly string[][]) =>
      ways.map((way) => way.map(code).join(words.and) || words.noSignIn).join(words.or),
    /** A line for each fact that is known. */
    factLines: (facts: readonly (readonly [name: string, value: string | undefined])[]) =>
      facts.flatMap(([name, value]) => (value === undefined ? [] : named(name, value))),
  };
}

/** What writes the texts of a description as Markdown. */
function markdownWriter(docs: Docs) {
  const { site, targets, steps, cures } = docs;
  const { lang } = site;
  const words = wordsOf[lang];
  const { named, codes, waysText, factLines } = phrasesOf(words);
  return { operationText, overviewText };

  /** An operation complete in itself, for programs that read one at a time. */
  function operationText(operation: Operation): string {
    const own = operationPath(operation, 'md');
    const links = [
      [words.page, relativeLink(own, operationPath(operation))],
      ...docs.otherLangs.map((other) => [
        languageNames[other],
        relativeLink(folderOf(lang) + own, folderOf(other) + own),
      ]),
      ...(operation.externalDocs?.url === undefined
        ? []
        : [[operation.externalDocs.text, operation.externalDocs.url]]),
    ];
    return paragraphs([
      linked(paragraphs(requestParts(operation, '#')), own, operation),
      `## ${words.links}`,
      list(links.map(([name = '', target = '']) => `[${name}](${target})`)),
    ]);
  }

  /** What holds for all operations: the text of the description, servers, how to sign in. */
  function overviewText(): string {
    const { servers, security, schemes } = site;
    return linked(
      paragraphs([
        `# ${site.title}`,
        site.summary,
        list(aboutOf(site, words).map(([name, link]) => named(name, linkText(link)))),
        site.description,
        ...headed(
          `## ${words.servers}`,
          servers.flatMap(({ url, description, variables }) => [
            code(url),
            description,
            fieldTable(variables),
          ]),
        ),
        ...(schemes.length === 0 ? [] : [`## ${words.authentication}`]),
        ...headed(words.authenticationNote, [
          list(security.map((way) => way.map(code).join(words.and))),
        ]),
        ...schemes.flatMap(({ name, kind, description }) => [
          `### ${code(name)}`,
          codes(kind),
          description,
        ]),
        ...site.families.flatMap(({ tags }) =>
          tags.flatMap((tag) => (tag.description ? [`## ${tag.title}`, tag.description] : [])),
        ),
        ...sentParts(words.webhooks, site.webhooks, '#'),
      ]),
      'overview.md',
    );
  }

  function linked(text: string, path: string, self?: Operation): string {
    const source = { path, lang, form: 'md' as const };
    return withLinks(linkNames(text, targets, self), (link) => resolveLink(link, source, targets));
  }

  /** @param level - of its heading, written as `#` */
  function requestParts(request: Request, level: string): string[] {
    const { id, sentBy = id, method, path, body, samples } = request;
    const must = words.inBrackets(body?.required === true ? words.required : words.optional);
    const cycles = steps.get(id)?.cycles ?? [];
    return [
      `${level} ${request.title}`,
      named(codes([...new Set([id, sentBy])]), code(`${method} ${path}`)),
      request.description,
      factsText(request),
      ...request.parameters.flatMap(({ in: place, fields }) => [
        `${level}# ${words.parameters[place]}`,
        fieldTable(fields),
      ]),
      ...(body === undefined
        ? []
        : [`${level}# ${words.body}${must}`, body.description, ...body.contents.map(contentText)]),
      ...request.responses.flatMap((response) => [
        `${level}# ${words.response} ${response.status}`,
        response.description,
        ...response.contents.map(contentText),
        ...partsAround(response, level),
      ]),
      ...headed(`${level}# ${words.errors}`, errorParts(request.errors, level)),
      ...sentParts(words.callbacks, request.callbacks, level),
      ...headed(
        `${level}# ${words.lifeCycle}`,
        cycles.flatMap(({ title, lines }) => [title, list(lines)]),
      ),
      ...headed(
        `${level}# ${words.samples}`,
        samples.flatMap(({ label, language, source }, index) => [
          label === samples[index - 1]?.label ? '' : `${level}## ${label}`,
          language === 'text' ? source : codeBlock(source, language),
        ]),
      ),
      ...headed(`${level}# ${words.sources}`, [sourcesText(request)]),
    ];
  }

  /** What the API sends itself. */
  function sentParts(heading: string, requests: readonly Request[], level: string): string[] {
    const parts = requests.flatMap((request) => requestParts(request, `${level}##`));
    return headed(`${level}# ${heading}`, parts);
  }

  function factsText(request: Request): string {
    const { servers, signIn, scopes, contentType, permission, safeToRepeat } = request;
    const marks = request.deprecated ? [words.deprecated] : [];
    if (request.sentBy !== undefined && signIn.length === 0) return list(marks);
    const lines = factLines([
      [words.servers, servers?.map(serverLine).join(words.or)],
      [words.signIn, waysText(signIn) || words.noSignIn],
      [words.scopes, waysText(scopes) || undefined],
      [words.contentType, contentType && code(contentType)],
      [words.permission, permission === undefined ? words.permissionUnknown : code(permission)],
      [
        words.safeToRepeat,
        safeToRepeat === undefined ? undefined : words[safeToRepeat ? 'yes' : 'no'],
      ],
    ]);
    return list([...marks, ...lines]);
  }

  function limitLines(shape: Shape): string[] {
    const { examples, source } = shape;
    return [
      ...unsaidLimits(shape).map(({ keyword, values }) =>
        named(words.limits[keyword], codes(values)),
      ),
      ...(examples.length === 0 ? [] : [named(words.example, codes(examples))]),
      ...remarksOn(shape, words),
      ...(source === undefined ? [] : [named(words.source, source)]),
    ];
  }

  /** Empty without fields. */
  function fieldTable(fields: readonly Field[]): string {
    if (fields.length === 0) return '';
    const { name, type, mandatory, description } = words;
    return table([name, type, mandatory, description], fieldRows(fields, ''));
  }

  function fieldRows(fields: readonly Field[], prefix: string): string[][] {
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
          paragraphs([description, ...limitLines(field), ...formLines(field)]),
        ],
        ...fieldRows(field.fields, path + dot),
      ];
    });
  }

  /** The forms of a field, in its cell. */
  function formLines(shape: Shape): string[] {
    return formGroups(shape).flatMap(({ keyword, forms }) => [
      named(words.forms[keyword], ''),
      ...forms.map((form) =>
        [
          `**${form.title}**`,
          form.description.trim(),
          ...limitLines(form),
          codes(form.fields.map(({ name }) => name)),
        ]
          .filter((part) => part !== '')
          .join(words.colon),
      ),
    ]);
  }

  function shapeParts(shape: Shape): string[] {
    return [
      shape.description,
      ...limitLines(shape),
      fieldTable(shape.fields),
      ...formGroups(shape).flatMap(({ keyword, forms }) => [
        named(words.forms[keyword], ''),
        ...forms.flatMap((form) => [`**${form.title}**`, ...shapeParts(form)]),
      ]),
    ];
  }

  function contentText({ mediaType, shape, examples }: Content): string {
    return paragraphs([
      code(mediaType),
      ...(shape === undefined ? [] : shapeParts(shape)),
      ...examples.flatMap(({ title, description, text, language }) => [
        named(words.example, title),
        description,
        text && codeBlock(text, language),
      ]),
    ]);
  }

  /** What comes with the body of a response. */
  function partsAround({ headers, links }: Response, level: string): string[] {
    return [
      ...headed(`${level}## ${words.headers}`, [fieldTable(headers)]),
      ...headed(`${level}## ${words.goOn}`, [list(links)]),
    ];
  }

  function errorParts(errors: readonly Response[], level: string): string[] {
    if (errors.length === 0) return [];
    const rows = errors.map(({ status, description, contents }) => [
      code(status),
      description,
      contents
        .flatMap(({ examples }) => examples)
        .map((example) => {
          const { title, value, description: text } = example;
          const cure = cureOf(cures, example.code ?? '', [status]);
          const shown = named(title, value === undefined ? text : code(JSON.stringify(value)));
          return cure === undefined ? shown : `${shown} ${named(words.cure, cure)}`;
        })
        .join('\n\n'),
    ]);
    // What no example shows.
    const parts = new Map<string, string[]>();
    for (const error of errors) {
      const bodies = error.contents.filter(({ examples }) => examples.length === 0);
      const text = paragraphs([...bodies.map(contentText), ...partsAround(error, `${level}#`)]);
      parts.set(text, [...(parts.get(text) ?? []), error.status]);
    }
    return [
      table([words.status, words.description, words.example], rows),
      ...[...parts].flatMap(([text, statuses]) =>
        headed(`${level}## ${statuses.join(words.comma)}`, [text]),
      ),
    ];
  }

  function sourcesText({ sources }: Request): string {
    return list(
      sources.map(({ document, url, date, undated, note }) =>
        [
          url === undefined ? document : `[${document}](${url})`,
          date,
          undated && words.undated,
          note?.trim().replace(/\s+/g, ' '),
        ]
          .filter((part) => part !== undefined && part !== false)
          .join(words.comma),
      ),
    );
  }
}

/**
 * What a program must know before its first request: where to send it, how to sign it in, how to tell
 * whether it failed, which is what the guide `errors` begins with.
 */
function headText({ site: { servers, operations }, guides }: Docs, words: Words): string {
  const { waysText, factLines } = phrasesOf(words);
  const first = [...operations.values()].find(({ signIn }) => signIn.length > 0);
  const errors = guides.find(({ name }) => name === 'errors');
  return list(
    factLines([
      ...servers.map(serverLine).map((line) => [words.servers, line] as const),
      [words.signIn, first && waysText(first.signIn)],
      [words.contentType, first?.contentType && code(first.contentType)],
      [words.errors, errors?.lead],
    ]),
  );
}

/** The list of what the docs hold, after https://llmstxt.org. */
function llmsText(docs: Docs, guides: readonly ListedFile[], files: readonly ListedFile[]): string {
  const { lang, title, summary, version, families } = docs.site;
  const words = wordsOf[lang];
  const { named } = phrasesOf(words);
  const folder = folderOf(lang);
  const entry = ({ path, title: name, summary: text = '' }: ListedFile) =>
    `[${name.replace(/[[\]]/g, '\\$&')}](${relativeLink(`${folder}llms.txt`, path)})${text && `: ${text}`}`;
  const part = (heading: string, listed: readonly ListedFile[]) =>
    listed.length === 0 ? [] : [`## ${heading}`, list(listed.map(entry))];
  return paragraphs([
    `# ${title}`,
    summary && `> ${summary}`,
    named(words.version, version),
    headText(docs, words),
    ...part(words.guides, guides),
    ...families.flatMap(({ tags }) =>
      tags.flatMap((tag) =>
        part(
          tag.title,
          tag.operations.map((operation) => ({
            path: folder + operationPath(operation, 'md'),
            title: `${operation.title} (${operation.id})`,
            summary: `\`${operation.method} ${operation.path}\`${words.comma}${firstSentence(operation.description)}`,
          })),
        ),
      ),
    ),
    ...part(words.descriptionFiles, files),
    // The name that the convention gives to what may be left out.
    ...part('Optional', [
      { path: `${folder}llms-full.txt`, title: 'llms-full.txt' },
      { path: `${folder}plain.html`, title: words.plain },
      ...docs.otherLangs.map((other) => ({
        path: `${folderOf(other)}llms.txt`,
        title: languageNames[other],
      })),
    ]),
  ]);
}

/**
 * Writes what programs read of a description in one language: each operation, an overview, a list of all,
 * and all of it in one file.
 *
 * @param guides - as Markdown, by their names
 * @param files - the description in all its forms, and what else programs read
 * @returns texts by their paths from the folder of the language
 */
export function markdownFiles(
  docs: Docs,
  guides: ReadonlyMap<string, string>,
  files: readonly ListedFile[],
): Map<string, string> {
  const { lang, operations, summary } = docs.site;
  const { operationText, overviewText } = markdownWriter(docs);
  const pages: [path: string, text: string][] = [
    ['overview.md', overviewText()],
    ...[...guides].map(([name, text]): [string, string] => [guidePath(name, 'md'), text]),
    ...[...operations.values()].map((operation): [string, string] => [
      operationPath(operation, 'md'),
      operationText(operation),
    ]),
  ];
  const texts = [
    { path: `${folderOf(lang)}overview.md`, title: wordsOf[lang].overview, summary },
    ...docs.guides.map(({ name, title, lead }) => ({
      path: folderOf(lang) + guidePath(name, 'md'),
      title,
      summary: lead,
    })),
  ];
  const llms = llmsText(docs, texts, files);
  const full = paragraphs(pages.map(([path, text]) => `<!-- ${path} -->\n\n${text}`));
  return new Map(
    [...pages, ['llms.txt', llms] as const, ['llms-full.txt', full] as const].map(
      ([path, text]) => [path, `${text.trimEnd()}\n`],
    ),
  );
}
