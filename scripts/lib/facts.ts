import { parseFile } from './openapi/source.js';

/** What the sources say of one value: a parameter, a member, an item or the values of a map. */
export interface Fact {
  readonly name?: string;
  readonly in?: string;
  /** A type of JSON Schema, `any`, or `file` for a part of a form. */
  readonly type?: string;
  readonly format?: string;
  /** `time`: a text in the API's own form of a time. */
  readonly layout?: 'time';
  /** An entry of `schemas`, in place of a type. */
  readonly schema?: string;
  readonly items?: Fact;
  readonly map?: Fact;
  readonly required?: boolean;
  readonly enum?: readonly unknown[];
  readonly documented_values?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly items_minLength?: number;
  readonly items_maxLength?: number;
  readonly example?: unknown;
  readonly en?: string;
  readonly en_tf?: string;
  readonly zh?: string;
  readonly values_zh?: Readonly<Record<string, string>>;
}

/** An object with its members, or an enumeration. */
export interface SchemaFacts extends Fact {
  /** Set where another version has a schema of this name, and it is not in the file. */
  readonly twin?: boolean;
  readonly fields?: Readonly<Record<string, Fact>>;
  readonly rules?: readonly {
    readonly rule: string;
    readonly accepts: readonly unknown[];
    readonly refuses: readonly unknown[];
  }[];
}

/** A page of the vendor. A page without a date is a copy that shows none. */
export interface Page {
  readonly lang: string;
  readonly url: string;
  readonly date?: string;
}

/** A request body, or a value in place of one. */
interface RequestFacts extends Fact {
  readonly media_type: string;
}

/** What the sources say of one operation. */
export interface OperationFacts {
  /** The vendor's name. */
  readonly operationId: string;
  readonly version: string;
  /** Set where another version has an operation of this name, and its facts are not in the file. */
  readonly twin?: boolean;
  readonly method: string;
  readonly path: string;
  readonly name_zh?: string;
  readonly name_en?: string;
  readonly purpose?: string;
  readonly tag?: string;
  readonly deprecated?: boolean;
  readonly params: readonly Fact[];
  /** How lists in the query are written, by their names: `csv` is one text with commas. */
  readonly array_style?: Readonly<Record<string, string>>;
  readonly request?: RequestFacts | null;
  readonly response: {
    readonly status: string;
    readonly shape: string;
    readonly members?: Readonly<Record<string, Fact>>;
    readonly body?: Fact;
    readonly headers?: readonly string[];
    readonly media_type?: string;
  };
  readonly statuses?: Readonly<Record<string, string>>;
  readonly error_members?: Readonly<Record<string, readonly string[]>>;
  /** Code and copies, each as its name and where in it. */
  readonly src: readonly string[];
  readonly pages?: readonly Page[];
  readonly page?: Page;
  /** Where the sources contradict each other, and what callers have seen of the service. */
  readonly conflicts?: readonly string[];
  readonly behaviour?: readonly string[];
}

/** The facts of a family: a file of facts. */
export interface FamilyFacts {
  readonly family: string;
  readonly title: string;
  readonly title_zh?: string;
  readonly operations: readonly OperationFacts[];
  /** By the version of the API, then by the vendor's name. */
  readonly schemas?: Readonly<Record<string, Readonly<Record<string, SchemaFacts>>>>;
}

/** Reads a file of facts. */
export function readFacts<Facts extends object = FamilyFacts>(path: string): Facts {
  return parseFile(path).document.toJS() as Facts;
}

/** Headers that OpenAPI keeps for security schemes and media types: a parameter of such a name says nothing. */
const reservedHeaders = new Set(['accept', 'authorization', 'content-type', 'x-auth-token']);

/** The parameters that a description has to list, those of the path included. */
export function parametersOf({ path, params }: OperationFacts): Fact[] {
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
  const given = params.filter(
    (fact) => !(fact.in === 'header' && reservedHeaders.has(fact.name?.toLowerCase() ?? '')),
  );
  const missing = inPath.filter((name) => !given.some((fact) => fact.name === name));
  return [
    ...missing.map((name): Fact => ({ name, in: 'path', type: 'string', required: true })),
    ...given,
  ];
}

/** The operationId: the vendor's name in camelCase; of two versions with one name, the later ends in it. */
export function operationIdOf(operation: OperationFacts, { operations }: FamilyFacts): string {
  const { operationId, version } = operation;
  const isTwin =
    version !== 'v1' &&
    (operation.twin === true ||
      operations.some((other) => other.operationId === operationId && other.version === 'v1'));
  return operationId.charAt(0).toLowerCase() + operationId.slice(1) + suffix(isTwin, version);
}

/** The name of a schema: the vendor's; of two versions with other members, the later ends in it. */
export function schemaNameOf(
  name: string,
  version: string,
  schemas: NonNullable<FamilyFacts['schemas']>,
): string {
  const first = version === 'v1' ? undefined : schemas['v1']?.[name];
  const own = schemas[version]?.[name];
  const isTwin = own?.twin === true || (first !== undefined && wireOf(first) !== wireOf(own));
  return name + suffix(isTwin, version);
}

/** What travels of a schema, to compare two. */
function wireOf(schema: SchemaFacts | undefined): string {
  const words = new Set(['zh', 'en', 'en_tf', 'example', 'values_zh', 'note', 'same_members_as']);
  return JSON.stringify(schema, (key, value: unknown) => (words.has(key) ? undefined : value));
}

function suffix(isTwin: boolean, version: string): string {
  return isTwin ? version.toUpperCase() : '';
}

/** The only values that a value may have, if the sources name them. Both booleans are no restriction. */
export function valuesOf(fact: Fact): readonly unknown[] | undefined {
  if (fact.type === 'boolean') return undefined;
  const values = fact.enum ?? fact.documented_values;
  // Documented values are texts, whatever the type.
  return ['integer', 'number'].includes(fact.type ?? '') ? values?.map(Number) : values;
}

/** The default, unless it is none of the values that the sources name: then they contradict themselves. */
export function defaultOf(fact: Fact): unknown {
  return valuesOf(fact)?.includes(fact.default) === false ? undefined : fact.default;
}

const formats: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  integer: { int32: 'int32', int64: 'int64', long: 'int64' },
  number: { float: 'float', double: 'double' },
};

/** The format on the wire. Formats of texts are no facts: the vendor's dates are none of RFC 3339. */
export function formatOf({ type = '', format = '' }: Fact): string | undefined {
  return formats[type]?.[format];
}

/** A media type without its parameters. */
export function bareMediaType(mediaType: string): string {
  return mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
}

/** The vendor's pages of an operation; a page has a date only if it is a whole one. */
export function pagesOf({ page, pages = page ? [page] : [] }: OperationFacts): Page[] {
  return pages.map(({ lang, url, date }) => {
    const [day] = /^\d{4}-\d{2}-\d{2}/.exec(date ?? '') ?? [];
    return { lang, url, ...(day !== undefined && { date: day }) };
  });
}

/** The range of a number. A bound that no number of JavaScript can hold exactly restricts nothing. */
export function rangeOf({ minimum, maximum }: Fact): { minimum?: number; maximum?: number } {
  const isExact = (bound: number | undefined) => bound !== undefined && Math.abs(bound) <= 2 ** 53;
  return { ...(isExact(minimum) && { minimum }), ...(isExact(maximum) && { maximum }) };
}
