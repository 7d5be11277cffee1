import type { JsonObject } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';
import type { ContractCase, ContractRequest } from '../case.js';
import type { SchemaSet } from '../cases/schemas.js';
import type { Finding } from '../findings.js';
import { unless, type Fixture } from '../fixtures/fixture.js';
import type { Fixtures } from '../fixtures/fixtures.js';
import { listFor } from '../fixtures/lists.js';
import { recordIn, type Resources } from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';
import { isSuccess, NotChecked, type Kept } from './check.js';
import { askedList } from './list.js';

/** What a run gives to its checks of behaviour. */
interface Given {
  readonly fixtures: Fixtures;
  readonly resources: Resources;
  readonly set: SchemaSet;
  /** Cases that must be refused for their bodies, of an operation. */
  readonly damaged: (operation: ContractOperation) => readonly ContractCase[];
  /** Sends a request that must be refused, and judges the refusal. @throws NoAnswer if there is none */
  readonly refused: (
    operation: ContractOperation,
    request: ContractRequest,
    statuses: readonly number[],
  ) => Promise<{ readonly answer: Answer; readonly findings: readonly Finding[] }>;
  /** Sends a request. @throws NoAnswer if there is no answer */
  readonly send: (operation: ContractOperation, request: ContractRequest) => Promise<Answer>;
}

/** A request as it was sent, and its answer. */
export interface Sent {
  readonly answer: Answer;
  readonly request: ContractRequest;
}

/** What checks of behaviour work with. */
export type CheckContext = ReturnType<typeof contextOf>;

/** So many damaged requests are sent before it is looked whether they did anything. */
const damages = 12;

/** Adds to what a run gives the requests that most checks send. */
export function contextOf(given: Given) {
  const { fixtures, set, send } = given;
  const damaged: Given['damaged'] = (operation) => given.damaged(operation).slice(0, damages);
  const context = { ...given, damaged, plain, about, read, left, among };
  return context;

  /** The plain request of an operation. @throws NotChecked if there is none */
  function plain(operation: ContractOperation): ContractRequest {
    const request = fixtures.requests.plain(operation);
    if (request !== undefined) return request;
    throw new NotChecked('The description has no valid request for it.');
  }

  /** Sends a request about a record, by default the plain one. */
  async function about(
    operation: ContractOperation,
    fixture: Fixture | undefined,
    asked = plain(operation),
  ): Promise<Sent> {
    const { filled } = await fixtures.requests.fill(operation, asked, fixture, true);
    return { answer: await send(operation, filled), request: filled };
  }

  /**
   * Reads a record; undefined if it is not there.
   *
   * @throws NotChecked if it can be read in a list alone, and is on none of its pages
   */
  async function read(fixture: Fixture): Promise<Sent & { record: JsonObject | undefined }> {
    const { resource, id, parent } = fixture;
    if (resource.read !== undefined) {
      const sent = await about(resource.read, fixture);
      const record = isSuccess(sent.answer) ? recordIn(jsonOf(sent.answer), id) : undefined;
      return { ...sent, record };
    }
    const list = listFor(set.description, resource);
    const { found, item } = list ? await askedList(context, list, parent).pageOf(id) : {};
    if (found === undefined) throw new NotChecked(`${id} is not on the pages of its list.`);
    return { ...found, record: item };
  }

  /** A record as it is read now; undefined if it is gone, or on none of the pages of its list. */
  async function left(fixture: Fixture): Promise<JsonObject | undefined> {
    return (await unless(NotChecked, read(fixture)))?.record;
  }

  /**
   * A new record in one of the states, and others that were made before and after it below the same parent;
   * below another one if a parent has but one. Nobody else uses them.
   */
  async function among(
    resource: Kept,
    states: readonly string[],
  ): Promise<{ fixture: Fixture; others: readonly Fixture[] }> {
    const first = await fixtures.alone(resource);
    const fixture = await fixtures.alone(resource, states, first.parent);
    const last = await fixtures.make(resource, first.parent);
    if ((await left(fixture)) !== undefined) return { fixture, others: [first, last] };
    return { fixture: await fixtures.alone(resource, states), others: [last] };
  }
}
