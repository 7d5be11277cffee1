import { step } from '../../lib/openapi/pointer.js';
import { jsonValue, type Body, type Capability, type ContractRequest } from '../case.js';
import type { ContractBody } from '../operation.js';
import { alikePlaces, fewOf } from './alike.js';
import { bodyPool, type PooledBody } from './body-pool.js';
import { accepted, drafted, refusedFor, type CaseDraft, type CaseSource } from './case-draft.js';
import { valueAt } from './json.js';
import { isValidBody, syntaxOf, writeBody } from './serialization.js';
import { variationsOf } from './variations.js';

/** Cases about the value of the body: what its schema allows, and each way to break it. */
export function* bodyCases(source: CaseSource): Iterable<CaseDraft> {
  const { set, operation, exhaustive } = source;
  const { body } = operation;
  if (body === undefined) return;
  const { bodies: pooled, places, having } = bodyPool(set, body);
  for (const one of pooled) yield* validCase(source, body, one);
  const isForm = syntaxOf(body.mediaType) !== 'json';
  const refused = refusedFor(operation, 'value');
  const alike = alikePlaces(exhaustive ? [] : places);
  const distinct = new Set(places.filter((one) => !alike.has(one)).map(({ pointer }) => pointer));
  for (const place of places) {
    const { path, pointer, isOfProse } = place;
    const isAlike = alike.has(place);
    const isTwin = (name: string): boolean => !distinct.has(`${pointer}/properties${step(name)}`);
    const mayBeText = set.merged([pointer]).some(({ types }) => types.has('string'));
    const where = path.length === 0 ? 'the body' : path.join('.');
    // The same variation is tried on each body in turn: the first shows what is allowed, and the one
    // with the fewest errors shows what is not.
    const best = new Map<string, { draft: CaseDraft; errors: number }>();
    const bodies = isAlike ? having(path).slice(0, 1) : having(path);
    for (const { value: whole, branch: taken, at } of bodies) {
      const branch = at.every((key, index) => key === path[index]) ? taken : '';
      const all = variationsOf(set, place, whole, isTwin);
      for (const { keyword, name, value, ifValid, ifInvalid } of isAlike ? fewOf(all) : all) {
        // What a part of a form without a character stands for, if not for a text, servers read in different ways.
        if (isForm && !mayBeText && valueAt(value, path) === '') continue;
        const valid = isValidBody(set, body, value);
        const errors = valid ? 0 : set.countErrors(body.schema, value);
        // What is allowed is allowed in each branch by itself.
        const key = `${keyword} ${name} ${valid ? `valid ${branch}` : 'invalid'}`;
        const group = valid ? (isOfProse ? undefined : ifValid) : ifInvalid;
        if (group === undefined || (best.get(key)?.errors ?? Infinity) <= errors) continue;
        const request = requestWith(source, body, value);
        const [draft] = drafted(source, {
          group,
          name: `${where} ${name}`,
          rule: { keyword, pointer: `${pointer}/${keyword}` },
          request,
          expected: valid ? accepted : refused,
          why: valid
            ? `The schema allows it at ${where}.`
            : `"${keyword}" at ${where} does not allow it.`,
          needs: valid ? needsToAccept(value) : needsToRefuse(source, request?.body),
        });
        if (draft !== undefined) best.set(key, { draft, errors });
      }
    }
    for (const { draft } of best.values()) yield draft;
  }
}

function validCase(
  source: CaseSource,
  body: ContractBody,
  { name, value, branch }: PooledBody,
): CaseDraft[] {
  const example = name.startsWith('example');
  const of = branch ? ` of ${branch.split('/').slice(-2).join(' ')}` : '';
  return drafted(source, {
    group: example ? 'example' : branch ? 'branch' : 'optional',
    name: example ? name : `${name} body${of}`,
    rule: branch
      ? { keyword: 'oneOf', pointer: branch.split(' ')[0] ?? '' }
      : { keyword: example ? 'examples' : 'properties', pointer: body.schema },
    request: requestWith(source, body, value),
    expected: accepted,
    why:
      example && body.examples.length > 0
        ? 'The description gives this body as an example.'
        : 'The schema of the body allows it.',
    needs: needsToAccept(value),
  });
}

function requestWith(
  { base }: CaseSource,
  body: ContractBody,
  value: unknown,
): ContractRequest | undefined {
  const written = writeBody(body, value);
  return written && !isNoBody(body, written) ? base.make({ body: written }) : undefined;
}

/** Whether a form in one text has no part, which is no body where none is needed. */
export function isNoBody({ required }: ContractBody, written: Body): boolean {
  return written.kind === 'urlencoded' && !required && Object.keys(written.parts).length === 0;
}

/** What a server has to be able to do, to accept a body that is valid. */
export function needsToAccept(value: unknown): readonly Capability[] {
  return value === null ? ['null-body'] : [];
}

/** What a server has to be able to do, to refuse a body that is not valid. */
export function needsToRefuse(
  { set, operation, base }: CaseSource,
  body: Body | undefined,
): readonly Capability[] {
  const names = partNames(body);
  const known = partNames(base.body);
  // A form with a part that the valid one has not, and all that it has to have.
  const hasMore =
    names.some((name) => !known.includes(name)) &&
    set
      .merged([operation.body?.schema ?? ''])
      .some(({ required }) => [...required].every((name) => names.includes(name)));
  return [
    ...(hasMore ? (['closed-forms'] as const) : []),
    ...(jsonValue(body) === null && !operation.body?.required ? (['null-body'] as const) : []),
  ];
}

function partNames(body: Body | undefined): string[] {
  return body !== undefined && 'parts' in body ? Object.keys(body.parts) : [];
}
