import fc, { type Arbitrary } from 'fast-check';
import type { ContractCase } from '../case.js';
import type { ContractParameter } from '../operation.js';
import { isPortable, oneOf, often, valueArbitrary } from './arbitrary.js';
import type { ParameterValues } from './base-request.js';
import { needsToAccept, needsToRefuse } from './body-cases.js';
import { bodyPool } from './body-pool.js';
import { accepted, refusedFor, type CaseSource } from './case-draft.js';
import { valueAt, withValue } from './json.js';
import { placesOf, type Place } from './places.js';
import { isValidBody, isSurelyValid, mayBeLeftOut, syntaxOf, writeBody } from './serialization.js';
import { variationsOf } from './variations.js';

/** What a request is made of. */
interface Values {
  readonly parameters: ParameterValues;
  /** Undefined for none. */
  readonly body: unknown;
}

/**
 * Arbitraries of valid and of invalid requests of an operation, drawn from its schemas. Path
 * parameters keep their examples, since nobody knows another id. All samples of a kind have one id.
 */
export function propertiesOf(source: CaseSource) {
  const { operation, base } = source;
  const values = validValues(source);
  const refused = refusedFor(operation, 'value');
  const broken =
    refused.statuses.length === 0
      ? []
      : [
          ...invalidBodies(source, values),
          ...operation.parameters.map((one) => invalidParameter(source, one, values)),
        ];
  const invalid = oneOf(broken);
  const caseOf = ({ parameters, body }: Values, valid: boolean): ContractCase | undefined => {
    const written = operation.body && writeBody(operation.body, body);
    if (written === undefined && body !== undefined) return undefined;
    const request = base.make({ parameters, body: written ?? null });
    if (request === undefined) return undefined;
    const kind = valid ? 'valid' : 'invalid';
    return {
      id: `${operation.id} property ${kind}`,
      group: 'property',
      operationId: operation.id,
      name: `a request drawn to be ${kind}`,
      rule: { keyword: valid ? 'schema' : 'not', pointer: operation.pointer },
      request,
      expected: valid ? accepted : refused,
      why: valid
        ? 'The schemas of its parameters and of its body allow it.'
        : 'A schema of its parameters or of its body does not allow it.',
      needs: valid ? needsToAccept(body) : needsToRefuse(source, request.body),
    };
  };
  const cases = (drawn: Arbitrary<Values>, valid: boolean): Arbitrary<ContractCase> =>
    drawn.map((one) => caseOf(one, valid)).filter((one) => one !== undefined);
  return {
    /** Requests that the description allows. */
    valid: cases(values, true),
    /** Requests that it does not allow; undefined if its parameters and body allow everything. */
    invalid: invalid && cases(invalid, false),
  };
}

function validValues(source: CaseSource): Arbitrary<Values> {
  const { operation, base } = source;
  const drawn = operation.parameters.flatMap((parameter) => {
    const arbitrary = parameterArbitrary(source, parameter);
    if (arbitrary === undefined) return [];
    const chosen = parameter.required ? arbitrary : fc.option(arbitrary, { nil: undefined });
    return [{ parameter, chosen }];
  });
  const list = fc.tuple(...drawn.map(({ chosen }) => chosen));
  const body = bodyArbitrary(source) ?? fc.constant(undefined);
  const isFree = operation.body === undefined || mayBeLeftOut(source.set, operation.body);
  const bodies = isFree ? fc.option(body, { nil: undefined, freq: 9 }) : body;
  return fc.record({ list, body: bodies }).map(({ list: values, body: value }) => {
    const given = drawn.map(({ parameter }, index) => [parameter, values[index]] as const);
    const set = given.filter(([, one]) => one !== undefined);
    return { parameters: new Map([...base.required, ...set]), body: value };
  });
}

function parameterArbitrary(
  { set, base }: CaseSource,
  parameter: ContractParameter,
): Arbitrary<unknown> | undefined {
  const example = base.valueOf(parameter);
  if (example === undefined || parameter.in === 'path') return undefined;
  const alphabet = parameter.in === 'query' ? 'query' : 'ascii';
  const drawn = valueArbitrary(set, [parameter.schema], alphabet);
  // Where few values can be written, the example alone is drawn.
  const usable = drawn && often(drawn, (value) => isSurelyValid(set, parameter, value) === true);
  return usable ?? fc.constant(example);
}

