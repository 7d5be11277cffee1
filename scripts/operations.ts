import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCommandLine, runIfStarted, type Command, type CommandOption } from './lib/cli.js';
import {
  readBundle,
  type OpenApiDocument,
  type ParameterObject,
  type ServerObject,
} from './lib/document.js';
import {
  isJson,
  listOperations,
  preferredMediaType,
  type ListedOperation,
} from './lib/operation-list.js';
import { requireOutputFolder } from './lib/output-folder.js';
import { paginationOf } from './lib/pagination.js';
import { bundleOption, defaultBundle, defaultOut, outOption } from './lib/paths.js';
import { jsonType, resolveSchema } from './lib/schemas.js';
import { formatTypeScript, generatedHeader, isDeclarable } from './lib/typescript-text.js';

const command = {
  usage: 'npx tsx scripts/operations.ts',
  summary: 'Writes operations.ts, the table of servers and operations of a bundled document.',
  options: { bundle: bundleOption, out: outOption },
  failure: 'the table cannot be made',
} satisfies Command<Record<string, CommandOption>>;

/** Methods that HTTP itself declares free of side effects (RFC 9110, 9.2.1). */
const safeMethods = ['get', 'head', 'options', 'trace'];

/** The types of the table; they stand in the table's file so that it needs no other. */
const tableTypes = `
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
export interface Operation {
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
}

/** How a list is read page by page. */
export interface Pagination {
  /** Where offset and limit stand. */
  readonly in: 'query' | 'body';
  /** Name of the parameter, or of the member at the top of the body: records to pass over. */
  readonly offset: string;
  /** Name of the parameter, or of the member at the top of the body: greatest size of a page. */
  readonly limit: string;
  /** JSON Pointer into the body of a success: the records of the page. */
  readonly records: string;
  /** JSON Pointer: number of records that match in all; undefined if the answer does not tell. */
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
  /** Name on the wire. */
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  /** Left out if it is not. */
  readonly required?: boolean;
  /** Whether its value is given once, when the client is made; left out if it is not. */
  readonly boundByClient?: boolean;
  /** Smallest value of an integer, if there is one. */
  readonly minimum?: number;
  /** Greatest value of an integer, if there is one. */
  readonly maximum?: number;
}
`;

/** What the file itself exports under these names, so that an operation of such an id is only in the table. */
const tableNames = new Set(['operations', 'servers']);

/** The limits of an integer parameter, so that a client can refuse a value before it is sent. */
function integerRange(
  document: OpenApiDocument,
  { schema }: ParameterObject,
): { minimum?: number; maximum?: number } {
  const { type, minimum, maximum } = resolveSchema(document, schema);
  return type === 'integer' ? { minimum, maximum } : {};
}

/** What a client expects of a success. */
function expectedResponse(
  document: OpenApiDocument,
  { successes }: ListedOperation,
): object | undefined {
  const contents = successes.flatMap(({ content }) => Object.entries(content));
  const mediaType = preferredMediaType(contents.map(([name]) => name));
  if (mediaType === undefined) return undefined;
  const types = new Set(
    contents.filter(([name]) => isJson(name)).map(([, { schema }]) => jsonType(document, schema)),
  );
  const [type] = types;
  return { mediaType, type: types.size === 1 ? type : undefined };
}

function tableEntry(document: OpenApiDocument, operation: ListedOperation): object {
  const { requestBody } = operation;
  return {
    id: operation.id,
    method: operation.method.toUpperCase(),
    path: operation.path,
    parameters: operation.parameters.map(({ key, parameter }) => ({
      key,
      name: parameter.name,
      in: parameter.in,
      required: parameter.required === true || undefined,
      boundByClient: parameter['x-bound-by-client'] === true || undefined,
      ...integerRange(document, parameter),
    })),
    requestBody: requestBody && {
      mediaType: requestBody.mediaType,
      required: requestBody.required,
    },
    response: expectedResponse(document, operation),
    safeToRepeat: operation.object['x-safe-to-repeat'] ?? safeMethods.includes(operation.method),
    pagination: paginationEntry(document, operation),
  };
}

function paginationEntry(
  document: OpenApiDocument,
  operation: ListedOperation,
): object | undefined {
  const pagination = paginationOf(document, operation);
  if (pagination === undefined) return undefined;
  const { in: place, offset, limit, records, total, reachable } = pagination.declared;
  const maxLimit = pagination.limit.maximum;
  return { in: place, offset, limit, records, total, reachable, maxLimit };
}

/** A name as a key of an object; as it is, `__proto__` would be the object's prototype. */
function objectKey(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
}

function serverEntry({ url, variables = {} }: ServerObject): object {
  return {
    url,
    variables: Object.fromEntries(
      Object.entries(variables).map(([name, variable]) => [
        name,
        { default: variable.default, enum: variable.enum },
      ]),
    ),
  };
}

/** Writes `operations.ts` for a bundled document. */
export async function writeOperations(bundlePath: string, out: string): Promise<void> {
  const document = readBundle(bundlePath);
  const operations = listOperations(document).map((operation, index) => ({
    id: operation.id,
    // Each by itself, so that a bundler can leave out what a program does not use.
    name:
      isDeclarable(operation.id) && !tableNames.has(operation.id)
        ? operation.id
        : `operation${index}_`,
    entry: JSON.stringify(tableEntry(document, operation)),
  }));
  const exported = operations
    .filter(({ id }) => !tableNames.has(id))
    .map(({ id, name }) => (id === name ? id : `${name} as ${JSON.stringify(id)}`));
  const { title, version } = document.info;
  const text = [
    generatedHeader(
      'Servers and operations of the API.',
      `the description "${title}", version ${version}`,
    ),
    tableTypes,
    '\n/** The servers in the order of the description. */',
    `export const servers = ${JSON.stringify((document.servers ?? []).map(serverEntry))} as const satisfies readonly Server[];`,
    ...operations.map(
      ({ name, entry }) => `\nconst ${name} = ${entry} as const satisfies Operation;`,
    ),
    exported.length === 0 ? '' : `\nexport { ${exported.join(', ')} };`,
    '\n/** The operations by id, in the order of the description. */',
    `export const operations = { ${operations
      .map(({ id, name }) => (id === name ? id : `${objectKey(id)}: ${name}`))
      .join(', ')} };`,
  ].join('\n');
  await writeFile(join(out, 'operations.ts'), await formatTypeScript(text));
}

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  const { bundle = defaultBundle, out = defaultOut } = line.options;
  requireOutputFolder(out);
  await writeOperations(bundle, out);
});
