import { isDeepStrictEqual } from 'node:util';
import type { Description } from '../../lib/description.js';
import type { Judge } from '../../lib/schema-judge.js';
import { bareMediaType, isJson } from '../oracle/media-type.js';
import type { ContractBody, ContractOperation, ContractParameter } from '../operation.js';
import type { Body, ContractRequest } from '../request.js';
import { readSchema } from './schema-tally.js';
import { textsSent, valuesOf } from './sent.js';
import type { Tally } from './tally.js';

/**
 * Names what a request to an operation can carry.
 *
 * @returns what marks the items that a request reaches, which the contract must allow
 */
export function readInput(
  description: Description,
  judgeAt: (pointer: string) => Judge,
  operation: ContractOperation,
  tally: Tally,
): (request: ContractRequest) => void {
  const reaches = [...operation.parameters.map(readParameter), ...operation.bodies.map(readBody)];
  return (request) => reaches.forEach((reach) => reach(request));

  function readParameter(parameter: ContractParameter): (request: ContractRequest) => void {
    const label = `${parameter.in} ${parameter.name}`;
    const textsIn = textsSent(operation.path);
    const mark = tally.item('parameter', label);
    let listed = false;
    const reachValue = readSchema(
      {
        description,
        judgeAt,
        without: 'readOnly',
        items: {
          member: (name) => tally.item('parameter-value', `${label}.${name}`),
          value: (name) => {
            listed = true;
            return tally.item('parameter-value', `${label}${space(name)}`);
          },
          branch: () => () => undefined,
        },
      },
      parameter.schema,
    );
    const markVariety = listed ? undefined : tally.item('parameter-variety', label);
    const seen = new Set<string>();
    return (request) => {
      const texts = textsIn(parameter, request);
      if (texts.length === 0) return;
      mark();
      valuesOf(parameter, texts).forEach((value) => reachValue(value));
      seen.add(JSON.stringify(texts));
      if (seen.size > 1) markVariety?.();
    };
  }

  function readBody(body: ContractBody): (request: ContractRequest) => void {
    const label = operation.bodies.length > 1 ? `${body.mediaType} ` : '';
    const markType = tally.item('request-type', body.mediaType);
    const reachValue = readSchema(
      {
        description,
        judgeAt,
        without: 'readOnly',
        items: {
          member: (name) => tally.item('body-member', label + name),
          value: (name) => tally.item('body-value', label + name),
          branch: (name) => tally.item('body-branch', label + name),
        },
      },
      body.schema,
    );
    const examples = body.examples.map(({ name, value }) => ({
      value,
      mark: tally.item('request-example', label + (name === '' ? 'example' : name)),
    }));
    const judge = judgeAt(body.schema);
    return ({ body: sent }) => {
      if (sent === undefined || !isOfType(sent, body.mediaType)) return;
      const value = valueOf(sent);
      // Parts of a form are text whatever their schemas say, so the case alone vouches for them.
      if (sent.kind === 'json' && judge(value).length > 0) return;
      markType();
      reachValue(value);
      for (const example of examples) {
        if (isDeepStrictEqual(comparable(example.value), comparable(value))) example.mark();
      }
    };

    function comparable(value: unknown): unknown {
      if (isJson(bareMediaType(body.mediaType)) || typeof value !== 'object' || value === null)
        return value;
      return Object.fromEntries(
        Object.entries(value).map(([name, part]) => [
          name,
          typeof part === 'string' ? part : JSON.stringify(part),
        ]),
      );
    }
  }
}

function valueOf(body: Body): unknown {
  if (body.kind === 'json') return body.value;
  return body.kind === 'form' ? body.parts : body.text;
}

function isOfType(body: Body, documented: string): boolean {
  const wanted = bareMediaType(documented);
  if (body.kind === 'form') {
    return wanted === 'multipart/form-data' || wanted === 'application/x-www-form-urlencoded';
  }
  if (body.mediaType === undefined) return false;
  const sent = bareMediaType(body.mediaType);
  return wanted === sent || wanted === '*/*' || wanted === `${sent.split('/')[0]}/*`;
}

function space(name: string): string {
  return name === '' || name.startsWith('[') ? name : ` ${name}`;
}
