import type { SchemaSet } from '../../cases/schemas.js';
import type { Resource } from '../../fixtures/resources.js';
import type { ContractOperation } from '../../operation.js';
import type { SandboxResponse } from '../../../../src/sandbox/core/request.js';
import {
  answering,
  changingRequest,
  idOf,
  isDone,
  jsonIn,
  pathOf,
  withJson,
  type BehaviourEdit,
  type Call,
  type Drifting,
} from './drifting.js';
import { inputEdits, pageEdits } from './lists.js';
import { recordEdits } from './records.js';

/** All ways in which an operation, on the records of a kind if it is about any, may drift. */
export function* behaviourEdits(
  set: SchemaSet,
  operation: ContractOperation,
  resource: Resource | undefined,
): Generator<BehaviourEdit> {
  const { pointer, method, body, parameters } = operation;
  const edit = (operator: string, what: string, begin: () => Drifting): BehaviourEdit => ({
    ...{ operator, what, pointer, begin },
  });
  const isList = resource?.list?.id === operation.id;
  yield* inputEdits(set, operation);
  if (isList) yield* pageEdits(set, operation);
  if (body?.mediaType.includes('json')) {
    yield edit('read JSON loosely', 'the last of several members of a name is taken', () =>
      changingRequest(operation, (call) => withJson(call, jsonIn(call))),
    );
    yield edit('pass over a rest', 'text after the JSON is passed over', () =>
      changingRequest(operation, withoutRest),
    );
  }
  if (resource === undefined) return;
  yield* recordEdits(set, operation, resource);
  if (method === 'GET' && !isList) {
    yield edit('answer unknown id', 'what is not there is answered as the last record was', () =>
      answeringUnknown(operation),
    );
  }
  if (parameters.filter((one) => one.in === 'path').length > 1) {
    yield edit('ignore parent', 'a record is found below every other one', () =>
      ignoringParent(operation),
    );
  }
}

function withoutRest(call: Call): Call {
  const text = Buffer.from(call.body).toString();
  const end = text.lastIndexOf('}') + 1;
  const rest = { ...call, body: Buffer.from(text.slice(0, end)) };
  return end > 0 && end < text.length && jsonIn(rest) !== undefined ? rest : call;
}

function answeringUnknown(operation: ContractOperation): Drifting {
  let last: SandboxResponse | undefined;
  return answering(operation, async (call, server, onUse) => {
    const answer = await server.answer(call);
    if (isDone(answer)) last = answer;
    if (isDone(answer) || answer.status === 401 || last === undefined) return answer;
    onUse();
    return last;
  });
}

/** A request whose last id was seen below other ones is taken for one there. */
function ignoringParent(operation: ContractOperation): Drifting {
  const seen = new Map<string, string>();
  return answering(operation, async (call, server, onUse) => {
    const answer = await server.answer(call);
    const path = pathOf(call);
    if (isDone(answer)) seen.set(idOf(call), path);
    const known = seen.get(idOf(call));
    if (isDone(answer) || known === undefined || known === path) return answer;
    onUse();
    return server.answer({ ...call, target: call.target.replace(path, () => known) });
  });
}
