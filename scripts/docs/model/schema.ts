import { dereference, isJson, type OpenApiDocument } from '../../lib/openapi/document.js';
import { memberSchemas, subtypesOf } from '../../lib/schemas.js';
import { wordsOf, type Words } from '../words.js';
import { withDocs, type ExternalDocs } from './links.js';

/** A keyword that limits a value. */
type LimitKeyword = keyof Words['limits'];

/** A Schema Object, as far as the docs print it. */
export interface SchemaObject extends Partial<Record<LimitKeyword, unknown>> {
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  example?: unknown;
  examples?: unknown[];
  properties?: Record<string, SchemaObject>;
  patternProperties?: Record<string, SchemaObject>;
  required?: string[];
  items?: SchemaObject | boolean;
  contains?: SchemaObject;
  propertyNames?: SchemaObject;
  contentSchema?: SchemaObject;
  prefixItems?: SchemaObject[];
  additionalProperties?: boolean | SchemaObject;
  unevaluatedProperties?: boolean | SchemaObject;
  oneOf?: SchemaObject[];
  anyOf?: SchemaObject[];
  not?: SchemaObject;
  if?: SchemaObject;
  then?: SchemaObject;
  else?: SchemaObject;
  dependentSchemas?: Record<string, SchemaObject>;
  dependentRequired?: Record<string, string[]>;
  allOf?: SchemaObject[];
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  deprecated?: boolean;
  readOnly?: boolean;
  writeOnly?: boolean;
  externalDocs?: ExternalDocs;
  'x-source'?: string;
  'x-resource-id'?: { collection?: string; list?: string };
}

/** What limits a value, as texts. */
export interface Limit {
  keyword: LimitKeyword;
  values: string[];
}

/** What a schema says of a value, with all that is inside it. */
export interface Shape {
  /** `string`, `Pet`, `Pet[]`. */
  type: string;
  /** What a named type consists of: `string`; undefined if the name says it. */
  base?: string;
  /** Markdown. */
  description: string;
  limits: Limit[];
  examples: string[];
  /** Where the limits are from. */
  source?: string;
  /** The collection of which the value is an id. */
  collection?: string;
  /** Whether other fields are allowed; undefined if the schema does not say so. */
  open?: boolean;
  /** How a parameter is written, if not as usual. */
  written?: Written;
  marks: ('deprecated' | 'readOnly' | 'writeOnly')[];
  fields: Field[];
  forms: Form[];
  /** Why nothing is shown of the inside: the type contains itself, or there is too much of it. */
  cut?: 'recursive' | 'large';
}

/** A parameter, a header, or a member of a body. */
export interface Field extends Shape {
  name: string;
  /** Its place on the page of the operation: `body.data.id`. */
  anchor: string;
  required: boolean;
}

/** A keyword that demands a form of a value, under a condition or as a choice. */
export type FormKeyword = keyof Words['forms'];

/** One of several forms that a schema leaves the choice between, or one that depends on a condition. */
export interface Form extends Shape {
  keyword: FormKeyword;
  title: string;
}

/** The forms of a value by their keyword. */
export function formGroups({ forms }: Shape): { keyword: FormKeyword; forms: Form[] }[] {
  return formKeywords
    .map((keyword) => ({ keyword, forms: forms.filter((form) => form.keyword === keyword) }))
    .filter((group) => group.forms.length > 0);
}

/** How a parameter is written that is not written as usual: by its `style` and `explode`, or as JSON. */
export type Written = keyof Words['written'];

const styles = ['spaceDelimited', 'pipeDelimited', 'deepObject', 'label', 'matrix'] as const;

// Each keyword has its words, which stand in the order of the docs.
const limitKeywords = Object.keys(wordsOf.en.limits) as LimitKeyword[];
const formKeywords = Object.keys(wordsOf.en.forms) as FormKeyword[];

/** Fields that are shown of one body; what is beyond keeps its name. */
const mostFields = 1500;

/** How much a field may be inside of: deeper ones nobody reads, and no page could be made of endless ones. */
const mostAbove = 60;

