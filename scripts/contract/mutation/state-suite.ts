import type { Description } from '../../lib/openapi/document.js';
import { caseGroups, type CaseGroup } from '../case.js';
import { identified } from '../cases/case-draft.js';
import { remembered } from '../cases/json.js';
import type { Resource } from '../fixtures/resources.js';
import { coversPath, type ContractOperation } from '../operation.js';
import { planRun, type RunPlan } from '../run/plan.js';
import type { RunResult } from '../run/run-result.js';
import { runContract } from '../run/run.js';
import { nameOf, type RunnableMutant, type Suite, type Verdict } from './mutant.js';
import { behaviourEdits } from './operators/behaviour.js';
import { pathOf, type Drifting } from './operators/drifting.js';
import { lifeCycleEdits } from './operators/life-cycle.js';
import { listening, operations, startServer, type StatefulServer } from './sandbox.js';

/**
 * Makes the suites of a description that are run on a server with state.
 *
 * @param keeps - takes groups of cases out of the suite
 */
export function stateSuiteOf(
  description: Description,
  keeps: (group: CaseGroup) => boolean = () => true,
): Suite {
  const { resources, set } = planRun({ description, only: ['behaviour'] });
  const plans = new Map<string, RunPlan>();
  // A path without parameters is nearer than one with them.
  const routes = [...resources.byId.values()].toSorted((one, other) => braces(one) - braces(other));

  return async (id, isChosen = () => true) => {
    const mutants = mutantsOf(id).filter(isChosen);
    // Where nothing is to be run, what the honest server does needs no time.
    const { results } =
      mutants.length === 0
        ? { results: [] }
        : await listening(startServer().answer, (target) => check(target, [id], true, false));
    return {
      mutants,
      cases: results.length,
      falseAlarms: results.filter(({ findings }) => findings.length > 0),
    };
  };

  function mutantsOf(id: string): RunnableMutant[] {
    const operation = resources.byId.get(id);
    if (operation === undefined || !operations.has(id)) return [];
    const own =
      resources.createdBy(operation) ??
      resources.all.find((one) => idsOf(one).includes(id)) ??
      resources.subjectOf(operation);
    const near = [id, own?.read?.id, own?.list?.id].flatMap((one) => one ?? []);
    const all = [...new Set([id, ...(own === undefined ? [] : idsOf(own))])];
    const drafts = [
      ...Array.from(behaviourEdits(set, operation, own), ({ begin, ...edit }) => ({
        ...{ wanted: 'an answer that shows what an earlier request has done', ...edit },
        operationId: id,
        run: () => run(id, [near, all], (onUse) => before(begin(), startServer(), onUse)),
      })),
      ...cyclesOf(id).map(({ resource, operator, what, cycle }) => ({
        ...{ operator, what, operationId: id, pointer: operation.pointer },
        wanted: 'a request for the transition, and a look at the record after it',
        run: () => run(id, [idsOf(resource)], (onUse) => startServer([cycle(onUse)]).answer),
      })),
    ];
    return identified(drafts, nameOf);
  }

  /** Transitions that an operation asks for, first of all others; those by themselves go with the creation. */
  function cyclesOf(id: string) {
    return resources.all.flatMap((resource) => {
      const { lifeCycle, create } = resource;
      const edits = lifeCycle === undefined ? [] : [...lifeCycleEdits(lifeCycle)];
      return edits
        .filter(({ operations: ids }) =>
          ids.length === 0 ? create?.id === id : ids.find((one) => resources.byId.has(one)) === id,
        )
        .map((edit) => ({ ...edit, resource }));
    });
  }

  function before(
    drifting: Drifting,
    server: StatefulServer,
    onUse: () => void,
  ): StatefulServer['answer'] {
    let last: Promise<unknown> = Promise.resolve();
    return (request) => {
      const operation = routes.find(
        ({ method, path }) => method === request.method && coversPath(path, pathOf(request)),
      );
      // One after the other, as some take back what another one does.
      const answer = last.then(() => drifting({ ...request, operation }, server, onUse));
      last = answer.catch(() => {});
      return answer;
    };
  }

  /**
   * Runs the checks of an operation, those of what is related, and then its cases, until something is found.
   *
   * @param related - operations whose checks may show it, the nearest first
   * @param start - starts the server that drifted; `onUse` hears when it does otherwise than it should
   */
  async function run(
    id: string,
    related: readonly (readonly string[])[],
    start: (onUse: () => void) => StatefulServer['answer'],
  ): Promise<Verdict> {
    let given = false;
    for (const [ids, compares] of [
      ...[[id], ...related].map((one) => [one, true] as const),
      [[id], false] as const,
    ]) {
      // What only the whole of a run can excuse is asked for once more, to the end.
      for (const failsFast of [true, false]) {
        const answer = start(() => (given = true));
        const run = await listening(answer, (target) => check(target, ids, compares, failsFast));
        const found = run.results.find(({ findings }) => findings.length > 0);
        const [finding] = found?.findings ?? [];
        if (found && finding) return { state: 'killed', by: found.case.id, finding: finding.name };
        if (!run.interrupted) break;
      }
    }
    return { state: given ? 'survived' : 'notJudged' };
  }

  async function check(
    target: string,
    ids: readonly string[],
    compares: boolean,
    failsFast: boolean,
  ): Promise<RunResult> {
    const wanted = (group: CaseGroup): boolean =>
      keeps(group) && (group === 'behaviour' || group === 'life-cycle') === compares;
    const options = {
      ...{ description, target, environment: {}, readings: 'strict' as const },
      ...{ operations: ids, only: caseGroups.filter(wanted), runs: 0 },
    };
    const plan = remembered(plans, JSON.stringify([ids, compares]), () => planRun(options));
    const ending = new AbortController();
    return runContract({
      ...{ ...options, plan, signal: ending.signal },
      onProgress: ({ findings }) => {
        if (failsFast && findings > 0) ending.abort();
      },
    });
  }
}

const braces = ({ path }: ContractOperation): number => path.split('{').length;

function idsOf({ create, read, update, remove, list }: Resource): string[] {
  return [create, read, update, remove, list].flatMap((one) => one?.id ?? []);
}
