import { cut } from '../text.js';
import type { NoAnswer } from '../answer.js';
import type { SentExchange } from '../http/exchange.js';

/** How many requests in a row without an answer make a server suspect. */
const patience = 10;

/** How many time-outs in a row end the cases of one operation. */
const operationPatience = 5;

/** How many answers of operations are looked at before a server counts as one that serves pages. */
const htmlSample = 20;

/** Watches whether it makes sense to go on. */
export type Health = ReturnType<typeof watchHealth>;

/**
 * Watches a server.
 *
 * @param look - sends a request that any server answers
 */
export function watchHealth(address: string, look: () => Promise<SentExchange | undefined>) {
  /** Requests in a row without an answer, and the last of them. */
  let silent = 0;
  let last: Silence | undefined;
  /** Answers of operations, and how many of them are pages in HTML; whether anything was answered. */
  let answers = 0;
  let pages = 0;
  let answered = false;
  let looking: Promise<string | undefined> | undefined;
  const timeOuts = new Map<string, number>();
  const webSite = (sample: number): string | undefined =>
    pages === answers && answers >= sample
      ? `${address} answers with pages in HTML, not with this API; is the address right?`
      : undefined;
  const lookOnce = async (): Promise<string | undefined> => {
    const exchange = await look();
    looking = undefined;
    silent = 0;
    return exchange && 'failure' in exchange ? silenceText(address, exchange) : undefined;
  };
  return {
    /**
     * Takes note of what a case came to. After many requests in a row without an answer the server is
     * looked at.
     *
     * @returns why the run should end, as a sentence
     */
    async note(
      operationId: string | undefined,
      exchange: SentExchange,
    ): Promise<string | undefined> {
      const id = operationId ?? '';
      if ('answer' in exchange) {
        answered = true;
        silent = 0;
        timeOuts.set(id, 0);
        // What a server says of an unknown path is its own affair.
        if (operationId === undefined) return undefined;
        answers += 1;
        if (exchange.answer.mediaType === 'text/html') pages += 1;
        return webSite(htmlSample);
      }
      last = exchange;
      silent += 1;
      const late = (timeOuts.get(id) ?? 0) + (exchange.failure === 'time-out' ? 1 : 0);
      timeOuts.set(id, late);
      if (silent < patience && late !== operationPatience) return undefined;
      return (looking ??= lookOnce());
    },
    /** Whether an operation has timed out so often that its other cases are in vain. */
    hangs: (operationId: string | undefined): boolean =>
      (timeOuts.get(operationId ?? '') ?? 0) >= operationPatience,
    /** Why the run was in vain, as a sentence: there was no answer, or all were pages. */
    atEnd: (): string | undefined =>
      answered || last === undefined ? webSite(1) : silenceText(address, last),
  };
}

/** An exchange without an answer. */
export type Silence = Extract<SentExchange, { failure: unknown }>;

/** What is wrong with a server that gives no answers, as a sentence. */
export function silenceText(address: string, { failure, message, left }: Silence): string {
  if (!left) {
    const question = failure === 'time-out' ? 'is the address right?' : 'is the server running?';
    return `${address} cannot be reached: ${message}; ${question}`;
  }
  const texts: Record<NoAnswer, string> = {
    'time-out': `takes connections but does not answer (${message}); is it overloaded, or is --timeout too short?`,
    garbage: `does not answer in HTTP (${cut(message)}); is the address right?`,
    'too-long': `sends answers without end (${message}); is the address right?`,
    connection: `gives no answer: ${message}.`,
  };
  return `${address} ${texts[failure]}`;
}