/**
 * A schema with its references followed. What stands beside a reference wins over its target, but takes
 * away neither members nor what is required.
 */
function resolveSchema(document: OpenApiDocument, schema: SchemaObject): SchemaObject {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...beside } = schema;
  const target = resolveSchema(document, dereference<SchemaObject>(document, { $ref }));
  const { properties, required } = beside;
  return {
    ...target,
    ...beside,
    ...(properties && { properties: { ...target.properties, ...properties } }),
    ...(required && { required: [...(target.required ?? []), ...required] }),
  };
}

/** What the type of a schema is called. */
function typeName(document: OpenApiDocument, schema: SchemaObject | boolean): string {
  if (typeof schema === 'boolean') return schema ? 'any' : 'none';
  const { $ref, type, items, prefixItems, properties, oneOf, anyOf, allOf } = schema;
  const name = /^#\/components\/schemas\/([^/]+)$/.exec($ref ?? '')?.[1];
  if (name !== undefined) return name;
  if ($ref !== undefined) return typeName(document, resolveSchema(document, schema));
  if (Array.isArray(type)) {
    return type.map((one) => typeName(document, { ...schema, type: one })).join(' | ');
  }
  if (type === undefined || type === 'array') {
    if (prefixItems !== undefined) return 'array';
    const item = items === undefined ? undefined : typeName(document, items);
    if (item !== undefined) return `${item.includes(' ') ? `(${item})` : item}[]`;
  }
  if (type !== undefined) return type;
  const parts = oneOf ?? anyOf;
  if (parts !== undefined) return parts.map((part) => typeName(document, part)).join(' | ');
  if (allOf?.length === 1 && allOf[0] !== undefined) return typeName(document, allOf[0]);
  if (schema.const !== undefined) return schema.const === null ? 'null' : typeof schema.const;
  return properties === undefined && allOf === undefined ? 'any' : 'object';
}

