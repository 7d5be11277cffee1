import type { Answer } from '../answer.js';
import { bareRequest, type ContractCase, type ContractRequest } from '../case.js';
import type { SchemaSet } from '../cases/schemas.js';
import type { Finding, FindingName } from '../findings.js';
import type { Fixture } from '../fixtures/fixture.js';
import type { Fixtures } from '../fixtures/fixtures.js';
import { otherId, type Resources } from '../fixtures/resources.js';
import { pathParameters, pathWith, type ContractOperation } from '../operation.js';

/** What checks of behaviour work with. */
export interface CheckContext {
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

/** What a check has found. */
export interface Breach {
  readonly name: FindingName;
  readonly message: string;
  /** The request that shows it. */
  readonly request?: ContractRequest;
  /** The operation of the request, if it is another than that of the check. */
  readonly operation?: ContractOperation;
  /** JSON pointer to the rule, if it is another than that of the check and than the operation. */
  readonly pointer?: string | undefined;
  /** Whether the rule is our reading of the sources, and not said by one. */
  readonly isReading?: boolean;
}

/** Some requests in a row whose answers are compared with each other. */
export interface Check {
  /** How it is reported; the request of a breach takes the place of its own. */
  readonly case: ContractCase;
  /** @throws NotChecked if it cannot be made here */
  readonly run: (context: CheckContext) => Promise<readonly Breach[]>;
  /** Whether nothing else may be created meanwhile. */
  readonly isAlone: boolean;
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

/** What a check does with an operation and its subject: a kind of record, or a list. */
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

/** The plain request of an operation. @throws NotChecked if there is none */
export function plainOf({ fixtures }: CheckContext, operation: ContractOperation): ContractRequest {
  const request = fixtures.requests.plain(operation);
  if (request === undefined) throw new NotChecked('The description has no valid request for it.');
  return request;
}

/** The one breach that a check has found. */
export const breach = (
  name: FindingName,
  message: string,
  { request }: Pick<Breach, 'request'>,
  isReading = false,
): Breach[] => [{ name, message, request, isReading }];

/** So many damaged requests are sent before it is looked whether they did anything. */
export const damages = 12;

/** Whether an answer is a success. */
export const isSuccess = ({ status }: Answer): boolean => status < 300;

/**
 * A request below another id than its own, for each parameter of its path.
 *
 * @param id - of the record itself, which stays
 */
export function elsewhereOf(
  { path }: ContractOperation,
  request: ContractRequest,
  id?: string,
): [parameter: string, request: ContractRequest][] {
  const values = pathParameters(path, request.path);
  return Object.entries(values)
    .map(([name, value]) => [name, decodeURIComponent(value)] as const)
    .filter(([, value]) => value !== id)
    .map(([name, value]) => {
      const others = { ...values, [name]: encodeURIComponent(otherId(value)) };
      return [name, { ...request, path: pathWith(path, others) }];
    });
}
