import { isObject, type Description } from '../../lib/description.js';
import type { ContractCase, Expectation } from '../case.js';
import type { CaseResult, FindingName } from '../findings.js';
import { readJson } from '../oracle/media-type.js';
import type { ContractOperation } from '../operation.js';
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
    if (create.method !== 'POST') return [];
    const member = (method: string): ContractOperation | undefined =>
      operations.find(
        ({ method: own, path }) =>
          own === method &&
          path.startsWith(`${create.path}/`) &&
          /^\{[^{}/]+\}$/.test(path.slice(create.path.length + 1)),
      );
    const read = member('GET');
    const remove = member('DELETE');
    return read && remove ? [{ create, read, remove }] : [];
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
  const plain = {
    create: example(flow.create),
    read: example(flow.read),
    remove: example(flow.remove),
  };
  const names = flowCases(flow, plain.read);
  const none = (reason: string): FlowResult => ({
    keepsState: false,
    results: names.map((one) => skipped(one, reason)),
  });
  if (!plain.create || !plain.read || !plain.remove)
    return none('It has no example to begin with.');

  const created = await send({ ...plain.create, id: `${flow.create.id}/flow/create` });
  const answer = created.result.answer;
  if (answer === undefined || answer.status >= 300) {
    return none('Nothing could be created by the example.');
  }
  const id = createdId(readJson(answer.text));
  if (id === undefined) return none('The answer to the creation has no id at "id" or "data.id".');

  const collection = plain.create.request.path;
  const at = (one: ContractCase, key: string): ContractCase => ({
    ...one,
    request: { ...one.request, path: `${collection}/${encodeURIComponent(key)}` },
  });
  const [readIt, readAgain] = names.map((one) => at(one, id)) as [ContractCase, ContractCase];
  let removed = false;
  const remove = async (): Promise<SentCase> => {
    removed = true;
    return send({ ...at(plain.remove as ContractCase, id), id: `${flow.remove.id}/flow/delete` });
  };
  try {
    const inExamples = JSON.stringify(description.document).includes(JSON.stringify(id));
    if (inExamples)
      return none('The server keeps no state: what it creates has an id of the examples.');
    const unknown = await send(at(plain.read, otherId(id)));
    if ((unknown.result.answer?.status ?? 0) < 300) {
      return none('The server keeps no state: it knows an id that nobody created.');
    }
    const first = await send(readIt);
    const found = renamed(first.result, 'valid_refused', 'missing_after_create');
    const deletion = await remove();
    if (deletion.result.outcome !== 'kept') {
      const reason = 'What was created could not be deleted.';
      return { keepsState: true, results: [found, skipped(readAgain, reason)] };
    }
    const last = await send(readAgain);
    return {
      keepsState: true,
      results: [found, renamed(last.result, 'invalid_accepted', 'usable_after_delete')],
    };
  } finally {
    // Whatever happened, nothing is left behind.
    if (!removed) await remove();
  }
}

/** The cases that a flow gives results for. */
export function flowCases(flow: Flow, read: ContractCase | undefined): ContractCase[] {
  const { create, remove } = flow;
  const one = (
    name: string,
    pointer: string,
    expected: Expectation,
    why: string,
  ): ContractCase => ({
    id: `${flow.read.id}/flow/${name.replaceAll(' ', '-')}`,
    group: 'flow',
    operationId: flow.read.id,
    name,
    rule: { keyword: 'paths', pointer },
    request: read?.request ?? {
      method: 'GET',
      path: flow.read.path,
      query: [],
      headers: {},
      credentials: { kind: 'default' },
    },
    expected,
    why,
    needs: [],
  });
  const refusals = Array.from({ length: 100 }, (_, index) => 400 + index);
  return [
    one('read after create', create.pointer, { kind: 'accepted' }, 'What was created can be read.'),
    one(
      'read after delete',
      remove.pointer,
      { kind: 'refused', statuses: refusals },
      'What was deleted cannot be read.',
    ),
  ];
}

function renamed(result: CaseResult, from: FindingName, to: FindingName): CaseResult {
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