/** A value as it is printed: texts without quotes, but an empty one visible. */
function valueText(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

/** The limits of a value, each with its values as texts: its own, and of other keywords those of its parts. */
function limitsOf(document: OpenApiDocument, schema: SchemaObject): Limit[] {
  const own = limitKeywords.flatMap((keyword): Limit[] => {
    const value = schema[keyword];
    if (value === undefined || (value === false && keyword === 'uniqueItems')) return [];
    const values = Array.isArray(value) && keyword === 'enum' ? (value as unknown[]) : [value];
    return [{ keyword, values: values.map(valueText) }];
  });
  const ofParts = (schema.allOf ?? []).flatMap((part) =>
    limitsOf(document, resolveSchema(document, part)),
  );
  return [
    ...own,
    ...ofParts.filter((part) => !own.some(({ keyword }) => keyword === part.keyword)),
  ];
}

/** The limits that are worth a line: a description that explains each value needs no list of them. */
export function unsaidLimits({ limits, description }: Shape): Limit[] {
  return limits.filter(
    ({ keyword, values }) =>
      keyword !== 'enum' || !values.every((value) => description.includes(`\`${value}\``)),
  );
}

/** The members of a parameter, or of a header, that say how it is written. */
interface WrittenObject {
  in?: string;
  style?: string | undefined;
  explode?: boolean | undefined;
  content?: object;
}

/** How a parameter is written; nothing if that is the usual way. */
export function writtenAs({ in: place = 'header', style, explode, content = {} }: WrittenObject): {
  written?: Written;
} {
  const isForm = style === undefined ? ['query', 'cookie'].includes(place) : style === 'form';
  const known = styles.find((one) => one === style);
  const [mediaType] = Object.keys(content);
  if (mediaType !== undefined) return isJson(mediaType) ? { written: 'json' } : {};
  if (known !== undefined) return { written: known };
  if (isForm) return explode === false ? { written: 'commas' } : {};
  return explode === true ? { written: 'pairs' } : {};
}

/** The collection that a parameter or a schema names as that of the record whose id is its value. */
export function idOf(object: Pick<SchemaObject, 'x-resource-id'>): Pick<Shape, 'collection'> {
  const { collection, list } = object['x-resource-id'] ?? {};
  // What is in a list of the record has ids of its own.
  return collection === undefined || list !== undefined ? {} : { collection };
}

/** Reads the schemas of one body, or of the parameters of one operation. */
export class SchemaReader {
  readonly #document: OpenApiDocument;
  readonly #hidden: 'readOnly' | 'writeOnly' | undefined;
  #left = mostFields;

  /** @param hidden - mark of the members that do not go the way of the body */
  constructor(document: OpenApiDocument, hidden?: 'readOnly' | 'writeOnly') {
    this.#document = document;
    this.#hidden = hidden;
  }

  /**
   * @param anchor - begins the places of the fields inside
   * @param above - what the schema is a part of: references, and schemas without a name
   */
  shape(given: SchemaObject | boolean, anchor: string, above: readonly unknown[] = []): Shape {
    const schema = typeof given === 'boolean' ? {} : given;
    const resolved = resolveSchema(this.#document, schema);
    const type = typeName(this.#document, given);
    const base = typeof resolved.type === 'string' ? resolved.type : undefined;
    const innermost = innermostItem(this.#document, resolved);
    const item = innermost ?? resolved;
    const more = resolved.additionalProperties ?? resolved.unevaluatedProperties;
    const shape: Shape = {
      type,
      ...(base !== undefined && base !== type && base !== 'array' && { base }),
      description: withDocs(resolved),
      limits: limitsOf(this.#document, resolved),
      examples: [...(resolved.examples ?? []), resolved.example]
        .filter((value) => value !== undefined)
        .map(valueText),
      ...(typeof resolved['x-source'] === 'string' && { source: resolved['x-source'] }),
      ...idOf(resolved),
      ...(more !== undefined && { open: more !== false }),
      marks: (['deprecated', 'readOnly', 'writeOnly'] as const).filter((mark) => resolved[mark]),
      fields: [],
      forms: [],
    };
    const names = [schema, item].map(({ $ref }) => $ref).filter((name) => name !== undefined);
    if (
      innermost === undefined ||
      above.includes(item) ||
      names.some((name) => above.includes(name))
    ) {
      return { ...shape, cut: 'recursive' };
    }
    if (this.#left <= 0 || above.length > mostAbove) return { ...shape, cut: 'large' };
    const inside = [...above, item, ...names];
    const content = resolveSchema(this.#document, item);
    const itemText = item === resolved || item.$ref === undefined ? '' : content.description;
    const fields = [
      ...(item === resolved || item.$ref !== undefined ? [] : this.#itemField(item, anchor)),
      ...this.#fields(content, anchor, inside),
    ];
    const forms = this.#forms(content, anchor, inside);
    // Of a part that contains itself nothing is shown, which has to be said where there is no other.
    const isEmpty = fields.length === 0 && forms.length === 0;
    const isCut = isEmpty && content.allOf?.some(({ $ref }) => above.includes($ref)) === true;
    return {
      ...shape,
      description: [shape.description, itemText].filter(Boolean).join('\n\n'),
      ...(isCut && { cut: 'recursive' as const }),
      fields,
      forms,
    };
  }

  /** A body as a whole. The items of a list are a field `[]`, so that it does not look like an object. */
  body(given: SchemaObject, anchor: string): Shape {
    const resolved = resolveSchema(this.#document, given);
    const { items, ...list } = resolved;
    if (typeof items !== 'object') return this.shape(given, anchor);
    const item = this.field('[]', true, items, anchor, [resolved, given.$ref]);
    return {
      ...this.shape(list, anchor),
      type: typeName(this.#document, given),
      fields: [{ ...item, anchor: `${anchor}[]` }],
    };
  }

  /** A field of a given name, such as a parameter. */
  field(
    name: string,
    required: boolean,
    schema: SchemaObject | boolean,
    anchor: string,
    above: readonly unknown[] = [],
  ): Field {
    return { name, anchor, required, ...this.shape(schema, anchor, above) };
  }

  /** The items of a list, if they have no name and something is known of them. */
  #itemField(item: SchemaObject, anchor: string): Field[] {
    const hasFacts = (item.description ?? limitsOf(this.#document, item)[0]) !== undefined;
    if (!hasFacts) return [];
    const place = `${anchor}[]`;
    const field = this.field('[]', true, { ...item, items: undefined }, place);
    return [{ ...field, fields: [], forms: [] }];
  }

  #fields(
    schema: SchemaObject,
    anchor: string,
    above: readonly unknown[],
    isPart = false,
  ): Field[] {
    const found = new Map<string, Field>();
    const add = (name: string, required: boolean, member: SchemaObject | boolean) => {
      if (this.#isHidden(member)) return;
      this.#left -= 1;
      const place = `${anchor}.${name}`;
      const known = found.get(name)?.required === true;
      found.set(name, this.field(name, required || known, member, place, above));
    };
    const { properties = {}, patternProperties = {}, prefixItems = [], items } = schema;
    const required = [...(schema.required ?? [])];
    for (const { content, inside } of this.#parts(schema, above)) {
      required.push(...(content.required ?? []));
      for (const field of this.#fields(content, anchor, inside, true)) found.set(field.name, field);
    }
    for (const [name, member] of Object.entries(properties)) {
      add(name, required.includes(name), member);
    }
    for (const name of required) {
      const known = found.get(name);
      if (known !== undefined) found.set(name, { ...known, required: true });
      else if (!isPart && !this.#isHiddenIn(schema, name)) add(name, true, {});
    }
    for (const [pattern, member] of Object.entries(patternProperties)) {
      add(`/${pattern}/`, false, member);
    }
    for (const [index, member] of prefixItems.entries()) add(`[${index}]`, true, member);
    if (prefixItems.length > 0 && items !== undefined && items !== true) {
      add(`[${prefixItems.length}…]`, false, items);
    }
    const others = schema.additionalProperties ?? schema.unevaluatedProperties;
    if (typeof others === 'object') add('*', false, others);
    return [...found.values()];
  }

  #isHidden(member: SchemaObject | boolean): boolean {
    if (this.#hidden === undefined || typeof member === 'boolean') return false;
    return resolveSchema(this.#document, member)[this.#hidden] === true;
  }

  #isHiddenIn(schema: SchemaObject, name: string): boolean {
    const declared = memberSchemas(this.#document, schema, name, true);
    return declared.some((member) => this.#isHidden(member as SchemaObject));
  }

  /** The schemas that a schema is composed of, but for those that it is a part of itself. */
  #parts({ allOf = [] }: SchemaObject, above: readonly unknown[]) {
    return allOf
      .filter(({ $ref }) => !above.includes($ref))
      .map((part) => ({
        content: resolveSchema(this.#document, part),
        inside: part.$ref === undefined ? above : [...above, part.$ref],
      }));
  }

  #forms(schema: SchemaObject, anchor: string, above: readonly unknown[]): Form[] {
    const subtypes = subtypeParts(this.#document, schema);
    const isOne = subtypes.some(({ $ref }) => above.includes($ref));
    const parts = partsOf(schema, isOne ? [] : subtypes);
    const own = parts.map(({ keyword, part, name, index }): Form => {
      const title = resolveSchema(this.#document, part).title;
      const shape = this.shape(part, `${anchor}.${keyword}-${index + 1}`, above);
      return {
        keyword,
        title: name ?? title ?? `${typeName(this.#document, part)} ${index + 1}`,
        ...shape,
        fields: shape.fields.map((field) => withMappedValues(field, part, schema)),
      };
    });
    const inherited = this.#parts(schema, above).flatMap(({ content, inside }) =>
      this.#forms(content, anchor, inside),
    );
    return [...inherited, ...own];
  }
}

/** The schemas that extend a schema, each with the values by which its discriminator knows it. */
function subtypeParts(
  document: OpenApiDocument,
  { discriminator, oneOf, anyOf }: SchemaObject,
): SchemaObject[] {
  if (discriminator === undefined || (oneOf ?? anyOf) !== undefined) return [];
  const schemas = Object.entries(document.components?.['schemas'] ?? {});
  const [name] =
    schemas.find(([, one]) => (one as SchemaObject).discriminator === discriminator) ?? [];
  // What has no name is extended by nothing.
  if (name === undefined) return [];
  const { propertyName, mapping = {} } = discriminator;
  return subtypesOf(document, name).map((subtype) => {
    const $ref = `#/components/schemas/${subtype}`;
    const values = Object.keys(mapping).filter((one) =>
      [$ref, subtype].includes(mapping[one] ?? ''),
    );
    const member = values.length > 1 ? { enum: values } : { const: values[0] ?? subtype };
    return { $ref, required: [propertyName], properties: { [propertyName]: member } };
  });
}

/** The schemas in a schema that demand a form of its value, those that depend on a field with its name. */
function partsOf(
  schema: SchemaObject,
  subtypes: readonly SchemaObject[],
): { keyword: FormKeyword; name?: string; part: SchemaObject; index: number }[] {
  const { properties = {}, dependentSchemas = {}, dependentRequired = {} } = schema;
  const dependent: { name?: string; part: SchemaObject }[] = [
    ...Object.entries(dependentSchemas).map(([name, part]) => ({ name, part })),
    ...Object.entries(dependentRequired).map(([name, required]) => ({ name, part: { required } })),
  ];
  /** What a form requires, it need not declare again. */
  const whole = (part: SchemaObject): SchemaObject => {
    const names = (part.required ?? []).filter((name) => Object.hasOwn(properties, name));
    if (names.length === 0) return part;
    const declared = Object.fromEntries(names.map((name) => [name, properties[name] ?? {}]));
    return { ...part, properties: { ...declared, ...part.properties } };
  };
  return formKeywords.flatMap((keyword) => {
    const parts =
      keyword === 'dependentSchemas'
        ? dependent
        : [{ ...schema, subtypes }[keyword] ?? []].flat().map((part) => ({ part }));
    return parts.map(({ part, ...named }, index) => ({
      ...{ keyword, index, part: whole(part) },
      ...named,
    }));
  });
}

/** A field of a form, with the values by which the discriminator of the choice knows the form. */
function withMappedValues(
  field: Field,
  { $ref = '' }: SchemaObject,
  { discriminator }: SchemaObject,
): Field {
  const { propertyName, mapping = {} } = discriminator ?? {};
  const isTold = field.limits.some(({ keyword }) => keyword === 'enum' || keyword === 'const');
  if (field.name !== propertyName || isTold) return field;
  const names = [$ref, $ref.replace('#/components/schemas/', '')];
  const values = Object.keys(mapping).filter((value) => names.includes(mapping[value] ?? ''));
  if (values.length === 0) return field;
  const keyword = values.length === 1 ? 'const' : 'enum';
  return { ...field, limits: [{ keyword, values }, ...field.limits] };
}

/**
 * What a list consists of, however deep it is nested; the schema itself if it is no list.
 *
 * @returns undefined for a list of nothing but lists of itself
 */
function innermostItem(document: OpenApiDocument, schema: SchemaObject): SchemaObject | undefined {
  let item = schema;
  const seen = new Set<SchemaObject>();
  for (;;) {
    const { items, prefixItems } = resolveSchema(document, item);
    if (typeof items !== 'object' || prefixItems !== undefined) return item;
    if (seen.has(items)) return undefined;
    seen.add(items);
    item = items;
  }
}

/** What is said of a value beside its limits, a sentence each. */
export function remarksOn({ open, cut, written }: Shape, words: Words): string[] {
  return [
    ...(written === undefined ? [] : [words.written[written]]),
    ...(open === undefined ? [] : [open ? words.open : words.closed]),
    ...(cut === undefined ? [] : [words[cut]]),
  ];
}
