import type { JsonObject } from '../../../lib/description.js';
import type { DocumentedAnswer } from '../documented-answer.js';
import { answerFor } from '../documented-answer.js';
import { takesAnyText } from '../equivalence.js';
import type { Play } from '../mutant.js';
import { allowedBy } from './allowed.js';

/** Texts that tell schemas of headers from each other. */
const texts = ['', 'a text', 'NOT_LISTED', '0', '-1', '20040611', '1.5', 'true', '99999999999'];

/**
 * How a provider is played whose header follows a changed schema: it sends a text that the changed
 * schema allows and the contract does not.
 */
export function headerDrift(
  document: JsonObject,
  documented: readonly DocumentedAnswer[],
  status: string,
  name: string,
  schema: unknown,
  changed: unknown,
): Play {
  const { type } = changed as JsonObject;
  if (type === 'null' || (Array.isArray(type) && type.includes('null'))) {
    return { kind: 'equivalent', reason: 'a header is text, in which null cannot be written' };
  }
  const before = readerOf(schema, document);
  const after = readerOf(changed, document);
  const text = texts.find((one) => after(one) && !before(one));
  if (text === undefined) {
    // Without a proof the mutant survives, and is named.
    return takesAnyText(schema)
      ? { kind: 'equivalent', reason: 'a header is text, and any text is allowed' }
      : { kind: 'answers', drift: () => undefined };
  }
  const key = name.toLowerCase();
  return {
    kind: 'answers',
    drift: (answer) =>
      answerFor(documented, answer.status)?.status === status
        ? { ...answer, headers: { ...answer.headers, [key]: text } }
        : undefined,
  };
}

/** Whether a text is allowed, read as what the schema may ask for. */
function readerOf(schema: unknown, document: JsonObject): (text: string) => boolean {
  const isAllowed = allowedBy(schema, document);
  return (text) => [text, ...scalars(text), text.split(','), {}].some(isAllowed);
}

function scalars(text: string): unknown[] {
  if (text === 'true') return [true];
  return text === '' || Number.isNaN(Number(text)) ? [] : [Number(text)];
}
