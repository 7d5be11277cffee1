import {
  dereference,
  isJson,
  type OpenApiDocument,
  type SecurityRequirement,
} from '../lib/openapi/document.js';
import { listOperations, type ListedOperation } from '../lib/operation-list.js';
import { firstSentence } from './description-blocks.js';
import type { Section } from './guide-text.js';
import type { Language } from './languages.js';
import { code } from './blocks.js';
import { requestBodyOf } from './operation-parts.js';
import { docsWords, type DocsWords } from './words.js';

/** A header that a request carries beside the header parameters of its operation. */
export interface RequestHeader {
  name: string;
  required: boolean;
  /** What may be sent in its place, in Markdown; empty if nothing may. */
  instead: string;
  /** Markdown. */
  description: string;
}

/** The guide to signing in, in the language of a document. */
export interface SignInGuide {
  /** From the folder of the language. */
  path: string;
  title: string;
  /** A scheme is explained in the section whose id is the scheme's name, else in the whole guide. */
  sections: readonly Section[];
}

/** What the headers are made from beside the document. */
export interface HeaderContext {
  /** Content-Type of every request whose body, if it has one, is JSON. */
  contentType?: string | undefined;
  guide?: SignInGuide | undefined;
}

interface SecurityScheme {
  type?: string;
  in?: string;
  name?: string;
  description?: string;
}

/** The header that a scheme travels in; undefined if it travels elsewhere. */
function headerOf({ type, in: place, name }: SecurityScheme): string | undefined {
  if (type === 'apiKey') return place === 'header' ? name : undefined;
  return type === 'mutualTLS' ? undefined : 'Authorization';
}

/** Makes the tables of request headers of one document. */
class RequestHeaders {
  readonly #document: OpenApiDocument;
  readonly #words: DocsWords;
  readonly #context: HeaderContext;

  constructor(document: OpenApiDocument, lang: Language, context: HeaderContext) {
    this.#document = document;
    this.#words = docsWords[lang];
    this.#context = context;
  }

  /** Those of an operation; none if nobody has to sign in by a header. */
  of(operation: ListedOperation): RequestHeader[] {
    const ways = operation.object.security ?? this.#document.security ?? [];
    const signIn = this.#signIn(ways);
    return signIn.length === 0 ? [] : [...signIn, ...this.#contentType(operation)];
  }

  #scheme(name: string): SecurityScheme {
    const scheme = this.#document.components?.['securitySchemes']?.[name];
    return scheme === undefined ? {} : dereference(this.#document, scheme as SecurityScheme);
  }

  #signIn(ways: readonly SecurityRequirement[]): RequestHeader[] {
    const words = this.#words;
    const named = ways.map((way) =>
      Object.keys(way).map((scheme) => ({ scheme, header: headerOf(this.#scheme(scheme)) })),
    );
    const headers = new Map<string, RequestHeader>();
    const shown = new Set<string>();
    for (const way of named) {
      const link = this.#link(way.map(({ scheme }) => scheme));
      for (const { scheme, header } of way) {
        if (header === undefined || headers.has(header)) continue;
        const others = named.filter((one) => one.every((part) => part.header !== header));
        const text = firstSentence(this.#scheme(scheme).description ?? '');
        headers.set(header, {
          name: header,
          required: others.every((one) => one.length > 0),
          instead: others
            .filter((one) => one.length > 0)
            .map((one) => one.map((part) => code(part.header ?? part.scheme)).join(words.and))
            .join(words.or),
          description: [text, ...(shown.has(link) ? [] : [link])]
            .filter((part) => part !== '')
            .join(words.betweenSentences),
        });
        shown.add(link);
      }
    }
    return [...headers.values()];
  }

  /** Where the guide explains a way to sign in. */
  #link(schemes: readonly string[]): string {
    const { guide } = this.#context;
    if (guide === undefined) return '';
    const section = guide.sections.find(({ id }) => schemes.includes(id));
    return section === undefined
      ? this.#words.see(`[${guide.title}](${guide.path})`)
      : this.#words.see(`[${section.text}](${guide.path}#${section.id})`);
  }

  #contentType(operation: ListedOperation): RequestHeader[] {
    const words = this.#words;
    const { contentType } = this.#context;
    const body = requestBodyOf(this.#document, operation);
    const types = body?.contents.map(({ mediaType }) => mediaType) ?? [];
    const values = types.length === 0 ? ['application/json'] : types;
    // Without a body, the header is sent only if the API asks for it.
    if (types.length === 0 && contentType === undefined) return [];
    const texts = values.map((value) => {
      if (isJson(value)) {
        return `${code(contentType ?? value)}${words.colon}${words.contentTypes.json}`;
      }
      return /^multipart\//i.test(value)
        ? `${code(value)}${words.colon}${words.contentTypes.form}`
        : code(value);
    });
    return [
      {
        name: 'Content-Type',
        required: body === undefined || body.required,
        instead: '',
        description: texts.join('\n\n'),
      },
    ];
  }
}

/**
 * A copy of a document with the headers of its requests on every operation, as `x-request-headers`:
 * those of its ways to sign in, and the Content-Type. OpenAPI has them in other places, but a reader of an
 * operation looks for them there. The copy is for the docs only.
 */
export function withRequestHeaders(
  document: OpenApiDocument,
  lang: Language,
  context: HeaderContext = {},
): OpenApiDocument {
  const copy = structuredClone(document);
  const headers = new RequestHeaders(copy, lang, context);
  for (const operation of listOperations(copy)) {
    const found = headers.of(operation);
    if (found.length > 0) Object.assign(operation.object, { 'x-request-headers': found });
  }
  return copy;
}
