import fc, { type Arbitrary } from 'fast-check';
import type { Description } from '../../lib/description.js';
import type { ContractCase } from '../case.js';
import type { ContractOperation, ContractParameter } from '../operation.js';
import { akinValues } from './akin-values.js';
import { isPortable, valueArbitrary } from './arbitrary.js';
import { baseRequest, type BaseRequest } from './base-request.js';
import { hasMore } from './body-cases.js';
import { bodyPool } from './body-pool.js';
import { isValidBody, syntaxOf, writeBody } from './body-text.js';
import { valueAt, withValue } from './json.js';
import { isAmbiguous, isValidText, writeParameter } from './parameter-text.js';
import { placesOf, type Place } from './places.js';
import { refusalsOf } from './refusals.js';
import { schemaSet, type SchemaSet } from './schemas.js';
import { variationsOf, type AkinValues } from './variations.js';

/** Arbitraries of one operation. */
export interface OperationProperties {
  /** Requests that the description allows. */
  readonly valid: Arbitrary<ContractCase>;
  /** Requests that it does not allow; undefined if its parameters and body allow everything. */
  readonly invalid: Arbitrary<ContractCase> | undefined;
}

/** What a request is made of. */
interface Values {
  readonly parameters: ReadonlyMap<ContractParameter, unknown>;
  /** Undefined for none. */
  readonly body: unknown;
}

/**
 * Arbitraries of valid and of invalid requests of an operation, drawn from its schemas. Path
 * parameters keep their examples, since nobody knows another id. All samples of a kind have one id.
 *
 * @returns undefined if no valid request can be made
 */
export function propertiesOf(
  description: Description,
  operation: ContractOperation,
): OperationProperties | undefined {
  const set = setOf(description);
  const akin = akinValues(description.document);
  const base = baseRequest(set, operation);
  if (base === undefined) return undefined;
  const values = validValues(set, operation, base);
  const refusals = refusalsOf(operation, 'value');
  const broken =
    refusals.length === 0
      ? []
      : [
          ...invalidBody(set, operation, values, akin),
          ...invalidParameter(set, operation, base, values, akin),
        ];
  const caseOf = (
    { parameters, body }: Values,
    kind: 'valid' | 'invalid',
  ): ContractCase | undefined => {
    const written =
      operation.body === undefined || body === undefined ? null : writeBody(operation.body, body);
    if (written === undefined) return undefined;
    const request = base.make({ parameters, body: written });
    if (request === undefined) return undefined;
    return {
      id: `${operation.id} property ${kind}`,
      group: 'property',
      operationId: operation.id,
      name: `a request drawn to be ${kind}`,
      rule: { keyword: kind === 'valid' ? 'schema' : 'not', pointer: operation.pointer },
      request,
      expected: kind === 'valid' ? { kind: 'accepted' } : { kind: 'refused', statuses: refusals },
      why:
        kind === 'valid'
          ? 'The schemas of its parameters and of its body allow it.'
          : 'A schema of its parameters or of its body does not allow it.',
      needs: kind === 'invalid' && hasMore(base, request.body) ? ['closed-forms'] : [],
    };
  };
  const cases = (drawn: Arbitrary<Values>, kind: 'valid' | 'invalid'): Arbitrary<ContractCase> =>
    drawn.map((one) => caseOf(one, kind)).filter((one) => one !== undefined);
  return {
    valid: cases(values, 'valid'),
    invalid: broken.length === 0 ? undefined : cases(fc.oneof(...broken), 'invalid'),
  };
}

const sets = new WeakMap<Description, SchemaSet>();

/** Each schema is compiled once, however many operations ask for it. */
function setOf(description: Description): SchemaSet {
  const set = sets.get(description) ?? schemaSet(description);
  sets.set(description, set);
  return set;
}

function validValues(
  set: SchemaSet,
  operation: ContractOperation,
  base: BaseRequest,
): Arbitrary<Values> {
  const free = operation.parameters.filter((parameter) => parameter.in !== 'path');
  const drawn = free.flatMap((parameter) => {
    const arbitrary = parameterArbitrary(set, parameter, base);
    return arbitrary === undefined ? [] : [[parameter, arbitrary] as const];
  });
  const chosen = fc.tuple(
    ...drawn.map(([parameter, arbitrary]) =>
      parameter.required ? arbitrary : fc.option(arbitrary, { nil: undefined }),
    ),
  );
  const body = bodyArbitrary(set, operation);
  const bodies =
    body === undefined
      ? fc.constant(undefined)
      : operation.body?.required === true
        ? body
        : fc.option(body, { nil: undefined, freq: 9 });
  return fc.record({ list: chosen, body: bodies }).map(({ list, body: value }) => ({
    parameters: new Map([
      ...base.required,
      ...drawn.flatMap(([parameter], index) =>
        list[index] === undefined ? [] : [[parameter, list[index]] as const],
      ),
    ]),
    body: value,
  }));
}

function parameterArbitrary(
  set: SchemaSet,
  parameter: ContractParameter,
  base: BaseRequest,
): Arbitrary<unknown> | undefined {
  const example = base.valueOf(parameter);
  if (example === undefined) return undefined;
  const usable = (value: unknown): boolean => {
    const written = writeParameter(parameter, value);
    return written !== undefined && !isAmbiguous(written) && isValidText(set, parameter, written);
  };
  const drawn = valueArbitrary(
    set,
    [parameter.schema],
    parameter.in === 'query' ? 'query' : 'ascii',
  );
  const samples = drawn === undefined ? [] : fc.sample(drawn, { seed: 1, numRuns: 40 });
  // Where few values can be written, the example alone is drawn.
  return drawn !== undefined && samples.filter(usable).length >= 10
    ? drawn.filter(usable)
    : fc.constant(example);
}

