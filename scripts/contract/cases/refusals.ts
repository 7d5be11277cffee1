import { coversStatus, type ContractOperation } from '../operation.js';

/** What of a request is wrong, which decides by which status it may be refused. */
export type Fault = 'value' | 'path' | 'content' | 'credentials';

/** Statuses by which HTTP lets a server refuse a request for a fault. */
const statusesByFault: Readonly<Record<Fault, readonly number[]>> = {
  value: [400, 422],
  // A server may find its operation by the types of path parameters.
  path: [400, 404, 422],
  content: [400, 415, 422],
  credentials: [401],
};

/** The documented statuses by which a server may refuse a fault; empty if none is documented. */
export function refusalsOf(operation: ContractOperation, fault: Fault): number[] {
  const documented = operation.responses.map(({ status }) => status);
  const allowed = statusesByFault[fault];
  const exact = allowed.filter((status) => documented.includes(String(status)));
  if (exact.length > 0) return exact;
  const open = documented.some((one) => one === 'default' || coversStatus(one, 400));
  return open ? [...allowed] : [];
}
