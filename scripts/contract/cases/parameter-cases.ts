import type { CaseGroup } from '../case.js';
import type { ContractOperation, ContractParameter } from '../operation.js';
import type { ContractRequest } from '../request.js';
import type { BaseRequest } from './base-request.js';
import type { CaseDraft } from './case-list.js';
import { valueAt, withValue, type JsonType } from './json.js';
import { isAmbiguous, isValidText, writeParameter } from './parameter-text.js';
import { placesOf } from './places.js';
import { refusalsOf } from './refusals.js';
import { samplesOf } from './samples.js';
import type { SchemaSet } from './schemas.js';
import { variationsOf, type AkinValues, type Variation } from './variations.js';

/** Cases about the parameters of an operation. */
export function parameterCases(
  set: SchemaSet,
  operation: ContractOperation,
  base: BaseRequest,
  akin: AkinValues,
): CaseDraft[] {
  return [
    ...combinations(operation, base),
    ...operation.parameters.flatMap((parameter) => [
      ...missing(operation, base, parameter),
      ...varied(set, operation, base, parameter, akin),
      ...repeated(set, operation, base, parameter),
    ]),
  ];
}

function combinations(operation: ContractOperation, base: BaseRequest): CaseDraft[] {
  const optional = operation.parameters.filter(
    (parameter) => !parameter.required && base.valueOf(parameter) !== undefined,
  );
  const accepted = (
    group: CaseGroup,
    name: string,
    parameters: ReadonlyMap<ContractParameter, unknown>,
    why: string,
    pointer = operation.pointer,
  ): CaseDraft[] => {
    const request = base.make({ parameters });
    return request === undefined
      ? []
      : [
          {
            group,
            operationId: operation.id,
            name,
            rule: { keyword: 'parameters', pointer },
            request,
            expected: { kind: 'accepted' },
            why,
          },
        ];
  };
  const all = new Map([
    ...base.required,
    ...optional.map((parameter) => [parameter, base.valueOf(parameter)] as const),
  ]);
  return [
    ...accepted(
      'example',
      'parameters by example',
      base.exemplary,
      'The description gives these parameters as examples.',
    ),
    ...accepted(
      'example',
      'without optional parameters',
      base.required,
      'The other parameters are optional.',
    ),
    ...optional.flatMap((parameter) =>
      accepted(
        'optional',
        `${titleOf(parameter)} alone`,
        new Map([...base.required, [parameter, base.valueOf(parameter)]]),
        'The parameter is optional.',
        parameter.pointer,
      ),
    ),
    ...accepted('optional', 'all parameters', all, 'The description lists them all.'),
  ];
}

function missing(
  operation: ContractOperation,
  base: BaseRequest,
  parameter: ContractParameter,
): CaseDraft[] {
  const refusals = refusalsOf(operation, 'value');
  if (!parameter.required || parameter.in === 'path' || refusals.length === 0) return [];
  const parameters = new Map([...base.required].filter(([one]) => one !== parameter));
  const request = base.make({ parameters });
  if (request === undefined) return [];
  return [
    {
      group: 'parameter',
      operationId: operation.id,
      name: `no ${titleOf(parameter)}`,
      rule: { keyword: 'required', pointer: `${parameter.pointer}/required` },
      request,
      expected: { kind: 'refused', statuses: refusals },
      why: 'The parameter is required.',
    },
  ];
}

function varied(
  set: SchemaSet,
  operation: ContractOperation,
  base: BaseRequest,
  parameter: ContractParameter,
  akin: AkinValues,
): CaseDraft[] {
  const refusals = refusalsOf(operation, parameter.in === 'path' ? 'path' : 'value');
  const drafts: CaseDraft[] = [];
  const done = new Set<string>();
  const add = (
    groups: Pick<Variation, 'ifValid' | 'ifInvalid'>,
    name: string,
    rule: CaseDraft['rule'],
    value: unknown,
  ): void => {
    const written = writeParameter(parameter, value);
    if (written === undefined || isAmbiguous(written)) return;
    const valid = isValidText(set, parameter, written);
    const group = valid ? groups.ifValid : groups.ifInvalid;
    const key = `${rule.pointer} ${name} ${valid}`;
    if (group === undefined || done.has(key) || (!valid && refusals.length === 0)) return;
    done.add(key);
    const request = base.make({ parameters: new Map([...base.required, [parameter, value]]) });
    if (request === undefined) return;
    drafts.push({
      group: group === 'negative' ? 'parameter' : group,
      operationId: operation.id,
      name: `${titleOf(parameter)} ${name}`,
      rule,
      request,
      expected: valid ? { kind: 'accepted' } : { kind: 'refused', statuses: refusals },
      why: valid
        ? 'The schema of the parameter allows it.'
        : `"${rule.keyword}" of the parameter does not allow it.`,
      // Only a server that keeps no state knows every id.
      ...(valid && parameter.in === 'path' && { needs: ['choose-answer' as const] }),
    });
  };

  const bases = [
    base.valueOf(parameter),
    ...samplesOf(set, [parameter.schema], 'full'),
    ...samplesOf(set, [parameter.schema], 'minimal'),
  ].filter((value) => value !== undefined);
  for (const place of placesOf(set, parameter.schema)) {
    for (const whole of bases) {
      const current = valueAt(whole, place.path);
      if (current === undefined) continue;
      for (const variation of variationsOf(set, place, current, akin)) {
        const value = withValue(whole, place.path, variation.value);
        const rule = {
          keyword: variation.keyword,
          pointer: `${place.pointer}/${variation.keyword}`,
        };
        const at = place.path.length === 0 ? '' : `at ${place.path.join('.')} `;
        add(variation, `${at}${variation.name}`, rule, value);
      }
    }
  }
  for (const [name, value] of lookalikes) {
    add({ ifInvalid: 'parameter' }, name, { keyword: 'type', pointer: parameter.schema }, value);
  }
  return drafts;
}

/** Texts that a careless server takes for a number or a truth value. */
const lookalikes: readonly (readonly [string, unknown])[] = [
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

function repeated(
  set: SchemaSet,
  operation: ContractOperation,
  base: BaseRequest,
  parameter: ContractParameter,
): CaseDraft[] {
  const refusals = refusalsOf(operation, 'value');
  if (parameter.in !== 'query' || parameter.mediaType !== undefined) return [];
  const schemas = set.merged([parameter.schema]);
  // A list may take what comes twice.
  const strict = schemas.every(
    ({ types, values }) =>
      values?.every((value) => typeof value !== 'object') ??
      !['array', 'object'].some((type) => types.has(type as JsonType)),
  );
  if (!strict || schemas.length === 0 || refusals.length === 0) return [];
  const values = samplesOf(set, [parameter.schema], 'minimal');
  const first = base.valueOf(parameter) ?? values[0];
  if (first === undefined) return [];
  const request = base.make({ parameters: new Map([...base.required, [parameter, first]]) });
  if (request === undefined) return [];
  return [
    {
      group: 'parameter',
      operationId: operation.id,
      name: `${titleOf(parameter)} twice`,
      rule: { keyword: 'type', pointer: parameter.schema },
      request: withRepeated(request, parameter.name),
      expected: { kind: 'refused', statuses: refusals },
      why: 'The parameter takes one value.',
      needs: ['single-values'],
    },
  ];
}

function withRepeated(request: ContractRequest, name: string): ContractRequest {
  return {
    ...request,
    query: [...request.query, ...request.query.filter(([one]) => one === name)],
  };
}

function titleOf(parameter: ContractParameter): string {
  return `${parameter.in} ${parameter.name}`;
}
