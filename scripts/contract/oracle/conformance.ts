import { schemaSet } from '../cases/schemas.js';
import { readParameter } from '../cases/serialization.js';
import { cut, either, shown } from '../text.js';
import type { Description } from '../../lib/openapi/document.js';
import type { Answer } from '../answer.js';
import type { Finding } from '../findings.js';
import type { ContractParameter, ContractResponse } from '../operation.js';
import {
  bareMediaType,
  coversMediaType,
  duplicateMember,
  isJson,
  isPlainText,
  jsonOf,
  readJson,
} from './media-type.js';
import { schemaFaultsOf, type SchemaFault } from './schema-findings.js';

/** Says what in an answer is not as the documented responses of its status say: media type, headers, body. */
export function conformanceOf(description: Description) {
  const faultOf = schemaFaultsOf(description);
  const set = schemaSet(description);
  return (documented: readonly ContractResponse[], answer: Answer, method: string): Finding[] => [
    ...(documented[0]?.headers ?? []).flatMap((header) => judgeHeader(header, answer)),
    // A HEAD never has a body.
    ...(method === 'HEAD' ? [] : judgeContent(documented, answer)),
  ];

  function judgeHeader(
    header: ContractParameter,
    { status, headers, repeated = [] }: Answer,
  ): Finding[] {
    const value = headers[header.name.toLowerCase()];
    const { name, pointer, schema } = header;
    if (value === undefined) {
      const message = `The answer ${status} lacks the header ${name}, which is required.`;
      return header.required ? [{ name: 'missing_header', message, pointer }] : [];
    }
    // Only the items of a list may come in lines of their own (RFC 9110, 5.3).
    if (repeated.includes(name.toLowerCase()) && faultOf(schema, []) !== undefined) {
      const message = `The answer ${status} has the header ${name} more than once.`;
      return [{ name: 'invalid_header', message, pointer }];
    }
    if (readParameter(set, header, [[name, value]]).length > 0) return [];
    const fault = faultOf(schema, header.mediaType === undefined ? value : readJson(value));
    if (fault === undefined) return [];
    const message = `The header ${name} of the answer ${status} breaks its schema: ${fault.message}.`;
    return [{ name: 'invalid_header', message, pointer: fault.pointer }];
  }

  function judgeContent(documented: readonly ContractResponse[], answer: Answer): Finding[] {
    const { status, mediaType, text, headers } = answer;
    const contents = documented.filter((one) => one.mediaType !== '');
    const owner = `${documented[0]?.pointer}/content`;
    // A description without content leaves the body open.
    const length = headers['content-length'] ?? '0';
    if (status === 204 && length !== '0') {
      const message = `The answer 204 has the Content-Length ${cut(length)}, but a 204 has no content (RFC 9110, 8.6).`;
      return [{ name: 'unexpected_content', message, pointer: documented[0]?.pointer ?? '' }];
    }
    if (contents.length === 0 || status === 204 || status === 304) return [];
    const stars = (one: ContractResponse): number => one.mediaType.split('*').length;
    // The exact media type is meant before a range.
    const [content] = contents
      .filter((one) => coversMediaType(one.mediaType, mediaType))
      .toSorted((one, other) => stars(one) - stars(other));
    if (content === undefined) {
      const sent = mediaType === '' ? 'no Content-Type' : `the media type ${cut(mediaType)}`;
      const types = either(contents.map((one) => bareMediaType(one.mediaType)));
      const message = `The answer ${status} has ${sent}; documented: ${types}.`;
      return [{ name: 'undocumented_media_type', message, pointer: owner }];
    }
    if (isJson(mediaType) && jsonOf(answer) === undefined) {
      const start = text === '' ? 'it is empty' : `it begins with ${shown(text.slice(0, 60))}`;
      const encoding = headers['content-encoding'];
      const coded = encoding
        ? `, and its Content-Encoding ${cut(encoding)}, which nobody asked for`
        : '';
      const message = `The body of the answer ${status} is no JSON, though its type is ${mediaType}${coded}: ${start}.`;
      const pointer = description.at(content.schema) === undefined ? owner : content.schema;
      return [{ name: 'unreadable_body', message, pointer }];
    }
    if (isJson(mediaType) && answer.bytes !== undefined) {
      const message = `The body of the answer ${status} is not UTF-8, in which JSON has to be.`;
      return [{ name: 'unreadable_body', message, pointer: content.schema }];
    }
    const twin = isJson(mediaType) ? duplicateMember(text, jsonOf(answer)) : undefined;
    if (twin !== undefined) {
      const message = `The body of the answer ${status} has the member "${twin}" twice in one object.`;
      return [{ name: 'duplicate_member', message, pointer: content.schema }];
    }
    const fault = bodyFault(content.schema, answer);
    if (fault === undefined) return [];
    const message = `The body of the answer ${status} breaks its schema: ${fault.message}.`;
    return [{ name: 'invalid_body', message, pointer: fault.pointer }];
  }

  function bodyFault(schema: string, answer: Answer): SchemaFault | undefined {
    const { mediaType, text } = answer;
    if (isJson(mediaType)) return faultOf(schema, jsonOf(answer));
    if (!isPlainText(mediaType)) return undefined;
    const fault = faultOf(schema, text);
    // A number as plain text is the text of it.
    return fault && faultOf(schema, readJson(text)) && fault;
  }
}
