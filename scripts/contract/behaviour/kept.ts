import { objectAt } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';
import type { ContractRequest } from '../case.js';
import type { Fixture } from '../fixtures/fixture.js';
import { byThemselves } from '../fixtures/life-cycle.js';
import { asking } from '../fixtures/list-inputs.js';
import { createdId, recordIn, type Resource } from '../fixtures/resources.js';
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

/**
 * Reads a record; undefined if it is not there.
 *
 * @throws NotChecked if it can be read in a list alone, and is not on the first page
 */
export async function readRecord(context: CheckContext, resource: Kept, fixture: Fixture) {
  const { read, list } = resource;
  const operation = read ?? list!;
  const plain = plainOf(context, operation);
  const { limit } = objectAt(context.set.description, `${operation.pointer}/x-pagination`);
  const page = read === undefined && typeof limit === 'string' ? { [limit]: pageSize } : {};
  const asked = read ? plain : asking(context.set, operation, plain, page);
  const { answer, request } = await about(
    context,
    operation,
    read ? fixture : fixture.parent,
    asked,
  );
  const record = isSuccess(answer) ? recordIn(jsonOf(answer), fixture.id) : undefined;
  if (read === undefined && record === undefined) {
    throw new NotChecked(`${fixture.id} is not on the first page of its list.`);
  }
  return { answer, request, record };
}

/** So many records are asked for where one is looked for in a list. */
const pageSize = 50;

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
