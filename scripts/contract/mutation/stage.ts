import type { Description } from '../../lib/description.js';
import type { Answer } from '../answer.js';
import type { Capability, ContractCase } from '../case.js';
import { casesOf } from '../cases/index.js';
import type { Finding } from '../findings.js';
import { oracleOf, type Oracle } from '../oracle/oracle.js';
import type { WireRequest } from '../http/wire.js';
import { inlinedOperations, type InlinedOperation } from './inline.js';
import type { Mutant, Verdict } from './mutant.js';
import { mutantsOf, overlap } from './mutants.js';
import { messagesOf } from './provider/message.js';
import { loadPrism, sharing, type Prism, type PrismOperation } from './provider/prism.js';

/** What Prism, in process, can do. */
const prismCapabilities: Readonly<Record<Capability, boolean>> = {
  'choose-answer': true,
  examples: true,
  stateless: true,
  'single-values': true,
  'closed-forms': false,
  'allow-header': false,
  'malformed-json': false,
  'verify-credentials': false,
};

/** A case with its message, and what the unchanged provider answers. */
interface Scene {
  readonly one: ContractCase;
  readonly message: WireRequest;
  readonly answer: Answer;
}

/** One operation with all that is needed to play its mutants. */
interface Stage {
  readonly inlined: InlinedOperation;
  readonly mutants: readonly Mutant[];
  /** How many cases there are. */
  readonly cases: number;
  /** What the suite finds in the unchanged provider; anything is a false alarm. */
  readonly falseAlarms: readonly { readonly one: ContractCase; readonly findings: Finding[] }[];
  readonly play: (mutant: Mutant) => Promise<Verdict>;
}

/** A description with the provider that serves it. */
export interface Theatre {
  readonly operations: readonly InlinedOperation[];
  /** Cases without an operation are played with those whose path they hit. */
  readonly stageOf: (inlined: InlinedOperation) => Promise<Stage>;
}

/** How a theatre is set up differently: only tests do. */
export interface TheatreOptions {
  /** Takes cases out of the suite. */
  readonly keep?: (one: ContractCase) => boolean;
}

/**
 * Sets up the provider of a description and the suite.
 *
 * @throws Error if Prism refuses the description
 */
export function theatreOf(description: Description, options: TheatreOptions = {}): Theatre {
  const { keep = () => true } = options;
  const operations = inlinedOperations(description);
  const prism = loadPrism();
  const oracle = oracleOf(description, prismCapabilities);
  const write = messagesOf(description);
  const cases = casesOf(description)
    .filter(keep)
    .filter(({ needs }) => needs.every((need) => prismCapabilities[need]));
  const mutants = mutantsOf(description, operations);
  let served: Promise<PrismOperation[][]> | undefined;

  return {
    operations,
    stageOf: async (inlined) => {
      served ??= Promise.all(operations.map(({ document }) => prism.operationsOf(document)));
      const all = await served;
      const index = operations.indexOf(inlined);
      const unchanged = all.flat();
      const scenes: Scene[] = [];
      for (const one of cases) {
        if (!isOf(one, inlined)) continue;
        const message = await write(one);
        if (message === undefined) continue;
        scenes.push({ one, message, answer: await prism.answer(message, unchanged) });
      }
      return stage({ prism, oracle, inlined, scenes, all, index, mutants: mutants(inlined) });
    },
  };
}

interface Parts {
  readonly prism: Prism;
  readonly oracle: Oracle;
  readonly inlined: InlinedOperation;
  readonly scenes: readonly Scene[];
  readonly all: readonly PrismOperation[][];
  readonly index: number;
  readonly mutants: readonly Mutant[];
}

function stage({ prism, oracle, inlined, scenes, all, index, mutants }: Parts): Stage {
  /** The scenes that noticed the last mutants come first: the next one is likely to be alike. */
  const recent: Scene[] = [];
  const [base] = all[index] ?? [];
  const neighbours = all.map((list, at) =>
    at === index ? [] : list.filter(({ path }) => overlap(String(path), inlined.operation.path)),
  );
  return {
    inlined,
    mutants,
    cases: scenes.length,
    falseAlarms: scenes.flatMap(({ one, answer }) => {
      const findings = oracle(one, { answer });
      return findings.length > 0 ? [{ one, findings }] : [];
    }),
    play: async ({ play, pointer }) => {
      switch (play.kind) {
        case 'equivalent':
          return { state: 'equivalent', reason: play.reason };
        case 'answers':
          return firstNotice(scenes, ({ answer }) => play.drift(answer), false);
        case 'document': {
          const changed = await prism.operationsOf(play.document());
          const served = [
            ...neighbours.slice(0, index).flat(),
            ...changed.map((one) => (base === undefined ? one : sharing(base, one))),
            ...neighbours.slice(index + 1).flat(),
          ];
          const answerTo = ({ message }: Scene) => prism.answer(message, served);
          const reason = play.proof?.();
          if (reason === undefined) {
            return firstNotice(inOrder(scenes, recent, pointer), answerTo, true);
          }
          // A proof may be wrong: the cases about this very place may still refute it.
          const verdict = await firstNotice(near(scenes, pointer), answerTo, true);
          return verdict.state === 'survived' ? { state: 'equivalent', reason } : verdict;
        }
      }
    },
  };

  async function firstNotice(
    list: Iterable<Scene>,
    answerTo: (scene: Scene) => Promise<Answer> | Answer | undefined,
    byExample: boolean,
  ): Promise<Verdict> {
    for (const scene of list) {
      const answer = await answerTo(scene);
      if (answer === undefined) continue;
      const finding = oracle(scene.one, { answer }).find(
        // On a server whose answers are not the examples only what breaks the contract is noticed.
        ({ name }) => byExample || name !== 'wrong_example',
      );
      if (finding === undefined) continue;
      remember(scene);
      return { state: 'killed', by: scene.one.id, finding: finding.name };
    }
    return { state: 'survived' };
  }

  function remember(scene: Scene): void {
    const at = recent.indexOf(scene);
    if (at >= 0) recent.splice(at, 1);
    recent.unshift(scene);
  }
}

/** The cases about the place of the mutant, then those that noticed others, then all the rest. */
function* inOrder(
  scenes: readonly Scene[],
  recent: readonly Scene[],
  pointer: string,
): Generator<Scene> {
  const told = new Set<Scene>();
  for (const list of [near(scenes, pointer), [...recent], scenes]) {
    for (const scene of list) {
      if (told.has(scene)) continue;
      told.add(scene);
      yield scene;
    }
  }
}

/** The cases about a place, what is in it, and what it is in. */
function near(scenes: readonly Scene[], pointer: string): Scene[] {
  return scenes.filter(({ one }) => isNear(one.rule.pointer, pointer));
}

function isNear(one: string, other: string): boolean {
  return one !== '' && (one.startsWith(other) || other.startsWith(one));
}

/** Whether a case is of the operation, or of none but of its path. */
function isOf({ operationId, request }: ContractCase, { operation }: InlinedOperation): boolean {
  return operationId === undefined
    ? overlap(operation.path, request.path)
    : operationId === operation.id;
}
