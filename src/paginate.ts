import type { ApiPromise, Operation } from '../generated/shared.js';
import type { Input } from './call.js';
import { AbortedError, ServerError, TooManyRecordsError } from './errors.js';
import { checkListOptions, type CallOptions, type ListOptions } from './options.js';

/** Methods by the ids of their operations. */
export type Namespace = Readonly<
  Record<string, (input?: Input, options?: CallOptions) => ApiPromise<unknown>>
>;

type Pagination = NonNullable<Operation['pagination']>;

/**
 * Makes the paged lists of a family, record by record, from what the description says of how each is
 * paged; a program gives it to `createClient`. No request is sent before the first record is asked
 * for, and the next page is read only when it is needed. In a query, `limit` is the size of a page
 * (the largest if left out) and `offset` the number of records to skip at the beginning. `maxRecords`
 * ends the list after so many records.
 *
 * A list is read while it lives: a record may come twice or be missed when others come or go between
 * two pages. Each `for await` over the same list reads it anew.
 *
 * A list throws TypeError at the call, if `limit`, `offset` or `maxRecords` is out of range;
 * TooManyRecordsError after the last record that the service gives, if there are more; ServerError if
 * a page repeats the one before, is empty before the end, or is no list.
 */
export function paginate(
  methods: Namespace,
  table: Readonly<Record<string, Operation>>,
): Readonly<Record<string, (input?: Input, options?: ListOptions) => AsyncIterable<unknown>>> {
  const lists = Object.values(table).flatMap((operation) => {
    const { id, pagination } = operation;
    const method = methods[id];
    if (pagination === undefined || method === undefined) return [];
    const list = (input: Input = {}, options: ListOptions = {}): AsyncIterable<unknown> => {
      checkListOptions(options);
      const range = checkRange(operation, pagination, input);
      const { maxRecords = Infinity, ...callOptions } = options;
      const readPage = (page: Range): Promise<unknown> =>
        method(withRange(pagination, input, page), callOptions);
      return {
        [Symbol.asyncIterator]: () =>
          readRecords(id, pagination, range, maxRecords, callOptions.signal, readPage),
      };
    };
    return [[id, list] as const];
  });
  return Object.freeze(Object.fromEntries(lists));
}

interface Range {
  readonly limit: number;
  readonly offset: number;
}

/** What is asked for where neither the input nor the description has a size of pages. */
const usualPage = 100;

async function* readRecords(
  operationId: string,
  pagination: Pagination,
  { limit, offset: start }: Range,
  maxRecords: number,
  signal: AbortSignal | undefined,
  readPage: (range: Range) => Promise<unknown>,
): AsyncGenerator<unknown, void, undefined> {
  const { reachable = Infinity } = pagination;
  const failure = (what: string) => new ServerError(`${operationId} ${what}`, { operationId });
  let before: { first: string | undefined; total: number | undefined } | undefined;
  let left = maxRecords;
  for (let offset = start; offset < reachable;) {
    const asked = Math.min(limit, reachable - offset, left);
    const body = await readPage({ offset, limit: asked });
    const records = at(body, pagination.records);
    if (!Array.isArray(records)) {
      throw failure(`answered without a list at offset ${offset}.`);
    }
    const total = totalOf(body, pagination, records);
    const first = records.length === 0 ? undefined : JSON.stringify(records[0]);
    // A total that changed explains a repetition: new records pushed the old ones back.
    if (first !== undefined && first === before?.first && total === before.total) {
      throw failure(
        `gave the same page again at offset ${offset}: the server seems to ignore "${pagination.offset}", so the list cannot be read to its end.`,
      );
    }
    before = { first, total };
    for (const record of records) {
      if (signal?.aborted) {
        throw new AbortedError(`The signal ended the list of ${operationId}.`, {
          operationId,
          cause: signal.reason,
        });
      }
      yield record;
      left -= 1;
      if (left <= 0) return;
    }

    offset += records.length;
    if (total === undefined ? records.length < asked : offset >= total) return;
    if (records.length === 0) {
      throw failure(
        `gave an empty page at offset ${offset}, though it says that ${total} records match.`,
      );
    }
  }
  const all = before?.total === undefined ? 'there may be more' : `${before.total} match`;
  throw new TooManyRecordsError(
    `${operationId} gives only the first ${reachable} records, but ${all}: narrow the filters.`,
    { operationId },
  );
}

/**
 * Records that match in all. A number that is the one of this page may mean just that: then it says
 * nothing of the end.
 */
function totalOf(
  body: unknown,
  { total }: Pagination,
  { length }: readonly unknown[],
): number | undefined {
  const value = total === undefined ? undefined : at(body, total);
  return typeof value === 'number' && value !== length ? value : undefined;
}

/** What stands at a JSON Pointer (RFC 6901). */
function at(body: unknown, pointer: string): unknown {
  let found = body;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    found = (found as Record<string, unknown> | null | undefined)?.[key];
  }
  return found;
}

/** The input for one page. */
function withRange({ in: place, offset, limit }: Pagination, input: Input, range: Range): Input {
  const members = { [offset]: range.offset, [limit]: range.limit };
  return place === 'body'
    ? { ...input, body: { ...(input['body'] as object | undefined), ...members } }
    : { ...input, ...members };
}

function checkRange({ id, parameters }: Operation, pagination: Pagination, input: Input): Range {
  const given = (pagination.in === 'body' ? (input['body'] ?? {}) : input) as Input;
  const { maxLimit = Infinity } = pagination;
  const check = (name: string, usual: number, least: number, greatest: number): number => {
    const value = given[name] === undefined ? usual : given[name];
    if (Number.isInteger(value) && Number(value) >= least && Number(value) <= greatest) {
      return Number(value);
    }
    const range = greatest === Infinity ? `from ${least}` : `from ${least} to ${greatest}`;
    throw new TypeError(`${id}: "${name}" is ${String(value)}, expected a whole number ${range}.`);
  };
  const offset = parameters.find(({ key }) => key === pagination.offset);
  return {
    limit: check(pagination.limit, maxLimit === Infinity ? usualPage : maxLimit, 1, maxLimit),
    offset: check(pagination.offset, 0, 0, offset?.maximum ?? Infinity),
  };
}
