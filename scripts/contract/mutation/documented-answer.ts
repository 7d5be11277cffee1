import { isObject, step, type Description, type JsonObject } from '../../lib/description.js';
import { bareMediaType } from '../oracle/media-type.js';

/** What the description says of one status of an operation. */
export interface DocumentedAnswer {
  /** As the description writes it: `200`, `5XX`, `default`. */
  readonly status: string;
  /** JSON pointer to the Response Object. */
  readonly pointer: string;
  readonly contents: readonly DocumentedContent[];
  readonly headers: readonly DocumentedHeader[];
}

/** A media type of an answer. */
interface DocumentedContent {
  /** Lower case, without its parameters; may be a range such as `text/*`. */
  readonly mediaType: string;
  /** JSON pointer to the schema; undefined if there is none. */
  readonly schema: string | undefined;
}

/** A header of an answer. */
interface DocumentedHeader {
  readonly name: string;
  readonly required: boolean;
  /** JSON pointer to the Header Object. */
  readonly pointer: string;
  /** JSON pointer to the schema; undefined if there is none. */
  readonly schema: string | undefined;
  /** Whether the value is written as JSON (`content`), and not in the style `simple`. */
  readonly json: boolean;
}

/** Reads all documented answers of an operation, by the pointer to its Operation Object. */
export function documentedAnswers(description: Description, operation: string): DocumentedAnswer[] {
  const responses = (description.at(operation) as JsonObject)['responses'];
  if (!isObject(responses)) return [];
  return Object.keys(responses)
    .filter((status) => !status.startsWith('x-'))
    .map((status) => {
      const pointer = description.followPointer(`${operation}/responses${step(status)}`);
      return {
        status,
        pointer,
        contents: readContents(description, pointer),
        headers: readHeaders(description, pointer),
      };
    });
}

/** The documented answer for a status on the wire: the exact one, else its range, else `default`. */
export function answerFor(
  documented: readonly DocumentedAnswer[],
  status: number,
): DocumentedAnswer | undefined {
  const range = `${Math.floor(status / 100)}XX`;
  return (
    documented.find((one) => one.status === String(status)) ??
    documented.find((one) => one.status.toUpperCase() === range) ??
    documented.find((one) => one.status === 'default')
  );
}

function readContents(description: Description, response: string): DocumentedContent[] {
  const content = (description.at(response) as JsonObject)['content'];
  if (!isObject(content)) return [];
  return Object.keys(content).map((key) => ({
    mediaType: bareMediaType(key),
    schema: schemaOf(description, `${response}/content${step(key)}`),
  }));
}

function readHeaders(description: Description, response: string): DocumentedHeader[] {
  const headers = (description.at(response) as JsonObject)['headers'];
  if (!isObject(headers)) return [];
  // OpenAPI tells to ignore a header named Content-Type: the media types say it already.
  return Object.keys(headers)
    .filter((name) => name.toLowerCase() !== 'content-type')
    .map((name) => {
      const pointer = description.followPointer(`${response}/headers${step(name)}`);
      const header = description.at(pointer) as JsonObject;
      const content = isObject(header['content']) ? Object.keys(header['content'])[0] : undefined;
      return {
        name,
        required: header['required'] === true,
        pointer,
        json: content !== undefined,
        schema: schemaOf(
          description,
          content === undefined ? pointer : `${pointer}/content${step(content)}`,
        ),
      };
    });
}

function schemaOf(description: Description, owner: string): string | undefined {
  const schema = `${owner}/schema`;
  return description.at(schema) === undefined ? undefined : schema;
}
