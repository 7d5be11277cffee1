import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Exchange } from '../answer.js';
import type { ContractCase } from '../case.js';
import { hasContent } from '../http/after-head.js';
import {
  openSender,
  UnsendableError,
  type ExchangeOptions,
  type SentExchange,
} from '../http/exchange.js';
import type { CaseResult, Finding } from '../findings.js';
import type { Oracle } from '../oracle/oracle.js';
import { endedEarly } from './run-result.js';
import { withCredentials, type SignsIn } from '../http/sign-in.js';
import type { Target } from '../http/target.js';
import { redact, shortestSecret, shown } from '../../lib/text.js';
import { curlLine, wireRequest, type SignIn, type WireRequest } from '../http/wire.js';

/** Sends cases to one server and judges what comes back. */
export type Session = ReturnType<typeof openSession>;

/** What a session is made of. */
interface SessionOptions extends Omit<ExchangeOptions, 'origin' | 'limit'> {
  readonly target: Target;
  readonly signsIn: SignsIn;
  /** Asked for each answer, since what the server can do is found out on the way. */
  readonly oracle: () => Oracle;
  /** Requests per second at most; undefined for no limit. */
  readonly rate?: number | undefined;
}

/** Opens a session. No secret leaves it: answers are freed of them before they are judged. */
export function openSession({ target, signsIn, oracle, rate, ...options }: SessionOptions) {
  const { signal } = options;
  // Each request that waits for its turn listens to it, which Node.js takes for a leak from the eleventh on.
  if (signal !== undefined) setMaxListeners(0, signal);
  const sender = openSender({ ...options, origin: target.origin });
  const wait = pacer(rate, signal);
  return {
    close: () => sender.close(),
    /** The line that sends the request of a case again. */
    async curl(one: ContractCase): Promise<string | undefined> {
      const signIn = await signsIn.of(one, wireRequest(one.request, target.basePath));
      if ('skip' in signIn) return undefined;
      return redact(curlLine(one.request, target.address, signIn), signsIn.secrets);
    },
    /** Whether the answer to a HEAD has content. */
    async hasContent(one: ContractCase): Promise<boolean> {
      const bare = wireRequest(one.request, target.basePath);
      const signIn = await signsIn.of(one, bare);
      if ('skip' in signIn) return false;
      await wait();
      return hasContent(target.origin, withCredentials(bare, signIn));
    },
    /** The result of a case, and what sending it came to; the latter is undefined if nothing was sent. */
    async send(one: ContractCase): Promise<{ result: CaseResult; exchange?: SentExchange }> {
      const bare = wireRequest(one.request, target.basePath);
      const signIn = await signsIn.of(one, bare);
      if ('skip' in signIn) return { result: skipped(one, signIn.skip) };
      await wait();
      const at = new Date().toISOString();
      const start = performance.now();
      const exchange = await sender
        .send(withCredentials(bare, signIn))
        .catch((error: unknown): undefined => {
          if (!(error instanceof UnsendableError)) throw error;
        });
      const duration = performance.now() - start;
      if (exchange === undefined) return { result: skipped(one, 'HTTP cannot carry the request.') };
      if (signal?.aborted && 'failure' in exchange) {
        return { result: skipped(one, endedEarly), exchange };
      }
      const { secrets } = signsIn;
      const seen: Exchange =
        'answer' in exchange ? { answer: redactAnswer(exchange.answer, secrets) } : exchange;
      const findings = [
        ...oracle()(one, seen),
        ...leaks(one, exchange, signIn),
        ...internals(seen),
      ];
      const broken = findings.length > 0;
      return {
        exchange,
        result: {
          case: one,
          outcome: broken ? 'broken' : 'kept',
          findings,
          ...('answer' in seen && { answer: seen.answer }),
          ...(broken && { curl: redact(curlLine(one.request, target.address, signIn), secrets) }),
          duration,
          ...('failure' in exchange && isLost(exchange) && { lost: true }),
          sent: { at, request: redactRequest(withCredentials(bare, hidden(signIn)), secrets) },
        },
      };
    },
  };
}

/** The finding of an answer that repeats the credentials of its request; a signature is no secret. */
function leaks({ request }: ContractCase, exchange: Exchange, { parts }: SignIn): Finding[] {
  if (!('answer' in exchange) || request.credentials.kind === 'malformed') return [];
  const { text, headers } = exchange.answer;
  const whole = [text, ...Object.values(headers)].join('\n');
  const part = parts.find(
    ({ name, value }) =>
      value.length >= shortestSecret &&
      !/^(authorization|x-sdk-)/i.test(name) &&
      whole.includes(value),
  );
  const message = `The answer repeats the value of ${part?.name ?? ''}, which signs the request in.`;
  return part === undefined ? [] : [{ name: 'credentials_in_answer', message }];
}

/** How the stack of a program looks, in JSON as well: of Node.js and Java, of Python, of Go. */
const stack =
  /(\\n|\n)\s*(\\t)?at [^"\n]+?:\d+(:\d+)?\)?|Traceback \(most recent call last\)|goroutine \d+ \[running\]/;

/** The finding of an answer that shows how the server is made (CWE-209). */
function internals(exchange: Exchange): Finding[] {
  const found = 'answer' in exchange && stack.exec(exchange.answer.text)?.[0];
  if (!found) return [];
  const message = `The answer has a stack trace of the server: ${shown(found.trim())}.`;
  return [{ name: 'internals_in_answer', message }];
}

/** The result of a case that is not sent. */
export function skipped(one: ContractCase, reason: string): CaseResult {
  return { case: one, outcome: 'skipped', findings: [], reason, duration: 0 };
}

/** Lets requests start at equal distances. */
function pacer(rate = Infinity, signal?: AbortSignal): () => Promise<void> {
  const distance = 1000 / rate;
  let next = 0;
  return async () => {
    const now = performance.now();
    const start = Math.max(now, next);
    next = start + distance;
    if (start > now) await delay(start - now, undefined, { signal }).catch(() => {});
  };
}

/** Whether an answer may have been lost on its way, and not by the server. */
function isLost({ failure, begun }: Extract<SentExchange, { failure: unknown }>): boolean {
  return failure === 'time-out' || (failure === 'connection' && !begun);
}

/** What signs a request in, with its values taken out. */
function hidden({ parts }: SignIn): SignIn {
  return { parts: parts.map((part) => ({ ...part, value: '[hidden]' })) };
}

/** A request without secrets that an earlier answer has brought into it. */
function redactRequest(request: WireRequest, secrets: ReadonlySet<string>): WireRequest {
  const { path, body } = request;
  return { ...request, path: redact(path, secrets), body: body && redact(body, secrets) };
}

/** An answer without secrets that the server repeats. */
function redactAnswer(answer: Answer, secrets: ReadonlySet<string>): Answer {
  const whole = [answer.text, ...Object.values(answer.headers)].join('\n');
  // Hardly any answer repeats one, and to look through it at once is much faster.
  if (redact(whole, secrets) === whole) return answer;
  return {
    ...answer,
    text: redact(answer.text, secrets),
    headers: Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, redact(value, secrets)]),
    ),
    mediaType: redact(answer.mediaType, secrets),
  };
}
