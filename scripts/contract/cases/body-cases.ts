import { step } from '../../lib/openapi/pointer.js';
import type { Body, Capability, ContractRequest } from '../case.js';
import { alikePlaces, fewOf } from './alike.js';
import { bodyPool, type PooledBody } from './body-pool.js';
import { accepted, drafted, refusedFor, type CaseDraft, type CaseSource } from './case-draft.js';
import { valueAt, withValue } from './json.js';
import type { Place } from './places.js';
import { isValidBody, writeBody } from './serialization.js';
import { variationsOf } from './variations.js';

/** Cases about the value of the body: what its schema allows, and each way to break it. */
export function bodyCases(source: CaseSource): CaseDraft[] {
  const { set, operation, base, exhaustive } = source;
  const { body } = operation;
  if (body === undefined) return [];
  const pool = bodyPool(set, body);
  const alike = exhaustive ? new Set<Place>() : alikePlaces(pool.places);
  const others = pool.places.filter((place) => !alike.has(place));
  const distinct = new Set(others.map(({ pointer }) => pointer));
  const refused = refusedFor(operation, 'value');
  const send = (value: unknown): ContractRequest | undefined => {
    const written = writeBody(body, value);
    return written && base.make({ body: written });
  };
  return [...pool.bodies.flatMap(validCase), ...pool.places.flatMap((place) => placeCases(place))];

  function validCase({ name, value, branch }: PooledBody): CaseDraft[] {
    const example = name.startsWith('example');
    const of = branch ? ` of ${branch.split('/').slice(-2).join(' ')}` : '';
    return drafted(source, {
      group: example ? 'example' : branch ? 'branch' : 'optional',
      name: example ? name : `${name} body${of}`,
      rule: branch
        ? { keyword: 'oneOf', pointer: branch.split(' ')[0] ?? '' }
        : { keyword: example ? 'examples' : 'properties', pointer: body!.schema },
      request: send(value),
      expected: accepted,
      why:
        example && body!.examples.length > 0
          ? 'The description gives this body as an example.'
          : 'The schema of the body allows it.',
    });
  }

  function placeCases(place: Place): CaseDraft[] {
    const { path, pointer, schema } = place;
    // The same variation is tried on each body in turn: the first shows what is allowed, and the one
    // with the fewest errors shows what is not.
    const best = new Map<string, { draft: CaseDraft; errors: number }>();
    const where = path.length === 0 ? 'the body' : path.join('.');
    const isAlike = alike.has(place);
    const having = pool.having(path);
    for (const { value: whole, branch: taken, at: start } of isAlike
      ? having.slice(0, 1)
      : having) {
      const branch = start?.every((key, index) => key === path[index]) ? taken : undefined;
      const all = variationsOf(
        set,
        { schema, pointer },
        valueAt(whole, path),
        (name) => !distinct.has(`${pointer}/properties${step(name)}`),
      );
      for (const variation of isAlike ? fewOf(all) : all) {
        const { keyword, name, ifValid, ifInvalid } = variation;
        const value = withValue(whole, path, variation.value);
        const valid = isValidBody(set, body!, value);
        const errors = valid ? 0 : set.countErrors([body!.schema], value);
        // What is allowed is allowed in each branch by itself.
        const key = `${keyword} ${name} ${valid ? `valid ${branch ?? ''}` : 'invalid'}`;
        const group = valid ? ifValid : ifInvalid;
        if (group === undefined || (best.get(key)?.errors ?? Infinity) <= errors) continue;
        const request = send(value);
        const [draft] = drafted(source, {
          group,
          name: `${where} ${name}`,
          rule: { keyword, pointer: `${pointer}/${keyword}` },
          request,
          expected: valid ? accepted : refused,
          why: valid
            ? `The schema allows it at ${where}.`
            : `"${keyword}" at ${where} does not allow it.`,
          ...(!valid && {
            needs: isClosedness(keyword, errors, request?.body)
              ? (['closed-forms'] as const)
              : needsToRefuse(source, request?.body),
          }),
        });
        if (draft !== undefined) best.set(key, { draft, errors });
      }
    }
    return [...best.values()].map(({ draft }) => draft);
  }
}

/** What a server has to be able to do, to refuse a body that is not valid. */
export function needsToRefuse(source: CaseSource, body: Body | undefined): readonly Capability[] {
  const isNull = body?.kind === 'json' && body.value === null;
  return [
    ...(hasMore(source, body) ? (['closed-forms'] as const) : []),
    ...(isNull && source.operation.body?.required === false ? (['null-body'] as const) : []),
  ];
}

/** Whether nothing is wrong with a form but a part that it may not have, such as a misspelt optional one. */
function isClosedness(keyword: string, errors: number, body: Body | undefined): boolean {
  return (
    keyword === 'additionalProperties' && errors === 1 && body !== undefined && 'parts' in body
  );
}

/** Whether a form has a part that the valid one has not, and all that a form has to have. */
function hasMore({ set, operation, base }: CaseSource, body: Body | undefined): boolean {
  if (body === undefined || !('parts' in body)) return false;
  if (base.body === undefined || !('parts' in base.body)) return false;
  const { parts: known } = base.body;
  const names = Object.keys(body.parts);
  return (
    names.some((name) => !(name in known)) &&
    set
      .merged([operation.body?.schema ?? ''])
      .some(({ required }) => [...required].every((name) => names.includes(name)))
  );
}