function bodyArbitrary({ set, operation: { body } }: CaseSource): Arbitrary<unknown> | undefined {
  if (body === undefined || syntaxOf(body.mediaType) === undefined) return undefined;
  const pooled = bodyPool(set, body).bodies.map(({ value }) => value);
  const known = pooled.length === 0 ? undefined : fc.constantFrom(...pooled);
  const drawn = valueArbitrary(set, [body.schema]);
  const isUsable = (value: unknown): boolean => isPortable(value) && isValidBody(set, body, value);
  const values = drawn && often(drawn, isUsable);
  if (values === undefined || known === undefined) return values ?? known;
  const ways = [
    { weight: 5, arbitrary: values },
    { weight: 1, arbitrary: known },
  ];
  return fc.oneof({ withCrossShrink: true }, ...ways);
}

function invalidBodies(
  { set, operation: { body } }: CaseSource,
  valid: Arbitrary<Values>,
): (Arbitrary<Values> | undefined)[] {
  const places = body === undefined ? [] : placesOf(set.description)(body.schema);
  if (body === undefined || places.length === 0) return [];
  const isInvalid = (value: unknown): boolean =>
    !isValidBody(set, body, value) && writeBody(body, value) !== undefined;
  const damaged = (value: unknown, start: number, choice: number): unknown => {
    // From the drawn place on, the first place at which anything can be broken.
    for (const place of [...places.slice(start), ...places.slice(0, start)]) {
      const broken = variationsOf(set, place, value)
        .filter(({ ifInvalid }) => ifInvalid !== undefined)
        .map((variation) => variation.value)
        .filter(isInvalid);
      if (broken.length > 0) return broken[choice % broken.length];
    }
    return undefined;
  };
  const place = fc.nat({ max: places.length - 1 });
  const varied = fc
    .record({ values: valid, start: place, choice: fc.nat({ max: 1000 }) })
    .map(({ values, start, choice }) => ({
      ...values,
      body: damaged(values.body, start, choice),
    }));
  // A form is broken in so few ways that any JSON value would rarely be one of them.
  const other = fc
    .record({ values: valid, index: place, wrong: fc.jsonValue({ maxDepth: 2 }) })
    .map(({ values, index, wrong }) => {
      const { path } = places[index] as Place;
      const at = valueAt(values.body, path) === undefined ? [] : path;
      const plain = JSON.parse(JSON.stringify(wrong)) as unknown;
      return { ...values, body: withValue(values.body, at, plain) };
    });
  const isUsable = ({ body: value }: Values): boolean =>
    value !== undefined && isPortable(value) && isInvalid(value);
  return [varied, other].map((drawn) => often(drawn, isUsable));
}

function invalidParameter(
  { set, base }: CaseSource,
  parameter: ContractParameter,
  valid: Arbitrary<Values>,
): Arbitrary<Values> | undefined {
  if (parameter.in === 'path') return undefined;
  const usable = (value: unknown): boolean => isSurelyValid(set, parameter, value) === false;
  const example = base.valueOf(parameter);
  const values = placesOf(set.description)(parameter.schema)
    .flatMap((place) => variationsOf(set, place, example))
    .map(({ value }) => value)
    .filter(usable);
  // Letters alone, so many that no server takes them for a number or a truth value.
  const letters = fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz_工作流'),
    minLength: 7,
    maxLength: 30,
  });
  const open =
    parameter.in === 'query' && fc.sample(letters, { seed: 1, numRuns: 10 }).every(usable);
  const wrong = oneOf([
    values.length === 0 ? undefined : fc.constantFrom(...values),
    open ? letters.filter(usable) : undefined,
  ]);
  return (
    wrong &&
    fc.record({ whole: valid, value: wrong }).map(({ whole, value }) => ({
      ...whole,
      parameters: new Map([...whole.parameters, [parameter, value]]),
    }))
  );
}
