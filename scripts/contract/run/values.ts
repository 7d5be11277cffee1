import { asDescription, type Description, type JsonObject } from '../../lib/openapi/document.js';
import { mapObject } from '../cases/json.js';
import { operationsOf } from '../operation.js';

/**
 * The description with other values in its examples of requests: of parameters by their names, and in
 * bodies by the names of members. So a live server is asked for what it has.
 */
export function withValues(description: Description, values: JsonObject): Description {
  if (Object.keys(values).length === 0) return description;
  const copy = asDescription(structuredClone(description.document));
  const at = (pointer: string): Record<string, unknown> =>
    copy.at(pointer) as Record<string, unknown>;
  for (const { parameters, bodies } of operationsOf(copy)) {
    for (const { name, pointer } of parameters) {
      if (!Object.hasOwn(values, name)) continue;
      delete at(pointer)['examples'];
      at(pointer)['example'] = values[name];
    }
    for (const { pointer, examples } of bodies) {
      const media = at(pointer);
      if (media['example'] !== undefined) media['example'] = replaced(media['example']);
      // An example may be shared with an answer, which stays as it is.
      else if (examples.length > 0) {
        const others = examples.map(({ name, value }) => [name, { value: replaced(value) }]);
        media['examples'] = Object.fromEntries(others);
      }
    }
  }
  return copy;

  function replaced(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(replaced);
    return mapObject(value, (member, name) =>
      Object.hasOwn(values, name) && typeof values[name] === typeof member
        ? values[name]
        : replaced(member),
    );
  }
}
