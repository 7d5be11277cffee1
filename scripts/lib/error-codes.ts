import {
  dereference,
  isJson,
  isObject,
  type MediaTypeObject,
  type OpenApiDocument,
} from './openapi/document.js';
import type { ListedOperation } from './operation-list.js';
import { memberSchemas, resolveSchema } from './schemas.js';

/** A code that an operation is documented to fail with. */
export interface ErrorCode {
  status: string;
  code: string;
  /** Summary of the example that has it, or the example's name; undefined if a schema has it. */
  summary?: string;
}

/** Names under which errors carry their code. */
export const codeMembers = ['code', 'error_code', 'errorCode'];

/**
 * The error codes that the description knows of an operation: of the examples of its errors, and of
 * their schemas where these list the values. A code stands at the top of the body or in its `error`.
 */
export function errorCodesOf(document: OpenApiDocument, { errors }: ListedOperation): ErrorCode[] {
  const codes = errors.flatMap(({ status, content }) =>
    Object.entries(content)
      .filter(([mediaType]) => isJson(mediaType))
      .flatMap(([, body]) => [...exampleCodes(document, body), ...schemaCodes(document, body)])
      .map((found) => ({ status, ...found })),
  );
  return codes.filter(
    ({ status, code }, index) =>
      codes.findIndex((one) => one.status === status && one.code === code) === index,
  );
}

function exampleCodes(
  document: OpenApiDocument,
  { example, examples = {} }: MediaTypeObject,
): { code: string; summary?: string }[] {
  const named = Object.entries(examples).map(([name, reference]) => {
    const { summary = name, value } = dereference(document, reference);
    return { summary, value };
  });
  return [...named, { summary: undefined, value: example }].flatMap(({ summary, value }) =>
    (isObject(value) ? [value, value['error']] : [])
      .filter(isObject)
      .flatMap((body) => codeMembers.map((name) => body[name]))
      .filter(isCode)
      .map((code) => ({ code, summary })),
  );
}

function schemaCodes(document: OpenApiDocument, { schema }: MediaTypeObject): { code: string }[] {
  return [schema, ...memberSchemas(document, schema, 'error', true)]
    .flatMap((body) => codeMembers.flatMap((name) => memberSchemas(document, body, name, true)))
    .flatMap((member) => {
      const { const: only, enum: values = [] } = resolveSchema(document, member);
      return [only, ...values];
    })
    .filter(isCode)
    .map((code) => ({ code }));
}

function isCode(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
