import { isObject, step, type JsonObject } from '../../../lib/description.js';
import { withValueAt, without } from '../json.js';
import type { DocumentEdit, DocumentOperator } from './document-edit.js';
import { operationOf } from './parameters.js';

/** Documented examples of answers: dropped, and changed so that they still fit their schema. */
export const examples: DocumentOperator = (inlined) => {
  const responses = (operationOf(inlined)['responses'] ?? {}) as JsonObject;
  return Object.entries(responses).flatMap(([status, response]) =>
    Object.entries((response as JsonObject)['content'] ?? {}).flatMap(([mediaType, content]) => {
      const list = (content as JsonObject)['examples'];
      const owner = `${inlined.pointer}/responses${step(status)}/content${step(mediaType)}/examples`;
      return isObject(list)
        ? Object.keys(list).flatMap((name) => editsOf(inlined.document, owner, list, name))
        : [];
    }),
  );
};

function editsOf(
  document: JsonObject,
  owner: string,
  list: JsonObject,
  name: string,
): DocumentEdit[] {
  const at = owner + step(name);
  const example = list[name] as JsonObject;
  const changed = changedValue(example['value']);
  return [
    {
      operator: 'drop example',
      at,
      what: `the provider does not know the example ${name}`,
      wanted: `a request for the example ${name}`,
      document: () => withValueAt(document, owner, without(list, name)),
    },
    ...(changed === undefined
      ? []
      : [
          {
            operator: 'change example',
            at,
            what: `the example ${name} has another value`,
            wanted: `a request for the example ${name}`,
            document: () => withValueAt(document, `${at}/value`, changed.value),
          },
        ]),
  ];
}

/** The value with its last text or number changed a little; undefined if it has none. */
function changedValue(value: unknown): { value: unknown } | undefined {
  if (typeof value === 'string') return { value: `${value} (changed)` };
  if (typeof value === 'number') return { value: value + 1 };
  if (typeof value === 'boolean') return { value: !value };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value).reverse()) {
    const changed = changedValue(member);
    if (changed !== undefined) return { value: withValueAt(value, step(key), changed.value) };
  }
  return undefined;
}
