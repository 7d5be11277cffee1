import {
  asDescription,
  isObject,
  step,
  type Description,
  type JsonObject,
} from '../../lib/description.js';

/**
 * The description with other values in its examples of requests: of parameters by their names, and in
 * bodies by the names of members. So a live server is asked for what it has.
 */
export function withValues(description: Description, values: JsonObject): Description {
  if (Object.keys(values).length === 0) return description;
  const document = structuredClone(description.document) as Record<string, unknown>;
  const copy = asDescription(document);
  const has = (name: unknown): name is string =>
    typeof name === 'string' && Object.hasOwn(values, name);

  for (const path of Object.keys(document['paths'] ?? {})) {
    const item = copy.followPointer(`/paths${step(path)}`);
    const owners = [
      item,
      ...Object.keys(copy.at(item) as JsonObject).map((key) => item + step(key)),
    ];
    for (const owner of owners) {
      const value = copy.at(owner) as Record<string, unknown>;
      if (!isObject(value)) continue;
      if (Array.isArray(value['parameters'])) {
        for (const one of value['parameters']) setParameter(copy.follow(one));
      }
      setBody(copy.follow(value['requestBody']));
    }
  }
  return copy;

  function setParameter(parameter: unknown): void {
    if (!isObject(parameter) || !has(parameter['name'])) return;
    const writable = parameter as Record<string, unknown>;
    delete writable['examples'];
    writable['example'] = values[parameter['name']];
  }

  function setBody(body: unknown): void {
    if (!isObject(body) || !isObject(body['content'])) return;
    for (const content of Object.values(body['content'])) {
      const media = content as Record<string, unknown>;
      if (media['example'] !== undefined) media['example'] = replaced(media['example']);
      if (!isObject(media['examples'])) continue;
      // An example may be shared with an answer, which stays as it is.
      media['examples'] = Object.fromEntries(
        Object.entries(media['examples']).map(([name, example]) => {
          const followed = copy.follow(example) as JsonObject;
          return [name, { ...followed, value: replaced(followed['value']) }];
        }),
      );
    }
  }

  function replaced(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(replaced);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        has(name) && typeof values[name] === typeof member ? values[name] : replaced(member),
      ]),
    );
  }
}
