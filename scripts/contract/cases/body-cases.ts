import { isJson, type ContractBody, type ContractOperation } from '../operation.js';
import type { Body } from '../request.js';
import { isObject } from '../../lib/description.js';
import type { BaseRequest } from './base-request.js';
import { bodyPool } from './body-pool.js';
import { isValidBody, writeBody } from './body-text.js';
import type { CaseDraft } from './case-list.js';
import { placeName, valueAt, withValue } from './json.js';
import type { Place } from './places.js';
import { refusalsOf } from './refusals.js';
import type { SchemaSet } from './schemas.js';
import { variationsOf, type AkinValues, type Variation } from './variations.js';

/** Cases about the value of the body: what its schema allows, and each way to break it. */
export function bodyCases(
  set: SchemaSet,
  operation: ContractOperation,
  base: BaseRequest,
  akin: AkinValues,
): CaseDraft[] {
  const { body } = operation;
  if (body === undefined) return [];
  const pool = bodyPool(set, body);
  const refusals = refusalsOf(operation, 'value');
  const drafts: CaseDraft[] = [];
  const send = (value: unknown): CaseDraft['request'] | undefined => {
    const written = writeBody(body, value);
    return written && base.make({ body: written });
  };

  for (const { name, value, branch } of pool.bodies) {
    const request = send(value);
    if (request === undefined) continue;
    const example = name.startsWith('example');
    const rule =
      branch === undefined || branch === ''
        ? { keyword: example ? 'examples' : 'properties', pointer: body.schema }
        : { keyword: 'oneOf', pointer: branch.split(' ')[0] ?? body.schema };
    drafts.push({
      group: example ? 'example' : branch ? 'branch' : 'optional',
      operationId: operation.id,
      name: example
        ? name
        : `${name} body${branch ? ` of ${branch.split('/').slice(-2).join(' ')}` : ''}`,
      rule,
      request,
      expected: { kind: 'accepted' },
      why: example
        ? body.examples.length > 0
          ? 'The description gives this body as an example.'
          : 'The schema of the body allows it.'
        : 'The schema of the body allows it.',
    });
  }

  for (const place of pool.places) {
    for (const draft of placeCases(place)) drafts.push(draft);
  }
  return [...drafts, ...wholeBodyCases(set, operation, base)];

  function placeCases(place: Place): CaseDraft[] {
    // The same variation is tried on each body in turn: the first shows what is allowed, and the one
    // with the fewest errors shows what is not.
    const best = new Map<string, { draft: CaseDraft; errors: number }>();
    for (const one of pool.having(place.path)) {
      const current = valueAt(one.value, place.path);
      for (const variation of variationsOf(set, place, current, akin)) {
        const value = withValue(one.value, place.path, variation.value);
        const valid = isValidBody(set, body!, value);
        const errors = valid ? 0 : set.countErrors([body!.schema], value);
        // What is allowed is allowed in each branch by itself.
        const key = `${variation.keyword} ${variation.name} ${valid ? `valid ${one.branch ?? ''}` : 'invalid'}`;
        if ((best.get(key)?.errors ?? Infinity) <= errors) continue;
        const draft = draftOf(place, one.value, variation, valid);
        if (draft !== undefined) best.set(key, { draft, errors });
      }
    }
    return [...best.values()].map(({ draft }) => draft);
  }

  function draftOf(
    { path, pointer }: Place,
    value: unknown,
    variation: Variation,
    valid: boolean,
  ): CaseDraft | undefined {
    const group = valid ? variation.ifValid : variation.ifInvalid;
    if (group === undefined || (!valid && refusals.length === 0)) return undefined;
    const request = send(withValue(value, path, variation.value));
    if (request === undefined) return undefined;
    const at = placeName(path);
    return {
      group,
      operationId: operation.id,
      name: `${at} ${variation.name}`,
      rule: { keyword: variation.keyword, pointer: `${pointer}/${variation.keyword}` },
      request,
      expected: valid ? { kind: 'accepted' } : { kind: 'refused', statuses: refusals },
      why: valid
        ? `The schema allows it at ${at}.`
        : `"${variation.keyword}" at ${at} does not allow it.`,
      ...(!valid && hasMore(base, request.body) && { needs: ['closed-forms' as const] }),
    };
  }
}

/** Whether a form has a part that the valid one has not, and all that it has. */
export function hasMore(base: BaseRequest, body: Body | undefined): boolean {
  if (body?.kind !== 'form' || base.body?.kind !== 'form') return false;
  const { parts } = body;
  const known = Object.keys(base.body.parts);
  return known.every((name) => name in parts) && Object.keys(parts).length > known.length;
}

/** Cases in which the body as a whole is not there, or not of the kind that it must be. */
function wholeBodyCases(
  set: SchemaSet,
  operation: ContractOperation,
  base: BaseRequest,
): CaseDraft[] {
  const { body } = operation;
  if (body === undefined) return [];
  const refusals = refusalsOf(operation, 'content');
  const rule = { keyword: 'required', pointer: `${requestBodyOf(body)}/required` };
  const value = { keyword: 'schema', pointer: body.schema };
  const drafts: CaseDraft[] = [];
  const add = (name: string, written: Body | null, accepted: boolean, why: string): void => {
    const request = base.make({ body: written });
    if (request === undefined || (!accepted && refusals.length === 0)) return;
    drafts.push({
      group: accepted ? 'optional' : 'negative',
      operationId: operation.id,
      name,
      rule: written === null ? rule : value,
      request,
      expected: accepted ? { kind: 'accepted' } : { kind: 'refused', statuses: refusals },
      why,
    });
  };
  add(
    'no body',
    null,
    !body.required,
    body.required ? 'The body is required.' : 'The body is not required.',
  );
  if (isJson(body.mediaType)) {
    for (const value of [null, [], {}, 'a text', 20040611, true]) {
      if (isValidBody(set, body, value)) continue;
      const text = JSON.stringify(value);
      add(
        `the body is ${text}`,
        { kind: 'json', value, mediaType: body.mediaType },
        false,
        'The schema of the body does not allow it.',
      );
    }
  } else if (base.body?.kind === 'form') {
    if (!isValidBody(set, body, {})) {
      add('no parts', { kind: 'form', parts: {} }, false, 'The form has required parts.');
    }
    const { parts } = base.body;
    if (isObject(parts)) {
      add(
        'JSON instead of a form',
        { kind: 'json', value: parts, mediaType: 'application/json' },
        false,
        `The body must be ${body.mediaType}.`,
      );
    }
  }
  return drafts;
}

/** JSON pointer to the Request Body Object that a media type belongs to. */
function requestBodyOf({ pointer }: ContractBody): string {
  return pointer.slice(0, pointer.lastIndexOf('/content/'));
}
