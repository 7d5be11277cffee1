import type { OpenApiDocument } from '../lib/document.js';
import { escapeHtml } from './page.js';
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
import { lineHtml, textHtml } from './text-html.js';
import type { DocsWords } from './words.js';

/** The id of a schema's section. */
export function schemaId(name: string): string {
  return `schema-${name}`;
}

/** One row of a table of members or parameters. */
export interface Row {
  name: string;
  required: boolean;
  /** What may be sent in its place, in Markdown. */
  instead?: string;
  type: TypeName;
  schema: SchemaObject;
  /** In place of that of the schema. */
  description?: string;
  /** Examples beside those of the schema. */
  examples?: readonly unknown[];
  deprecated?: boolean;
}

/** Writes the tables of the plain edition for one document. */
export class PlainTables {
  readonly #document: OpenApiDocument;
  readonly #words: DocsWords;

  constructor(document: OpenApiDocument, words: DocsWords) {
    this.#document = document;
    this.#words = words;
  }

  /** A schema with its references followed. */
  resolve(schema: SchemaObject): SchemaObject {
    return resolveSchema(this.#document, schema);
  }

  /** The name of a type, as a link if the document names it. */
  type({ text, schema }: TypeName): string {
    return schema === undefined
      ? escapeHtml(text)
      : `<a href="#${schemaId(escapeHtml(schema))}">${escapeHtml(text)}</a>`;
  }

  /** A table of members or parameters; empty if there is none. */
  rows(rows: readonly Row[], caption: string): string {
    if (rows.length === 0) return '';
    const words = this.#words;
    const lines = rows.map(({ name, required, type, schema, ...own }) => {
      const { description = schema.description, examples = [], deprecated, instead = '' } = own;
      const marks = [
        ...(deprecated === true || schema.deprecated === true ? [words.deprecated] : []),
        ...(schema.readOnly === true ? [words.readOnly] : []),
        ...(schema.writeOnly === true ? [words.writeOnly] : []),
      ];
      const others = instead === '' ? '' : words.instead(lineHtml(instead));
      const must = [(required ? words.required : words.optional) + others, ...marks].join(
        words.separator,
      );
      return [
        `<tr><th scope="row"><code>${escapeHtml(name)}</code><br>`,
        `<span class="type">${this.type(type)}</span>${words.separator}<span class="must">${must}</span></th>`,
        `<td>${textHtml(description ?? '')}${this.limits(schema, examples)}</td></tr>`,
      ].join('');
    });
    return [
      `<table aria-label="${escapeHtml(caption)}"><thead><tr><th scope="col">${words.member}</th>`,
      `<th scope="col">${words.description}</th></tr></thead>`,
      `<tbody>${lines.join('\n')}</tbody></table>`,
    ].join('\n');
  }

  /** What limits a value, its examples, and whether it is open, as a list; empty if nothing does. */
  limits(schema: SchemaObject, examples: readonly unknown[] = []): string {
    const words = this.#words;
    const items = limitsOf(schema).map(
      ({ keyword, values }) =>
        `${words.limits[keyword]}${words.colon}${values.map((value) => `<code>${escapeHtml(value)}</code>`).join(words.comma)}`,
    );
    const shown = [
      ...examples,
      ...(schema.examples ?? []),
      ...(schema.example === undefined ? [] : [schema.example]),
    ].filter((value) => value !== undefined);
    if (shown.length > 0) {
      const texts = shown.map((value) => `<code>${escapeHtml(valueText(value))}</code>`);
      items.push(`${words.example}${words.colon}${texts.join(words.comma)}`);
    }
    if (schema.additionalProperties === false) items.push(words.closed);
    else if (schema.additionalProperties !== undefined) items.push(words.open);
    if (items.length === 0) return '';
    return `<ul class="limits">${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
  }

  /** All of a schema but its description: members, forms, limits. */
  schema(given: SchemaObject, caption: string): string {
    const schema = resolveSchema(this.#document, given);
    const rows = fieldsOf(this.#document, schema, false).map((field) => ({
      name: field.path,
      ...field,
    }));
    return `${this.limits(schema)}${this.rows(rows, caption)}${this.#forms(schema, caption)}`;
  }

  #forms(schema: SchemaObject, caption: string): string {
    const forms = formsOf(this.#document, schema, false);
    if (forms.length === 0) return '';
    const words = this.#words;
    const [first] = forms;
    const items = forms.map((form) => {
      const title = `<strong>${escapeHtml(form.title)}</strong>`;
      if (form.schema.$ref !== undefined) {
        return `<li>${this.type(typeName(this.#document, form.schema))}</li>`;
      }
      const text = textHtml(form.schema.description ?? '');
      const place = form.path === '' ? '' : `<code>${escapeHtml(form.path)}</code>${words.colon}`;
      return `<li>${place}${title}${text}${this.schema(form.schema, `${caption}${words.colon}${form.title}`)}</li>`;
    });
    return `<p>${words.forms[first?.keyword ?? 'oneOf']}${words.colon}</p><ul>${items.join('\n')}</ul>`;
  }
}
