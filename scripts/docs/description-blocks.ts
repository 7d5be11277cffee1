import { dereference, type OpenApiDocument } from '../lib/openapi/document.js';
import { code, typeLink, type Block, type FieldRow } from './blocks.js';
import {
  exampleText,
  requestBodyOf,
  responsesOf,
  samplesByLabel,
  type Content,
  type DocsOperation,
  type ResponsePart,
  type Source,
} from './operation-parts.js';
import {
  fieldsOf,
  formsOf,
  limitsOf,
  resolveSchema,
  typeName,
  valueText,
  type SchemaObject,
  type TypeName,
} from './schema-fields.js';
import type { DocsWords } from './words.js';

/**
 * Where blocks are to stand: on one page, which links what the document names, or each operation in a
 * file of its own, complete in itself.
 */
export type Edition = 'page' | 'files';

interface SecurityScheme {
  type: string;
  description?: string;
  in?: string;
  name?: string;
  scheme?: string;
}

/** The members of Parameter Objects and Header Objects that the docs show. */
interface Parameter {
  name: string;
  description?: string | undefined;
  required?: boolean | undefined;
  deprecated?: boolean | undefined;
  schema?: unknown;
  example?: unknown;
  examples?: Record<string, object> | undefined;
}

/** The first sentence of a text, on one line. */
export function firstSentence(markdown: string): string {
  const [paragraph = ''] = markdown.trim().split(/\n\s*\n/);
  const line = paragraph.replace(/\s+/g, ' ');
  return /^.*?(?:[.](?=\s|$)|。)/.exec(line)?.[0] ?? line;
}

const text = (markdown: string): Block => ({ kind: 'text', text: markdown });

/** Makes the blocks that show the parts of one document. */
export class DescriptionBlocks {
  readonly #document: OpenApiDocument;
  readonly #words: DocsWords;
  readonly #edition: Edition;

  constructor(document: OpenApiDocument, words: DocsWords, edition: Edition) {
    this.#document = document;
    this.#words = words;
    this.#edition = edition;
  }

