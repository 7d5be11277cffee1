import type { Description } from '../../lib/openapi/document.js';
import { hasNoContent } from '../../lib/openapi/operations.js';
import { forAnswers, forRequests, withoutMarked } from '../cases/direction.js';
import { schemaSet } from '../cases/schemas.js';
import { isValidBody, isValidParameter } from '../cases/serialization.js';
import { operationsOf } from '../operation.js';
import { isJson } from '../oracle/media-type.js';

/**
 * Where a description contradicts itself, or HTTP, one sentence each: by examples that break their own
 * schemas, of which no case is made, and by content of answers that have none. They are its own fault,
 * whatever a server does.
 *
 * @param chosen - ids of the operations that are looked at; all if undefined
 */
export function contradictionsOf(description: Description, chosen?: readonly string[]): string[] {
  const requests = schemaSet(forRequests(description));
  const answers = schemaSet(forAnswers(description));
  const found = new Set<string>();
  const note = (what: string, name: string, pointer: string): void => {
    const called = name === '' ? 'The example' : `The example "${name}"`;
    found.add(`${called} of ${what} breaks its own schema (${pointer}).`);
  };
  for (const { id, parameters, bodies, responses } of operationsOf(description)) {
    if (chosen?.includes(id) === false) continue;
    for (const parameter of parameters) {
      for (const { name, value } of parameter.examples) {
        if (isValidParameter(requests, parameter, value) === false) {
          note(`the parameter ${parameter.name}`, name, parameter.pointer);
        }
      }
    }
    for (const body of bodies) {
      for (const { name, value } of body.examples) {
        // A member that is only read may stand in an example of a request, and is not sent.
        const sent = withoutMarked(description, 'readOnly', description.at(body.schema), value);
        const isSound = !isJson(body.mediaType) || isValidBody(requests, body, sent);
        if (!isSound) note(`the body of ${id}`, name, body.pointer);
      }
    }
    for (const { status, mediaType, pointer, schema, examples } of responses) {
      if (hasNoContent(status) && description.at(`${pointer}/content`) !== undefined) {
        found.add(
          `The answer ${status} of ${id} has content, but HTTP gives it none (${pointer}).`,
        );
      }
      for (const { name, value } of isJson(mediaType) ? examples : []) {
        if (!answers.isValid([schema], value)) note(`the answer ${status} of ${id}`, name, pointer);
      }
    }
  }
  return [...found];
}
