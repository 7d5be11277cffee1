import type { Description } from '../../lib/openapi/document.js';
import { count, cut, either, oneLine } from '../../lib/text.js';
import type { NoAnswer } from '../answer.js';
import type { ContractCase } from '../case.js';
import { listOf, objectOf } from '../cases/json.js';
import { inconclusive, type CaseResult } from '../findings.js';
import type { SentExchange } from '../http/exchange.js';
import type { Target } from '../http/target.js';
import type { RunPlan } from './plan.js';

/** How many requests in a row without an answer make a server suspect. */
const patience = 10;

/** What a server says of credentials that it does not take. */
const unauthorized = 401;

/** How many time-outs in a row end the cases of one operation. */
const operationPatience = 5;

/** How many answers of operations are looked at before something counts as the way of all of them. */
const sample = 20;

/** How many refused credentials in a row make them suspect. */
const refusedInRow = 3;

/**
 * Watches whether it makes sense to go on with a server.
 *
 * @param plan - what is sent
 * @param accepted - a valid read that was answered with a success
 * @param look - sends a case, or a request that any server answers
 */
export function watchHealth(
  { address, basePath }: Target,
  { operations, set }: Pick<RunPlan, 'operations' | 'set'>,
  accepted: ContractCase | undefined,
  look: (one?: ContractCase) => Promise<SentExchange | undefined>,
) {
  /** Requests in a row without an answer, the last of them, and those that the server has taken. */
  let silent = 0;
  let last: Silence | undefined;
  let taken: ContractCase[] = [];
  let answered = false;
  /** What operations were answered with, by media type, and valid requests, by status. */
  const mediaTypes: string[] = [];
  const ofValid: number[] = [];
  /** Whether a valid request was sent to a path that names nothing which the server may not have. */
  let isPlain = false;
  let refusalsInRow = 0;
  let expired = false;
  /** Whether the server has turned out to be another one, or to take no credentials. */
  let elsewhere = false;
  let looking: Promise<string | undefined> | undefined;
  const timeOuts = new Map<string, number>();
  const paths = basePathsOf(set.description).filter((path) => path !== basePath);
  const place = paths.length === 0 ? '' : ` The description has its paths below ${either(paths)}.`;
  const wrongPlace = (atLeast: number): string | undefined => {
    const isAll = <Seen>(all: readonly Seen[], fits: (one: Seen) => boolean): boolean =>
      all.length >= atLeast && all.every(fits);
    const isMissing = (status: number): boolean => status === 404;
    // A server with a part of the API may have what is asked for later.
    const mayCome = atLeast > 1 && ofValid.every(isMissing);
    const faults: readonly (readonly [holds: boolean, text: string])[] = [
      [
        !mayCome && isPlain && isAll(ofValid, isMissing),
        `answers every valid request with 404, also where its path names no record; is the address right?${place} If the server has a part of the API alone, choose it by --operation or --tag.`,
      ],
      [
        !mayCome && isAll(mediaTypes, (one) => one === 'text/html'),
        `answers with pages in HTML, not with this API; is the address right, or does a proxy ask to sign in?${place}`,
      ],
      [
        isAll(ofValid, (status) => status >= 300 && status < 400 && status !== 304),
        'redirects every request to another address; is the address right, or does a proxy ask to sign in?',
      ],
      [
        isAll(ofValid, (status) => status === unauthorized || status === 403),
        'refuses every request for its credentials; are those in the environment right, and may they use the ids that are asked for?',
      ],
    ];
    const fault = faults.find(([holds]) => holds)?.[1];
    elsewhere ||= fault !== undefined;
    return fault && `${address} ${fault}`;
  };
  const lookOnce = async (): Promise<string | undefined> => {
    const exchange = await look();
    looking = undefined;
    silent = 0;
    return exchange && 'failure' in exchange ? silenceText(address, exchange, taken) : undefined;
  };
  /** Whether a read that was accepted before is now refused for its credentials. */
  const lookForExpiry = async (): Promise<string | undefined> => {
    const exchange = await look(accepted);
    looking = undefined;
    refusalsInRow = 0;
    if (exchange === undefined || 'failure' in exchange) return undefined;
    if (exchange.answer.status !== unauthorized) return undefined;
    expired = true;
    return `${address} refuses credentials that it accepted before; have they expired?`;
  };
  return {
    /**
     * Takes note of what a case came to. After many requests in a row without an answer the server is
     * looked at.
     *
     * @returns why the run should end, as a sentence
     */
    async note(one: ContractCase, exchange: SentExchange): Promise<string | undefined> {
      const { operationId, expected } = one;
      const id = operationId ?? '';
      if ('answer' in exchange) {
        answered = true;
        silent = 0;
        taken = [];
        timeOuts.set(id, 0);
        // What a server says of an unknown path is its own affair.
        if (operationId === undefined) return undefined;
        const { mediaType, status } = exchange.answer;
        mediaTypes.push(mediaType);
        if (expected.kind === 'accepted') {
          ofValid.push(status);
          isPlain ||= operations.get(id)?.path.includes('{') === false;
          refusalsInRow = status === unauthorized ? refusalsInRow + 1 : 0;
        }
        if (accepted !== undefined && refusalsInRow >= refusedInRow) {
          return (looking ??= lookForExpiry());
        }
        return wrongPlace(sample);
      }
      last = exchange;
      silent += 1;
      if (exchange.left) taken.push(one);
      const late = (timeOuts.get(id) ?? 0) + (exchange.failure === 'time-out' ? 1 : 0);
      timeOuts.set(id, late);
      if (silent < patience && late !== operationPatience) return undefined;
      return (looking ??= lookOnce());
    },
    /** Whether a result says nothing but that the credentials have expired, or that nobody else was asked. */
    isInVain: ({ outcome, answer }: CaseResult): boolean =>
      outcome === 'broken' && (elsewhere || (expired && answer?.status === unauthorized)),
    /** Whether an operation has timed out so often that its other cases are in vain. */
    hangs: (operationId: string | undefined): boolean =>
      (timeOuts.get(operationId ?? '') ?? 0) >= operationPatience,
    /** Why the run was in vain, as a sentence: there was no answer, or all were of another kind. */
    atEnd: (): string | undefined =>
      answered || last === undefined ? wrongPlace(1) : silenceText(address, last),
  };
}

