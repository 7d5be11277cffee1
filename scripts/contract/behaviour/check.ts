import { setTimeout as delay } from 'node:timers/promises';
import { memberAt } from '../../../src/sandbox/life-cycle/members.js';
import type { JsonObject } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';
import type { SchemaSet } from '../cases/schemas.js';
import { bareRequest, type ContractCase, type ContractRequest } from '../case.js';
import type { Finding, FindingName } from '../findings.js';
import type { Fixture } from '../fixtures/fixture.js';
import type { Fixtures } from '../fixtures/fixtures.js';
import { byThemselves, later } from '../fixtures/life-cycle.js';
import type { PreparedCase } from '../fixtures/prepared-case.js';
import { createdId, recordIn, type Resource, type Resources } from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import { jsonOf } from '../oracle/media-type.js';

/** What a check has found; its pointer is there if it is another than that of the check and than the operation. */
export interface Breach extends Finding {
  /** The request that shows it. */
  readonly request?: ContractRequest;
  /** The operation of the request, if it is another than that of the check. */
  readonly operation?: ContractOperation;
}

/** What a run gives to its checks of behaviour. */
export interface RunContext {
  readonly fixtures: Fixtures;
  /** Cases that must be refused for their bodies, of an operation. */
  readonly damaged: (operation: ContractOperation) => readonly ContractCase[];
  /** Whether the answer to a HEAD has content. */
  readonly hasContent: (operation: ContractOperation, request: ContractRequest) => Promise<boolean>;
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

/** What checks of behaviour work with: beside what a run gives, the requests that most of them send. */
export interface CheckContext extends RunContext {
  readonly resources: Resources;
  readonly set: SchemaSet;
  /** The plain request of an operation. @throws NotChecked if there is none */
  plain(operation: ContractOperation): ContractRequest;
  /** A request that must be accepted, with the ids that it needs. @throws NotChecked if they are not to be had */
  prepared(operation: ContractOperation, request?: ContractRequest): Promise<PreparedCase>;
  /** Sends a request about a record, by default the plain one. */
  about(
    operation: ContractOperation,
    fixture: Fixture | undefined,
    asked?: ContractRequest,
    mustBeAccepted?: boolean,
  ): Promise<Sent>;
  /**
   * Reads a record; undefined if it is not there.
   *
   * @throws NotChecked if it can be read in a list alone, and is on none of its pages
   */
  read(fixture: Fixture): Promise<Sent & { readonly record: JsonObject | undefined }>;
  /** A record as it is read now; undefined if it is gone, or on none of the pages of its list. */
  left(fixture: Fixture): Promise<JsonObject | undefined>;
  /**
   * A request below another id than its own, for each parameter of its path; also below another record
   * that is there than the one that it belongs to, where the path names that.
   *
   * @param id - of the record itself, which stays
   */
  elsewhere(
    operation: ContractOperation,
    request: ContractRequest,
    parent: Fixture | undefined,
    id?: string,
  ): Promise<[parameter: string, request: ContractRequest][]>;
  /**
   * A new record in one of the states, and others that were made before and after it below the same parent,
   * the last one with its name where a server takes that; below another one if a parent has but one. Nobody
   * else uses them.
   */
  among(
    resource: Kept,
    states: readonly string[],
  ): Promise<{ readonly fixture: Fixture; readonly others: readonly Fixture[] }>;
}

/** Some requests in a row whose answers are compared with each other. */
export interface Check {
  /** How it is reported; the request of a breach takes the place of its own. */
  readonly case: ContractCase;
  /** @throws NotChecked if it cannot be made here */
  readonly run: (context: CheckContext) => Promise<readonly Breach[]>;
  /** Whether nothing else may be created meanwhile. */
  readonly isAlone: boolean;
  /** Another operation that it is about as much: who chooses that one alone has it, too. */
  readonly also?: ContractOperation;
}

/** Why a check cannot be made, as a sentence. */
export class NotChecked extends Error {}

/** There was no answer to a request. */
export class NoAnswer extends Error {}

/** How a check is called; its rule is the operation itself by default. */
type CheckName = Pick<ContractCase, 'group' | 'name' | 'why'> & Partial<Pick<ContractCase, 'rule'>>;

/** Makes a check of an operation. */
export function checkOf(
  operation: ContractOperation,
  { group, name, why, rule }: CheckName,
  run: Check['run'],
  isAlone = false,
): Check {
  const request = bareRequest(operation.method, operation.path);
  return {
    run,
    isAlone,
    case: {
      id: `${operation.id}/${group}/${name.replaceAll(' ', '-')}`,
      ...{ group, operationId: operation.id, name, why, request, needs: [] },
      rule: rule ?? { keyword: 'paths', pointer: operation.pointer },
      expected: { kind: 'accepted' },
    },
  };
}

/** What a check does with a kind of record and an operation about it. */
export type Trial<Subject> = (
  context: CheckContext,
  subject: Subject,
  operation: ContractOperation,
) => Promise<Breach[]>;

/** Gives what makes the checks of behaviour about one subject. */
export const behaviourOf =
  <Subject>(subject: Subject) =>
  (operation: ContractOperation, name: string, why: string, run: Trial<Subject>): Check =>
    checkOf(operation, { group: 'behaviour', name, why }, (context) =>
      run(context, subject, operation),
    );

/** A kind of record that can be created, and then read by itself or in a list. */
export type Kept = Resource & { readonly create: ContractOperation };

/** One that can be read by itself. */
export type Readable = Kept & { readonly read: ContractOperation };

/** The one breach that a check has found. */
export const breach = (
  name: FindingName,
  message: string,
  { request }: Pick<Breach, 'request'>,
  isReading = false,
): Breach[] => [{ name, message, request, isReading }];

/** Whether there is more among breaches than readings of the sources. */
export const hasFinding = (found: readonly Breach[]): boolean =>
  found.some(({ isReading }) => isReading !== true);

/** The breaches of the first of several trials that finds more than a reading, else of the first that finds any. */
export async function firstFinding<Given>(
  all: Iterable<Given>,
  judge: (given: Given) => Promise<Breach[]>,
): Promise<Breach[]> {
  let reading: Breach[] = [];
  for (const given of all) {
    const found = await judge(given);
    if (hasFinding(found)) return found;
    if (reading.length === 0) reading = found;
  }
  return reading;
}

/** So many of the records that an answer or a list has are read. */
export const few = 3;

/** Whether an answer is a success. */
export const isSuccess = ({ status }: Answer): boolean => status < 300;

/** Looks until something holds, for as long as a server may take for it after its answer; gives what was seen last. */
export async function until<Seen>(
  look: () => Promise<Seen>,
  holds: (seen: Seen) => boolean,
): Promise<Seen> {
  for (const pause of [100, 300, 900]) {
    const seen = await look();
    if (holds(seen)) return seen;
    await delay(pause);
  }
  return look();
}

/** What comes by itself later than this, in milliseconds, comes after a run. */
const long = 3_600_000;

/** Whether the state that a record was in lasts. */
export function isSettled({ resource: { lifeCycle }, state = '' }: Fixture): boolean {
  return !byThemselves(lifeCycle).some(
    ({ from, after }) => from.includes(state) && !(Number(after) > long),
  );
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
