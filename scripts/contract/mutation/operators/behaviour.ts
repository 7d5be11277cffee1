import type { SchemaSet } from '../../cases/schemas.js';
import { createdId, type Resource } from '../../fixtures/resources.js';
import { pathParameters, pathWith, type ContractOperation } from '../../operation.js';
import type { SandboxResponse } from '../../../../src/sandbox/core/request.js';
import {
  answering,
  changingRequest,
  idOf,
  isDone,
  isFor,
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
      ignoringParent(operation, resource),
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

/**
 * Where the last id of a request was seen below other ones, as it was created or by any operation, the
 * record there is taken.
 */
function ignoringParent(operation: ContractOperation, resource: Resource): Drifting {
  const seen = new Map<string, Record<string, string>>();
  return async (call, server, onUse) => {
    const answer = await server.answer(call);
    const { path: template = '' } = call.operation ?? {};
    const path = pathOf(call);
    const own = pathParameters(template, path);
    const isCreation = resource.create !== undefined && isFor(call, resource.create);
    const made = isCreation ? createdId(resource, jsonIn(answer)) : undefined;
    if (isDone(answer)) seen.set(idOf(call), own);
    if (isDone(answer) && made !== undefined) seen.set(made, own);
    if (isDone(answer) || !isFor(call, operation)) return answer;
    const known = pathWith(template, { ...own, ...seen.get(idOf(call)) });
    if (known === path) return answer;
    onUse();
    return server.answer({ ...call, target: call.target.replace(path, () => known) });
  };
}
