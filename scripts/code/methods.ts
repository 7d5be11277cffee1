import type { Family } from '../lib/families.js';
import { errorCodesOf, type ErrorCode } from '../lib/error-codes.js';
import {
  listOperations,
  pascalCase,
  type KeyedParameter,
  type ListedOperation,
} from '../lib/operation-list.js';
import { isJson, preferredMediaType } from '../lib/openapi/document.js';
import { paginationOf, type Pagination } from '../lib/pagination.js';
import { referredName } from './types-document.js';
import { docComment, generatedHeader, isDeclarable, memberName } from './typescript-text.js';

/** Names that stand for something in the file: what it declares itself, and types of the language. */
const usedNames = [
  ...['ApiPromise', 'ErrorCodes', 'Family', 'FamilyTypes', 'ListInput', 'Methods', 'PagedLists'],
  ...['AsyncIterable', 'NonNullable', 'Omit', 'Record'],
];

/** Class of the client's errors that stands for an answer with this status, as the description has it. */
export function errorClass(status: string): string {
  const known: Record<string, string> = {
    '401': 'AuthenticationError',
    '403': 'PermissionError',
    '404': 'NotFoundError',
    '429': 'ThrottledError',
  };
  if (known[status] !== undefined) return known[status];
  if (status.startsWith('4')) return 'InvalidRequestError';
  return status.startsWith('5') ? 'ServerError' : 'SecMasterError';
}

function indexed(...names: (string | number)[]): string {
  return names.map((name) => `[${JSON.stringify(name)}]`).join('');
}

/** The type of an operation in `types.ts`. */
function operationType({ typeKey, method, path }: ListedOperation): string {
  return typeKey === undefined ? `paths${indexed(path, method)}` : `operations${indexed(typeKey)}`;
}

function isOptional({ parameter }: KeyedParameter): boolean {
  return parameter.required !== true || parameter['x-bound-by-client'] === true;
}

function parameterMember(operation: ListedOperation, keyed: KeyedParameter): string {
  const { key, parameter } = keyed;
  const place = `${operationType(operation)}["parameters"]${indexed(parameter.in)}`;
  const comment = docComment(
    [
      parameter.description,
      parameter['x-bound-by-client'] === true
        ? 'Given once when the client is made; a value here replaces it for this call.'
        : undefined,
    ],
    parameter.deprecated === true ? ['@deprecated'] : [],
  );
  return `${comment}${memberName(key)}${isOptional(keyed) ? '?' : ''}: NonNullable<${place}>${indexed(parameter.name)};`;
}

function bodyMember(operation: ListedOperation): string[] {
  const { requestBody } = operation;
  if (requestBody === undefined) return [];
  const type = `NonNullable<${operationType(operation)}["requestBody"]>["content"]${indexed(requestBody.mediaType)}`;
  const comment = docComment([requestBody.description, `Sent as \`${requestBody.mediaType}\`.`]);
  return [`${comment}body${requestBody.required ? '' : '?'}: ${type};`];
}

/** The type of the bodies that come with a status, by media type. */
function contentType(operation: ListedOperation, status: string): string {
  // openapi-typescript writes exact statuses as numbers, ranges and "default" as texts.
  const key = /^\d+$/.test(status) ? Number(status) : status;
  return `${operationType(operation)}["responses"]${indexed(key)}["content"]`;
}

/** What a client makes of the bodies of successes: of JSON its values, else a text or the bytes. */
function resultType(operation: ListedOperation): string {
  const { successes } = operation;
  const names = (content: object) => Object.keys(content);
  const preferred = preferredMediaType(successes.flatMap(({ content }) => names(content)));
  const types = successes.flatMap(({ status, content }) => {
    if (names(content).length === 0) return ['undefined'];
    if (preferred?.startsWith('text/') === true) return ['string'];
    if (preferred === undefined || !isJson(preferred)) return ['Blob'];
    return names(content)
      .filter(isJson)
      .map((name) => contentType(operation, status) + indexed(name));
  });
  return types.length === 0 ? 'unknown' : [...new Set(types)].join(' | ');
}

/** The input interfaces by operation id; ids that differ in punctuation only get a number. */
function inputNames(operations: readonly ListedOperation[]): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    operations.map(({ id }) => {
      const stem = pascalCase(id);
      let name = `${stem}Input`;
      for (let count = 2; taken.has(name); count += 1) name = `${stem}${count}Input`;
      taken.add(name);
      return [id, name];
    }),
  );
}

function inputInterface(operation: ListedOperation, name: string): string {
  const parameters = operation.parameters.map((keyed) => parameterMember(operation, keyed));
  const members = [...parameters, ...bodyMember(operation)];
  const comment = docComment([`What ${operation.id} takes.`]);
  return members.length === 0
    ? `${comment}export type ${name} = Record<string, never>;`
    : `${comment}export interface ${name} {\n${members.join('\n')}\n}`;
}

/**
 * What a call takes, as the parameters of a method.
 *
 * @param filledIn - names of the parameters that need not be given
 */
function callParameters(
  { parameters, requestBody }: ListedOperation,
  input: string,
  filledIn: readonly string[] = [],
): string {
  const isInputOptional =
    requestBody?.required !== true &&
    parameters.every((keyed) => isOptional(keyed) || filledIn.includes(keyed.key));
  return `input${isInputOptional ? '?' : ''}: ${input}, options?: CallOptions`;
}

