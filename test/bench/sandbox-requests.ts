import { asDescription, readBundle, type JsonObject } from '../../scripts/lib/openapi/document.js';
import { defaultBundle } from '../../scripts/lib/paths.js';

/** Path of the workflows, with the ids of the description's examples. */
export const collection =
  '/v1/f69081793d9e4ea8a2f479dcef961989/workspaces/f44065f5-557b-4376-ae02-8c65ef1960f4/soc/workflows';

/** The value of an example of the description. */
export function example(name: string): JsonObject {
  const { follow } = asDescription(readBundle(defaultBundle));
  return (follow({ $ref: `#/components/examples/${name}` }) as { value: JsonObject }).value;
}
