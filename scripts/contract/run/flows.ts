import { isObject, type Description } from '../../lib/openapi/document.js';
import type { ContractCase } from '../case.js';
import type { CaseResult, FindingName } from '../findings.js';
import type { ContractOperation } from '../operation.js';
import { readJson } from '../oracle/media-type.js';
import { skipped, type SentCase } from './session.js';

/** Operations of one resource: `POST /pets`, `GET /pets/{id}`, `DELETE /pets/{id}`. */
export interface Flow {
  readonly create: ContractOperation;
  readonly read: ContractOperation;
  readonly remove: ContractOperation;
}

/** Finds the resources of a description by its paths. */
export function flowsOf(operations: readonly ContractOperation[]): Flow[] {
  return operations.flatMap((create) => {
    const member = (method: string): ContractOperation | undefined =>
      operations.find(
        ({ method: own, path }) =>
          own === method &&
          path.startsWith(`${create.path}/`) &&
          /^\{[^{}/]+\}$/.test(path.slice(create.path.length + 1)),
      );
    const read = member('GET');
    const remove = member('DELETE');
    return create.method === 'POST' && read && remove ? [{ create, read, remove }] : [];
  });
}

/** What a flow is tried with. */
export interface FlowOptions {
  readonly description: Description;
  readonly flow: Flow;
  /** The plain request of an operation. */
  readonly example: (operation: ContractOperation) => ContractCase | undefined;
  readonly send: (one: ContractCase) => Promise<SentCase>;
}

/** What a flow came to. */
export interface FlowResult {
  readonly results: readonly CaseResult[];
  /** Whether the server was seen to keep what it creates. */
  readonly keepsState: boolean;
}

/**
 * Creates a resource, reads it, deletes it and reads it again. A server that keeps no state is
 * recognised by what it does, and nothing is asked of it.
 */
export async function runFlow(options: FlowOptions): Promise<FlowResult> {
  const { description, flow, example, send } = options;
  const create = example(flow.create);
  const read = example(flow.read);
  const remove = example(flow.remove);
  const cases = flowCases(flow, read);
  const none = (reason: string): FlowResult => ({
    keepsState: false,
    results: cases.map((one) => skipped(one, reason)),
  });
  if (!create || !read || !remove) return none('It has no example to begin with.');

  const { answer } = (await send({ ...create, id: `${flow.create.id}/flow/create` })).result;
  if (answer === undefined || answer.status >= 300) {
    return none('Nothing could be created by the example.');
  }
  const id = createdId(readJson(answer.text));
  if (id === undefined) return none('The answer to the creation has no id at "id" or "data.id".');
  const at = (one: ContractCase, key: string): ContractCase => ({
    ...one,
    request: { ...one.request, path: `${create.request.path}/${encodeURIComponent(key)}` },
  });
  const [readIt, readAgain] = cases.map((one) => at(one, id)) as [ContractCase, ContractCase];
  const removal = at({ ...remove, id: `${flow.remove.id}/flow/delete` }, id);
  let removed = false;
  try {
    if (JSON.stringify(description.document).includes(JSON.stringify(id))) {
      return none('The server keeps no state: what it creates has an id of the examples.');
    }
    const unknown = await send(at(read, otherId(id)));
    if ((unknown.result.answer?.status ?? 0) < 300) {
      return none('The server keeps no state: it knows an id that nobody created.');
    }
    const found = renamed(await send(readIt), 'valid_refused', 'missing_after_create');
    removed = true;
    const isRemoved = (await send(removal)).result.outcome === 'kept';
    const last = isRemoved
      ? renamed(await send(readAgain), 'invalid_accepted', 'usable_after_delete')
      : skipped(readAgain, 'What was created could not be deleted.');
    return { keepsState: true, results: [found, last] };
  } finally {
    // Whatever happened, nothing is left behind.
    if (!removed) await send(removal);
  }
}

/** The cases that a flow gives results for. */
export function flowCases(
  { create, read: { id, path }, remove }: Flow,
  read: ContractCase | undefined,
): ContractCase[] {
  const one = (
    name: string,
    { pointer }: ContractOperation,
    expected: ContractCase['expected'],
    why: string,
  ): ContractCase => ({
    id: `${id}/flow/${name.replaceAll(' ', '-')}`,
    group: 'flow',
    operationId: id,
    name,
    rule: { keyword: 'paths', pointer },
    request: read?.request ?? {
      method: 'GET',
      path,
      query: [],
      headers: {},
      credentials: { kind: 'default' },
    },
    expected,
    why,
    needs: [],
  });
  const statuses = Array.from({ length: 100 }, (_, index) => 400 + index);
  const gone = { kind: 'refused', statuses } as const;
  return [
    one('read after create', create, { kind: 'accepted' }, 'What was created can be read.'),
    one('read after delete', remove, gone, 'What was deleted cannot be read.'),
  ];
}

function renamed({ result }: SentCase, from: FindingName, to: FindingName): CaseResult {
  const findings = result.findings.map((finding) =>
    finding.name === from ? { ...finding, name: to } : finding,
  );
  return { ...result, findings };
}

function createdId(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const own = body['id'] ?? (isObject(body['data']) ? body['data']['id'] : undefined);
  return typeof own === 'string' || typeof own === 'number' ? String(own) : undefined;
}

/** An id of the same form that nobody has: each of its last digits and letters is another one. */
function otherId(id: string): string {
  const next = (character: string): string =>
    /\d/.test(character) ? String((Number(character) + 5) % 10) : character === 'a' ? 'b' : 'a';
  return id.slice(0, -6) + id.slice(-6).replace(/[a-z\d]/gi, next);
}
