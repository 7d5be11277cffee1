import type { Arbitrary } from 'fast-check';
import type { Description, JsonObject } from '../../lib/description.js';
import type { CaseGroup, ContractCase } from '../case.js';
import { casesOf } from '../cases/index.js';
import { propertiesOf } from '../cases/properties.js';
import { flowCases, flowsOf, type Flow } from './flows.js';
import { operationsOf, type ContractOperation } from '../operation.js';
import { chosenOperations, inOrder, isInShard, phaseOf, type Phase, type Shard } from './plan.js';
import { withValues } from './values.js';

/** What of the whole is run. */
export interface PlanOptions {
  readonly description: Description;
  /** Groups of cases; all if undefined. */
  readonly only?: readonly CaseGroup[];
  /** Ids of operations; all if undefined. */
  readonly operations?: readonly string[];
  readonly shard?: Shard;
  /** Random requests per operation and kind; none for 0. */
  readonly runs?: number;
  /** What to ask the server for in place of the examples, by names of parameters. */
  readonly values?: JsonObject;
}

/** A kind of random requests of one operation. */
export interface PlannedProperty {
  readonly id: string;
  readonly phase: Phase;
  readonly cases: Arbitrary<ContractCase>;
}

/** What is sent, in its order. */
export interface RunPlan {
  /** All of the description, by id. */
  readonly operations: ReadonlyMap<string, ContractOperation>;
  readonly cases: readonly ContractCase[];
  readonly properties: readonly PlannedProperty[];
  readonly flows: readonly Flow[];
  /** Ids of the results, in their order. */
  readonly ids: readonly string[];
  phaseFor(one: ContractCase): Phase;
  /** The plain request of an operation, if there is one. */
  exampleOf(operation: ContractOperation): ContractCase | undefined;
}

/**
 * Plans a run.
 *
 * @throws UserError with exit code 2 if an operation is not in the description
 */
export function planRun(options: PlanOptions): RunPlan {
  const { description, only, shard, runs } = options;
  const chosen = chosenOperations(description, options.operations);
  const chosenIds = chosen.map(({ id }) => id);
  const operations = new Map(operationsOf(description).map((one) => [one.id, one]));
  const asked = withValues(description, options.values ?? {});
  const all = casesOf(asked, { operations: chosenIds });
  const phaseFor = phaseOf(description);
  const wanted = (group: CaseGroup): boolean => only?.includes(group) ?? true;
  const cases = inOrder(
    all.filter(({ id, group }) => wanted(group) && isInShard(id, shard)),
    phaseFor,
  );
  const properties = wanted('property') && runs !== 0 ? chosen.flatMap(propertiesFor) : [];
  const flows = (wanted('flow') ? flowsOf(chosen) : []).filter(({ read }) =>
    isInShard(`${read.id}/flow`, shard),
  );
  return {
    operations,
    cases,
    properties,
    flows,
    phaseFor,
    exampleOf,
    ids: [
      ...[...cases, ...properties].map(({ id }) => id),
      ...flows.flatMap((flow) => flowCases(flow, undefined).map(({ id }) => id)),
    ],
  };

  function exampleOf(operation: ContractOperation): ContractCase | undefined {
    return all.find(
      ({ operationId, group, request, expected, needs }) =>
        operationId === operation.id &&
        group === 'example' &&
        request.credentials.kind === 'default' &&
        expected.kind === 'accepted' &&
        needs.length === 0,
    );
  }

  function propertiesFor(operation: ContractOperation): PlannedProperty[] {
    const plain = all.find(({ operationId }) => operationId === operation.id);
    if (plain === undefined) return [];
    const phase = phaseFor(plain);
    return Object.entries(propertiesOf(asked, operation) ?? {}).flatMap(([kind, arbitrary]) => {
      const id = `${operation.id}/property/${kind}`;
      return arbitrary !== undefined && isInShard(id, shard)
        ? [{ id, phase, cases: arbitrary as Arbitrary<ContractCase> }]
        : [];
    });
  }
}
