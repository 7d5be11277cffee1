import { schemaSet } from '../cases/schemas.js';
import { readParameter } from '../cases/serialization.js';
import { cut, either, shown } from '../../lib/text.js';
import type { ErrorObject } from 'ajv/dist/2020.js';
import {
  oncePerDescription,
  type Description,
  type OpenApiDocument,
} from '../../lib/openapi/document.js';
import { visitObjects } from '../../lib/openapi/members.js';
import { step } from '../../lib/openapi/pointer.js';
import { ajvValidatorsOf } from '../../lib/openapi/validators.js';
import { jsonType } from '../../lib/schemas.js';
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

/** Says what in an answer is not as the documented responses of its status say: media type, headers, body. */
export function conformanceOf(description: Description) {
  const validators = ajvValidatorsOf(description);
  const set = schemaSet(description);
  const document = description.document as unknown as OpenApiDocument;
  const typeOf = (schema: string) => jsonType(document, description.at(schema));
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
    const { 'content-encoding': coding = '' } = headers;
    // What is compressed so is never UTF-8.
    if (/^(x-)?gzip$/i.test(coding) && text !== '' && answer.bytes === undefined) {
      const message = `The answer ${status} has the Content-Encoding ${coding}, but its body is not encoded so (RFC 9110, 8.4).`;
      return [{ name: 'unreadable_body', message, pointer: documented[0]?.pointer ?? '' }];
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
    if (answer.repeated?.includes('content-type')) {
      const message = `The answer ${status} has the header Content-Type more than once (RFC 9110, 5.3).`;
      return [{ name: 'undocumented_media_type', message, pointer: owner }];
    }
    if (isJson(mediaType) && answer.bytes !== undefined && coding === '') {
      const message = `The body of the answer ${status} is not UTF-8, in which JSON has to be.`;
      return [{ name: 'unreadable_body', message, pointer: content.schema }];
    }
    if (isJson(mediaType) && jsonOf(answer) === undefined) {
      const start = text === '' ? 'it is empty' : `it begins with ${shown(text.slice(0, 60))}`;
      const coded = coding && `, and its Content-Encoding ${cut(coding)}, which nobody asked for`;
      const message = `The body of the answer ${status} is no JSON, though its type is ${mediaType}${coded}: ${start}.`;
      const pointer = description.at(content.schema) === undefined ? owner : content.schema;
      return [{ name: 'unreadable_body', message, pointer }];
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

  function bodyFault(schema: string, answer: Answer) {
    const { mediaType, text } = answer;
    if (isJson(mediaType)) return faultOf(schema, jsonOf(answer));
    if (!isPlainText(mediaType)) return undefined;
    const value = readJson(text);
    // Plain text expresses no object and no list, though generators of descriptions say so.
    if (value === undefined && compound.includes(typeOf(schema))) return undefined;
    const fault = faultOf(schema, text);
    // A number as plain text is the text of it.
    return fault && faultOf(schema, value) && fault;
  }

  /** What is wrong with a value by a schema: in words, and the pointer to the first rule that is broken. */
  function faultOf(schema: string, value: unknown) {
    if (set.isValid([schema], value)) return undefined;
    const found = validators(schema).errors ?? [];
    const errors = found.toSorted((one, other) => rank(one) - rank(other));
    const [first] = errors;
    const owner = placesOf(description).get(first?.parentSchema) ?? schema;
    const rest = errors.length - most;
    return {
      message:
        errors.slice(0, most).map(inWords).join('; ') + (rest > 0 ? `; and ${rest} more` : ''),
      pointer: first === undefined ? schema : `${owner}${step(first.keyword)}`,
    };
  }
}

const compound: unknown[] = ['array', 'object'];

/** How many broken rules of one value are named. */
const most = 3;

const summaries = new Set(['oneOf', 'anyOf', 'if', 'not', '$ref']);

/** The errors that say what is wrong come before those which say that some branch does not fit. */
const rank = ({ keyword }: ErrorObject): number => Number(summaries.has(keyword));

function inWords({ instancePath, keyword, params, message, data }: ErrorObject): string {
  const place = instancePath === '' ? 'the whole value' : instancePath;
  const expected = limits[keyword]?.(params) ?? '';
  // What is missing or too much is named by the rule; the object around it would only hide it.
  const found = keyword === 'required' ? '' : `, found ${shown(data)}`;
  return `${place} ${message ?? `breaks ${keyword}`}${expected}${found}`;
}

/** Which of its parameters Ajv leaves out of its message, and how it is put behind that. */
const limits: Readonly<Record<string, (params: Record<string, unknown>) => string>> = {
  enum: ({ allowedValues }) => ` ${shown(allowedValues)}`,
  const: ({ allowedValue }) => ` ${shown(allowedValue)}`,
  additionalProperties: ({ additionalProperty }) => ` (${shown(additionalProperty)})`,
  unevaluatedProperties: ({ unevaluatedProperty }) => ` (${shown(unevaluatedProperty)})`,
};

/** The pointer of each schema of a document, by identity. */
const placesOf = oncePerDescription(({ document }) => {
  const places = new Map<unknown, string>();
  visitObjects(document, (object, kind, path) => {
    if (kind === 'schema') places.set(object, path.map(step).join(''));
  });
  return places;
});
