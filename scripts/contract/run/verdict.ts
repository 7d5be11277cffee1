import type { Description } from '../../lib/description.js';
import type { ContractCase } from '../case.js';
import type { CaseResult, FindingName } from '../findings.js';
import { errorCodeOf, excuseOf } from './known-id.js';
import type { ContractOperation } from '../operation.js';
import type { Abilities } from './probe.js';
import type { RunPlan } from './run-plan.js';
import type { Session } from './session.js';
import { coversPath, pathValues } from './template.js';

/** What the refusal of a valid request is explained by. */
export interface Verdicts {
  /** Judges a result anew by what the server may hold; it may send the plain request to compare. */
  of(result: CaseResult): Promise<CaseResult>;
  /** Takes note that the server was seen to keep state. */
  keepsState(): void;
  /** The results with those settled that had to wait for the end of the run. */
  settle(results: readonly CaseResult[]): CaseResult[];
}

/** What verdicts are made with. */
export interface VerdictOptions {
  readonly description: Description;
  readonly operations: ReadonlyMap<string, ContractOperation>;
  readonly abilities: Abilities;
  /** Whether the server has carried out a request that changes what it holds. */
  readonly changed: () => boolean;
  /** Sends the plain request of an operation; undefined if there is none. */
  readonly sendPlain: (operation: ContractOperation) => Promise<CaseResult | undefined>;
}

/** Refusals that the state of a server may explain. */
const explicable: readonly FindingName[] = ['valid_refused', 'wrong_refusal'];

const byState =
  'The server keeps state, has changed during the run, and now refuses the plain request as well.';

const byId =
  'The server refuses every valid request of the operation, but otherwise than invalid ones; does it know the ids of the examples? If not, give others by --values.';

/** Tells the refusals that are about the state of the server from those that are about the request. */
export function verdictsOf(options: VerdictOptions): Verdicts {
  const { description, operations, abilities, changed, sendPlain } = options;
  /** Refused as the plain request is refused: explained, if the server keeps state. */
  const waiting = new Set<ContractCase>();
  let state = false;
  /** Operations that were answered with a success, and the ids that they named. */
  const accepted = new Set<string>();
  const known = new Set<string>();

  /**
   * The operations of which no valid request was accepted, but in another way than invalid ones are
   * refused, and which name an id that was not accepted anywhere: the server may not have it.
   */
  function strangeOperations(results: readonly CaseResult[]): Set<string> {
    const { can, knowsExamples } = abilities;
    if (knowsExamples) return new Set();
    const strange = [...operations.keys()].filter((id) => {
      const own = results.filter((result) => result.case.operationId === id);
      const refused = own.filter(isPlainRefusal);
      const [first] = refused;
      if (first === undefined || accepted.has(id)) return false;
      if (idsOf(first).every((one) => known.has(one))) return false;
      const ofInvalid = own
        .filter(({ case: one, outcome }) => outcome === 'kept' && one.expected.kind === 'refused')
        .map(({ answer }) => errorCodeOf(answer));
      return (
        !can.examples || refused.every(({ answer }) => !ofInvalid.includes(errorCodeOf(answer)))
      );
    });
    return new Set(strange);
  }

  /** The parameters in the path of a request with their values. */
  function idsOf({ case: { operationId, request } }: CaseResult): string[] {
    const operation = operations.get(operationId ?? '');
    return operation === undefined ? [] : pathValues(operation.path, request.path);
  }

  return {
    async of(result) {
      const { answer, findings } = result;
      const [finding] = findings;
      if (answer !== undefined && answer.status < 300) {
        accepted.add(result.case.operationId ?? '');
        for (const id of idsOf(result)) known.add(id);
      }
      const operation = operations.get(result.case.operationId ?? '');
      // A refusal that is not as documented is a finding whatever the state.
      if (findings.length !== 1 || !finding || !answer || !operation) return result;
      const excuse = excuseOf(description, operation, answer);
      const throttled = answer.status === 429;
      if (!throttled && !explicable.includes(finding.name)) return result;
      const { knowsExamples, keepsNoState } = abilities;
      if (excuse !== undefined && (throttled || !knowsExamples)) {
        return inconclusive(result, excuse);
      }
      if (finding.name !== 'valid_refused' || keepsNoState || !changed()) return result;
      const plain = await sendPlain(operation);
      if (plain?.outcome === 'broken' && plain.answer !== undefined) waiting.add(result.case);
      return result;
    },
    keepsState() {
      state = true;
    },
    settle(results) {
      const strange = strangeOperations(results);
      return results.map((result) => {
        if (result.outcome !== 'broken') return result;
        if (state && waiting.has(result.case)) return inconclusive(result, byState);
        const own = strange.has(result.case.operationId ?? '') && isPlainRefusal(result);
        return own ? inconclusive(result, byId) : result;
      });
    },
  };
}

function isPlainRefusal({ findings }: CaseResult): boolean {
  return findings.length === 1 && findings[0]?.name === 'valid_refused';
}

function inconclusive(result: CaseResult, reason: string): CaseResult {
  return { ...result, outcome: 'inconclusive', findings: [], reason };
}

/** Reads again what was deleted; a server that refuses it now keeps state. */
export async function forgetsWhatIsDeleted(
  results: readonly CaseResult[],
  { operations, exampleOf }: Pick<RunPlan, 'operations' | 'exampleOf'>,
  session: Session,
): Promise<boolean> {
  const deleted = new Set(
    results
      .filter(({ case: one, outcome, answer }) => {
        const success = answer !== undefined && answer.status < 300;
        return one.request.method === 'DELETE' && outcome === 'kept' && success;
      })
      .map(({ case: one }) => one.request.path),
  );
  for (const path of deleted) {
    const read = [...operations.values()].find(
      (one) => one.method === 'GET' && coversPath(one.path, path),
    );
    const plain = read && exampleOf(read);
    if (plain === undefined) continue;
    const { result } = await session.send({ ...plain, request: { ...plain.request, path } });
    const status = result.answer?.status ?? 0;
    if (status >= 400 && status < 500) return true;
  }
  return false;
}
