import { memberAt } from '../../../src/sandbox/life-cycle/members.js';
import type { JsonObject } from '../../lib/openapi/document.js';
import { unless, type Fixture } from '../fixtures/fixture.js';
import { byThemselves, later } from '../fixtures/life-cycle.js';
import { listFor } from '../fixtures/lists.js';
import { createdId, recordIn, type Resource } from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import {
  about,
  breach,
  isSuccess,
  NotChecked,
  type Breach,
  type CheckContext,
  type Sent,
} from './check.js';
import { askedList } from './list.js';

/** A kind of record that can be created, and then read by itself or in a list. */
export type Kept = Resource & { readonly create: ContractOperation };

/** One that can be read by itself. */
export type Readable = Kept & { readonly read: ContractOperation };

/**
 * Reads a record; undefined if it is not there.
 *
 * @throws NotChecked if it can be read in a list alone, and is on none of its pages
 */
export async function readRecord(
  context: CheckContext,
  fixture: Fixture,
): Promise<Sent & { record: JsonObject | undefined }> {
  const { resource, id, parent } = fixture;
  if (resource.read !== undefined) {
    const sent = await about(context, resource.read, fixture);
    const record = isSuccess(sent.answer) ? recordIn(jsonOf(sent.answer), id) : undefined;
    return { ...sent, record };
  }
  const list = listFor(context.set.description, resource);
  const { found, item } = list ? await askedList(context, list, parent).pageOf(id) : {};
  if (found === undefined) throw new NotChecked(`${id} is not on the pages of its list.`);
  return { ...found, record: item };
}

/** A record as it is read now; undefined if it is gone, or on none of the pages of its list. */
export async function recordLeft(
  context: CheckContext,
  fixture: Fixture,
): Promise<JsonObject | undefined> {
  return (await unless(NotChecked, readRecord(context, fixture)))?.record;
}

/**
 * A new record in one of the states, and others that were made before and after it below the same parent; below
 * another one if a parent has but one. Nobody else uses them.
 */
export async function amongOthers(
  context: CheckContext,
  resource: Kept,
  states: readonly string[],
): Promise<{ fixture: Fixture; others: readonly Fixture[] }> {
  const { fixtures } = context;
  const first = await fixtures.alone(resource);
  const fixture = await fixtures.alone(resource, states, first.parent);
  const last = await fixtures.make(resource, first.parent);
  if ((await recordLeft(context, fixture)) !== undefined) return { fixture, others: [first, last] };
  return { fixture: await fixtures.alone(resource, states), others: [last] };
}

/** Whether the state that a record was in lasts. */
export function isSettled({ resource: { lifeCycle }, state = '' }: Fixture): boolean {
  return !lifeCycle || !byThemselves(lifeCycle).some(({ from }) => from.includes(state));
}

/** Whether a record may have come by itself from one state that was read to another one. */
export function comesByItself(
  fixture: Fixture,
  before: JsonObject = {},
  after: JsonObject = {},
): boolean {
  const { lifeCycle } = fixture.resource;
  if (!lifeCycle || isSettled(fixture)) return false;
  const stateIn = (record: JsonObject): string => String(memberAt(record, lifeCycle.status));
  return later(lifeCycle, stateIn(before)).includes(stateIn(after));
}

/** The breach of an answer that shows another record than the one that was asked for, if it does. */
export function otherRecord({ resource, id }: Fixture, sent: Sent): Breach[] {
  const body = jsonOf(sent.answer);
  const shown = createdId({ ...resource, createdId: undefined }, body) ?? createdId(resource, body);
  if (shown === undefined || recordIn(body, id) !== undefined) return [];
  return breach('wrong_record', `The answer about ${id} shows ${shown}.`, sent);
}
