import { isDeepStrictEqual } from 'node:util';
import type { ContractOperation } from '../../operation.js';
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

/** A way in which the behaviour of one operation may drift. */
export interface BehaviourEdit {
  readonly operator: string;
  readonly what: string;
  /** JSON pointer into the description. */
  readonly pointer: string;
  /** Makes what is in front of the server, which remembers what it has seen. */
  readonly begin: () => Drifting;
}

/** Whether an answer is a success. */
export const isDone = ({ status }: SandboxResponse): boolean => status < 300;

/** Whether a request is for an operation. */
export const isFor = (call: Call, operation: ContractOperation | undefined): boolean =>
  operation !== undefined && call.operation?.id === operation.id;

/** Every request of an operation is taken for another one; where nothing shows it, nothing differs. */
export function changingRequest(
  operation: ContractOperation,
  change: (call: Call) => Call,
): Drifting {
  return async (call, server, onUse) => {
    const changed = isFor(call, operation) ? change(call) : call;
    if (changed === call) return server.answer(call);
    const restore = server.snapshot();
    const right = shownBy(operation, await server.answer(call), server);
    restore();
    const answer = await server.answer(changed);
    if (!isDeepStrictEqual(shownBy(operation, answer, server), right)) onUse();
    return answer;
  };
}

/** What an answer and the records after it show; the words of a refusal name its request, and always differ. */
function shownBy(
  { method, safeToRepeat }: ContractOperation,
  answer: SandboxResponse,
  { records }: StatefulServer,
): unknown {
  const writes = method !== 'GET' && !(method === 'POST' && safeToRepeat);
  const values = [isDone(answer) ? jsonIn(answer) : undefined, writes ? records() : undefined];
  return [answer.status, ...values.map((value) => timeless(JSON.stringify(value)))];
}

/** A text without times, which differ by the moment. */
const timeless = (text: string | undefined): string | undefined =>
  text?.replaceAll(/\d{4}-\d\d-\d\dT[^"\\]*|\d{13,14}/g, '');

/**
 * Successes of an operation have another body.
 *
 * @param remember - hears of all successes before
 */
export function changingAnswer(
  operation: ContractOperation | undefined,
  change: (body: unknown, call: Call) => void,
  remember: (call: Call, answer: SandboxResponse) => void = () => {},
): Drifting {
  return async (call, server, onUse) => {
    const answer = await server.answer(call);
    if (!isDone(answer)) return answer;
    remember(call, answer);
    const body = isFor(call, operation) ? jsonIn(answer) : undefined;
    if (body === undefined) return answer;
    const former = structuredClone(body);
    change(body, call);
    if (isDeepStrictEqual(former, body)) return answer;
    onUse();
    return withJson(answer, body);
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

/** The JSON in a request or an answer; undefined if there is none. */
export function jsonIn({ body }: { readonly body: Uint8Array }): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}

/** A request or an answer with other JSON, the same one if that says what its text does. */
export function withJson<Message extends { readonly body: Uint8Array }>(
  message: Message,
  value: unknown,
): Message {
  if (value === undefined || (isDeepStrictEqual(jsonIn(message), value) && !hasTwice(message)))
    return message;
  return { ...message, body: Buffer.from(JSON.stringify(value)) };
}

/** Whether a text in JSON says more than its value does. */
function hasTwice(message: { readonly body: Uint8Array }): boolean {
  const text = Buffer.from(message.body).toString();
  return text.split('"').length > JSON.stringify(jsonIn(message)).split('"').length;
}
