import { isDeepStrictEqual } from 'node:util';
import type { ContractOperation } from '../../operation.js';
import { duplicateMember, readJson } from '../../oracle/media-type.js';
import type { SandboxRequest, SandboxResponse } from '../../../../src/sandbox/core/request.js';
import type { StatefulServer } from '../sandbox.js';

/** A request, and the operation of the description that it is for. */
export interface Call extends SandboxRequest {
  readonly operation: ContractOperation | undefined;
}

/** Is in front of an honest server, and answers otherwise where it says so by `onUse`. */
export type Drifting = (
  call: Call,
  server: StatefulServer,
  onUse: () => void,
) => Promise<SandboxResponse>;

/** A request or an answer. */
type Message = Pick<SandboxResponse, 'body'>;

/** A way in which the behaviour of one operation may drift. */
export interface BehaviourEdit {
  readonly operator: string;
  readonly what: string;
  /** JSON pointer into the description. */
  readonly pointer: string;
  /** What it takes to notice it, where that is not an answer that shows what was done before. */
  readonly wanted?: string;
  /** Makes what is in front of the server, which remembers what it has seen. */
  readonly begin: () => Drifting;
}

/** Whether an answer is a success. */
export const isDone = ({ status }: SandboxResponse): boolean => status < 300;

/** Whether a request is for an operation. */
export const isFor = (call: Call, operation: ContractOperation): boolean =>
  call.operation?.id === operation.id;

/** The requests of an operation are answered so, and all others as they should be. */
export function answering(operation: ContractOperation, own: Drifting): Drifting {
  return (call, server, onUse) =>
    isFor(call, operation) ? own(call, server, onUse) : server.answer(call);
}

/** Every request of an operation is taken for another one; where nothing shows it, nothing differs. */
export function changingRequest(
  operation: ContractOperation,
  change: (call: Call) => Call,
): Drifting {
  return answering(operation, async (call, server, onUse) => {
    const changed = change(call);
    if (changed === call) return server.answer(call);
    const restore = server.snapshot();
    const right = shownBy(operation, await server.answer(call), server);
    restore();
    const answer = await server.answer(changed);
    if (!isDeepStrictEqual(shownBy(operation, answer, server), right)) onUse();
    return answer;
  });
}

/** What an answer and the records after it show; the words of a refusal name its request, and always differ. */
function shownBy(
  { reads }: ContractOperation,
  answer: SandboxResponse,
  { records }: StatefulServer,
): unknown {
  const values = [isDone(answer) ? jsonIn(answer) : undefined, reads ? undefined : records()];
  return [answer.status, ...values.map((value) => timeless(JSON.stringify(value)))];
}

/** A text without times, which differ by the moment. */
const timeless = (text: string | undefined): string | undefined =>
  text?.replaceAll(/\d{4}-\d\d-\d\dT[^"\\]*|\d{13,14}/g, '');

/**
 * Successes of an operation have another body.
 *
 * @param change - changes the body in its place
 * @param remember - hears of all successes before
 */
export function changingAnswer(
  operation: ContractOperation,
  change: (body: unknown, call: Call) => void,
  remember: (call: Call, answer: SandboxResponse) => void = () => {},
): Drifting {
  return async (call, server, onUse) => {
    const answer = await server.answer(call);
    if (!isDone(answer)) return answer;
    remember(call, answer);
    if (!isFor(call, operation)) return answer;
    const body = jsonIn(answer);
    change(body, call);
    const changed = withJson(answer, body);
    if (changed !== answer) onUse();
    return changed;
  };
}

/** The path of a request, without its query. */
export const pathOf = ({ target }: Pick<SandboxRequest, 'target'>): string =>
  target.split('?', 1)[0] ?? '';

/** The last parameter of the path of a request; empty if it has none. */
export function idOf(call: Call): string {
  const place = call.operation?.path.split('/').findLastIndex((one) => one.startsWith('{')) ?? -1;
  return decodeURIComponent(pathOf(call).split('/')[place] ?? '');
}

const textOf = ({ body }: Message): string => Buffer.from(body).toString();

/** The JSON in a request or an answer; undefined if there is none. */
export const jsonIn = (message: Message): unknown => readJson(textOf(message));

/** A request or an answer with other JSON, the same one if that says what its text does. */
export function withJson<Kind extends Message>(message: Kind, value: unknown): Kind {
  if (value === undefined) return message;
  const text = textOf(message);
  const isSame =
    isDeepStrictEqual(readJson(text), value) && duplicateMember(text, value) === undefined;
  return isSame ? message : { ...message, body: Buffer.from(JSON.stringify(value)) };
}
