import type { ContractOperation } from '../operation.js';
import type { Body } from '../request.js';
import { isObject } from '../../lib/description.js';
import type { BaseRequest } from './base-request.js';
import type { CaseDraft } from './case-list.js';
import { refusalsOf } from './refusals.js';
import type { SchemaSet } from './schemas.js';

/** Cases about the media type and the syntax of the body. */
export function contentCases(
  set: SchemaSet,
  operation: ContractOperation,
  base: BaseRequest,
): CaseDraft[] {
  const { body } = operation;
  if (body === undefined || base.body === undefined) return [];
  // A body that may be left out may also be ignored.
  const refusals = body.required ? refusalsOf(operation, 'content') : [];
  const documented = operation.bodies.map(({ mediaType }) => mediaType.toLowerCase());
  const drafts: CaseDraft[] = [];
  const add = (
    name: string,
    written: Body,
    accepted: boolean,
    why: string,
    needs: CaseDraft['needs'] = [],
  ): void => {
    const request = base.make({ body: written });
    if (request === undefined || (!accepted && refusals.length === 0)) return;
    drafts.push({
      group: 'content-type',
      operationId: operation.id,
      name,
      rule: { keyword: 'content', pointer: body.pointer.slice(0, body.pointer.lastIndexOf('/')) },
      request,
      expected: accepted ? { kind: 'accepted' } : { kind: 'refused', statuses: refusals },
      why,
      needs,
    });
  };

  if (base.body.kind === 'json') {
    const { value, mediaType } = base.body;
    const text = JSON.stringify(value);
    if (!mediaType.includes(';')) {
      for (const parameter of [';charset=UTF-8', '; charset=utf-8']) {
        add(
          `as ${mediaType}${parameter}`,
          { kind: 'json', value, mediaType: `${mediaType}${parameter}` },
          true,
          'A parameter does not change the media type, and JSON is in UTF-8.',
        );
      }
    }
    for (const other of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
      if (documented.some((one) => covers(one, other))) continue;
      add(
        `as ${other}`,
        { kind: 'json', value, mediaType: other },
        false,
        `The description knows no body of the media type ${other}.`,
      );
    }
    for (const [name, broken] of brokenJson(text)) {
      add(name, { kind: 'text', text: broken, mediaType }, false, 'The body is no JSON.', [
        'malformed-json',
      ]);
    }
  }
  if (base.body.kind === 'form' && isObject(base.body.parts)) {
    const { parts } = base.body;
    if (!documented.some((one) => covers(one, 'text/plain'))) {
      add(
        'as text/plain',
        { kind: 'text', text: Object.values(parts).join('\n'), mediaType: 'text/plain' },
        false,
        'The description knows no body of the media type text/plain.',
      );
    }
  }
  return drafts;
}

/** Texts that are nearly JSON. */
function brokenJson(text: string): [string, string][] {
  return [
    ['truncated JSON', text.slice(0, -1)],
    ['JSON with a comma too many', text.replace(/([}\]])$/, ',$1')],
    ['a bare word', 'NOT_JSON'],
    ['JSON and something after it', `${text} x`],
  ].filter((pair): pair is [string, string] => !isReadable(pair[1] ?? ''));
}

function isReadable(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a documented media type or range covers another one. */
function covers(documented: string, mediaType: string): boolean {
  const bare = (documented.split(';')[0] ?? '').trim();
  return bare === '*/*' || bare === mediaType || bare === `${mediaType.split('/')[0]}/*`;
}
