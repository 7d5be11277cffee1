import { isDeepStrictEqual } from 'node:util';
import type { NamedExample } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';
import { mapObject } from '../cases/json.js';
import type { SchemaSet } from '../cases/schemas.js';
import { readParameter, writtenIn } from '../cases/serialization.js';
import {
  responsesFor,
  type ContractBody,
  type ContractOperation,
  type ContractParameter,
  type ContractResponse,
} from '../operation.js';
import { bareMediaType, coversMediaType, isJson, readJson } from '../oracle/media-type.js';
import type { Body, ContractRequest } from '../case.js';
import type { CoverageKind, Mark, Tally } from './items.js';
import { readSchema, type NameItem, type Reach } from './schema.js';

/**
 * Names what a request to an operation can carry.
 *
 * @returns what marks the items that a request reaches, which the contract must allow
 */
export function readInput(
  set: SchemaSet,
  operation: ContractOperation,
  tally: Tally,
): (request: ContractRequest) => void {
  const reaches = [...operation.parameters.map(parameterReach), ...operation.bodies.map(bodyReach)];
  return (request) => reaches.forEach((reach) => reach(request));

  function parameterReach(parameter: ContractParameter): (request: ContractRequest) => void {
    const label = `${parameter.in} ${parameter.name}`;
    const mark = tally.item('parameter', label);
    let listed = false;
    const name: NameItem = (kind, inside) => {
      if (kind === 'branch') return () => undefined;
      if (kind === 'member') return tally.item('parameter-value', `${label}.${inside}`);
      listed = true;
      const space = inside === '' || inside.startsWith('[') ? '' : ' ';
      return tally.item('parameter-value', `${label}${space}${inside}`);
    };
    const reach = readSchema(set, parameter.schema, 'readOnly', name);
    const markVariety = listed ? undefined : tally.item('parameter-variety', label);
    const seen = new Set<string>();
    return (request) => {
      const written = writtenIn(operation, parameter, request);
      if (written === undefined) return;
      mark();
      readParameter(set, parameter, written).forEach(reach);
      seen.add(JSON.stringify(written));
      if (seen.size > 1) markVariety?.();
    };
  }

  function bodyReach(body: ContractBody): (request: ContractRequest) => void {
    const label = operation.bodies.length > 1 ? `${body.mediaType} ` : '';
    const markType = tally.item('request-type', body.mediaType);
    const reach = reachOf(set, tally, 'body', label, body.schema);
    const examples = examplesOf(tally, 'request-example', label, body.examples);
    const comparable = isJson(body.mediaType) ? (value: unknown) => value : asParts;
    return ({ body: sent }) => {
      if (sent === undefined || !isOfType(sent, body.mediaType)) return;
      const value = valueOf(sent);
      // Parts of a form are text whatever their schemas say, so the case alone vouches for them.
      if (sent.kind === 'json' && !set.isValid([body.schema], value)) return;
      markType();
      reach(value);
      for (const example of examples) {
        if (isDeepStrictEqual(comparable(example.value), comparable(value))) example.mark();
      }
    };
  }
}

/** Statuses that no request brings about on a server which does not choose its answers. */
const beyondRequests = /^(403|429|5..)$/i;

/**
 * Names what an operation can answer.
 *
 * @param choosesAnswers - whether the server gives the answer that it is asked for
 * @returns what marks the items that an answer reaches; one that is not documented reaches none
 */
export function readOutput(
  set: SchemaSet,
  operation: ContractOperation,
  all: Tally,
  choosesAnswers: boolean,
): (answer: Answer) => void {
  const optional: Tally = { ...all, item: (kind, name) => all.item(kind, name, true) };
  const reaches = new Map(operation.responses.map((one) => [one, responseReach(one)]));
  return (answer) => {
    const documented = responsesFor(operation, answer.status);
    const wanted = documented.find((one) => coversMediaType(one.mediaType, answer.mediaType));
    for (const response of documented) {
      reaches.get(response)?.(response === wanted ? answer : undefined);
    }
  };

  /** Marks the status, and what an answer of its media type has. */
  function responseReach(response: ContractResponse): (answer: Answer | undefined) => void {
    const { status, mediaType, schema } = response;
    const alone = operation.responses.filter((one) => one.status === status).length === 1;
    const label = alone ? `${status} ` : `${status} ${mediaType} `;
    const tally = choosesAnswers || !beyondRequests.test(status) ? all : optional;
    const marks = [
      // `default` is of no class.
      ...(/^\d/.test(status) ? [tally.item('status-class', `${status.charAt(0)}XX`)] : []),
      tally.item('status', status),
    ];
    const markType =
      mediaType === '' ? undefined : tally.item('response-type', `${status} ${mediaType}`);
    const reach = reachOf(set, tally, 'response', label, schema);
    const examples = examplesOf(
      choosesAnswers ? tally : optional,
      'response-example',
      label,
      response.examples,
    );
    // A server repeats itself, above all a mock; reading one answer once is enough.
    const seen = new Set<string>();
    return (answer) => {
      for (const mark of marks) mark();
      const key = `${answer?.mediaType} ${answer?.text}`;
      if (answer === undefined || seen.has(key)) return;
      seen.add(key);
      const value = isJson(answer.mediaType) ? readJson(answer.text) : answer.text;
      if (!set.isValid([schema], value)) return;
      markType?.();
      reach(value);
      for (const example of examples) {
        if (isDeepStrictEqual(example.value, value)) example.mark();
      }
    };
  }
}

function reachOf(
  set: SchemaSet,
  tally: Tally,
  side: 'body' | 'response',
  label: string,
  schema: string,
): Reach {
  const without = side === 'body' ? 'readOnly' : 'writeOnly';
  return readSchema(set, schema, without, (kind, name) =>
    tally.item(`${side}-${kind}`, label + name),
  );
}

function examplesOf(
  tally: Tally,
  kind: CoverageKind,
  label: string,
  examples: readonly NamedExample[],
): { value: unknown; mark: Mark }[] {
  return examples.map(({ name, value }) => ({
    value,
    mark: tally.item(kind, label + (name === '' ? 'example' : name)),
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
