import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { mapObject, objectOf } from '../cases/json.js';
import type { ContractOperation } from '../operation.js';

/**
 * Operations with other values in the examples of their requests: of parameters by their names, and in
 * bodies by the names of members. So a live server is asked for what it has. Values under the id of an
 * operation are for this one alone.
 */
export function withValues(
  operations: readonly ContractOperation[],
  values: JsonObject,
): ContractOperation[] {
  return operations.map((operation) => {
    const own = { ...values, ...objectOf(values[operation.id]) };
    const withExamples = <Content extends ContractOperation['bodies'][number]>(body: Content) => ({
      ...body,
      examples: body.examples.map((one) => ({ ...one, value: replaced(one.value, own) })),
    });
    return {
      ...operation,
      parameters: operation.parameters.map((parameter) =>
        Object.hasOwn(own, parameter.name)
          ? { ...parameter, example: own[parameter.name], examples: [] }
          : parameter,
      ),
      body: operation.body && withExamples(operation.body),
      bodies: operation.bodies.map(withExamples),
    };
  });
}

/** A JSON value with other members of these names, where their type is the same. */
function replaced(value: unknown, values: JsonObject): unknown {
  if (Array.isArray(value)) return value.map((item) => replaced(item, values));
  return mapObject(value, (member, name) =>
    Object.hasOwn(values, name) && typeof values[name] === typeof member && !isObject(member)
      ? values[name]
      : replaced(member, values),
  );
}
