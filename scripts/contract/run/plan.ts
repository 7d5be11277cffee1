import { createHash } from 'node:crypto';
import type { Arbitrary } from 'fast-check';
import { UserError } from '../../lib/cli.js';
import type { Description, JsonObject } from '../../lib/openapi/document.js';
import type { CaseGroup, ContractCase } from '../case.js';
import { casesOf } from '../cases/index.js';
import { propertiesOf } from '../cases/properties.js';
import { couldNotRun } from '../http/target.js';
import { operationsOf, type ContractOperation } from '../operation.js';
import { flowCases, flowsOf } from './flows.js';
import { withValues } from './values.js';

/** Random requests per operation and kind, if no other number is given. */
export const defaultRuns = 20;

/** One part of the work, divided among several machines. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** What a request may do to the server: cases run in this order. */
export const phases = ['read', 'write', 'delete'] as const;

/** One of the phases. */
type Phase = (typeof phases)[number];

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
export type RunPlan = ReturnType<typeof planRun>;

/**
 * Plans a run.
 *
 * @throws UserError with exit code 2 if an operation is not in the description
 */
export function planRun(options: PlanOptions) {
  const { description, only, shard, runs } = options;
  const operations = new Map(operationsOf(description).map((one) => [one.id, one]));
  for (const id of options.operations ?? [])
    requireKnown('--operation', id, [...operations.keys()]);
  const chosen = [...operations.values()].filter(
    ({ id }) => options.operations?.includes(id) ?? true,
  );
  const asked = withValues(description, options.values ?? {});
  const all = casesOf(asked, { operations: chosen.map(({ id }) => id) });
  const wanted = (group: CaseGroup): boolean => only?.includes(group) ?? true;
  const cases = inOrder(all.filter(({ id, group }) => wanted(group) && isInShard(id, shard)));
  const properties = wanted('property') && runs !== 0 ? chosen.flatMap(propertiesFor) : [];
  const flows = (wanted('flow') ? flowsOf(chosen) : []).filter(({ read }) =>
    isInShard(`${read.id}/flow`, shard),
  );
  return {
    /** All of the description, by id. */
    operations,
    cases,
    properties,
    flows,
    phaseFor,
    exampleOf,
    /** Ids of the results, in their order. */
    ids: [
      ...[...cases, ...properties].map(({ id }) => id),
      ...flows.flatMap((flow) => flowCases(flow, undefined).map(({ id }) => id)),
    ],
  };

  function phaseFor({ request: { method }, operationId }: ContractCase): Phase {
    if (['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method)) return 'read';
    if (method === 'DELETE') return 'delete';
    const operation = operations.get(operationId ?? '');
    // A PUT that is safe to repeat writes all the same; a POST that is so only reads.
    const reads = method === 'POST' && operation?.method === 'POST' && operation.safeToRepeat;
    return reads ? 'read' : 'write';
  }

  /** Among deletions those come first that must be refused, so that what they are about is still there. */
  function inOrder(list: readonly ContractCase[]): ContractCase[] {
    const isAccepted = (one: ContractCase): number => Number(one.expected.kind === 'accepted');
    return phases.flatMap((phase) => {
      const own = list.filter((one) => phaseFor(one) === phase);
      return phase === 'delete'
        ? own.toSorted((one, other) => isAccepted(one) - isAccepted(other))
        : own;
    });
  }

  /** The plain request of an operation, if there is one. */
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
    const { valid, invalid } = propertiesOf(asked, operation) ?? {};
    return Object.entries({ valid, invalid }).flatMap(([kind, arbitrary]) => {
      const id = `${operation.id}/property/${kind}`;
      return arbitrary !== undefined && isInShard(id, shard)
        ? [{ id, phase: phaseFor(plain), cases: arbitrary }]
        : [];
    });
  }
}

/** Whether a case falls to a shard. It depends on the id alone, so that shards never overlap. */
function isInShard(id: string, shard: Shard | undefined): boolean {
  if (shard === undefined) return true;
  const hash = createHash('sha256').update(id).digest().readUInt32BE(0);
  return hash % shard.of === shard.index - 1;
}

/**
 * Checks a name that was given for an option.
 *
 * @throws UserError with exit code 2 if it is not known, with the known one that is most like it
 */
export function requireKnown(
  option: string,
  name: string,
  known: readonly string[],
  more = '',
): void {
  if (known.includes(name)) return;
  const pairsOf = (text: string): string[] =>
    [...text.toLowerCase()].map((sign, index, signs) => sign + (signs[index + 1] ?? ''));
  const pairs = pairsOf(name);
  // How many pairs of letters a known name has in common with it, of its own and of those given.
  const likeness = (one: string): number =>
    pairsOf(one).filter((pair) => pairs.includes(pair)).length / (one.length + name.length);
  const [nearest] = known.toSorted((one, other) => likeness(other) - likeness(one));
  throw new UserError(
    `${option} ${JSON.stringify(name)} is unknown; did you mean ${String(nearest)}?${more}`,
    couldNotRun,
  );
}
