import { Ajv2020, _ } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { dereference, type OpenApiDocument } from '../lib/openapi/document.js';
import { visitSchemas, without, type MemberKind } from '../lib/openapi/members.js';
import { projectRoot } from '../lib/process.js';

/** The formats that are checked; others say nothing. In the code that the validators begin with. */
const formats = `const formats = {
  int32: { validate: (value) => Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31 },
};
`;

/**
 * Writes validators as a module that needs no library at run time: Ajv compiles the schemas, and
 * esbuild takes in the few helpers that the result refers to.
 *
 * @param schemas - by the names that the validators get; their references lead into the document
 * @returns the body of a module that exports `validators`, by name
 */
export async function validatorsCode(
  document: OpenApiDocument,
  schemas: Readonly<Record<string, object>>,
): Promise<string> {
  const ajv = new Ajv2020({
    strict: false,
    logger: false,
    // What is referred to is compiled once.
    inlineRefs: false,
    // Only its type is used here; the code has its own.
    formats: { binary: true, int32: { type: 'number', validate: () => true } },
    // The reader of an error writes its sentence from the keyword and its parameters.
    messages: false,
    // A loop over names takes less code than a check of each.
    loopRequired: 2,
    loopEnum: 4,
    code: { source: true, esm: true, optimize: true, formats: _`formats` },
  });
  const text = JSON.stringify([document, schemas]);
  // Ajv keeps count of members and anchors for keywords that most descriptions do not use.
  Object.assign(ajv.opts, {
    unevaluated: text.includes('"unevaluated'),
    dynamicRef: text.includes('"$dynamic'),
  });
  // Each schema that is referred to is one of its own: Ajv would compile it for each that refers to it.
  const addresses = new Map<string, string>();
  const add = (schema: object, address: string): void => {
    const bare = structuredClone(without(schema, isAnnotation));
    visitSchemas(
      bare,
      (part) => {
        if (typeof part['$ref'] === 'string') part['$ref'] = addressOf(part['$ref']);
      },
      'schema',
    );
    ajv.addSchema(bare, address);
  };
  const addressOf = (reference: string): string => {
    const known = addresses.get(reference);
    if (known !== undefined) return known;
    const address = `r${addresses.size}`;
    addresses.set(reference, address);
    add(dereference(document, { $ref: reference }), address);
    return address;
  };
  const variables = Object.entries(schemas).map(([name, schema], index) => {
    const { $ref, ...others } = schema as { $ref?: string };
    const isReference = $ref !== undefined && Object.keys(others).length === 0;
    const address = isReference ? addressOf($ref) : `s${index}`;
    if (!isReference) add(schema, address);
    return { name, address, variable: `v${index}` };
  });
  // TypeScript knows the module as a CommonJS one, whose default export is the function.
  const write = standalone as unknown as typeof standalone.default;
  const code = write(
    ajv,
    Object.fromEntries(variables.map(({ variable, address }) => [variable, address])),
  ).replaceAll(unread, (found) => (found.startsWith('"') ? found : ''));
  const table = variables.map(({ name, variable }) => `${JSON.stringify(name)}: ${variable}`);
  const { outputFiles } = await build({
    stdin: {
      // Ajv exports each validator by itself; here the table is the only export.
      contents: `${formats}${code.replaceAll(/export const (?=v\d+ =)/g, 'const ')}\nexport const validators = { ${table.join(', ')} };`,
      resolveDir: projectRoot,
      loader: 'js',
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    minify: true,
    // Which validators nobody names is known only here.
    treeShaking: true,
  });
  return outputFiles[0]?.text ?? '';
}

/**
 * Members of the objects that Ajv's code passes on, which nobody reads: where in the schema an error is
 * from, a third of the code, and what holds the value, for keywords that change it. Ajv writes all
 * strings between double quotes: they are found too, and kept, so that no text is taken for a member.
 */
const unread =
  /,schemaPath:"(?:[^"\\]|\\.)*"|,\s*parentData(?::[^,]+)?,\s*parentDataProperty(?::(?:"(?:[^"\\]|\\.)*"|[^,]+))?,\s*rootData(?:=data)?|"(?:[^"\\]|\\.)*"/g;

/** Keywords that say nothing about whether a value is valid, and would be part of the code. */
const annotations = ['title', 'description', 'default', 'example', 'examples', 'deprecated'];

function isAnnotation(name: string, _member: unknown, kind: MemberKind): boolean {
  return kind === 'object' && (annotations.includes(name) || name.startsWith('x-'));
}