function bodyArbitrary(
  set: SchemaSet,
  operation: ContractOperation,
): Arbitrary<unknown> | undefined {
  const { body } = operation;
  if (body === undefined) return undefined;
  const pooled = bodyPool(set, body).bodies.map(({ value }) => value);
  const known = pooled.length === 0 ? undefined : fc.constantFrom(...pooled);
  if (syntaxOf(body.mediaType) === undefined) return undefined;
  const usable = (value: unknown): boolean =>
    isPortable(value) && isValidBody(set, body, value) && writeBody(body, value) !== undefined;
  const drawn = valueArbitrary(set, [body.schema]);
  const samples = drawn === undefined ? [] : fc.sample(drawn, { seed: 1, numRuns: 40 });
  if (drawn === undefined || samples.filter(usable).length < 10) return known;
  const values = drawn.filter(usable);
  return known === undefined
    ? values
    : fc.oneof(
        { withCrossShrink: true },
        { weight: 5, arbitrary: values },
        { weight: 1, arbitrary: known },
      );
}

function invalidBody(
  set: SchemaSet,
  operation: ContractOperation,
  valid: Arbitrary<Values>,
  akin: AkinValues,
): Arbitrary<Values>[] {
  const { body } = operation;
  if (body === undefined) return [];
  const places = placesOf(set, body.schema);
  const break_ = (value: unknown, place: number, choice: number): unknown => {
    // From the drawn place on, the first place at which anything can be broken.
    for (let distance = 0; distance < places.length; distance += 1) {
      const { path, ...rest } = places[(place + distance) % places.length] as Place;
      const current = valueAt(value, path);
      if (current === undefined) continue;
      const broken = variationsOf(set, { path, ...rest } as Place, current, akin)
        .filter(({ ifInvalid }) => ifInvalid !== undefined)
        .map((variation) => withValue(value, path, variation.value))
        .filter((one) => !isValidBody(set, body, one) && writeBody(body, one) !== undefined);
      if (broken.length > 0) return broken[choice % broken.length];
    }
    return undefined;
  };
  if (places.length === 0) return [];
  const varied = fc
    .record({
      values: valid,
      place: fc.nat({ max: places.length - 1 }),
      choice: fc.nat({ max: 1000 }),
    })
    .map(({ values, place, choice }) => ({
      ...values,
      body: break_(values.body, place, choice),
    }));
  // A form is broken in so few ways that any JSON value would rarely be one of them.
  const other = fc
    .record({
      values: valid,
      place: fc.nat({ max: places.length - 1 }),
      wrong: fc.jsonValue({ maxDepth: 2 }),
    })
    .map(({ values, place, wrong }) => {
      const { path } = places[place] as Place;
      const at = valueAt(values.body, path) === undefined ? [] : path;
      return {
        ...values,
        body: withValue(values.body, at, JSON.parse(JSON.stringify(wrong)) as unknown),
      };
    });
  const usable = ({ body: value }: Values): boolean =>
    value !== undefined &&
    isPortable(value) &&
    !isValidBody(set, body, value) &&
    writeBody(body, value) !== undefined;
  return [varied, other].flatMap((drawn) => {
    const enough = fc.sample(drawn, { seed: 1, numRuns: 30 }).filter(usable).length >= 8;
    return enough ? [drawn.filter(usable)] : [];
  });
}

function invalidParameter(
  set: SchemaSet,
  operation: ContractOperation,
  base: BaseRequest,
  valid: Arbitrary<Values>,
  akin: AkinValues,
): Arbitrary<Values>[] {
  const wrongOf = (parameter: ContractParameter): Arbitrary<unknown>[] => {
    if (parameter.in === 'path') return [];
    const usable = (value: unknown): boolean => {
      const written = writeParameter(parameter, value);
      return (
        written !== undefined && !isAmbiguous(written) && !isValidText(set, parameter, written)
      );
    };
    const example = base.valueOf(parameter);
    const values = placesOf(set, parameter.schema)
      .filter(({ path }) => valueAt(example, path) !== undefined)
      .flatMap((place) =>
        variationsOf(set, place, valueAt(example, place.path), akin).map((variation) =>
          withValue(example, place.path, variation.value),
        ),
      )
      .filter(usable);
    // Letters alone, so many that no server takes them for a number or a truth value.
    const letters = fc.string({
      unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz_工作流'),
      minLength: 7,
      maxLength: 30,
    });
    const open = fc.sample(letters, { seed: 1, numRuns: 10 }).every(usable);
    return [
      ...(values.length === 0 ? [] : [fc.constantFrom(...values)]),
      ...(open && parameter.in === 'query' ? [letters.filter(usable)] : []),
    ];
  };
  return operation.parameters.flatMap((parameter) => {
    const wrong = wrongOf(parameter);
    if (wrong.length === 0) return [];
    return [
      fc.record({ values: valid, value: fc.oneof(...wrong) }).map(({ values, value }) => ({
        ...values,
        parameters: new Map([...values.parameters, [parameter, value]]),
      })),
    ];
  });
}
