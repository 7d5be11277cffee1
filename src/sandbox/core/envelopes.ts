import type { Page } from './paging.js';
import type { Json } from '../world/table.js';

/** The envelope of a success; the request id is empty in every documented answer. */
export const envelope = { code: '00000000', message: '', success: true, request_id: '' };

/** The envelope with a result. */
export function withData(data: unknown): Json {
  return { ...envelope, data };
}

/** The envelope with a page of records (D09: the meaning of its members is our reading). */
export function withPage({ records, total, offset, limit }: Page): Json {
  return {
    ...envelope,
    total,
    offset,
    limit,
    size: limit,
    page: Math.floor(offset / limit) + 1,
    data: records,
  };
}

/** The members of a body that are given and may be taken over. */
export function pick(body: unknown, names: readonly string[]): Json {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = (body as Json)[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