/** An exchange without an answer. */
export type Silence = Extract<SentExchange, { failure: unknown }>;

/** The paths below which a description has its own, where it names a server. */
function basePathsOf({ document }: Description): string[] {
  const paths = listOf(document['servers']).map((server) =>
    String(objectOf(server)['url'] ?? '')
      .replace(/^([a-z][a-z\d+.-]*:)?\/\/[^/]*/i, '')
      .replace(/\/+$/, ''),
  );
  return [...new Set(paths)].filter((path) => path !== '' && !path.includes('{'));
}

/** How many of the requests are named that a server had taken when it ended. */
const mostTaken = 3;

/**
 * What is wrong with a server that gives no answers, as a sentence.
 *
 * @param taken - what it was asked last without answering
 */
export function silenceText(
  address: string,
  { failure, message, left }: Silence,
  taken: readonly ContractCase[] = [],
): string {
  if (!left && taken.length > 0) {
    const rest = taken.length - mostTaken;
    const asked = [
      ...taken.slice(0, mostTaken).map(({ id }) => `"${oneLine(id)}"`),
      ...(rest > 0 ? [count(rest, 'other')] : []),
    ];
    const which = taken.length > 1 ? '; --concurrency 1 shows which one it is' : '';
    return `${address} has ended: ${message} since it was asked ${either(asked, 'and')}${which}.`;
  }
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

/** How many requests may be lost before a run proves too little, and which share of all. */
const mostLost = { number: 10, share: 0.05 };

const unknownText =
  'There was no answer, and the request may have been carried out, so it is not sent again.';

/** Why a run cannot go on in which too many requests were not answered, as a sentence. */
export function lossText(results: Iterable<CaseResult>, address: string): string | undefined {
  const sent = [...results].filter(({ outcome }) => outcome !== 'skipped');
  const lost = sent.filter((one) => one.lost).length;
  if (lost <= Math.max(mostLost.number, sent.length * mostLost.share)) return undefined;
  return `${address} gave no answer to ${lost} of ${count(sent.length, 'request')}; is it overloaded? Try --concurrency, --rate or --timeout.`;
}

/**
 * Looks again at a request that was not answered, when nothing else is under way: only if it shows again
 * what it showed is it a finding.
 *
 * @param isRead - whether it changes nothing on the server
 */
export async function lookAgain(
  result: CaseResult,
  isRead: boolean,
  send: (one: ContractCase) => Promise<CaseResult>,
): Promise<CaseResult> {
  // A request that must be refused may come twice as well.
  if (!isRead && ['accepted', 'example'].includes(result.case.expected.kind)) {
    return inconclusive(result, unknownText);
  }
  const again = await send(result.case);
  if (!again.lost) return again;
  const findings = again.findings.map((finding) => ({
    ...finding,
    message: `${finding.message} It was the same again when nothing else was under way.`,
  }));
  const { lost: _, ...known } = again;
  return { ...known, findings };
}
