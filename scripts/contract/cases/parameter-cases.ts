import { isCondition, type CaseGroup, type ContractRequest } from '../case.js';
import type { ContractParameter } from '../operation.js';
import { accepted, drafted, refusedFor, type CaseDraft, type CaseSource } from './case-draft.js';
import { isOpaque } from './base-request.js';
import { placesOf } from './places.js';
import { sampleOf, samplesOf } from './samples.js';
import { variation } from './scalar-variations.js';
import { isSurelyValid } from './serialization.js';
import { variationsOf } from './variations.js';

/** Cases about the parameters of an operation. */
export function* parameterCases(source: CaseSource): Iterable<CaseDraft> {
  yield* combinations(source);
  for (const parameter of source.operation.parameters) {
    yield* missing(source, parameter);
    yield* varied(source, parameter);
    yield* repeated(source, parameter);
  }
}

function* combinations(source: CaseSource): Iterable<CaseDraft> {
  const { operation, base } = source;
  const { required, optional, exemplary } = base;
  const draft = (
    group: CaseGroup,
    name: string,
    request: ContractRequest | undefined,
    why: string,
    pointer = operation.pointer,
  ): CaseDraft[] => {
    const rule = { keyword: 'parameters', pointer };
    return drafted(source, { group, name, rule, request, expected: accepted, why });
  };
  const byExample = 'The description gives these parameters as examples.';
  yield* draft('example', 'parameters by example', base.make({ parameters: exemplary }), byExample);
  const others = 'The other parameters are optional.';
  yield* draft('example', 'without optional parameters', base.make(), others);
  for (const [parameter, value] of optional) {
    const name = `${titleOf(parameter)} alone`;
    const request = base.makeWith(parameter, value);
    yield* draft('optional', name, request, 'The parameter is optional.', parameter.pointer);
  }
  const all = base.make({ parameters: new Map([...required, ...optional]) });
  yield* draft('optional', 'all parameters', all, 'The description lists them all.');
}

function missing(source: CaseSource, parameter: ContractParameter): CaseDraft[] {
  const { operation, base } = source;
  if (!parameter.required || parameter.in === 'path') return [];
  const parameters = new Map([...base.required].filter(([one]) => one !== parameter));
  return drafted(source, {
    group: 'parameter',
    name: `no ${titleOf(parameter)}`,
    rule: { keyword: 'required', pointer: `${parameter.pointer}/required` },
    request: base.make({ parameters }),
    expected: refusedFor(operation, faultOf(parameter)),
    why: 'The parameter is required.',
  });
}

/** Texts that a careless server takes for a number or a truth value. */
const lookalikes = Object.entries({
  'is a text': 'a text',
  'is a number and a unit': '10px',
  'is two numbers': '10 20',
  'is a decimal number': '10.5',
  'is "yes"': 'yes',
  'is "on"': 'on',
  'is 1': '1',
  'is 0': '0',
  'is "NaN"': 'NaN',
  'is "undefined"': 'undefined',
}).map(([name, text]) => variation('type', name, text, undefined, 'parameter'));

function* varied(source: CaseSource, parameter: ContractParameter): Iterable<CaseDraft> {
  const { set, operation, base } = source;
  const { schema } = parameter;
  const inPath = parameter.in === 'path';
  const refused = refusedFor(operation, faultOf(parameter));
  const wholes = [
    base.valueOf(parameter),
    ...samplesOf(set, [schema], 'full'),
    ...samplesOf(set, [schema], 'minimal'),
  ];
  const variations = placesOf(set.description)(schema).flatMap((place) => {
    const at = place.path.length === 0 ? '' : `at ${place.path.join('.')} `;
    return wholes
      .flatMap((whole) => variationsOf(set, place, whole))
      .map((one) => ({
        ...one,
        name: at + one.name,
        pointer: `${place.pointer}/${one.keyword}`,
        ifValid: place.isOfProse || isOpaque(set, parameter) ? undefined : one.ifValid,
      }));
  });
  const known = new Set<string>();
  for (const one of [...variations, ...lookalikes.map((like) => ({ ...like, pointer: schema }))]) {
    const { keyword, name, pointer, value } = one;
    const valid = isSurelyValid(set, parameter, value);
    const group = valid ? one.ifValid : one.ifInvalid;
    const key = `${pointer} ${name} ${valid}`;
    if (valid === undefined || group === undefined || known.has(key)) continue;
    const drafts = drafted(source, {
      group: group === 'negative' ? 'parameter' : group,
      name: `${titleOf(parameter)} ${name}`,
      rule: { keyword, pointer },
      request: base.makeWith(parameter, value),
      expected: valid ? accepted : refused,
      why: valid
        ? 'The schema of the parameter allows it.'
        : `"${keyword}" of the parameter does not allow it.`,
      // Only a server that keeps no state knows every id.
      ...(valid && inPath && { needs: ['stateless' as const] }),
    });
    if (drafts.length > 0) known.add(key);
    yield* drafts;
  }
}

function repeated(source: CaseSource, parameter: ContractParameter): CaseDraft[] {
  const { set, operation, base } = source;
  const { name, schema } = parameter;
  if (parameter.in !== 'query' || parameter.mediaType !== undefined) return [];
  // A list may take what comes twice.
  const strict = set
    .merged([schema])
    .every(
      ({ types, values }) =>
        values?.every((value) => typeof value !== 'object') ??
        !(types.has('array') || types.has('object')),
    );
  const value = base.valueOf(parameter) ?? sampleOf(set, [schema]);
  if (!strict || value === undefined) return [];
  const request = base.makeWith(parameter, value);
  const again = request?.query.filter(([one]) => one === name) ?? [];
  return drafted(source, {
    group: 'parameter',
    name: `${titleOf(parameter)} twice`,
    rule: { keyword: 'type', pointer: schema },
    request: request && { ...request, query: [...request.query, ...again] },
    expected: refusedFor(operation, 'value'),
    why: 'The parameter takes one value.',
    needs: ['single-values'],
  });
}

/** What is at fault in a request whose parameter is wrong. */
function faultOf({ in: place, name }: ContractParameter) {
  if (place === 'header' && isCondition(name)) return 'condition';
  return place === 'path' ? 'path' : 'value';
}

function titleOf(parameter: ContractParameter): string {
  return `${parameter.in} ${parameter.name}`;
}
