import { basename } from 'node:path';
import { lifeCycleRules, transitionsOf, type LifeCycleFile } from '../lib/life-cycles.js';
import {
  dereference,
  isObject,
  type MediaTypeObject,
  type OpenApiDocument,
} from '../lib/openapi/document.js';
import { queryDelimiter } from '../lib/openapi/serialization.js';
import { listOperations, type ListedOperation } from '../lib/operation-list.js';
import { isBinary, jsonType, resolveSchema } from '../lib/schemas.js';
import { generatedHeader, jsonCode } from './typescript-text.js';
import { validatorsCode } from './validators.js';

/**
 * Writes what a sandbox knows of a document: a table of its operations with the documented answers
 * and examples, the life cycles, and the validators of all requests and answers.
 *
 * @param withDocument - whether the table holds the document too, to be served
 * @returns the texts of two modules
 * @throws UserError if a life cycle names what the document does not have
 */
export async function sandboxCode(
  document: OpenApiDocument,
  lifeCycles: readonly LifeCycleFile[],
  withDocument = false,
): Promise<{ table: string; validators: string }> {
  const schemas: Record<string, object> = {};
  const examples: Record<string, unknown> = {};
  const operations = listOperations(document).map((operation) =>
    tableEntry(document, operation, schemas, examples),
  );
  const cycles = lifeCycles.map((file) => lifeCycleRules(document, file));
  const table = { operations, examples, lifeCycles: cycles, ...(withDocument && { document }) };
  // Most operations share their errors, and many of them their parameters.
  const { constants, expression } = jsonCode(table, 'shared');
  return {
    table: [
      generatedHeader('What the sandbox knows of the family.', document),
      "import { validators } from './validators.js';",
      constants,
      // The type of it would be as long as itself.
      `export const described: unknown = ${expression};`,
      `export { validators };`,
      unmapped,
    ].join('\n'),
    validators: [
      generatedHeader('The validators of the sandbox, which need no library.', document),
      '// @ts-nocheck',
      typed(await validatorsCode(document, schemas)),
      unmapped,
    ].join('\n'),
  };
}

/** A source map that maps nothing: a debugger has no use for tables and the code of validators. */
const unmapped = `//# sourceMappingURL=data:application/json;base64,${btoa('{"version":3,"sources":[""],"mappings":"A"}')}\n`;

/** The code of validators with a type for its only export. */
function typed(code: string): string {
  const type = 'Readonly<Record<string, (value: unknown) => boolean>>';
  return code.replace(
    /export\s*\{\s*(\w+) as validators\s*\};?\s*$/,
    `export const validators: ${type} = $1;`,
  );
}

/**
 * Whether a life cycle is about a family: its transitions name operations of it, which has the schema of
 * the states. Operations of another family may move its records too.
 */
export function isAbout(document: OpenApiDocument, { content }: LifeCycleFile): boolean {
  const ids = listOperations(document).map(({ id }) => id);
  const schema = isObject(content) ? content['schema'] : undefined;
  return (
    (schema === undefined || document.components?.schemas?.[String(schema)] !== undefined) &&
    transitionsOf(content).some(({ operation }) => ids.includes(String(operation)))
  );
}

function tableEntry(
  document: OpenApiDocument,
  operation: ListedOperation,
  schemas: Record<string, object>,
  examples: Record<string, unknown>,
): object {
  const { id, method, path, parameters, requestBody, successes, errors } = operation;
  const answers = [...successes, ...errors].map(({ status, content }) => {
    const [[mediaType, media] = []] = Object.entries(content);
    if (media === undefined) return [status, {}] as const;
    const isRaw = isBinary(resolveSchema(document, media.schema));
    const schema = isRaw ? undefined : named(media.schema, `${id} ${status}`);
    return [
      status,
      { mediaType, schema, examples: exampleNames(media, `${id} ${status}`) },
    ] as const;
  });
  return {
    id,
    method: method.toUpperCase(),
    path,
    parameters: parameters.map(({ parameter }) => ({
      in: parameter.in,
      name: parameter.name,
      type: jsonType(document, parameter.schema),
      items: jsonType(document, resolveSchema(document, parameter.schema).items),
      delimiter: queryDelimiter(parameter),
      default: resolveSchema(document, parameter.schema).default,
      required: parameter.required === true || undefined,
    })),
    parametersSchema: named(parametersSchema(), `${id} parameters`),
    body: requestBody && {
      mediaType: requestBody.mediaType,
      required: requestBody.required,
      schema: named(requestBody.schema, `${id} body`),
    },
    reachable: operation.object['x-pagination']?.reachable,
    answers: Object.fromEntries(answers),
  };

  /** All parameters as members of one object, so that one validator is enough. */
  function parametersSchema(): object {
    const members = parameters
      // A value in an address is a text, whatever else it may have to be.
      .filter(({ parameter }) => !isAnyText(parameter.schema))
      .map(({ parameter }) => [`${parameter.in}.${parameter.name}`, parameter.schema ?? {}]);
    const required = parameters
      .filter(({ parameter }) => parameter.required)
      .map(({ parameter }) => `${parameter.in}.${parameter.name}`);
    return { type: 'object', properties: Object.fromEntries(members), required };
  }

  function isAnyText(schema: unknown): boolean {
    const { type, ...others } = resolveSchema(document, schema);
    return (
      type === 'string' && Object.keys(others).every((key) => /^(x-.*|description)$/.test(key))
    );
  }

  /** Names a schema as its component, or by where it is; each is compiled once. */
  function named(schema: unknown, place: string): string | undefined {
    if (!isObject(schema)) return undefined;
    const { $ref } = schema;
    const text = JSON.stringify(schema);
    // Many operations refer to one response, whose schema has no name of its own.
    const twin = Object.keys(schemas).find((name) => JSON.stringify(schemas[name]) === text);
    // No name of a component has a blank, as every place has.
    const name =
      typeof $ref === 'string' ? $ref.replace('#/components/schemas/', '') : (twin ?? place);
    schemas[name] ??= schema;
    return name;
  }

  /** The names of documented examples, each with its name in the table of all examples. */
  function exampleNames(media: MediaTypeObject, place: string): Record<string, string> {
    const lone = media.example !== undefined && { example: { value: media.example } };
    const pairs = Object.entries({ ...lone, ...media.examples }).map(([name, example]) => {
      const reference = (example as { $ref?: string }).$ref;
      const key = reference === undefined ? `${place} ${name}` : basename(reference);
      examples[key] = dereference<{ value?: unknown }>(document, example).value;
      return [name, key];
    });
    return Object.fromEntries(pairs) as Record<string, string>;
  }
}
