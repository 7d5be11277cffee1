import { UserError } from './cli.js';
import {
  isJson,
  isObject,
  type OpenApiDocument,
  type PaginationDeclaration,
} from './openapi/document.js';
import { keysOf } from './openapi/pointer.js';
import type { ListedOperation } from './operation-list.js';
import { jsonType, memberSchemas, requiredMembers, resolveSchema, type Schema } from './schemas.js';

/** A declaration with what the description says elsewhere of the things that it names. */
export interface Pagination {
  declared: PaginationDeclaration;
  limit: Schema;
  /** Whether a request has to name its page. */
  isDemanded: boolean;
  page: {
    status: string;
    mediaType: string;
    /** The members that lead to the records. */
    steps: string[];
    /** Schema of a record, as it is written. */
    record: unknown;
  };
}

/**
 * How an operation pages; undefined if it does not say.
 *
 * @throws UserError if it names what is not there
 */
export function paginationOf(
  document: OpenApiDocument,
  { id, object, parameters, requestBody, successes }: ListedOperation,
): Pagination | undefined {
  const declared = object['x-pagination'];
  // Extensions are free: one of this name without records is about something else.
  if (!isObject(declared) || !('records' in declared)) return undefined;
  const wrong = (member: string, expected: string) =>
    new UserError(
      `x-pagination of ${id}: "${member}" is ${JSON.stringify(declared[member as keyof PaginationDeclaration])}, expected ${expected}.`,
    );
  if (declared.in !== 'query' && declared.in !== 'body') throw wrong('in', '"query" or "body"');
  const integer = (member: 'offset' | 'limit'): Schema => {
    const name = declared[member];
    const schemas =
      declared.in === 'body'
        ? memberSchemas(document, requestBody?.schema, name)
        : parameters
            .filter(({ parameter }) => parameter.in === 'query' && parameter.name === name)
            .map(({ parameter }) => parameter.schema);
    const found = schemas.find((schema) => jsonType(document, schema) === 'integer');
    if (found === undefined) throw wrong(member, `the name of an integer in the ${declared.in}`);
    return resolveSchema(document, found);
  };
  integer('offset');
  const limit = integer('limit');
  const page = successes.flatMap(({ status, content }) =>
    Object.entries(content)
      .filter(([mediaType]) => isJson(mediaType))
      .map(([mediaType, { schema }]) => ({ status, mediaType, schema })),
  )[0];
  const target = (member: 'records' | 'total', type: string): Schema => {
    const found = atPointer(document, page?.schema, declared[member]).find(
      (schema) => jsonType(document, schema) === type,
    );
    if (found === undefined) {
      throw wrong(member, `the JSON Pointer of an ${type} in the JSON of a success`);
    }
    return resolveSchema(document, found);
  };
  const { items } = target('records', 'array');
  if (declared.total !== undefined) target('total', 'integer');
  const { reachable = 1 } = declared;
  if (!Number.isInteger(reachable) || reachable < 1) {
    throw wrong('reachable', 'a whole number above 0');
  }
  const demanded =
    declared.in === 'body'
      ? requiredMembers(document, requestBody?.schema)
      : parameters
          .filter(({ parameter }) => parameter.in === 'query' && parameter.required === true)
          .map(({ parameter }) => parameter.name);
  const { status = '', mediaType = '' } = page ?? {};
  return {
    declared,
    limit,
    isDemanded: [declared.offset, declared.limit].some((name) => demanded.includes(name)),
    page: { status, mediaType, steps: keysOf(declared.records), record: items },
  };
}

function atPointer(
  document: OpenApiDocument,
  schema: unknown,
  pointer: string | undefined,
): unknown[] {
  if (typeof pointer !== 'string' || !/^(\/|$)/.test(pointer)) return [];
  return keysOf(pointer).reduce(
    (schemas, step) => schemas.flatMap((one) => memberSchemas(document, one, step)),
    [schema],
  );
}
