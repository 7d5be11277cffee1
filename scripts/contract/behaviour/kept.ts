import type { Answer } from '../answer.js';
import type { ContractRequest } from '../case.js';
import type { Fixture } from '../fixtures/fixture.js';
import { memberAt } from '../../../src/sandbox/life-cycle/members.js';
import type { JsonObject } from '../../lib/openapi/document.js';
import { byThemselves, later } from '../fixtures/life-cycle.js';
import { asking, pageAfter } from '../fixtures/list-inputs.js';
import { createdId, itemsIn, recordIn, type Resource } from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import { breach, isSuccess, NotChecked, type Breach, type CheckContext } from './check.js';

/** A kind of record that can be created, and then read by itself or in a list. */
export type Kept = Resource & { readonly create: ContractOperation };

/** One that can be read by itself. */
export type Readable = Kept & { readonly read: ContractOperation };

/** A request as it was sent, and its answer. */
export interface Sent {
  readonly answer: Answer;
  readonly request: ContractRequest;
}

/** Sends a request about a record, by default the plain one. */
export async function about(
  context: CheckContext,
  operation: ContractOperation,
  fixture: Fixture | undefined,
  asked = plainOf(context, operation),
): Promise<Sent> {
  const { filled } = await context.fixtures.requests.fill(operation, asked, fixture, true);
  return { answer: await context.send(operation, filled), request: filled };
}

/** On so many pages at most a record is looked for in a list. */
const maxPages = 10;

/**
 * Reads a record; undefined if it is not there.
 *
 * @throws NotChecked if it can be read in a list alone, and is not on one of its first pages
 */
export async function readRecord(context: CheckContext, fixture: Fixture) {
  const { read, list } = fixture.resource;
  const seenIn = (sent: Sent) => ({
    ...sent,
    record: isSuccess(sent.answer) ? recordIn(jsonOf(sent.answer), fixture.id) : undefined,
  });
  if (read !== undefined) return seenIn(await about(context, read, fixture));
  let passed = 0;
  for (let page = 0; list !== undefined && page < maxPages; page += 1) {
    const values = pageAfter(context.set.description, list, passed);
    if (values === undefined) break;
    const asked = asking(context.set, list, plainOf(context, list), values);
    const seen = seenIn(await about(context, list, fixture.parent, asked));
    if (seen.record !== undefined) return seen;
    // A page may be smaller than it was asked for, though there are more.
    const { length } = itemsIn(jsonOf(seen.answer)) ?? [];
    if (length === 0) break;
    passed += length;
  }
  throw new NotChecked(`${fixture.id} is not on the first pages of its list.`);
}

/** A record as it is read now; undefined if it is gone, or on none of the first pages of its list. */
export async function recordLeft(
  context: CheckContext,
  fixture: Fixture,
): Promise<JsonObject | undefined> {
  try {
    return (await readRecord(context, fixture)).record;
  } catch (error) {
    if (!(error instanceof NotChecked)) throw error;
    return undefined;
  }
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

/** The plain request of an operation. @throws NotChecked if there is none */
export function plainOf({ plain }: CheckContext, operation: ContractOperation): ContractRequest {
  const request = plain(operation);
  if (request === undefined) throw new NotChecked('The description has no valid request for it.');
  return request;
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
