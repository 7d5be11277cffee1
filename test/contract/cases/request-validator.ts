import type { Description } from '../../../scripts/lib/openapi/document.js';
import { validatorsOf } from '../../../scripts/lib/openapi/validators.js';
import type { ContractCase } from '../../../scripts/contract/case.js';
import {
  operationsOf,
  type ContractOperation,
  type ContractParameter,
} from '../../../scripts/contract/operation.js';

/**
 * Whether the description allows the request of a case: a validator of its own, which knows parameters
 * that are plain texts, JSON bodies, and forms of text parts.
 */
export function requestValidator(description: Description): (one: ContractCase) => boolean {
  const validators = validatorsOf(description);
  const isValid = (schema: string, value: unknown): boolean =>
    description.at(schema) === undefined || validators(schema)(value).length === 0;
  const operations = new Map(operationsOf(description).map((one) => [one.id, one]));

  return (one) => {
    const operation = operations.get(one.operationId ?? '') as ContractOperation;
    return (
      operation.parameters.every((parameter) => allowsParameter(operation, parameter, one)) &&
      allowsBody(operation, one)
    );
  };

  function allowsParameter(
    operation: ContractOperation,
    parameter: ContractParameter,
    { request }: ContractCase,
  ): boolean {
    const values = textsOf(operation, parameter, request);
    if (values.length === 0) return !parameter.required;
    if (values.length > 1) return false;
    const [text] = values as [string];
    return [text, Number(text), text === 'true' ? true : text === 'false' ? false : text].some(
      (value) => !Number.isNaN(value) && isValid(parameter.schema, value),
    );
  }

  function allowsBody({ body }: ContractOperation, { request }: ContractCase): boolean {
    if (body === undefined) return request.body === undefined;
    if (request.body === undefined) return !body.required;
    if (request.body.kind === 'form') {
      return body.mediaType === 'multipart/form-data' && isValid(body.schema, request.body.parts);
    }
    if (request.body.kind === 'urlencoded') {
      return body.mediaType === request.body.mediaType && isValid(body.schema, request.body.parts);
    }
    if (request.body.mediaType?.split(';')[0] !== body.mediaType) return false;
    if (request.body.kind === 'json') {
      return isValid(body.schema, JSON.parse(JSON.stringify(request.body.value)));
    }
    try {
      return isValid(body.schema, JSON.parse(request.body.text));
    } catch {
      return false;
    }
  }
}

function textsOf(
  operation: ContractOperation,
  { name, in: place }: ContractParameter,
  request: ContractCase['request'],
): string[] {
  if (place === 'query')
    return request.query.filter(([one]) => one === name).map(([, text]) => text);
  if (place === 'header') {
    const text = request.headers[name];
    return text === undefined ? [] : [text];
  }
  const index = operation.path.split('/').indexOf(`{${name}}`);
  return [decodeURIComponent(request.path.split('/')[index] ?? '')];
}
