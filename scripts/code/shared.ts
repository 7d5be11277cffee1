import type { OpenApiDocument, ServerObject } from '../lib/openapi/document.js';
import { generatedHeader } from './typescript-text.js';

/** The types of the tables and of what a method gives. */
const types = `
/** A place of the API; names in braces in \`url\` are replaced by the values of \`variables\`. */
export interface Server {
  readonly url: string;
  readonly variables: Readonly<Record<string, ServerVariable>>;
}

/** A variable of a server's address. */
export interface ServerVariable {
  readonly default: string;
  /** The only values allowed; any text if undefined. */
  readonly enum?: readonly string[];
}

/** One operation: what a request to it consists of. */
export interface Operation<Family extends FamilyTypes = FamilyTypes> {
  readonly id: string;
  /** Upper case. */
  readonly method: string;
  /** Template with the names of path parameters in braces. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Undefined if the operation takes no body. */
  readonly requestBody?: { readonly mediaType: string; readonly required: boolean };
  /** Body of a success; undefined if it has none. */
  readonly response?: {
    readonly mediaType: string;
    /** What every body of a success is, if it is JSON; undefined if it may be one of several. */
    readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  };
  /** Whether a second, identical request changes nothing more, so that it may be retried. */
  readonly safeToRepeat: boolean;
  /** How a list is read page by page; undefined if the operation is none. */
  readonly pagination?: Pagination;
  /** For the compiler only: the family that the operation belongs to. */
  readonly family?: Family;
}

/** How a list is read page by page. */
export interface Pagination {
  /** Where offset and limit stand, if that is not the query. */
  readonly in?: 'body';
  /** Name of the parameter, or of the member at the top of the body: records to pass over. */
  readonly offset: string;
  /** Name of the parameter, or of the member at the top of the body: greatest size of a page. */
  readonly limit: string;
  /** JSON Pointer into the body of a success: the records of the page. */
  readonly records: string;
  /** JSON Pointer: number of records that match in all; undefined if the answer has none. */
  readonly total?: string;
  /** Records that can be reached at all, offset and limit together; undefined if all can. */
  readonly reachable?: number;
  /** Greatest limit; undefined if there is none. */
  readonly maxLimit?: number;
}

/** A parameter of an operation. */
export interface Parameter {
  /** Name among the members of the method's input. */
  readonly key: string;
  /** Name on the wire; left out if it is the same. */
  readonly name?: string;
  /** Where it stands, if that is not the query. */
  readonly in?: 'path' | 'header' | 'cookie';
  /** Left out if it is not. */
  readonly required?: boolean;
  /** Whether its value is given once, when the client is made; left out if it is not. */
  readonly boundByClient?: boolean;
  /** Stands between the items of a list that is sent as one text; left out if each is sent by itself. */
  readonly delimiter?: string;
  /** Smallest value of an integer, if there is one. */
  readonly minimum?: number;
  /** Greatest value of an integer, if there is one. */
  readonly maximum?: number;
}

/** What a paged list takes of what its operation takes: a page that is left out is chosen by the list. */
export type ListInput<Input, Page extends string> = {
  [Name in keyof Input as Exclude<Name, Page>]: Input[Name];
} & { [Name in keyof Input as Extract<Name, Page>]?: Input[Name] };

/**
 * What a client makes of a family, for the compiler only: \`methods\` depends on \`callOptions\`, what
 * each call takes beside its input, and \`lists\` on \`listOptions\`, what a paged list takes.
 */
export interface FamilyTypes {
  readonly callOptions: unknown;
  readonly methods: unknown;
  readonly listOptions: unknown;
  readonly lists: unknown;
}

/** The header fields of an answer. */
export interface ResponseHeaders extends Iterable<[string, string]> {
  get(name: string): string | null;
}

/** A success, with what stood around its body. */
export interface ApiResponse<Data> {
  readonly data: Data;
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** Id under which the operator of the API finds the request; undefined if the answer names none. */
  readonly requestId: string | undefined;
  /** How often the request was sent, the first time included. */
  readonly attempts: number;
  /** Name of the file that the answer is, by its \`Content-Disposition\`; undefined if it names none. */
  readonly fileName: string | undefined;
}

/** The body of a success, when awaited; \`withResponse()\` gives what stood around it too. */
export interface ApiPromise<Data> extends Promise<Data> {
  withResponse(): Promise<ApiResponse<Data>>;
}
`;

function serverEntry({ url, variables = {} }: ServerObject): object {
  const entries = Object.entries(variables).map(([name, variable]) => {
    const { default: usual, enum: allowed } = variable;
    return [name, { default: usual, enum: allowed }] as const;
  });
  return { url, variables: Object.fromEntries(entries) };
}

/** What the code of all families shares: the servers, and the types of tables and answers. */
export function sharedText(document: OpenApiDocument): string {
  const servers = JSON.stringify((document.servers ?? []).map(serverEntry));
  return [
    generatedHeader('What the code of all families shares.', document),
    types,
    '/** The servers in the order of the description. */',
    `export const servers = ${servers} as const satisfies readonly Server[];`,
  ].join('\n');
}
