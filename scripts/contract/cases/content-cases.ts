import { coversMediaType, isJson, readJson } from '../oracle/media-type.js';
import type { Body } from '../case.js';
import { accepted, drafted, refusedFor, type CaseDraft, type CaseSource } from './case-draft.js';
import { needsToRefuse } from './body-cases.js';
import { isValidBody } from './serialization.js';

/** Cases in which the body as a whole is not there, or not of the kind that it must be. */
export function wholeBodyCases(source: CaseSource): CaseDraft[] {
  const { set, operation, base } = source;
  const { body } = operation;
  if (body === undefined) return [];
  const { schema, mediaType, required } = body;
  const refused = refusedFor(operation, 'content');
  // The Request Body Object that the media type belongs to.
  const owner = body.pointer.slice(0, body.pointer.lastIndexOf('/content/'));
  const instead = (name: string, written: Body, why: string): CaseDraft[] =>
    drafted(source, {
      group: 'negative',
      name,
      rule: { keyword: 'schema', pointer: schema },
      request: base.make({ body: written }),
      expected: refused,
      why,
      needs: needsToRefuse(source, written),
    });
  const form = isForm(base.body) ? base.body : undefined;
  return [
    ...drafted(source, {
      group: required ? 'negative' : 'optional',
      name: 'no body',
      rule: { keyword: 'required', pointer: `${owner}/required` },
      request: base.make({ body: null }),
      expected: required ? refused : accepted,
      why: required ? 'The body is required.' : 'The body is not required.',
    }),
    ...(isJson(mediaType) ? [null, [], {}, 'a text', 20040611, true] : [])
      .filter((value) => !isValidBody(set, body, value))
      .flatMap((value) =>
        instead(
          `the body is ${JSON.stringify(value)}`,
          { kind: 'json', value, mediaType },
          'The schema of the body does not allow it.',
        ),
      ),
    ...(form === undefined || isJson(mediaType)
      ? []
      : [
          ...(isValidBody(set, body, {})
            ? []
            : instead('no parts', { ...form, parts: {} }, 'The form has required parts.')),
          ...instead(
            'JSON instead of a form',
            { kind: 'json', value: form.parts, mediaType: 'application/json' },
            `The body must be ${mediaType}.`,
          ),
        ]),
  ];
}

/** Cases about the media type and the syntax of the body. */
export function contentCases(source: CaseSource): CaseDraft[] {
  const { operation, base } = source;
  const { body } = operation;
  if (body === undefined || base.body === undefined) return [];
  const refused = refusedFor(operation, 'content');
  const isDocumented = (mediaType: string): boolean =>
    operation.bodies.some((one) => coversMediaType(one.mediaType, mediaType));
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
  const undocumented = (mediaType: string, written: Body): CaseDraft[] =>
    isDocumented(mediaType)
      ? []
      : draft(
          `as ${mediaType}`,
          written,
          `The description knows no body of the media type ${mediaType}.`,
        );

  if (isForm(base.body)) {
    const text = Object.values(base.body.parts).join('\n');
    return undocumented('text/plain', { kind: 'text', text, mediaType: 'text/plain' });
  }
  if (base.body.kind !== 'json') return [];
  const { value, mediaType } = base.body;
  return [
    ...(mediaType.includes(';') ? [] : [';charset=UTF-8', '; charset=utf-8']).flatMap((parameter) =>
      draft(
        `as ${mediaType}${parameter}`,
        { kind: 'json', value, mediaType: `${mediaType}${parameter}` },
        'A parameter does not change the media type, and JSON is in UTF-8.',
        { expected: accepted },
      ),
    ),
    ...['text/plain', 'application/xml', 'application/x-www-form-urlencoded'].flatMap((other) =>
      undocumented(other, { kind: 'json', value, mediaType: other }),
    ),
    ...brokenJson(JSON.stringify(value)).flatMap(([name, text]) =>
      draft(name, { kind: 'text', text, mediaType }, 'The body is no JSON.', {
        needs: ['malformed-json'],
      }),
    ),
  ];
}

function isForm(body: Body | undefined): body is Extract<Body, { kind: 'form' | 'urlencoded' }> {
  return body?.kind === 'form' || body?.kind === 'urlencoded';
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
