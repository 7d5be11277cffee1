import type { ContractParameter } from '../operation.js';
import type { ParameterValues } from './base-request.js';
import { accepted, drafted, refusedFor, type CaseDraft, type CaseSource } from './case-draft.js';
import { valueAt, withValue } from './json.js';
import { placesOf } from './places.js';
import { samplesOf } from './samples.js';
import type { Variation } from './scalar-variations.js';
import { isAmbiguous, isValidText, writeParameter } from './serialization.js';
import { variationsOf } from './variations.js';

/** Cases about the parameters of an operation. */
export function parameterCases(source: CaseSource): CaseDraft[] {
  return [
    ...combinations(source),
    ...source.operation.parameters.flatMap((parameter) => [
      ...missing(source, parameter),
      ...varied(source, parameter),
      ...repeated(source, parameter),
    ]),
  ];
}

function combinations(source: CaseSource): CaseDraft[] {
  const { operation, base } = source;
  const optional = operation.parameters
    .filter((parameter) => !parameter.required && base.valueOf(parameter) !== undefined)
    .map((parameter) => [parameter, base.valueOf(parameter)] as const);
  const draft = (
    group: 'example' | 'optional',
    name: string,
    parameters: ParameterValues,
    why: string,
    pointer = operation.pointer,
  ): CaseDraft[] =>
    drafted(source, {
      group,
      name,
      rule: { keyword: 'parameters', pointer },
      request: base.make({ parameters }),
      expected: accepted,
      why,
    });
  return [
    ...draft(
      'example',
      'parameters by example',
      base.exemplary,
      'The description gives these parameters as examples.',
    ),
    ...draft(
      'example',
      'without optional parameters',
      base.required,
      'The other parameters are optional.',
    ),
    ...optional.flatMap((one) =>
      draft(
        'optional',
        `${titleOf(one[0])} alone`,
        new Map([...base.required, one]),
        'The parameter is optional.',
        one[0].pointer,
      ),
    ),
    ...draft(
      'optional',
      'all parameters',
      new Map([...base.required, ...optional]),
      'The description lists them all.',
    ),
  ];
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
    expected: refusedFor(operation, 'value'),
    why: 'The parameter is required.',
  });
}

/** Texts that a careless server takes for a number or a truth value. */
const lookalikes: readonly (readonly [name: string, text: string])[] = [
  ['is a text', 'a text'],
  ['is a number and a unit', '10px'],
  ['is two numbers', '10 20'],
  ['is a decimal number', '10.5'],
  ['is "yes"', 'yes'],
  ['is "on"', 'on'],
  ['is 1', '1'],
  ['is 0', '0'],
  ['is "NaN"', 'NaN'],
  ['is "undefined"', 'undefined'],
];

function varied(source: CaseSource, parameter: ContractParameter): CaseDraft[] {
  const { set, operation, base } = source;
  const { schema } = parameter;
  const inPath = parameter.in === 'path';
  const refused = refusedFor(operation, inPath ? 'path' : 'value');
  const drafts = new Map<string, CaseDraft>();
  const add = ({ keyword, name, value, ifValid, ifInvalid }: Variation, pointer: string): void => {
    const written = writeParameter(parameter, value);
    if (written === undefined || isAmbiguous(written)) return;
    const valid = isValidText(set, parameter, written);
    const group = valid ? ifValid : ifInvalid;
    const key = `${pointer} ${name} ${valid}`;
    if (group === undefined || drafts.has(key)) return;
    const [draft] = drafted(source, {
      group: group === 'negative' ? 'parameter' : group,
      name: `${titleOf(parameter)} ${name}`,
      rule: { keyword, pointer },
      request: base.make({ parameters: new Map([...base.required, [parameter, value]]) }),
      expected: valid ? accepted : refused,
      why: valid
        ? 'The schema of the parameter allows it.'
        : `"${keyword}" of the parameter does not allow it.`,
      // Only a server that keeps no state knows every id.
      ...(valid && inPath && { needs: ['stateless' as const] }),
    });
    if (draft !== undefined) drafts.set(key, draft);
  };

  const wholes = [
    base.valueOf(parameter),
    ...samplesOf(set, [schema], 'full'),
    ...samplesOf(set, [schema], 'minimal'),
  ];
  for (const place of placesOf(set, schema)) {
    const at = place.path.length === 0 ? '' : `at ${place.path.join('.')} `;
    for (const whole of wholes) {
      const current = valueAt(whole, place.path);
      if (current === undefined) continue;
      for (const one of variationsOf(set, place, current)) {
        const value = withValue(whole, place.path, one.value);
        add({ ...one, name: `${at}${one.name}`, value }, `${place.pointer}/${one.keyword}`);
      }
    }
  }
  for (const [name, value] of lookalikes) {
    add({ keyword: 'type', name, value, ifValid: undefined, ifInvalid: 'parameter' }, schema);
  }
  return [...drafts.values()];
}

function repeated(source: CaseSource, parameter: ContractParameter): CaseDraft[] {
  const { set, operation, base } = source;
  const { name, schema } = parameter;
  if (parameter.in !== 'query' || parameter.mediaType !== undefined) return [];
  const ways = set.merged([schema]);
  // A list may take what comes twice.
  const strict = ways.every(
    ({ types, values }) =>
      values?.every((value) => typeof value !== 'object') ??
      !(types.has('array') || types.has('object')),
  );
  const value = base.valueOf(parameter) ?? samplesOf(set, [schema], 'minimal')[0];
  if (!strict || ways.length === 0 || value === undefined) return [];
  const request = base.make({ parameters: new Map([...base.required, [parameter, value]]) });
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

function titleOf(parameter: ContractParameter): string {
  return `${parameter.in} ${parameter.name}`;
}
