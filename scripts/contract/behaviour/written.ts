import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { isValidBody } from '../cases/serialization.js';
import type { Resource } from '../fixtures/resources.js';
import type { ContractOperation } from '../operation.js';
import type { CheckContext } from './check.js';

/** Longer than columns tend to be, and with signs of more than one byte. */
const longText = `contract-test ${'long '.repeat(30)}剧本 🚀`;

/** Whether a value is a text that was written to see whether it is kept. */
export const isMadeUp = (value: unknown): boolean =>
  typeof value === 'string' && value.startsWith('contract-test ');

/** The bodies to write: those by example, and one with a long text wherever that is allowed. */
export function bodiesOf(
  { set }: CheckContext,
  { body }: ContractOperation,
  plain: unknown,
): unknown[] {
  if (body === undefined) return [];
  const examples = body.examples.map(({ value }) => value);
  const [first = plain] = examples;
  let long = first;
  for (const [name, value] of Object.entries(isObject(first) ? first : {})) {
    const longer = { ...(long as JsonObject), [name]: longText };
    // An id is not a text to be made longer.
    const isFree = typeof value === 'string' && !/(^|_)id$|Id$/.test(name);
    if (isFree && isValidBody(set, body, longer) && !isCoded(set, body.schema, name)) long = longer;
  }
  return [...examples, long].filter((value) => isValidBody(set, body, value));
}

/** Bodies that change one member of a record each, which does not lead to another state. */
export function changesOf(
  { set, resources }: CheckContext,
  resource: Resource,
  update: ContractOperation,
  record: JsonObject,
): JsonObject[] {
  const { body } = update;
  if (body === undefined) return [];
  const references = resources.referencesOf(update).map(({ path }) => path[0]);
  const schemas = set.merged([body.schema]);
  const names = new Set(schemas.flatMap(({ properties }) => [...properties.keys()]));
  // What is required besides comes from an example.
  const [example = {}] = body.examples.map(({ value }) => value).filter(isObject);
  const required = Object.fromEntries(
    schemas
      .flatMap((schema) => [...schema.required])
      .filter((name) => name !== resource.lifeCycle?.status && Object.hasOwn(example, name))
      .map((name) => [name, record[name] ?? example[name]]),
  );
  return [...names].flatMap((name) => {
    // An id is not a text to be made up.
    const isId = /(^|_)id$|Id$/.test(name);
    if (name === resource.lifeCycle?.status || isId || references.includes(name)) return [];
    const samples = body.examples.flatMap(({ value }) =>
      isObject(value) ? (value[name] ?? []) : [],
    );
    const free = isCoded(set, body.schema, name)
      ? samples.flatMap(recoded)
      : [`contract-test ${name}`, `contract-test other ${name}`];
    const listed = schemas
      .flatMap(({ properties }) => [...(properties.get(name) ?? [])])
      .flatMap((pointer) => set.merged([pointer]).flatMap(({ values = [] }) => values));
    const known = [...free, ...samples, ...listed.toReversed()];
    // What is there already would show no change.
    const other = (value: unknown): number =>
      Number(JSON.stringify(value) === JSON.stringify(record[name]));
    return known
      .toSorted((one, two) => other(one) - other(two))
      .flatMap((value) => [{ [name]: value }, { ...required, [name]: value }])
      .filter((value) => isValidBody(set, body, value))
      .slice(0, 1);
  });
}

/** Texts that mean the same as one in JSON, or in Base64 of it, with a member more. */
function recoded(sample: unknown): unknown[] {
  if (typeof sample !== 'string') return [];
  const plus = (text: string): string | undefined => {
    try {
      const value: unknown = JSON.parse(text);
      return isObject(value) ? JSON.stringify(value, undefined, 1) : undefined;
    } catch {
      return undefined;
    }
  };
  const inner = plus(Buffer.from(sample, 'base64').toString());
  const own = plus(sample) ?? (inner && Buffer.from(inner).toString('base64'));
  return own === undefined ? [] : [own];
}

/** Whether a member holds JSON, Base64 or a text of a format, which cannot be any text. */
function isCoded(set: CheckContext['set'], schema: string, name: string): boolean {
  return set
    .merged([schema])
    .flatMap(({ properties }) => [...(properties.get(name) ?? [])])
    .some((pointer) => set.merged([pointer]).some(({ format, values }) => format ?? values));
}
