import type { Description } from '../../lib/openapi/document.js';
import type { Capability, CaseGroup, ContractCase } from '../case.js';
import { casesOf } from '../cases/index.js';
import type { CaseResult } from '../findings.js';
import { signsIn } from '../http/sign-in.js';
import { readTarget } from '../http/target.js';
import { oracleOf } from '../oracle/oracle.js';
import { openSession, type Session } from '../run/session.js';
import { inlinedOperations, type InlinedOperation } from './inline.js';
import type { AnswerChange, Drift, Suite, Verdict } from './mutant.js';
import { mutantsOf } from './mutants.js';
import { overlap } from './operators/operation.js';
import { prismOperations, withProvider, type PrismOperations } from './provider.js';

/** What Prism cannot do. */
const prismCapabilities: Partial<Readonly<Record<Capability, boolean>>> = {
  'null-body': false,
  'closed-forms': false,
  'allow-header': false,
  'malformed-json': false,
  'verify-credentials': false,
};

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
    ({ group, needs }) => keeps(group) && needs.every((need) => prismCapabilities[need] ?? true),
  );
  const origin = 'http://127.0.0.1';
  const signIn = signsIn({ description, origin, loopback: true, environment: {} });
  let served: Promise<PrismOperations[]> | undefined;

  return async (id, isChosen = () => true) => {
    const index = operations.findIndex(({ operation }) => operation.id === id);
    const inlined = operations[index]!;
    served ??= Promise.all(operations.map((one) => prismOperations(one.description.document)));
    const all = await served;
    const sent = await withSession(all.flat(), async (session) => {
      const results: CaseResult[] = [];
      for (const one of cases) {
        if (isOf(one, inlined)) results.push((await session.send(one)).result);
      }
      return results.filter(({ outcome }) => outcome !== 'skipped');
    });
    const neighbours = all.map((list) =>
      list.filter(({ path }) => overlap(path, inlined.operation.path)),
    );
    const run = async (drift: Drift, places: readonly string[]): Promise<Verdict> => {
      if (drift === undefined) return { state: 'notJudged' };
      if (typeof drift === 'function') return runOnAnswers(sent, drift);
      const changed = await prismOperations(drift);
      return withSession(neighbours.with(index, changed).flat(), async (session) => {
        for (const { case: one } of nearestFirst(sent, places)) {
          const [finding] = (await session.send(one)).result.findings;
          if (finding) return { state: 'killed', by: one.id, finding: finding.name };
        }
        return { state: 'survived' };
      });
    };
    return {
      mutants: mutants(inlined)
        .filter(isChosen)
        .map(({ drift, places, ...mutant }) => ({ ...mutant, run: () => run(drift, places) })),
      cases: sent.length,
      falseAlarms: sent.filter(({ findings }) => findings.length > 0),
    };
  };

  /** Sends cases to a provider. */
  function withSession<T>(provided: PrismOperations, use: (session: Session) => Promise<T>) {
    return withProvider(provided, async (address) => {
      const target = readTarget(address);
      const session = openSession({
        target,
        concurrency: 1,
        signsIn: signIn,
        oracle: () => oracle,
      });
      try {
        return await use(session);
      } finally {
        await session.close();
      }
    });
  }

  /** Judges the answers of the unchanged provider, changed as a damaged provider sends them. */
  function runOnAnswers(sent: readonly CaseResult[], change: AnswerChange): Verdict {
    let given = false;
    for (const { case: one, answer: right } of sent) {
      const answer = right && change(right);
      if (answer === undefined) continue;
      given = true;
      // On a server whose answers are not the examples only what breaks the contract is noticed.
      const finding = oracle(one, { answer }).find(({ name }) => name !== 'wrong_example');
      if (finding !== undefined) return { state: 'killed', by: one.id, finding: finding.name };
    }
    return { state: given ? 'survived' : 'notJudged' };
  }
}

/** The cases about a place and what is in it, then those about what it is in, then the rest. */
function nearestFirst(all: readonly CaseResult[], places: readonly string[]): CaseResult[] {
  const distance = ({ case: { rule } }: CaseResult): number => {
    const index = places.findIndex((place) => `${rule.pointer}/`.startsWith(`${place}/`));
    return index < 0 ? places.length : index;
  };
  return all.toSorted((one, other) => distance(one) - distance(other));
}

/** Whether a case is of the operation, or of none but of its path. */
function isOf({ operationId, request }: ContractCase, { operation }: InlinedOperation): boolean {
  return operationId === undefined
    ? overlap(operation.path, request.path)
    : operationId === operation.id;
}
