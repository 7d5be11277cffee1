import { isDeepStrictEqual } from 'node:util';
import type { NamedExample } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';
import { distinct, mapObject } from '../cases/json.js';
import type { SchemaSet } from '../cases/schemas.js';
import { readParameter, writtenIn } from '../cases/serialization.js';
import { responsesFor, type ContractOperation } from '../operation.js';
import { bareMediaType, coversMediaType, isJson, readJson } from '../oracle/media-type.js';
import type { Body, ContractRequest } from '../case.js';
import type { CoverageItem } from './items.js';
import { readSchema } from './schema.js';

/** What requests to an operation can carry, and whether some do; the contract must allow them. */
export function* inputItems(
  set: SchemaSet,
  operation: ContractOperation,
  requests: readonly ContractRequest[],
): Iterable<CoverageItem> {
  for (const parameter of operation.parameters) {
    const label = `${parameter.in} ${parameter.name}`;
    const written = distinct(
      requests.map((request) => writtenIn(operation, parameter, request)),
    ).filter((own) => own !== undefined);
    yield { kind: 'parameter', name: label, covered: written.length > 0 };
    const values = written.flatMap((own) => readParameter(set, parameter, own));
    let isListed = false;
    for (const { kind, name, covered } of readSchema(set, parameter.schema, 'readOnly', values)) {
      if (kind === 'branch') continue;
      isListed ||= kind === 'value';
      const between = kind === 'member' ? '.' : name.startsWith('[') ? '' : ' ';
      yield { kind: 'parameter-value', name: label + between + name, covered };
    }
    if (!isListed) yield { kind: 'parameter-variety', name: label, covered: written.length > 1 };
  }
  for (const { mediaType, schema, examples } of operation.bodies) {
    const label = operation.bodies.length > 1 ? `${mediaType} ` : '';
    const values = requests.flatMap(({ body }) =>
      // Parts of a form are text whatever their schemas say, so the case alone vouches for them.
      body !== undefined &&
      isOfType(body, mediaType) &&
      (body.kind !== 'json' || set.isValid([schema], body.value))
        ? [valueOf(body)]
        : [],
    );
    yield { kind: 'request-type', name: mediaType, covered: values.length > 0 };
    for (const { kind, name, covered } of readSchema(set, schema, 'readOnly', values)) {
      yield { kind: `body-${kind}`, name: label + name, covered };
    }
    const comparable = isJson(mediaType) ? (value: unknown) => value : asParts;
    const given = examples.map((one) => ({ ...one, value: comparable(one.value) }));
    yield* exampleItems('request-example', label, given, values.map(comparable));
  }
}

/** Statuses that no request brings about on a server which does not choose its answers. */
const beyondRequests = /^(403|429|5..)$/i;

/**
 * What an operation can answer, and whether it did; an answer that is not documented reaches nothing.
 *
 * @param choosesAnswers - whether the server gives the answer that it is asked for
 */
export function* outputItems(
  set: SchemaSet,
  operation: ContractOperation,
  answers: readonly Answer[],
  choosesAnswers: boolean,
): Iterable<CoverageItem> {
  const read = answers.map((answer) => {
    const documented = responsesFor(operation, answer.status);
    const wanted = documented.find((one) => coversMediaType(one.mediaType, answer.mediaType));
    return { answer, documented, wanted };
  });
  for (const response of operation.responses) {
    const { status, mediaType, schema } = response;
    const alone = operation.responses.filter((one) => one.status === status).length === 1;
    const label = alone ? `${status} ` : `${status} ${mediaType} `;
    const optional = !choosesAnswers && beyondRequests.test(status);
    const came = read.some(({ documented }) => documented.includes(response));
    // `default` is of no class.
    if (/^\d/.test(status)) {
      yield { kind: 'status-class', name: `${status.charAt(0)}XX`, covered: came, optional };
    }
    yield { kind: 'status', name: status, covered: came, optional };
    const own = read.filter(({ wanted }) => wanted === response).map(({ answer }) => answer);
    // A server repeats itself, above all a mock; reading one answer once is enough.
    const values = distinct(own, (one) => `${one.mediaType} ${one.text}`)
      .map((one) => (isJson(one.mediaType) ? readJson(one.text) : one.text))
      .filter((value) => set.isValid([schema], value));
    if (mediaType !== '') {
      const name = `${status} ${mediaType}`;
      yield { kind: 'response-type', name, covered: values.length > 0, optional };
    }
    for (const { kind, name, covered } of readSchema(set, schema, 'writeOnly', values)) {
      yield { kind: `response-${kind}`, name: label + name, covered, optional };
    }
    for (const one of exampleItems('response-example', label, response.examples, values)) {
      yield { ...one, optional: !choosesAnswers };
    }
  }
}

function exampleItems(
  kind: 'request-example' | 'response-example',
  label: string,
  examples: readonly NamedExample[],
  values: readonly unknown[],
): CoverageItem[] {
  return examples.map(({ name, value }) => ({
    kind,
    name: label + (name === '' ? 'example' : name),
    covered: values.some((one) => isDeepStrictEqual(one, value)),
  }));
}

/** A value as a form carries it. */
function asParts(value: unknown): unknown {
  return mapObject(value, (part) => (typeof part === 'string' ? part : JSON.stringify(part)));
}

function valueOf(body: Body): unknown {
  if (body.kind === 'json') return body.value;
  return 'parts' in body ? body.parts : body.text;
}

function isOfType(body: Body, documented: string): boolean {
  if (body.kind === 'form') {
    return ['multipart/form-data', 'application/x-www-form-urlencoded'].includes(
      bareMediaType(documented),
    );
  }
  return body.mediaType !== undefined && coversMediaType(documented, bareMediaType(body.mediaType));
}
