import { UserError } from '../../lib/cli.js';
import { isObject, step, type Description } from '../../lib/description.js';
import { validatorsOf } from '../../lib/schema-judge.js';
import { operationsOf } from '../operation.js';
import { couldNotRun } from '../http/target.js';

/** Members whose value is data, so that a `$ref` inside is no reference. */
const data = new Set(['example', 'default', 'const', 'enum', 'value']);

/**
 * Checks that cases can be made from a description, so that what is wrong with it is not blamed on a
 * server.
 *
 * @param name - how the description is called in messages
 * @throws UserError with exit code 2 that names the place
 */
export function checkDescription(description: Description, name: string): void {
  const fail = (text: string): never => {
    throw new UserError(`${name} is no valid description: ${text}.`, couldNotRun);
  };
  const { document } = description;
  if (!isObject(document)) fail('it is no JSON object');
  const version = document['openapi'];
  if (typeof version !== 'string' || !/^3\.1\.\d+/.test(version)) {
    fail(
      typeof version === 'string'
        ? `it says OpenAPI ${version}, but only 3.1 is supported`
        : 'it has no member "openapi" with its version, such as "3.1.1"',
    );
  }
  if (!isObject(document['paths'])) fail('it has no "paths"');
  checkReferences(description, document, '', fail);
  let operations;
  try {
    operations = operationsOf(description);
  } catch (error) {
    return fail((error as Error).message.replace(/\.$/, ''));
  }
  if (operations.length === 0) fail('it has no operations');
  const twice = operations.find(({ id }, index) =>
    operations.slice(0, index).some((other) => other.id === id),
  );
  if (twice !== undefined) fail(`the operationId "${twice.id}" is used twice`);
  const validators = validatorsOf(description);
  for (const { parameters, bodies, responses } of operations) {
    for (const { schema } of [...parameters, ...bodies, ...responses]) {
      if (description.at(schema) === undefined) continue;
      try {
        validators(schema);
      } catch (error) {
        fail(`the schema at ${schema} is none (${(error as Error).message.replace(/\.$/, '')})`);
      }
    }
  }
}

function checkReferences(
  description: Description,
  value: unknown,
  pointer: string,
  fail: (text: string) => never,
): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => checkReferences(description, item, pointer + step(index), fail));
  }
  if (!isObject(value)) return;
  const reference = value['$ref'];
  if (typeof reference === 'string' && reference.startsWith('#/')) {
    try {
      description.followPointer(pointer);
    } catch {
      fail(`the reference ${reference} at ${pointer} leads nowhere or round in a circle`);
    }
  } else if (typeof reference === 'string' && !reference.startsWith('#')) {
    fail(`the reference ${reference} at ${pointer} leaves the document, so bundle it first`);
  }
  for (const [key, member] of Object.entries(value)) {
    // Names of properties are free, so a property may be called like a member that holds data.
    const free = /\/(properties|patternProperties|\$defs|schemas|examples)$/.test(pointer);
    if ((data.has(key) && !free) || key.startsWith('x-')) continue;
    checkReferences(description, member, pointer + step(key), fail);
  }
}
