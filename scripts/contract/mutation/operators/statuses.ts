import { step, type JsonObject } from '../../../lib/description.js';
import { renamed, withValueAt, without } from '../json.js';
import type { DocumentOperator } from './document-edit.js';
import { operationOf } from './parameters.js';

/** Documented statuses: each dropped, each changed to another of its class. */
export const statuses: DocumentOperator = (inlined) => {
  const responses = (operationOf(inlined)['responses'] ?? {}) as JsonObject;
  const owner = `${inlined.pointer}/responses`;
  const put = (value: JsonObject) => () => withValueAt(inlined.document, owner, value);
  const known = Object.keys(responses);
  return known.flatMap((status) => [
    ...(known.length > 1
      ? [
          {
            operator: 'drop status',
            at: owner + step(status),
            what: `the provider never answers ${status}`,
            wanted: `a request that is answered with ${status}`,
            document: put(without(responses, status)),
          },
        ]
      : []),
    ...changedStatuses(status)
      .filter((other) => !known.includes(other))
      .map((other) => ({
        operator: 'change status',
        at: owner + step(status),
        what: `${other} takes the place of ${status}`,
        wanted: `a request that is answered with ${status}`,
        document: put(renamed(responses, status, other)),
      })),
  ]);
};

function changedStatuses(status: string): string[] {
  if (/^[1-5]XX$/i.test(status)) return [`${status.charAt(0)}99`];
  const number = Number(status);
  if (!Number.isInteger(number)) return [];
  // One of the same class, and for a success also one without a body.
  return number < 300 ? [`${number + 2}`, '204', '299'] : [`${Math.floor(number / 100)}98`];
}
