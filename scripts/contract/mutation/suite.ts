import type { Description } from '../../lib/openapi/document.js';
import type { Exchange } from '../answer.js';
import type { Capability, CaseGroup, ContractCase } from '../case.js';
import { casesOf } from '../cases/index.js';
import { UnsendableError } from '../http/exchange.js';
import { signsIn, withCredentials } from '../http/sign-in.js';
import { wireRequest, type WireRequest } from '../http/wire.js';
import { oracleOf } from '../oracle/oracle.js';
import { inlinedOperations, type InlinedOperation } from './inline.js';
import type { AnswerChange, Drift, Suite, Verdict } from './mutant.js';
import { mutantsOf } from './mutants.js';
import { overlap } from './operators/operation.js';
import { prismOperations, withProvider, type PrismOperations } from './provider.js';

/** What Prism can do. */
const prismCapabilities: Readonly<Record<Capability, boolean>> = {
  'choose-answer': true,
  examples: true,
  stateless: true,
  'single-values': true,
  'null-body': false,
  'closed-forms': false,
  'allow-header': false,
  'malformed-json': false,
  'verify-credentials': false,
};

/** A case with its request, and what the unchanged provider answers. */
interface Sent {
  readonly one: ContractCase;
  readonly request: WireRequest;
  readonly exchange: Exchange;
}

/**
 * Makes the suites of a description that are run on the mock.
 *
 * @param keeps - takes groups of cases out of the suite
 * @param sharing - the operations that share what they refer to: it drifts in the first of them alone
 */
export function suiteOf(
  description: Description,
  keeps: (group: CaseGroup) => boolean = () => true,
  sharing: readonly string[] = [],
): Suite {
  const operations = inlinedOperations(description);
  const oracle = oracleOf(description, prismCapabilities);
  const mutants = mutantsOf(
    description,
    operations,
    operations.filter(({ operation }) => sharing.includes(operation.id)),
  );
  const cases = casesOf(description).filter(
    ({ group, needs }) => keeps(group) && needs.every((need) => prismCapabilities[need]),
  );
  const origin = 'http://127.0.0.1';
  const signIn = signsIn({ description, origin, loopback: true, environment: {} });
  let served: Promise<PrismOperations[]> | undefined;

  return async (id, isChosen = () => true) => {
    const index = operations.findIndex(({ operation }) => operation.id === id);
    const inlined = operations[index]!;
    served ??= Promise.all(operations.map((one) => prismOperations(one.description.document)));
    const all = await served;
    const sent = await withProvider(all.flat(), (send) => sendAll(inlined, send));
    const neighbours = all.map((list) =>
      list.filter(({ path }) => overlap(path, inlined.operation.path)),
    );
    /** The cases that killed the last mutants come first: the next one is likely to be similar. */
    const recent: Sent[] = [];
    const run = async (drift: Drift, places: readonly string[]): Promise<Verdict> => {
      if (drift === undefined) return { state: 'notJudged' };
      if (typeof drift === 'function') return runOnAnswers(sent, drift);
      const changed = await prismOperations(drift);
      return withProvider(neighbours.with(index, changed).flat(), async (send) => {
        for (const next of inOrder(sent, recent, places)) {
          const [finding] = oracle(next.one, await send(next.request));
          if (finding === undefined) continue;
          if (recent.includes(next)) recent.splice(recent.indexOf(next), 1);
          recent.unshift(next);
          return { state: 'killed', by: next.one.id, finding: finding.name };
        }
        return { state: 'survived' };
      });
    };
    return {
      mutants: mutants(inlined)
        .filter(isChosen)
        .map(({ drift, places, ...mutant }) => ({ ...mutant, run: () => run(drift, places) })),
      cases: sent.length,
      falseAlarms: sent
        .map(({ one, exchange }) => ({ case: one, findings: oracle(one, exchange) }))
        .filter(({ findings }) => findings.length > 0),
    };
  };

  /** Sends the cases of an operation. */
  async function sendAll(
    inlined: InlinedOperation,
    send: (request: WireRequest) => Promise<Exchange>,
  ): Promise<Sent[]> {
    const sent: Sent[] = [];
    for (const one of cases) {
      if (!isOf(one, inlined)) continue;
      const bare = wireRequest(one.request, '');
      const signed = await signIn.of(one, bare);
      if ('skip' in signed) continue;
      const request = withCredentials(bare, signed);
      try {
        sent.push({ one, request, exchange: await send(request) });
      } catch (error) {
        if (!(error instanceof UnsendableError)) throw error;
      }
    }
    return sent;
  }

  /** Judges the answers of the unchanged provider, changed as a damaged provider sends them. */
  function runOnAnswers(sent: readonly Sent[], change: AnswerChange): Verdict {
    let given = false;
    for (const { one, exchange } of sent) {
      const answer = 'answer' in exchange ? change(exchange.answer) : undefined;
      if (answer === undefined) continue;
      given = true;
      // On a server whose answers are not the examples only what breaks the contract is noticed.
      const finding = oracle(one, { answer }).find(({ name }) => name !== 'wrong_example');
      if (finding !== undefined) return { state: 'killed', by: one.id, finding: finding.name };
    }
    return { state: given ? 'survived' : 'notJudged' };
  }
}

/** The cases about a place and what is in it, then what it is in; the recent ones; the rest. */
function inOrder(
  all: readonly Sent[],
  recent: readonly Sent[],
  places: readonly string[],
): Set<Sent> {
  const about = (isNear: (pointer: string) => boolean) =>
    all.filter(({ one: { rule } }) => rule.pointer !== '' && isNear(rule.pointer));
  return new Set([
    ...about((pointer) => `${pointer}/`.startsWith(`${places[0]!}/`)),
    ...places.flatMap((place) => about((pointer) => pointer === place)),
    ...recent,
    ...all,
  ]);
}

/** Whether a case is of the operation, or of none but of its path. */
function isOf({ operationId, request }: ContractCase, { operation }: InlinedOperation): boolean {
  return operationId === undefined
    ? overlap(operation.path, request.path)
    : operationId === operation.id;
}