/** Lines about statuses, in their order; those that say the same of several are one. */
function byText(lines: readonly (readonly [string, (statuses: string) => string])[]): string[] {
  const statuses = new Map<string, string[]>();
  for (const [status, line] of lines)
    statuses.set(line(''), [...(statuses.get(line('')) ?? []), status]);
  const written = lines.map(([, line]) => line((statuses.get(line('')) ?? []).join(', ')));
  return [...new Set(written)];
}

function methodSignature(operation: ListedOperation, inputName: string): string {
  const { object, errors } = operation;
  const comment = docComment(
    [object.summary, object.description, `\`${operation.method.toUpperCase()} ${operation.path}\``],
    [
      ...(object.deprecated === true ? ['@deprecated'] : []),
      ...byText(
        errors.map(({ status, description }) => [
          status,
          (statuses) => `@throws ${errorClass(status)} ${statuses}: ${description}`,
        ]),
      ),
      ...(object.externalDocs === undefined ? [] : [`@see ${object.externalDocs.url}`]),
    ],
  );
  return `${comment}${memberName(operation.id)}(${callParameters(operation, inputName)}): ApiPromise<${resultType(operation)}>;`;
}

/** The type of a record by its place in the answer. */
function recordType(operation: ListedOperation, { page }: Pagination): string {
  const body = contentType(operation, page.status) + indexed(page.mediaType);
  const records = page.steps.reduce((type, step) => `NonNullable<${type}>${indexed(step)}`, body);
  return `NonNullable<${records}>[number]`;
}

/** What a list takes: the input of its operation, in which no page has to be named. */
function listInput({ declared, isDemanded }: Pagination, inputName: string): string {
  if (!isDemanded) return inputName;
  const page = [declared.offset, declared.limit].map((name) => JSON.stringify(name)).join(' | ');
  if (declared.in === 'query') return `ListInput<${inputName}, ${page}>`;
  return `Omit<${inputName}, "body"> & { body: ListInput<NonNullable<${inputName}["body"]>, ${page}> }`;
}

function listSignature(
  operation: ListedOperation,
  pagination: Pagination,
  inputName: string,
  record: string,
): string {
  const { summary, deprecated } = operation.object;
  const comment = docComment([summary], deprecated === true ? ['@deprecated'] : []);
  const { declared } = pagination;
  const filledIn = declared.in === 'query' ? [declared.offset, declared.limit] : [];
  const parameters = callParameters(operation, listInput(pagination, inputName), filledIn);
  return `${comment}${memberName(operation.id)}(${parameters}): AsyncIterable<${record}>;`;
}

function errorCodesMember({ id }: ListedOperation, codes: readonly ErrorCode[]): string {
  const list = byText(
    codes.map(({ status, code, summary }) => {
      const about = summary === undefined ? '' : `: ${summary.trim().replace(/\s+/g, ' ')}`;
      return [status, (statuses) => `- ${statuses} \`${code}\`${about}`];
    }),
  );
  const type = [...new Set(codes.map(({ code }) => JSON.stringify(code)))].join(' | ');
  return `${docComment([list.join('\n')])}${memberName(id)}: ${type === '' ? 'never' : type};`;
}

function interfaceText(name: string, text: string, members: readonly string[]): string {
  return `/** ${text} */\nexport interface ${name} {\n${members.join('\n\n')}\n}`;
}

/** The types of a client with one method per operation of a family. */
export function methodsText({ name, document }: Family): string {
  const operations = listOperations(document);
  const names = inputNames(operations);
  const nameOf = ({ id }: ListedOperation) => names.get(id) as string;
  const taken = new Set([...usedNames, ...names.values()]);
  const lists = operations.flatMap((operation) => {
    const pagination = paginationOf(document, operation);
    if (pagination === undefined) return [];
    const name = referredName(pagination.page.record) ?? '';
    const imported = isDeclarable(name) && !taken.has(name) ? name : undefined;
    const record = imported ?? recordType(operation, pagination);
    return [{ operation, pagination, imported, record }];
  });
  const imports = [
    ...new Set(lists.map(({ imported }) => imported ?? '')),
    operations.some(({ hasOwnId }) => hasOwnId) ? 'operations' : '',
    operations.some(({ hasOwnId }) => !hasOwnId) ? 'paths' : '',
  ].filter((name) => name !== '');
  const listInputs = lists.some(({ pagination }) => pagination.isDemanded) ? ', ListInput' : '';
  return [
    generatedHeader(`One method per operation of the family "${name}".`, document),
    `import type { ApiPromise, FamilyTypes${listInputs} } from '../shared.js';`,
    imports.length > 0 ? `import type { ${imports.join(', ')} } from './types.js';` : '',
    ...operations.map((operation) => inputInterface(operation, nameOf(operation))),
    // A document without operations leaves the type parameters unused, which is no mistake.
    interfaceText(
      'Methods<CallOptions>',
      'The methods of the family. `CallOptions` is what each call takes beside its input.',
      operations.map((operation) => methodSignature(operation, nameOf(operation))),
    ),
    interfaceText(
      'PagedLists<CallOptions>',
      'The paged lists of the family as async iterables over all their records.',
      lists.map(({ operation, pagination, record }) =>
        listSignature(operation, pagination, nameOf(operation), record),
      ),
    ),
    interfaceText(
      'ErrorCodes',
      'The error codes that the description knows of each operation.',
      operations.map((operation) => errorCodesMember(operation, errorCodesOf(document, operation))),
    ),
    `/** What a client makes of the family, for whatever its calls and lists take. */
export interface Family extends FamilyTypes {
  readonly methods: Methods<this['callOptions']>;
  readonly lists: PagedLists<this['listOptions']>;
}`,
  ].join('\n\n');
}
