import { examineJson } from '../../../src/sandbox/core/json.js';
import type { Answer } from '../answer.js';

export { isJson } from '../../lib/openapi/document.js';

/** A media type as it is compared: lower case, without its parameters. */
export function bareMediaType(text: string): string {
  return (text.split(';')[0] ?? '').trim().toLowerCase();
}

/** Whether a documented media type, which may be a range such as `text/*`, covers a bare one. */
export function coversMediaType(documented: string, bare: string): boolean {
  const wanted = bareMediaType(documented);
  return wanted === bare || (bare !== '' && ['*/*', `${bare.split('/')[0]}/*`].includes(wanted));
}

/**
 * Whether the schema of a media type speaks of the body as it stands. Of a body in another syntax
 * (XML, forms, streams of records) it speaks of what the syntax expresses, which is not read here.
 */
export function isPlainText(mediaType: string): boolean {
  return !/[/+](xml|yaml|x-yaml|x-www-form-urlencoded|x-ndjson|jsonl|json-seq|event-stream|csv|cbor|msgpack|html)$|^multipart\//.test(
    mediaType,
  );
}

/** The value of a JSON text; undefined if it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * The name of a member that an object in a JSON text has twice, which readers resolve in different ways;
 * undefined if there is none.
 *
 * @param value - what the text says, which is known to be JSON
 */
export function duplicateMember(text: string, value: unknown): string | undefined {
  // Most servers write JSON as it is written here, where no text with twins comes back the same.
  if (JSON.stringify(value) === text) return undefined;
  const { twin } = examineJson(text);
  return twin === undefined ? undefined : (JSON.parse(twin) as string);
}

/** Bodies that were read before: an answer is judged in several ways. */
const read = new WeakMap<Answer, unknown>();

/** The value of the JSON in an answer, which is read once; undefined if it is none. */
export function jsonOf(answer: Answer): unknown {
  if (!read.has(answer)) read.set(answer, readJson(answer.text));
  return read.get(answer);
}
