import type { Description } from '../../lib/description.js';
import type { Answer } from '../answer.js';
import {
  contentFor,
  type DocumentedAnswer,
  type DocumentedContent,
  type DocumentedHeader,
} from './documented-answer.js';
import type { Finding } from '../findings.js';
import { isJson, isPlainText, jsonOf, readJson } from './media-type.js';
import { cut, either, shown } from '../say.js';
import { schemaFaultsOf, type SchemaFault } from './schema-findings.js';

/** Says what in an answer is not as documented for its status. */
export type Conformance = (
  documented: DocumentedAnswer,
  answer: Answer,
  method: string,
) => Finding[];

/** Judges media type, headers and body of answers. */
export function conformanceOf(description: Description): Conformance {
  const faultOf = schemaFaultsOf(description);
  return (documented, answer, method) => [
    ...documented.headers.flatMap((header) => judgeHeader(header, answer)),
    ...judgeContent(documented, answer, method),
  ];

  function judgeHeader(header: DocumentedHeader, { status, headers }: Answer): Finding[] {
    const value = headers[header.name.toLowerCase()];
    const { pointer, schema } = header;
    if (value === undefined) {
      if (!header.required) return [];
      const message = `The answer ${status} lacks the header ${header.name}, which is required.`;
      return [{ name: 'missing_header', message, pointer }];
    }
    if (schema === undefined) return [];
    const readings = header.json ? [readJson(value)] : readingsOf(value);
    const faults = readings.map((reading) => faultOf(schema, reading));
    const fault = faults.includes(undefined) ? undefined : faults[0];
    if (fault === undefined) return [];
    const message = `The header ${header.name} of the answer ${status} breaks its schema: ${fault.message}.`;
    return [{ name: 'invalid_header', message, pointer: fault.pointer }];
  }

  function judgeContent(documented: DocumentedAnswer, answer: Answer, method: string): Finding[] {
    const { status, mediaType, text } = answer;
    // A description without content leaves the body open, and a HEAD never has one.
    if (documented.contents.length === 0 || method === 'HEAD') return [];
    if (status === 204 || status === 304) return [];
    const content = contentFor(documented.contents, mediaType);
    if (content === undefined) {
      const found = mediaType === '' ? 'no Content-Type' : `the media type ${cut(mediaType)}`;
      const types = either(documented.contents.map((one) => one.mediaType));
      return [
        {
          name: 'undocumented_media_type',
          message: `The answer ${status} has ${found}; documented: ${types}.`,
          pointer: `${documented.pointer}/content`,
        },
      ];
    }
    if (isJson(mediaType) && jsonOf(answer) === undefined) {
      const found = text === '' ? 'it is empty' : `it begins with ${shown(text.slice(0, 60))}`;
      return [
        {
          name: 'unreadable_body',
          message: `The body of the answer ${status} is no JSON, though its type is ${mediaType}: ${found}.`,
          pointer: content.schema ?? `${documented.pointer}/content`,
        },
      ];
    }
    const fault = bodyFault(content, answer);
    if (fault === undefined) return [];
    const message = `The body of the answer ${status} breaks its schema: ${fault.message}.`;
    return [{ name: 'invalid_body', message, pointer: fault.pointer }];
  }

  function bodyFault({ schema }: DocumentedContent, answer: Answer): SchemaFault | undefined {
    const { mediaType, text } = answer;
    if (schema === undefined) return undefined;
    if (isJson(mediaType)) return faultOf(schema, jsonOf(answer));
    if (!isPlainText(mediaType)) return undefined;
    const fault = faultOf(schema, text);
    // A number as plain text is the text of it.
    return fault && faultOf(schema, readJson(text)) && fault;
  }
}

/** What a header value in the style `simple` can stand for. */
function readingsOf(text: string): unknown[] {
  const scalars = [text, ...scalarsOf(text)];
  const items = text === '' ? [] : text.split(',').map((item) => item.trim());
  return [...scalars, items, items.map((item) => scalarsOf(item)[0] ?? item), pairsOf(items)];
}

function scalarsOf(text: string): unknown[] {
  if (text === 'true' || text === 'false') return [text === 'true'];
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? [Number(text)] : [];
}

/** `a=1,b=2` (exploded) or `a,1,b,2` as an object. */
function pairsOf(items: readonly string[]): Record<string, unknown> {
  const exploded = items.every((item) => item.includes('='));
  const flat = exploded ? items.flatMap((item) => item.split(/=(.*)/s).slice(0, 2)) : items;
  const entries: [string, unknown][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const value = flat[index + 1] ?? '';
    entries.push([flat[index] ?? '', scalarsOf(value)[0] ?? value]);
  }
  return Object.fromEntries(entries);
}
