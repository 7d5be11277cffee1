import { isObject, type Description } from '../../lib/openapi/document.js';
import { step } from '../../lib/openapi/pointer.js';
import { visitObjects } from '../../lib/openapi/members.js';
import { ajvValidatorsOf } from '../../lib/openapi/validators.js';
import { cannotRun } from '../http/target.js';
import { operationsOf } from '../operation.js';
import { chosenOperations, type Choice } from './choice.js';

/**
 * Checks that cases can be made from a description, so that what is wrong with it is not blamed on a
 * server.
 *
 * @param name - how the description is called in messages
 * @param choice - operations whose schemas are looked at, since that takes long
 * @throws UserError with exit code 2 that names the place, or a choice that the description does not have
 */
export function checkDescription(
  description: Description,
  name: string,
  choice: Choice = {},
): void {
  const fail = (text: string): never => cannotRun(`${name} is no valid description: ${text}.`);
  /** What fails is no valid description: the reason stands in the error, without its full stop. */
  const attempt = <Value>(work: () => Value, text = (reason: string) => reason): Value => {
    try {
      return work();
    } catch (error) {
      return fail(text((error as Error).message.replace(/\.$/, '')));
    }
  };
  const { document } = description;
  if (!isObject(document)) fail('it is no JSON object');
  const version = document['openapi'];
  if (document['swagger'] !== undefined) {
    fail('it is Swagger, from before OpenAPI 3.0; convert it to OpenAPI, 3.0 or 3.1');
  }
  if (typeof version !== 'string') {
    fail('it has no member "openapi" with its version, such as "3.1.1"');
  } else if (!/^3\.1\.\d+/.test(version)) {
    fail(`it says OpenAPI ${version}, but only 3.0 and 3.1 are supported`);
  }
  if (!isObject(document['paths'])) fail('it has no "paths"');
  visitObjects(document, (object, _, path) => {
    const { $ref: reference } = object;
    if (typeof reference !== 'string' || /^#(?!\/)/.test(reference)) return;
    const place = () => `the reference ${reference} at ${path.map(step).join('')}`;
    if (!reference.startsWith('#')) fail(`${place()} leaves the document, so bundle it first`);
    attempt(
      () => description.follow(object),
      () => `${place()} leads nowhere or round in a circle`,
    );
  });
  const operations = attempt(() => operationsOf(description));
  if (operations.length === 0) fail('it has no operations');
  const ids = operations.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) fail(`the operationId "${twice}" is used twice`);
  const chosen = chosenOperations(description, choice);
  // It fails for an id or an anchor that stands twice.
  const validators = attempt(() => ajvValidatorsOf(description));
  for (const { id, parameters, bodies, responses } of operations) {
    if (chosen !== undefined && !chosen.includes(id)) continue;
    for (const { schema } of [...parameters, ...bodies, ...responses]) {
      if (description.at(schema) === undefined) continue;
      attempt(() => validators(schema));
    }
  }
}
