import { objectAt, type JsonObject } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';
import type { ContractRequest } from '../case.js';
import type { Fixture } from '../fixtures/fixture.js';
import { byThemselves } from '../fixtures/life-cycle.js';
import { asking } from '../fixtures/list-inputs.js';
import { createdId, itemsIn, recordIn, type Resource } from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import { isSuccess, NotChecked, type Breach, type CheckContext } from './check.js';

/** A kind of record that can be created, and then read by itself or in a list. */
export type Kept = Resource & { readonly create: ContractOperation };

/** One that can be read by itself. */
export type Readable = Kept & { readonly read: ContractOperation };

/** Sends a request about a record; the answer with the request as it was sent. */
export async function about(
  { fixtures, send }: CheckContext,
  operation: ContractOperation,
  fixture: Fixture | undefined,
  request: ContractRequest,
): Promise<{ answer: Answer; request: ContractRequest }> {
  const { filled } = await fixtures.requests.fill(operation, request, fixture, true);
  return { answer: await send(operation, filled), request: filled };
}

/** How a record was read. */
interface Seen {
  readonly answer: Answer;
  readonly request: ContractRequest;
  readonly record: JsonObject | undefined;
}

/**
 * Reads a record; undefined if it is not there.
 *
 * @throws NotChecked if it can be read in a list alone, and is not on one of its first pages
 */
export async function readRecord(
  context: CheckContext,
  resource: Kept,
  fixture: Fixture,
): Promise<Seen> {
  const { read, list } = resource;
  if (read !== undefined) return seenIn(context, read, fixture, fixture, plainOf(context, read));
  let passed = 0;
  for (let page = 0; list !== undefined && page < maxPages; page += 1) {
    const { limit, offset } = objectAt(context.set.description, `${list.pointer}/x-pagination`);
    const values = {
      ...(typeof limit === 'string' && { [limit]: pageSize }),
      ...(typeof offset === 'string' && { [offset]: passed }),
    };
    const asked = asking(context.set, list, plainOf(context, list), values);
    const seen = await seenIn(context, list, fixture, fixture.parent, asked);
    if (seen.record !== undefined) return seen;
    // A page may be smaller than it was asked for, though there are more.
    const { length } = itemsIn(jsonOf(seen.answer)) ?? [];
    if (length === 0 || typeof offset !== 'string') break;
    passed += length;
  }
  throw new NotChecked(`${fixture.id} is not on the first pages of its list.`);
}

/** So many records are asked for where one is looked for in a list, and so many pages at most. */
const pageSize = 50;
const maxPages = 10;

async function seenIn(
  context: CheckContext,
  operation: ContractOperation,
  { id }: Fixture,
  subject: Fixture | undefined,
  asked: ContractRequest,
): Promise<Seen> {
  const { answer, request } = await about(context, operation, subject, asked);
  const record = isSuccess(answer) ? recordIn(jsonOf(answer), id) : undefined;
  return { answer, request, record };
}

export function plainOf({ plain }: CheckContext, operation: ContractOperation): ContractRequest {
  const request = plain(operation);
  if (request === undefined) throw new NotChecked('The description has no valid request for it.');
  return request;
}

/** Whether the state that a record was in lasts. */
export function isSettled({ lifeCycle }: Resource, { state }: Fixture): boolean {
  return !lifeCycle || !byThemselves(lifeCycle).some(({ from }) => from.includes(state ?? ''));
}

/** The breach of an answer that shows another record than the one that was asked for, if it does. */
export function otherRecord(
  resource: Kept,
  fixture: Fixture,
  answer: Answer,
  request: ContractRequest,
): Breach[] {
  const body = jsonOf(answer);
  const id = createdId({ ...resource, createdId: undefined }, body) ?? createdId(resource, body);
  if (id === undefined || recordIn(body, fixture.id) !== undefined) return [];
  const text = `The answer about ${fixture.id} shows ${id}.`;
  return [{ name: 'wrong_record', message: text, request }];
}
