import type {
  ListAopWorkflowInstanceInput,
  ListWorkflowsInput,
  Methods,
} from '../generated/methods.js';
import type { AopWorkflowInfo, AopworkflowInstanceDetail } from '../generated/types.js';
import type { CallOptions } from './call.js';
import { AbortedError, ServerError } from './errors.js';
import { TooManyRecordsError } from './too-many-records-error.js';

/** Records of one list that can be reached at all (pages ListWorkflows, ListAopWorkflowInstance). */
const reachableRecords = 10_000;

/** Greatest number of records on a page, and what is asked for when `limit` is left out. */
const largestPage = 100;

/**
 * The lists of the API, record by record. No request is sent before the first record is asked for,
 * and the next page is read only when it is needed. In a query, `limit` is the size of a page (100
 * if left out) and `offset` the number of records to skip at the beginning.
 *
 * The list is read while it lives: a record may come twice or be missed when others come or go
 * between two pages. Each `for await` over the same list reads it anew.
 */
export interface Paginate {
  /**
   * All workflows that match.
   *
   * @throws TypeError at the call, if `limit` is not 1 to 100 or `offset` is not 0 to 10000
   * @throws TooManyRecordsError after record 10,000, if there are more
   * @throws ServerError if a page repeats the one before or is empty before the end
   */
  listWorkflows(query?: ListWorkflowsInput, options?: CallOptions): AsyncIterable<AopWorkflowInfo>;
  /**
   * All runs that match.
   *
   * @throws TypeError at the call, if `limit` is not 1 to 100 or `offset` is not 0 to 10000
   * @throws TooManyRecordsError after record 10,000, if there are more
   * @throws ServerError if a page repeats the one before or is empty before the end
   */
  listAopWorkflowInstance(
    query?: ListAopWorkflowInstanceInput,
    options?: CallOptions,
  ): AsyncIterable<AopworkflowInstanceDetail>;
}

/** Makes the lists of a client. */
export function makePaginate(
  client: Pick<Methods<CallOptions>, 'listWorkflows' | 'listAopWorkflowInstance'>,
): Paginate {
  return Object.freeze<Paginate>({
    listWorkflows: (query = {}, options) =>
      recordsOf('listWorkflows', query, options, async (page) => {
        const { data, total } = await client.listWorkflows({ ...query, ...page }, options);
        return { records: data, total };
      }),
    listAopWorkflowInstance: (query = {}, options) =>
      recordsOf('listAopWorkflowInstance', query, options, async (page) => {
        const { instances, count } = await client.listAopWorkflowInstance(
          { ...query, ...page },
          options,
        );
        // "Number of instances" may mean those of this page: then it says nothing of the end.
        return { records: instances, total: count === instances?.length ? undefined : count };
      }),
  });
}

interface Range {
  limit: number;
  offset: number;
}

interface Page<Item> {
  records: Item[];
  /** Records that match in all; undefined if the answer does not tell. */
  total: number | undefined;
}

function recordsOf<Item extends { id?: string }>(
  operationId: string,
  query: Partial<Range>,
  options: CallOptions | undefined,
  readPage: (range: Range) => Promise<Page<Item>>,
): AsyncIterable<Item> {
  const range = checkRange(operationId, query);
  return {
    [Symbol.asyncIterator]: () => readRecords(operationId, range, options?.signal, readPage),
  };
}

async function* readRecords<Item extends { id?: string }>(
  operationId: string,
  { limit, offset: start }: Range,
  signal: AbortSignal | undefined,
  readPage: (range: Range) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let before: { firstId: string | undefined; total: number | undefined } | undefined;
  for (let offset = start; offset < reachableRecords;) {
    const asked = Math.min(limit, reachableRecords - offset);
    const { records, total } = await readPage({ offset, limit: asked });
    if (!Array.isArray(records)) {
      throw new ServerError(`${operationId} answered without a list at offset ${offset}.`, {
        operationId,
      });
    }
    const firstId = records[0]?.id;
    // A total that changed explains a repetition: new records pushed the old ones back.
    if (firstId !== undefined && firstId === before?.firstId && total === before.total) {
      throw new ServerError(
        `${operationId} gave the same page again at offset ${offset}: the server seems to ignore "offset", so the list cannot be read to its end.`,
        { operationId },
      );
    }
    before = { firstId, total };
    for (const record of records) {
      if (signal?.aborted) {
        throw new AbortedError(`The signal ended the list of ${operationId}.`, {
          operationId,
          cause: signal.reason,
        });
      }
      yield record;
    }

    offset += records.length;
    if (total === undefined ? records.length < asked : offset >= total) return;
    if (records.length === 0) {
      throw new ServerError(
        `${operationId} gave an empty page at offset ${offset}, though it says that ${total} records match.`,
        { operationId },
      );
    }
  }
  const all = before?.total === undefined ? 'there may be more' : `${before.total} match`;
  throw new TooManyRecordsError(
    `${operationId} gives only the first ${reachableRecords} records, but ${all}: narrow the filters.`,
    { operationId },
  );
}

function checkRange(operationId: string, query: Partial<Range>): Range {
  const { limit = largestPage, offset = 0 } = query;
  const check = (name: keyof Range, value: unknown, least: number, greatest: number): void => {
    if (Number.isInteger(value) && Number(value) >= least && Number(value) <= greatest) return;
    throw new TypeError(
      `${operationId}: "${name}" is ${String(value)}, expected a whole number from ${least} to ${greatest}.`,
    );
  };
  check('limit', limit, 1, largestPage);
  check('offset', offset, 0, reachableRecords);
  return { limit, offset };
}
