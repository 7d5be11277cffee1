import { coversMediaType, isJson, readJson } from '../oracle/media-type.js';
import type { Body } from '../case.js';
import { accepted, drafted, refusedFor, type CaseDraft, type CaseSource } from './case-draft.js';
import { isNoBody, needsToRefuse } from './body-cases.js';
import { isValidBody, mayBeLeftOut } from './serialization.js';

/** Cases in which the body as a whole is not there, or not of the kind that it must be. */
export function* wholeBodyCases(source: CaseSource): Iterable<CaseDraft> {
  const { set, operation, base } = source;
  const { body } = operation;
  if (body === undefined) return;
  const { schema, mediaType, required } = body;
  const refused = refusedFor(operation, 'content');
  // The Request Body Object that the media type belongs to.
  const owner = body.pointer.slice(0, body.pointer.lastIndexOf('/content/'));
  const rule = { keyword: 'required', pointer: `${owner}/required` };
  const draft = (name: string, written: Body | null, why: string, more?: Partial<CaseDraft>) =>
    drafted(source, {
      group: 'negative',
      name,
      rule: { keyword: 'schema', pointer: schema },
      request: base.make({ body: written }),
      expected: refused,
      why,
      needs: needsToRefuse(source, written ?? undefined),
      ...more,
    });
  if (required) yield* draft('no body', null, 'The body is required.', { rule });
  else if (mayBeLeftOut(set, body)) {
    const optional = { group: 'optional', rule, expected: accepted } as const;
    yield* draft('no body', null, 'The body is not required.', optional);
  }
  for (const value of isJson(mediaType) ? [null, [], {}, 'a text', 20040611, true] : []) {
    if (isValidBody(set, body, value)) continue;
    const name = `the body is ${JSON.stringify(value)}`;
    const why = 'The schema of the body does not allow it.';
    yield* draft(name, { kind: 'json', value, mediaType }, why);
  }
  if (base.body === undefined || !('parts' in base.body)) return;
  const bare = { ...base.body, parts: {} };
  if (!isValidBody(set, body, {}) && !isNoBody(body, bare)) {
    yield* draft('no parts', bare, 'The form has required parts.');
  }
  yield* draft(
    'JSON instead of a form',
    { kind: 'json', value: base.body.parts, mediaType: 'application/json' },
    `The body must be ${mediaType}.`,
  );
}

/** Cases about the media type and the syntax of the body. */
export function* contentCases(source: CaseSource): Iterable<CaseDraft> {
  const { operation, base } = source;
  const { body } = operation;
  if (body === undefined || base.body === undefined) return;
  const refused = refusedFor(operation, 'content');
  const draft = (name: string, written: Body, why: string, more?: Partial<CaseDraft>) =>
    drafted(source, {
      group: 'content-type',
      name,
      rule: { keyword: 'content', pointer: body.pointer.slice(0, body.pointer.lastIndexOf('/')) },
      request: base.make({ body: written }),
      // A body that may be left out may also be ignored.
      expected: body.required ? refused : { kind: 'refused', statuses: [] },
      why,
      ...more,
    });
  const undocumented = (written: Body & { mediaType: string }): CaseDraft[] => {
    const { mediaType } = written;
    if (operation.bodies.some((one) => coversMediaType(one.mediaType, mediaType))) return [];
    const why = `The description knows no body of the media type ${mediaType}.`;
    return draft(`as ${mediaType}`, written, why);
  };
  if ('parts' in base.body) {
    const text = Object.values(base.body.parts).join('\n');
    yield* undocumented({ kind: 'text', text, mediaType: 'text/plain' });
  }
  if (base.body.kind !== 'json') return;
  const { value, mediaType } = base.body;
  for (const parameter of mediaType.includes(';') ? [] : [';charset=UTF-8', '; charset=utf-8']) {
    const type = mediaType + parameter;
    const why = 'A parameter does not change the media type, and JSON is in UTF-8.';
    yield* draft(`as ${type}`, { kind: 'json', value, mediaType: type }, why, {
      expected: accepted,
    });
  }
  for (const other of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
    yield* undocumented({ kind: 'json', value, mediaType: other });
  }
  for (const [name, text] of brokenJson(JSON.stringify(value))) {
    const needs = ['malformed-json'] as const;
    yield* draft(name, { kind: 'text', text, mediaType }, 'The body is no JSON.', { needs });
  }
}

/** Texts that are nearly JSON. */
function brokenJson(text: string): (readonly [name: string, text: string])[] {
  const texts = [
    ['truncated JSON', text.slice(0, -1)],
    ['JSON with a comma too many', text.replace(/([}\]])$/, ',$1')],
    ['a bare word', 'NOT_JSON'],
    ['JSON and something after it', `${text} x`],
  ] as const;
  return texts.filter(([, one]) => readJson(one) === undefined);
}
