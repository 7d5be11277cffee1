import { createHash } from 'node:crypto';
import { nearest } from '../../../src/nearest.js';
import { UserError } from '../../lib/cli.js';
import type { Description } from '../../lib/description.js';
import {
  capabilities,
  caseGroups,
  type Capability,
  type CaseGroup,
  type ContractCase,
} from '../case.js';
import { operationsOf, type ContractOperation } from '../operation.js';
import { couldNotRun } from '../http/target.js';

/** One part of the work, divided among several machines. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** What a request may do to the server: cases run in this order. */
export const phases = ['read', 'write', 'delete'] as const;

/** One of the phases. */
export type Phase = (typeof phases)[number];

/** Sorts cases into phases by the operations of a description. */
export function phaseOf(description: Description): (one: ContractCase) => Phase {
  const operations = new Map(operationsOf(description).map((one) => [one.id, one]));
  return (one) => {
    const { method } = one.request;
    if (['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method)) return 'read';
    if (method === 'DELETE') return 'delete';
    const operation = operations.get(one.operationId ?? '');
    // A PUT that is safe to repeat writes all the same; a POST that is so only reads.
    const reads = method === 'POST' && operation?.method === 'POST' && operation.safeToRepeat;
    return reads ? 'read' : 'write';
  };
}

/**
 * The cases in the order in which they are sent: reads, writes, deletions; among deletions those come
 * first that must be refused, so that what they are about is still there.
 */
export function inOrder(
  cases: readonly ContractCase[],
  phaseFor: (one: ContractCase) => Phase,
): ContractCase[] {
  const refused = (one: ContractCase): number => (one.expected.kind === 'accepted' ? 1 : 0);
  return phases.flatMap((phase) => {
    const own = cases.filter((one) => phaseFor(one) === phase);
    return phase === 'delete' ? own.toSorted((one, other) => refused(one) - refused(other)) : own;
  });
}

/** Whether a case falls to a shard. It depends on the id alone, so that shards never overlap. */
export function isInShard(id: string, shard: Shard | undefined): boolean {
  if (shard === undefined) return true;
  const hash = createHash('sha256').update(id).digest().readUInt32BE(0);
  return hash % shard.of === shard.index - 1;
}

/**
 * The operations that were asked for, or all.
 *
 * @throws UserError with exit code 2 if the description does not have one of them
 */
export function chosenOperations(
  description: Description,
  ids: readonly string[] | undefined,
): ContractOperation[] {
  const all = operationsOf(description);
  if (ids === undefined) return all;
  const known = all.map(({ id }) => id);
  for (const id of ids) requireKnown('--operation', id, known, false);
  return all.filter(({ id }) => ids.includes(id));
}

/** Reads a list of groups. @throws UserError with exit code 2 for an unknown one */
export function readGroups(text: string): CaseGroup[] {
  return readList('--only', text, caseGroups);
}

/** Reads a list of capabilities. @throws UserError with exit code 2 for an unknown one */
export function readCapabilities(option: string, text: string): Capability[] {
  return readList(option, text, Object.keys(capabilities) as Capability[]);
}

/** Reads `2/5`. @throws UserError with exit code 2 if it is no shard */
export function readShard(text: string): Shard {
  const [index = 0, of = 0] = /^[1-9]\d{0,5}\/[1-9]\d{0,5}$/.test(text)
    ? text.split('/').map(Number)
    : [];
  if (index < 1 || index > of) {
    throw new UserError(
      `--shard must be a part of the whole such as 1/3, not "${text}".`,
      couldNotRun,
    );
  }
  return { index, of };
}

function readList<Name extends string>(
  option: string,
  text: string,
  known: readonly Name[],
): Name[] {
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) requireKnown(option, name, known);
  return names as Name[];
}

function requireKnown(option: string, name: string, known: readonly string[], listed = true): void {
  if (known.includes(name)) return;
  const list = listed ? ` Expected one of ${known.join(', ')}.` : '';
  throw new UserError(
    `${option} ${JSON.stringify(name)} is unknown; did you mean ${String(nearest(name, known))}?${list}`,
    couldNotRun,
  );
}
