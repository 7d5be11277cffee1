import type { JsonObject } from '../../scripts/lib/openapi/document.js';
import { step } from '../../scripts/lib/openapi/pointer.js';
import { textHolders } from '../../scripts/lib/translation/texts.js';

/** The texts of a document by JSON pointer. */
export function textsOf(document: JsonObject): Map<string, string> {
  return new Map(
    textHolders(document).flatMap(({ object, pointer, members }) =>
      members.map((member): [string, string] => [pointer + step(member), String(object[member])]),
    ),
  );
}
