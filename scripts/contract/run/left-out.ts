import { objectAt, type Description } from '../../lib/openapi/document.js';
import type { CaseResult } from '../findings.js';
import { operationsOf } from '../operation.js';
import { count } from '../../lib/text.js';

/** Whether a result is of a check of several requests, which compares their answers. */
const isCheck = ({ case: { group } }: CaseResult): boolean =>
  ['behaviour', 'life-cycle', 'flow'].includes(group);

const isSkipped = ({ outcome }: CaseResult): boolean => outcome === 'skipped';

/**
 * What of a description no request was made for, as sentences.
 *
 * @param chosen - ids of operations; all if undefined
 */
export function leftOut(
  description: Description,
  results: readonly CaseResult[],
  chosen?: readonly string[],
): string[] {
  const idsOf = (some: readonly CaseResult[]) =>
    new Set(some.map(({ case: one }) => one.operationId));
  const tried = idsOf(results.filter((one) => !isCheck(one) || !isSkipped(one)));
  const operations = operationsOf(description).filter(({ id }) => chosen?.includes(id) ?? true);
  const untried = operations.filter(({ id }) => !tried.has(id));
  const types = operations
    .filter(({ id }) => tried.has(id))
    .flatMap(({ id, body, bodies }) =>
      bodies.filter((one) => one !== body).map(({ mediaType }) => `${id} ${mediaType}`),
    );
  const checks = results.filter(isCheck);
  const toCheck = idsOf(checks);
  // On a server that keeps no state there is none at all.
  const checked = idsOf(checks.filter((one) => !isSkipped(one)));
  const unchecked = [...idsOf(results)].filter((id) => toCheck.has(id) && !checked.has(id));
  const webhooks = Object.keys(objectAt(description, '/webhooks'));
  const callbacks = operations.filter(
    ({ pointer }) => objectAt(description, pointer)['callbacks'] !== undefined,
  );
  const list = (what: string, names: readonly string[], why: string, many?: string): string[] =>
    names.length === 0 ? [] : [`${count(names.length, what, many)} (${names.join(', ')}): ${why}.`];
  return [
    ...list(
      'operation',
      untried.map(({ id, bodies: [first] }) =>
        first === undefined ? id : `${id} ${first.mediaType}`,
      ),
      'no valid request can be made of the examples and schemas, or its cases are of groups or of a shard that were not chosen',
    ),
    ...list(
      'operation',
      checked.size > 0 ? unchecked.flatMap((id) => id ?? []) : [],
      'none of the checks of behaviour could be made, for the reasons of the skipped cases',
    ),
    ...list('body', types, 'one media type of each operation is tried', 'bodies'),
    ...list('webhook', webhooks, 'they are requests of the server'),
    ...list(
      'operation with callbacks',
      callbacks.map(({ id }) => id),
      'they are requests of the server',
      'operations with callbacks',
    ),
  ];
}
