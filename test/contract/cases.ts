import type { Description, JsonObject } from '../../scripts/lib/description.js';
import { judgesOf } from '../../scripts/lib/schema-judge.js';
import { damagesOf } from './damage.js';
import type { ContractOperation, ContractParameter } from '../../scripts/contract/operation.js';
import { exampleRequest, signature, type ContractRequest } from './request.js';

/** A request with the statuses that the contract allows for it. */
export interface ContractCase {
  readonly name: string;
  readonly request: ContractRequest;
  /** Any of these; `accepted` is a documented 2xx. */
  readonly expected: 'accepted' | readonly number[];
}

/** Requests that keep the contract: each named example of the body, each way to sign in. */
export function acceptedCases(operation: ContractOperation): ContractCase[] {
  const bodies = operation.body?.examples ?? [{ name: 'no body' }];
  const request = exampleRequest(operation);
  return [
    ...bodies.map(({ name }, index) => ({
      name: `example ${name}`,
      request: exampleRequest(operation, index),
      expected: 'accepted' as const,
    })),
    {
      name: 'signed with an access key',
      request: { ...request, headers: signature },
      expected: 'accepted' as const,
    },
    {
      name: 'without optional parameters',
      request: { ...request, query: {} },
      expected: 'accepted' as const,
    },
  ];
}

/** Requests that break the contract in one place. */
export function refusedCases(
  description: Description,
  operation: ContractOperation,
): ContractCase[] {
  const request = exampleRequest(operation);
  return [
    { name: 'without credentials', request: { ...request, headers: {} }, expected: [401] },
    {
      name: 'with half of a signature',
      request: { ...request, headers: { Authorization: signature.Authorization } },
      expected: [401],
    },
    ...operation.parameters
      .filter((parameter) => parameter.in === 'query')
      .flatMap((parameter) => damagedParameter(description, request, parameter)),
    ...damagedBodies(description, operation),
  ];
}

function damagedParameter(
  description: Description,
  request: ContractRequest,
  { name, schema }: ContractParameter,
): ContractCase[] {
  const { minimum, maximum } = description.at(schema) as JsonObject;
  const isValid = judgesOf(description)(schema);
  const limits = [
    ...(typeof minimum === 'number' ? [minimum - 1] : []),
    ...(typeof maximum === 'number' ? [maximum + 1] : []),
  ];
  return ['NOT_LISTED', ...limits]
    .filter((value) => isValid(value).length > 0)
    .map((value) => ({
      name: `query ${name}=${value}`,
      request: { ...request, query: { ...request.query, [name]: String(value) } },
      expected: [400],
    }));
}

function damagedBodies(description: Description, operation: ContractOperation): ContractCase[] {
  const { body } = operation;
  if (body === undefined) return [];
  const request = exampleRequest(operation);
  const withoutBody = {
    name: 'without a body',
    request: { ...request, body: undefined },
    expected: [400],
  };
  if (body.mediaType === 'multipart/form-data') {
    return [
      withoutBody,
      { name: 'form without its part', request: { ...request, body: {} }, expected: [400] },
    ];
  }
  const isValid = judgesOf(description)(body.schema);
  return [
    withoutBody,
    {
      name: 'body of another media type',
      request: { ...request, body: JSON.stringify(request.body), mediaType: 'text/plain' },
      // The description knows no 415, so 400 is what is left.
      expected: [400],
    },
    ...body.examples.flatMap(({ name, value }) =>
      damagesOf(value)
        .filter((damage) => isValid(damage.value).length > 0)
        .map((damage) => ({
          name: `example ${name}, ${damage.name}`,
          request: { ...request, body: damage.value },
          expected: [400],
        })),
    ),
  ];
}