  /** Where requests go, and the variables of each address. */
  servers(): Block[] {
    const words = this.#words;
    return (this.#document.servers ?? []).flatMap(
      ({ url, description = '', variables = {} }): Block[] => {
        const rows = Object.entries(variables).map(([name, variable]) =>
          this.#row({
            name,
            description: variable.description,
            schema: { type: 'string', default: variable.default, enum: variable.enum },
          }),
        );
        return [
          text(code(url)),
          text(description),
          ...this.#fields(rows, `${words.variables}${words.colon}${url}`),
        ];
      },
    );
  }

  /** How requests are signed in. */
  authentication(): Block[] {
    const words = this.#words;
    const schemes = Object.entries(this.#document.components?.['securitySchemes'] ?? {});
    const ways = this.#ways(this.#document.security);
    if (schemes.length === 0) return [];
    return [
      ...(ways.length === 0 ? [] : [text(words.authenticationNote), list(ways)]),
      ...schemes.flatMap(([name, given]): Block[] => {
        const scheme = dereference<SecurityScheme>(this.#document, given as SecurityScheme);
        const kind = [scheme.type, scheme.scheme, scheme.in, scheme.name];
        return [
          { kind: 'heading', level: 3, text: code(name), id: `security-${name}` },
          text(kind.flatMap((part) => (part === undefined ? [] : code(part))).join(words.comma)),
          text(scheme.description ?? ''),
        ];
      }),
    ];
  }

  /**
   * All of an operation below its title.
   *
   * @param level - that of its headings
   */
  operation(operation: DocsOperation, level: number): Block[] {
    const words = this.#words;
    const { id, method, path, object } = operation;
    const onPage = this.#edition === 'page';
    const address = code(`${method.toUpperCase()} ${path}`);
    const responses = responsesOf(this.#document, operation);
    const isFailure = ({ status }: ResponsePart) => !/^([123]|default$)/.test(status);
    // A file gives the failures, which most operations share, a line each.
    const failures = onPage ? [] : responses.filter(isFailure);
    return [
      text(onPage ? address : `${code(id)}${words.colon}${address}`),
      text(object.description ?? ''),
      list(this.#facts(operation)),
      ...this.#parameters(operation, level),
      ...this.#requestBody(operation, level),
      ...responses
        .filter((response) => !failures.includes(response))
        .flatMap((response) => [
          heading(level, `${words.status}${words.colon}${response.status}`),
          ...(onPage && response.component !== undefined
            ? [responseLink(response.component, response.description, words)]
            : this.response(response, `${id} ${response.status}`, level + 1)),
        ]),
      ...(failures.length === 0 ? [] : [heading(level, words.errors), this.#errors(failures)]),
      ...this.#samples(operation, level),
      ...this.#sources(object['x-sources'] ?? [], level),
    ];
  }

  #ways(security: OpenApiDocument['security'] = []): string[] {
    const named = (name: string) =>
      this.#edition === 'page' ? `[${code(name)}](#security-${name})` : code(name);
    return security.map((way) => Object.keys(way).map(named).join(this.#words.and));
  }

  #facts({ id, object }: DocsOperation): string[] {
    const words = this.#words;
    const onPage = this.#edition === 'page';
    // In a file, the table of headers says it better.
    const ways =
      onPage || object['x-request-headers'] === undefined
        ? this.#ways(object.security ?? this.#document.security)
        : [];
    const safe = object['x-safe-to-repeat'];
    const { externalDocs } = object;
    return [
      ...(onPage ? [code(id)] : []),
      ...(object.deprecated === true ? [words.deprecated] : []),
      ...(ways.length === 0 ? [] : [`${words.authentication}${words.colon}${ways.join(words.or)}`]),
      ...(safe === undefined
        ? []
        : [`${words.safeToRepeat}${words.colon}${safe ? words.yes : words.no}`]),
      // A file has its links at its end.
      ...(externalDocs === undefined || !onPage
        ? []
        : [`${words.links}${words.colon}${link(externalDocs)}`]),
    ];
  }

  #fields(rows: readonly FieldRow[], caption: string): Block[] {
    return rows.length === 0 ? [] : [{ kind: 'fields', caption, rows }];
  }

  #parameters(operation: DocsOperation, level: number): Block[] {
    const headers = (operation.object['x-request-headers'] ?? []).map((header) => ({
      ...this.#row({ ...header, schema: { type: 'string' } }),
      instead: header.instead,
    }));
    return (['path', 'query', 'header', 'cookie'] as const).flatMap((place) => {
      const parameters = operation.parameters
        .filter(({ parameter }) => parameter.in === place)
        .map(({ parameter }) => this.#row(parameter));
      const rows = place === 'header' ? [...headers, ...parameters] : parameters;
      if (rows.length === 0) return [];
      const title = this.#words.parameters[place];
      return [
        heading(level, title),
        ...this.#fields(rows, `${title}${this.#words.colon}${operation.id}`),
      ];
    });
  }

  #row({ name, required, deprecated, example, ...given }: Parameter): FieldRow {
    const schema = (given.schema ?? {}) as SchemaObject;
    const named = Object.values(given.examples ?? {}).map((one) =>
      'value' in one ? one.value : undefined,
    );
    const resolved = resolveSchema(this.#document, schema);
    return this.#schemaRow(name, required === true, typeName(this.#document, schema), {
      ...resolved,
      description: given.description ?? resolved.description ?? '',
      examples: [example, ...named, ...(resolved.examples ?? [])],
      deprecated: deprecated === true || resolved.deprecated === true,
    });
  }

  #schemaRow(name: string, required: boolean, type: TypeName, schema: SchemaObject): FieldRow {
    const words = this.#words;
    const kind = typeof schema.type === 'string' && schema.type !== 'array' ? schema.type : '';
    return {
      name,
      type,
      ...(type.schema !== undefined && kind !== '' && type.text !== kind && { kind }),
      required,
      marks: (['deprecated', 'readOnly', 'writeOnly'] as const)
        .filter((mark) => schema[mark] === true)
        .map((mark) => words[mark]),
      description: schema.description ?? '',
      limits: this.#limits(schema),
    };
  }

  /** What limits a value, its examples, and whether it is open. */
  #limits(schema: SchemaObject): string[] {
    const words = this.#words;
    const examples = [...(schema.examples ?? []), schema.example].filter(
      (value) => value !== undefined,
    );
    const line = (name: string, values: readonly string[]) =>
      `${name}${words.colon}${values.map(code).join(words.comma)}`;
    const { additionalProperties } = schema;
    return [
      ...limitsOf(schema).map(({ keyword, values }) => line(words.limits[keyword], values)),
      ...(examples.length === 0 ? [] : [line(words.example, examples.map(valueText))]),
      ...(additionalProperties === undefined
        ? []
        : [additionalProperties === false ? words.closed : words.open]),
    ];
  }

  #requestBody(operation: DocsOperation, level: number): Block[] {
    const words = this.#words;
    const body = requestBodyOf(this.#document, operation);
    if (body === undefined) return [];
    const must = words.inBrackets(body.required ? words.required : words.optional);
    return [
      heading(level, words.requestBody + must),
      text(body.description),
      ...body.contents.flatMap((content) =>
        this.#content(content, words.requestExamples, operation.id),
      ),
    ];
  }

  #content({ mediaType, schema, examples }: Content, title: string, owner: string): Block[] {
    const words = this.#words;
    const onPage = this.#edition === 'page';
    const type = `${words.mediaType}${words.colon}${code(mediaType)}`;
    const isNamed = onPage && schema?.$ref !== undefined;
    const name =
      schema === undefined || !onPage
        ? ''
        : `  \n${words.schema}${words.colon}${typeLink(typeName(this.#document, schema))}`;
    return [
      text(type + name),
      ...(schema === undefined || isNamed
        ? []
        : [
            text(resolveSchema(this.#document, schema).description ?? ''),
            ...this.schema(schema, `${words.schema}${words.colon}${owner}`),
          ]),
      ...(examples.length === 0 ? [] : [{ kind: 'label' as const, text: title }]),
      ...examples.flatMap(({ summary, description = '', value }): Block[] => [
        text(summary),
        text(description),
        {
          kind: 'code',
          text: exampleText(value),
          language: typeof value === 'string' ? '' : 'json',
        },
      ]),
    ];
  }

  /**
   * All of a response below its status.
   *
   * @param level - that of the headings inside
   */
  response(
    { description, headers, contents }: ResponsePart,
    owner: string,
    level: number,
  ): Block[] {
    const words = this.#words;
    const rows = headers.map((header) => this.#row(header));
    return [
      text(description),
      ...contents.flatMap((content) => this.#content(content, words.responseExamples, owner)),
      ...(rows.length === 0 ? [] : [heading(level, words.headers)]),
      ...this.#fields(rows, `${words.headers}${words.colon}${owner}`),
    ];
  }

  #errors(responses: readonly ResponsePart[]): Block {
    const words = this.#words;
    const rows = responses.map(({ status, description, contents }) => [
      code(status),
      description,
      contents
        .flatMap(({ examples }) => examples)
        .map(({ summary, value }) => `${summary}${words.colon}${code(JSON.stringify(value))}`)
        .join('\n\n'),
    ]);
    return { kind: 'table', header: [words.status, words.description, words.example], rows };
  }

  /** The samples of every example of the body; the comment at the head of each says which. */
  #samples(operation: DocsOperation, level: number): Block[] {
    const groups = [...samplesByLabel(operation)];
    if (groups.length === 0) return [];
    return [
      heading(level, this.#words.codeSamples),
      ...groups.flatMap(([label, samples]): Block[] => [
        { kind: 'label', text: label },
        ...samples.map(({ lang, source }): Block => ({
          kind: 'code',
          text: source.trimEnd(),
          language: lang === 'curl' ? 'sh' : lang.toLowerCase(),
        })),
      ]),
    ];
  }

  #sources(sources: readonly Source[], level: number): Block[] {
    if (sources.length === 0) return [];
    const words = this.#words;
    const items = sources.map(({ document, url, date, undated, note }) => {
      // On paper, a page shows addresses.
      const named =
        this.#edition === 'files' && url !== undefined
          ? link({ url, description: document })
          : document;
      return [
        named,
        ...(date === undefined ? [] : [date]),
        ...(undated === true ? [words.undated] : []),
        ...(named !== document || url === undefined ? [] : [link({ url })]),
        ...(note === undefined ? [] : [note.trim().replace(/\s+/g, ' ')]),
      ].join(words.separator);
    });
    return [heading(level, words.sources), list(items)];
  }

  /**
   * All of a schema but its description: limits, members, forms.
   *
   * @param above - the forms that it stands in: one that contains itself is named and not shown again
   */
  schema(given: SchemaObject, caption: string, above: readonly SchemaObject[] = []): Block[] {
    const words = this.#words;
    const follow = this.#edition === 'files';
    const schema = resolveSchema(this.#document, given);
    const rows = fieldsOf(this.#document, schema, follow).map(
      ({ path, required, type, schema: member }) => this.#schemaRow(path, required, type, member),
    );
    const forms = formsOf(this.#document, schema, follow);
    const [first] = forms;
    return [
      { kind: 'limits', items: this.#limits(schema) },
      ...this.#fields(rows, caption),
      ...(first === undefined
        ? []
        : [
            {
              kind: 'forms' as const,
              text: `${words.forms[first.keyword]}${words.colon}`.trim(),
              forms: forms.map(({ path, title, schema: form }) => {
                if (!follow && form.$ref !== undefined) {
                  return { title: typeLink(typeName(this.#document, form)), blocks: [] };
                }
                const place = path === '' ? '' : words.inBrackets(code(path));
                return {
                  title: `**${title}**${place}`,
                  blocks: [
                    text(resolveSchema(this.#document, form).description ?? ''),
                    ...(above.includes(form)
                      ? []
                      : this.schema(form, `${caption}${words.colon}${title}`, [...above, form])),
                  ],
                };
              }),
            },
          ]),
    ];
  }
}

function heading(level: number, title: string): Block {
  return { kind: 'heading', level, text: title };
}

function list(items: readonly string[]): Block {
  return { kind: 'list', items };
}

function link({ url, description }: { url: string; description?: string }): string {
  return `[${description ?? url}](${url})`;
}

function responseLink(name: string, description: string, words: DocsWords): Block {
  return text(`[${name}](#response-${name})${words.colon}${firstSentence(description)}`);
}
