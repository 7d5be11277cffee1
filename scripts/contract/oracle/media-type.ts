import type { Answer } from '../answer.js';

/** Whether a media type (lower case, no parameters) is JSON. */
export function isJson(mediaType: string): boolean {
  return /^(application|text)\/json$|\+json$/.test(mediaType);
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

/** Bodies that were read before: an answer is judged in several ways. */
const read = new WeakMap<Answer, unknown>();

/** The value of the JSON in an answer, which is read once; undefined if it is none. */
export function jsonOf(answer: Answer): unknown {
  if (read.has(answer)) return read.get(answer);
  const value = readJson(answer.text);
  read.set(answer, value);
  return value;
}
